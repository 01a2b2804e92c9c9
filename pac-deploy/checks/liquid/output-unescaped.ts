import type { Check, CheckMeta } from "../check.ts";
import { describeOutputs, describeWriter } from "./describe-outputs.ts";
import { softenUnused } from "./soften-unused.ts";
import { findRiskyOutputs } from "./find-risky-outputs.ts";

const meta: CheckMeta = {
  code: "output-unescaped",
  severity: "error",
  about:
    "What a visitor writes is printed into the page as HTML: the portal encodes outputs of `request` and `user`, unless `Site/EnableDefaultHtmlEncoding` is off, and nothing else.",
  advice: "Add the filter `escape` to the output.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#user",
};

export const outputUnescaped: Check = {
  meta,
  find(checked) {
    const outputs = checked.once(findRiskyOutputs);
    const told = describeOutputs(meta, outputs, (output) => {
      if (output.risk === "liquid") {
        const says = `${describeWriter(output)} and the filter liquid renders it, so the writer's own Liquid runs in the page; leave the filter out.`;
        return { severity: "error", says };
      }
      if (output.risk !== "html") return undefined;
      const off = output.value.origin === "row" ? "" : " (Site/EnableDefaultHtmlEncoding is off)";
      const says = `${describeWriter(output)} without the filter escape${off}, so ${output.isQuery ? "a quote in it changes the FetchXML query" : "markup in it becomes part of the page"}; write {{ … | escape }}.`;
      return { severity: output.value.origin === "request" ? "error" : "warning", says };
    });
    const unknown = outputs.filter(({ risk, value, isLookedUp }) => risk === "html-unknown" && value.origin === "request" && !isLookedUp);
    // One in a page shows best what is meant.
    const first = unknown.find(({ isQuery }) => !isQuery) ?? unknown[0];
    if (first === undefined) return softenUnused(checked, told);
    const files = new Set(unknown.map(({ source }) => source.path)).size;
    const where = unknown.length === 1 ? "" : ` (one of ${unknown.length} such outputs in ${files} ${files === 1 ? "file" : "files"})`;
    const says = `printed by way of a variable${where}: the portal encodes request.params where it is printed, and whether that holds for a variable is not documented; test it with markup and quotes in the address, and add the filter escape if they come through.`;
    return [...softenUnused(checked, told), ...describeOutputs(meta, [first], () => ({ severity: "cannot-conclude", says }))];
  },
};
