import { createPlaceFinder } from "../../../contract/place.ts";
import type { Check, CheckMeta } from "../check.ts";
import { describeOutputs, describeWriter } from "./describe-outputs.ts";
import { softenUnused } from "./soften-unused.ts";
import { findRiskyOutputs, type RiskyOutput } from "./find-risky-outputs.ts";

const meta: CheckMeta = {
  code: "output-in-script",
  severity: "error",
  about:
    "What a visitor writes is printed into a script, where HTML encoding does not help: the browser does not decode it there, and a backslash, a line end or a backtick is not encoded at all.",
  advice: 'Put the value into an attribute, `data-value="{{ … | escape }}"`, and let the script read it from there.',
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#user",
};

const advice = 'write it as data-value="{{ … | escape }}" of an element and read that in the script';

export const outputInScript: Check = {
  meta,
  find(checked) {
    const outputs = checked.once(findRiskyOutputs);
    const findPlace = createPlaceFinder();
    const lineOf = ({ source, offset }: RiskyOutput): string => `${source.path}:${findPlace(source.text, offset).line}`;
    const crowded = findCrowdedLines(outputs, lineOf);
    const told = describeOutputs(meta, outputs, (output) => {
      const isStranger = output.value.origin === "request";
      const severity = isStranger ? "error" : "warning";
      switch (output.risk) {
        case "script-code": {
          const why =
            output.attribute === undefined
              ? "it can end the string it stands in, or is code itself"
              : `the browser decodes ${output.attribute} before it runs it, so that escape keeps no quote out`;
          if (output.isLookedUp)
            return {
              severity: "cannot-conclude",
              says: `${describeWriter(output)} in a script, but only where a query for it finds rows: whether anything but an id gets that far, nobody has published; ${advice}, to be sure.`,
            };
          return { severity, says: `${describeWriter(output)} in a script, and ${why}; ${advice}.` };
        }
        case "script-string":
          if (isStranger && crowded.has(lineOf(output)))
            return {
              severity: "error",
              says: `${describeWriter(output)} more than once in a line of script: a backslash in one ends its string behind the next quote, and what the next one holds is code; ${advice}.`,
            };
          return {
            severity: "warning",
            says: `${describeWriter(output)} in a string of a script, where HTML encoding is the wrong one: a backslash or line end breaks the script, and & or a quote arrives as &amp; or &quot;; ${advice}, or put it through url_escape and decode it.`,
          };
        case "script-encoded":
          return {
            severity: "info",
            says: `the portal HTML-encodes this, and a script does not decode it: O'Brien arrives as O&#39;Brien; ${advice}.`,
          };
        default:
          return undefined;
      }
    });
    return softenUnused(checked, told);
  },
};

/** Lines of script with two strings that the address fills. */
function findCrowdedLines(outputs: readonly RiskyOutput[], lineOf: (output: RiskyOutput) => string): ReadonlySet<string> {
  const lines = outputs.filter(({ risk, value }) => risk === "script-string" && value.origin === "request").map(lineOf);
  return new Set(lines.filter((line, at) => lines.indexOf(line) !== at));
}
