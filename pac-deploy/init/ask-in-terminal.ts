import pc from "picocolors";
import { assertNever } from "../../access/assert-never.ts";
import { printable } from "../printable.ts";
import { Cancelled } from "../render-error.ts";
import type { Ask } from "./collect-answers.ts";
import type { Answer } from "./questions.ts";

/** Puts questions in the terminal. The library is loaded only here: no other command waits for it. */
export async function createTerminalAsk(output: NodeJS.WriteStream): Promise<Ask> {
  const prompts = await import("@clack/prompts");
  const common = { output, withGuide: false } as const;
  const settled = <Value>(value: Value): Exclude<Value, symbol> => {
    if (prompts.isCancel(value)) throw new Cancelled();
    // isCancel has just told the only symbol apart.
    return value as Exclude<Value, symbol>;
  };
  return async (question, { value, because }): Promise<Answer> => {
    const message = `${question.message}\n${pc.dim(`proposed because ${printable(because)}`)}`;
    switch (question.kind) {
      case "choice":
        return settled(await prompts.select({ ...common, message, options: [...question.choices], ...initial(value, "initialValue") }));
      case "choices":
        return settled(
          await prompts.multiselect({
            ...common,
            message,
            options: [...question.choices],
            initialValues: Array.isArray(value) ? value.map(String) : [],
            required: true,
          }),
        );
      case "yes-no":
        return settled(await prompts.confirm({ ...common, message, initialValue: value === true }));
      case "text":
        return (
          settled(
            await prompts.text({
              ...common,
              message,
              ...initial(value, "initialValue"),
              validate: (answer) => question.findFault(answer ?? ""),
            }),
          ) ?? ""
        );
      default:
        return assertNever(question);
    }
  };
}

const initial = <Key extends string>(value: Answer, key: Key): Partial<Record<Key, string>> =>
  // One key with a text: the record is whole.
  (typeof value === "string" ? { [key]: value } : {}) as Partial<Record<Key, string>>;
