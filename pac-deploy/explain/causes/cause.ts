import type { CheckedSite } from "../../checks/check.ts";

/** A place of a site that a code may come from. */
export interface Cause {
  /** Inside the site folder; "" for the site as a whole. */
  readonly path: string;
  /** From 1; 0: none. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** certain: asking for it gives this code. likely: it does for some visitors, or some requests. */
  readonly weight: "certain" | "likely" | "possible";
}

export type FindCauses = (checked: CheckedSite) => readonly Cause[];

export const causeAt = (
  { path, line }: { readonly path: string; readonly line: number },
  weight: Cause["weight"],
  message: string,
): Cause => ({ path, line, column: 0, message, weight });
