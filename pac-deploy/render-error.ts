import { CommanderError } from "commander";
import pc from "picocolors";
import { UserError } from "../contract/user-error.ts";
import { printable } from "./printable.ts";
import { splitPlace } from "./split-place.ts";

/** A person said no to a question; nothing was done. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/** Somebody pressed Ctrl+C or Esc at a question; nothing was written. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** What a failed command prints, and its exit code. An error that is none of ours keeps its stack: it is a bug to report. */
export function renderError(error: unknown): { text: string; exitCode: number } {
  if (error instanceof CommanderError) return { text: "", exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof Declined) return { text: "Nothing was changed.", exitCode: 1 };
  // As a shell tells a program that Ctrl+C has ended.
  if (error instanceof Cancelled) return { text: "Cancelled: nothing was written.", exitCode: 130 };
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? "" : `\n  ${printable(error.hint)}`;
    return { text: `${pc.red("error")} ${pc.dim(error.code)} ${describePlaced(error)}${hint}`, exitCode: error.exitCode };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `${pc.red("portal-kit failed")} in a way it should not; please report this:\n${printable(detail)}`, exitCode: 3 };
}

/** The place, then what is wrong there. */
function describePlaced(error: UserError): string {
  const { where, message } = splitPlace(error);
  if (where === "") return printable(message);
  return `${pc.bold(printable(where))}${message === error.message ? ":" : ""} ${printable(message)}`;
}
