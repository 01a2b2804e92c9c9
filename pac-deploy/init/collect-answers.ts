import { fieldNames, offeredFields } from "./offered-fields.ts";
import type { Answer, Answers, Question } from "./questions.ts";
import { isValues, valueAt } from "./with-value.ts";

export interface Answered {
  readonly key: string;
  readonly value: Answer;
  readonly because: string;
}

/** How a question is put: in a terminal, or not at all. */
export type Ask = (question: Question, proposal: { readonly value: Answer; readonly because: string }) => Promise<Answer>;

export interface CollectOptions {
  /** The configuration that is there; its values are proposed. */
  readonly existing: Readonly<Record<string, unknown>>;
  /** Keys that are settled already, with their values. */
  readonly settled: ReadonlyMap<string, unknown>;
  /** undefined: nobody is asked, and what is proposed is taken. */
  readonly ask: Ask | undefined;
}

/** Goes through the questions in their order; later ones may depend on earlier answers. */
export async function collectAnswers(questions: readonly Question[], { existing, settled, ask }: CollectOptions): Promise<Answered[]> {
  const answers = new Map<string, Answer>();
  for (const [key, value] of settled) if (isAnswer(value)) answers.set(key, value);
  const answered: Answered[] = [];
  for (const question of questions) {
    if (settled.has(question.key) || !question.isAsked(answers)) continue;
    const proposed = propose(question, answers, existing);
    if (proposed === undefined) continue;
    const answer = ask === undefined ? (proposed.unasked ?? proposed.value) : await ask(question, proposed);
    const value = question.kind === "choices" && Array.isArray(answer) ? withRequired(answer, question.required(answers)) : answer;
    answers.set(question.key, value);
    answered.push({ key: question.key, value, because: answer === proposed.value ? proposed.because : "your answer" });
  }
  return ask === undefined
    ? answered.map((one) => (one.because === "your answer" ? { ...one, because: "nobody was asked, and this is the least" } : one))
    : answered;
}

const withRequired = (chosen: readonly string[], required: readonly string[]): readonly string[] => [
  ...chosen,
  ...required.filter((one) => !chosen.includes(one)),
];

interface Proposed {
  readonly value: Answer;
  readonly because: string;
  readonly unasked?: Answer;
}

/** undefined: the configuration holds something that the question cannot show, which stays as it is. */
function propose(question: Question, answers: Answers, existing: Readonly<Record<string, unknown>>): Proposed | undefined {
  const before = valueAt(existing, question.key);
  if (before === undefined) return question.propose(answers);
  const because = "the configuration says so already";
  if (question.key === "capture.fields") {
    const columns = Array.isArray(before) ? before.map((field: unknown) => (isValues(field) ? field["column"] : undefined)) : [];
    const isPlain = columns.every((column) => offeredFields.some((offered) => offered.column === column));
    // Every column has just been found among the offered ones.
    return isPlain ? { value: columns as string[], because } : undefined;
  }
  return isAnswer(before) ? { value: before, because } : undefined;
}

const isAnswer = (value: unknown): value is Answer =>
  typeof value === "string" || typeof value === "boolean" || (Array.isArray(value) && value.every((item) => typeof item === "string"));

/** What an answer becomes in the file; undefined: the key is left out, since its default says the same. */
export function toConfigurationValue({ key, value }: Pick<Answered, "key" | "value">, question: Question | undefined): unknown {
  if (key === "capture.page" && value === "") return undefined;
  if (
    key === "languages" &&
    question?.kind === "choices" &&
    question.choices.every((choice) => (value as readonly string[]).includes(choice.value))
  ) {
    return undefined;
  }
  if (key === "capture.fields" && Array.isArray(value)) {
    const isDefault = value.length === fieldNames.length && fieldNames.every((name) => value.includes(name));
    return isDefault ? undefined : offeredFields.filter(({ column }) => value.includes(column)).map(({ field }) => field);
  }
  return value;
}
