import type { Finding } from "../../../contract/finding.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { judgeCondition } from "./judge-condition.ts";
import { readSiteLiquid } from "./read-site-liquid.ts";

const meta: CheckMeta = {
  code: "liquid-condition",
  severity: "warning",
  about:
    "A condition that the portal reads otherwise than it is written: it knows no parentheses, and `and` and `or` bind alike, from the right; or one that is always or never true.",
  advice: "Split it into one `{% if %}` within another, or into variables.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-operators",
};

const tags: ReadonlySet<string> = new Set(["if", "unless", "elsif", "elseif"]);

export const liquidCondition: Check = {
  meta,
  find: (checked) =>
    checked.once(readSiteLiquid).flatMap(({ source, references }) =>
      (references?.pieces ?? []).flatMap((piece): Finding[] => {
        if (piece.kind !== "tag" || !tags.has(piece.name)) return [];
        const fault = judgeCondition(piece.args);
        if (fault === undefined) return [];
        return [{ ...findingAt(meta, source, piece.begin, fault.says), severity: fault.kind === "mixed" ? "info" : meta.severity }];
      }),
    ),
};
