import { UserError } from "../contract/user-error.ts";
import { renderCodeFrame } from "../site/render-code-frame.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { printable } from "./printable.ts";
import { splitPlace } from "./split-place.ts";

/** Why a site folder could not be read, in words for the terminal and for open pages alike. */
export interface Refusal {
  /** `path:line:column`, as far as known; "" where nothing is. */
  readonly where: string;
  readonly message: string;
  /** The lines around the place. */
  readonly frame?: string;
}

/** @param readText the text of a file that an error names; undefined where it is gone */
export function describeRefusal(error: unknown, readText: (path: string) => string | undefined): Refusal {
  if (!(error instanceof UserError)) return { where: "", message: error instanceof Error ? error.message : String(error) };
  const { place, hint } = error;
  const { where, message } = splitPlace(error);
  const text = place?.line === undefined ? undefined : readText(place.path);
  const frame =
    text === undefined || place?.line === undefined
      ? undefined
      : renderCodeFrame(hideSecrets(place.path, text), { line: place.line, column: place.column ?? 1 });
  return { where, message: hint === undefined ? message : `${message} ${hint}`, ...(frame === undefined ? {} : { frame }) };
}

/** The refusal as lines of text. */
export function renderRefusal({ where, message, frame }: Refusal): string {
  const line = printable(where === "" ? message : `${where} ${message}`);
  return frame === undefined ? line : `${line}\n${frame.replaceAll(/^/gm, "    ")}`;
}
