import { toConfigurationValue, type Answered } from "./collect-answers.ts";
import type { SetValue } from "./parse-set.ts";
import type { Question } from "./questions.ts";
import { withValue } from "./with-value.ts";

export interface BuildInput {
  /** The file as it is; undefined: there is none. */
  readonly existingText: string | undefined;
  readonly existing: Readonly<Record<string, unknown>>;
  readonly answered: readonly Answered[];
  readonly questions: readonly Question[];
  readonly sets: readonly SetValue[];
  /** Path of the schema as seen from the configuration, for editors. */
  readonly schemaPath: string;
}

/** The text of the configuration: what was there, with the answers and what `--set` says. */
export function buildConfiguration({ existingText, existing, answered, questions, sets, schemaPath }: BuildInput): string {
  let values: Readonly<Record<string, unknown>> = existingText === undefined ? { $schema: schemaPath } : existing;
  for (const answer of answered) {
    values = withValue(
      values,
      answer.key,
      toConfigurationValue(
        answer,
        questions.find(({ key }) => key === answer.key),
      ),
    );
  }
  for (const { key, value } of sets) values = withValue(values, key, value);
  if (existingText !== undefined && JSON.stringify(values) === JSON.stringify(existing)) return existingText;
  const text = `${JSON.stringify(values, null, 2)}\n`;
  return existingText?.includes("\r\n") === true ? text.replaceAll("\n", "\r\n") : text;
}
