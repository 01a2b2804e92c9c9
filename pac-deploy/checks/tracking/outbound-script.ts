import { siteFinding } from "../../plan/desired.ts";
import { outboundMessage } from "../../plan/find-tracking-findings.ts";
import type { Check } from "../check.ts";

const code = "outbound-script";

export const outboundScript: Check = {
  meta: {
    code,
    severity: "warning",
    about:
      "The site holds a script of outbound marketing, which was removed from all environments in May 2026: it does nothing any more but ask other hosts.",
    source: "https://learn.microsoft.com/dynamics365/customer-insights/journeys/outbound-removal-notes",
  },
  find: ({ trackers }) =>
    trackers.flatMap(({ kind, path, line, column, where }) =>
      kind === "outbound" ? [{ ...siteFinding(code, "warning", `${where} ${outboundMessage}`, { path, line }), column }] : [],
    ),
};
