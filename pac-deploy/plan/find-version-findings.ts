import type { Finding } from "../../contract/finding.ts";
import { kitVersion, stateFilePath } from "../../contract/names.ts";
import { siteFinding } from "./desired.ts";

/** What it means that another version of the kit has written into this site before. */
export function findVersionFindings(before: string): Finding[] {
  if (before === kitVersion) return [];
  const place = { path: stateFilePath };
  return isNewer(before, kitVersion)
    ? [
        siteFinding(
          "kit-is-older",
          "warning",
          `portal-kit ${before} has written into this site, and this is ${kitVersion}: apply goes back to the older one's files; update portal-kit instead`,
          place,
        ),
      ]
    : [
        siteFinding(
          "kit-upgraded",
          "info",
          `this site holds the kit of portal-kit ${before}: apply brings it to ${kitVersion}, and keeps the texts you have changed`,
          place,
        ),
      ];
}

/** Of two versions with numbers between points; what is no number counts as 0. */
function isNewer(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split(/[.+-]/).map((part) => Number.parseInt(part, 10) || 0));
  for (const [index, number] of (a ?? []).entries()) {
    const difference = number - (b?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
