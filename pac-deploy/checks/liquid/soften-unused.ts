import type { Finding } from "../../../contract/finding.ts";
import type { CheckedSite } from "../check.ts";
import { listReachedTexts } from "./list-reached-texts.ts";
import { readSiteLiquid } from "./read-site-liquid.ts";

/** Findings in web templates that no page of the site uses are no more than worth knowing: what is left over harms nobody before somebody uses it. */
export function softenUnused(checked: CheckedSite, findings: readonly Finding[]): Finding[] {
  const unused = checked.once(listUnusedPaths);
  return findings.map((finding) =>
    unused.has(finding.path) && finding.severity !== "cannot-conclude"
      ? { ...finding, severity: "info", message: `${finding.message} (No page of the site uses this web template.)` }
      : finding,
  );
}

function listUnusedPaths(checked: CheckedSite): ReadonlySet<string> {
  const reached = checked.once(listReachedTexts);
  return new Set(checked.once(readSiteLiquid).flatMap((text) => (reached.has(text) ? [] : text.source.path)));
}
