import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { listComponents } from "./list-components.ts";
import { readSiteLiquid } from "./read-site-liquid.ts";

const meta: CheckMeta = {
  code: "form-twice",
  severity: "warning",
  about: "A text shows two forms: the portal renders one basic form or multistep form on a page, and leaves the others out.",
  advice: "Give each form a page of its own, or show one or the other by a condition.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/dataverse-liquid-tags#entityform",
};

export const formTwice: Check = {
  meta,
  find: (checked) =>
    checked.once(readSiteLiquid).flatMap((text) => {
      const [, second] = listComponents(text).filter(({ kind, isConditional }) => kind !== "entitylist" && !isConditional);
      if (second === undefined) return [];
      const says =
        "This is the second form here, and the portal shows one form on a page: this one is left out; give it a page of its own.";
      return [findingAt(meta, text.source, second.offset, says)];
    }),
};
