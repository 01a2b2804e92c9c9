import { UserError } from "../../contract/user-error.ts";
import { hintAtNames } from "../near-names.ts";
import type { Check, CheckMeta } from "./check.ts";
import { siteFaults } from "./site-faults.ts";
import { suppressionMetas } from "./suppression-metas.ts";

/** What to look for: empty lists mean everything. */
export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export const everything: Selection = { only: [], skip: [] };

/** Whatever may be found: by checks, by reading the folder, and of what people accept. */
export const listMetas = (checks: readonly Check[]): CheckMeta[] => [...checks.map(({ meta }) => meta), ...siteFaults, ...suppressionMetas];

/**
 * Whether a code is asked for.
 * @throws UserError `check-unknown`, exit code 2, for a code that nothing has
 */
export function createSelector({ only, skip }: Selection, checks: readonly Check[]): (code: string) => boolean {
  const codes = new Set(listMetas(checks).map(({ code }) => code));
  for (const [flag, named] of [
    ["--only", only],
    ["--skip", skip],
  ] as const) {
    const unknown = named.find((code) => !codes.has(code));
    if (unknown !== undefined) {
      throw new UserError("check-unknown", `${flag} ${unknown}: there is no check of that code`, {
        exitCode: 2,
        hint: hintAtNames(unknown, codes, "`portal-kit explain` lists the codes."),
      });
    }
  }
  return (code) => (only.length === 0 || only.includes(code)) && !skip.includes(code);
}
