import type { CheckMeta } from "./check.ts";

/** What is wrong with accepting findings; found after all others. */
export const suppressionUnused: CheckMeta = {
  code: "suppression-unused",
  severity: "info",
  about: "A comment or an entry of the configuration accepts a finding that is not there, so it would hide the next one.",
  advice: "Delete it, or correct its code and place: a comment counts for the line below it.",
};

export const suppressionWithoutReason: CheckMeta = {
  code: "suppression-without-reason",
  severity: "warning",
  about: "A comment should accept a finding and does not say why, so it accepts nothing.",
  advice: "Write the reason behind the codes: `portal-kit-ignore-next-line <code> -- <reason>`.",
};

export const suppressionMetas: readonly CheckMeta[] = [suppressionUnused, suppressionWithoutReason];
