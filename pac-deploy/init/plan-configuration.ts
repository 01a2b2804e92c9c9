import { UserError } from "../../contract/user-error.ts";
import { parseConfiguration } from "../configuration/parse-configuration.ts";
import { buildConfiguration } from "./build-configuration.ts";
import { collectAnswers, type Answered, type Ask } from "./collect-answers.ts";
import type { SiteView } from "./look-at-site.ts";
import type { SetValue } from "./parse-set.ts";
import { listQuestions } from "./questions.ts";
import { isValues } from "./with-value.ts";

export interface PlanConfigurationInput {
  readonly view: SiteView;
  /** Where the configuration lies, or will. */
  readonly path: string;
  /** undefined: there is none yet. */
  readonly existingText: string | undefined;
  readonly sets: readonly SetValue[];
  /** undefined: nobody is asked; of a configuration that is there only what `sets` says changes then. */
  readonly ask: Ask | undefined;
  readonly schemaPath: string;
}

export interface PlannedConfiguration {
  readonly text: string;
  readonly answered: readonly Answered[];
}

/**
 * The configuration that `init` would write, which the parser of every other command has read.
 * @throws UserError exit code 2, where what is there, or what is said with `--set`, cannot be carried out
 */
export async function planConfiguration(input: PlanConfigurationInput): Promise<PlannedConfiguration> {
  const { path, existingText, sets, ask } = input;
  const existing = existingText === undefined ? {} : readExisting(existingText, path);
  const questions = existingText !== undefined && ask === undefined ? [] : listQuestions(input.view);
  const answered = await collectAnswers(questions, { existing, settled: new Map(sets.map(({ key, value }) => [key, value])), ask });
  const text = buildConfiguration({ existingText, existing, answered, questions, sets, schemaPath: input.schemaPath });
  assertReadable(text, path);
  return { text, answered };
}

function readExisting(text: string, path: string): Readonly<Record<string, unknown>> {
  parseConfiguration(text, path);
  const values: unknown = JSON.parse(text);
  return isValues(values) ? values : {};
}

/** Its places are those of a text that no file holds: what is wrong is named by its key. */
function assertReadable(text: string, path: string): void {
  try {
    parseConfiguration(text, path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, `this would be no configuration: ${error.message}`, {
      exitCode: 2,
      hint: "Nothing was written. Say it otherwise with --set, or answer otherwise.",
      cause: error,
    });
  }
}
