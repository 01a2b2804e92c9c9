import { createInterface } from "node:readline/promises";
import pc from "picocolors";
import { printableInColour, printableJson } from "./printable.ts";

/** Where a command speaks to a person (`say`) and to a machine (`answer`). */
export interface Terminal {
  /** A line for people; on stderr with `--json`, else on stdout. Of control characters only colours get through. */
  say(line: string): void;
  /** One line of JSON on stdout; only with `--json`. */
  answer(value: unknown): void;
  /** A question with yes or no; yes without asking with `--yes` or where nobody can answer. */
  confirm(question: string): Promise<boolean>;
  readonly isJson: boolean;
}

export interface TerminalOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** Whether somebody is there to answer a question, and may be asked. */
export const canAsk = ({ yes, json }: TerminalOptions, stdin: NodeJS.Process["stdin"] = process.stdin): boolean =>
  yes !== true && json !== true && stdin.isTTY;

export function createTerminal(options: TerminalOptions, streams: Pick<NodeJS.Process, "stdin" | "stdout" | "stderr"> = process): Terminal {
  const isJson = options.json === true;
  return {
    isJson,
    say: (line) => void (isJson ? streams.stderr : streams.stdout).write(`${printableInColour(line)}\n`),
    answer(value) {
      if (isJson) streams.stdout.write(`${printableJson(value)}\n`);
    },
    async confirm(question) {
      if (!canAsk(options, streams.stdin)) return true;
      const questions = createInterface({ input: streams.stdin, output: streams.stderr });
      try {
        return /^y(es)?$/i.test((await questions.question(`${printableInColour(question)} ${pc.dim("[y/N]")} `)).trim());
      } finally {
        questions.close();
      }
    },
  };
}
