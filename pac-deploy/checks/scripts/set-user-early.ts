import type { Finding } from "../../../contract/finding.ts";
import { keyName } from "../../site-code/parse-script.ts";
import { find } from "../../site-code/script-scopes.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";
import { scopesOfScripts } from "./parsed-scripts.ts";

const meta = {
  code: "set-user-early",
  severity: "warning",
  about:
    "setUser is called on a tracker that was looked up before, or may not be there yet: the call throws, or goes to a stand-in that the library has replaced.",
  advice: "Look window.MSCI up at each call, and see that it is there.",
  source: "https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization",
} as const;

/** What guards a call: a look at the tracker first, or the tracker's own snippet in the same script. */
const guards = /MSCI(?:["']\])?\s*(?:\?\.|&&|\))|typeof\s+(?:window\.)?MSCI|["']MSCI["']\s+in\s+window|ingestionKey|\btry\s*\{/;

export const setUserEarly: Check = {
  meta,
  find: (checked) =>
    scopesOfScripts(checked, /\bMSCI\b/, /\bsetUser\b/).flatMap(({ script, scopes }) =>
      scopes.calls.flatMap(({ node, scope }): Finding[] => {
        const { callee } = node;
        if (callee.type !== "MemberExpression" || callee.optional || keyName(callee.property, callee.computed) !== "setUser") return [];
        const { object } = callee;
        const at = script.offset + node.start;
        const tracker = (text: string): boolean => /^(?:window\s*(?:\.\s*|\[\s*["']))?MSCI(?:["']\s*\])?$/.test(text);
        if (object.type === "Identifier" && object.name !== "MSCI") {
          const binding = find(scope, object.name);
          const [value, ...others] = binding?.values ?? [];
          const isCached =
            value !== undefined &&
            others.length === 0 &&
            tracker(script.text.slice(value.node.start, value.node.end)) &&
            value.scope.of !== scope.of;
          return isCached
            ? [
                findingAt(
                  meta,
                  script.source,
                  at,
                  `${object.name} keeps window.MSCI as it was when the script began; look window.MSCI up at the call, since the library replaces it or is not there yet`,
                ),
              ]
            : [];
        }
        if (!tracker(script.text.slice(object.start, object.end)) || scope.of !== undefined || guards.test(script.text)) return [];
        return [
          findingAt(
            meta,
            script.source,
            at,
            "This calls setUser while the page loads, without a look whether the tracker is there yet: where it is not, the script stops here; ask for window.MSCI first",
          ),
        ];
      }),
    ),
};
