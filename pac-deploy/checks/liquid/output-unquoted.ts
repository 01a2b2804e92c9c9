import type { Check, CheckMeta } from "../check.ts";
import { describeOutputs, describeWriter } from "./describe-outputs.ts";
import { softenUnused } from "./soften-unused.ts";
import { findRiskyOutputs } from "./find-risky-outputs.ts";

const meta: CheckMeta = {
  code: "output-unquoted",
  severity: "error",
  about:
    "What a visitor writes is printed into a tag outside quotes: a blank in it ends the value and begins another attribute, such as `onfocus`, and no HTML encoding changes that.",
  advice: "Put quotes around the attribute's value.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#escape-filters",
};

export const outputUnquoted: Check = {
  meta,
  find: (checked) =>
    softenUnused(
      checked,
      describeOutputs(meta, checked.once(findRiskyOutputs), (output) => {
        if (output.risk !== "unquoted") return undefined;
        const where = output.attribute === undefined ? "in the tag" : `as the value of ${output.attribute} without quotes`;
        const says = `${describeWriter(output)} ${where}, so a blank in it begins an attribute of the writer's choice; write ${output.attribute ?? "the attribute"}="{{ … | escape }}".`;
        return { severity: output.value.origin === "request" ? "error" : "warning", says };
      }),
    ),
};
