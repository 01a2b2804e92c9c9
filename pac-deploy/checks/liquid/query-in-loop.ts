import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { readSiteLiquid } from "./read-site-liquid.ts";

const meta: CheckMeta = {
  code: "query-in-loop",
  severity: "info",
  about: "A loop asks Dataverse once for each of its items, by `fetchxml` or `entities`: the page waits for one answer after the other.",
  advice: "Join the tables with `link-entity` in one `fetchxml` before the loop.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/template-tags#fetchxml",
};

/** One finding for each text. */
export const queryInLoop: Check = {
  meta,
  find: (checked) =>
    checked.once(readSiteLiquid).flatMap(({ source, references }) => {
      if (references === undefined) return [];
      const rows = references.paths.filter(
        ({ path, loops }) => loops > 0 && path.root === "entities" && path.steps.length >= 2 && path.steps[1] === undefined,
      );
      const found = [...references.queries.filter(({ loops }) => loops > 0), ...rows].toSorted((a, b) => a.offset - b.offset);
      const [first] = found;
      if (first === undefined) return [];
      const what = found.length === 1 ? "This asks" : `This and ${found.length - 1} more in this file ask`;
      const says = `${what} Dataverse once for each item of the loop around it, and the page waits for each; join the tables with link-entity in one fetchxml before the loop.`;
      return [findingAt(meta, source, first.offset, says)];
    }),
};
