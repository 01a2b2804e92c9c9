import type { Check, CheckMeta } from "../check.ts";
import { describeOutputs, describeWriter } from "./describe-outputs.ts";
import { softenUnused } from "./soften-unused.ts";
import { findRiskyOutputs } from "./find-risky-outputs.ts";

const meta: CheckMeta = {
  code: "output-in-url",
  severity: "error",
  about:
    "An address of a link, form or script begins with what a visitor writes: `javascript:` runs there, and every other site can be linked to; HTML encoding changes neither.",
  advice: "Begin the address with a text of your own, such as `/`, and put the value through `url_escape`.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#escape-filters",
};

export const outputInUrl: Check = {
  meta,
  find: (checked) =>
    softenUnused(
      checked,
      describeOutputs(meta, checked.once(findRiskyOutputs), (output) => {
        if (output.risk !== "url") return undefined;
        const says = `${describeWriter(output)}, and ${output.attribute ?? "the address"} begins with it, so it may be "javascript:…" or another site; begin the address with your own text and write {{ … | url_escape }}, or compare the value with the addresses you expect.`;
        return { severity: "error", says };
      }),
    ),
};
