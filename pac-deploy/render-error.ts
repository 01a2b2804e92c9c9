import { CommanderError } from "commander";
import pc from "picocolors";
import { renderPlace, UserError } from "../contract/user-error.ts";
import { printable } from "./plan/render-changes.ts";

/** A person said no to a question; nothing was done. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/** What a failed command prints, and its exit code. An error that is none of ours keeps its stack: it is a bug to report. */
export function renderError(error: unknown): { text: string; exitCode: number } {
  if (error instanceof CommanderError) return { text: "", exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof Declined) return { text: "Nothing was changed.", exitCode: 1 };
  if (error instanceof UserError) {
    const hint = error.hint === undefined ? "" : `\n  ${printable(error.hint)}`;
    return { text: `${pc.red("error")} ${pc.dim(error.code)} ${describePlaced(error)}${hint}`, exitCode: error.exitCode };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `${pc.red("portal-kit failed")} in a way it should not; please report this:\n${detail}`, exitCode: 3 };
}

/** The place, then what is wrong there; a message that begins with the place does not say it twice. */
function describePlaced({ place, message }: UserError): string {
  if (place === undefined) return printable(message);
  const where = pc.bold(printable(renderPlace(place)));
  const rest = message.startsWith(place.path) ? message.slice(place.path.length).replace(/^ line \d+(?:, column \d+)?/, "") : undefined;
  if (rest === undefined) return `${where}: ${printable(message)}`;
  return `${where}${printable(rest)}`;
}
