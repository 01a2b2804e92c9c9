import { CommanderError } from "commander";
import pc from "picocolors";
import { renderPlace, UserError } from "../contract/user-error.ts";

/** A person said no to a question; nothing was done. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/** What a failed command prints, and its exit code. An error that is none of ours keeps its stack: it is a bug to report. */
export function renderError(error: unknown): { text: string; exitCode: number } {
  if (error instanceof CommanderError) return { text: "", exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof Declined) return { text: "Nothing was changed.", exitCode: 1 };
  if (error instanceof UserError) {
    const where = error.place ? `${pc.bold(renderPlace(error.place))}: ` : "";
    const hint = error.hint === undefined ? "" : `\n  ${error.hint}`;
    return { text: `${pc.red("error")} ${pc.dim(error.code)} ${where}${error.message}${hint}`, exitCode: error.exitCode };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `${pc.red("portal-kit failed")} in a way it should not; please report this:\n${detail}`, exitCode: 3 };
}
