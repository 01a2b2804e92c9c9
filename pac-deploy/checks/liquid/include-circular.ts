import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { followedTemplates, indexTemplates } from "./index-templates.ts";
import { readSiteLiquid, type LiquidText } from "./read-site-liquid.ts";

const meta: CheckMeta = {
  code: "include-circular",
  severity: "error",
  about:
    "Web templates include or extend each other in a circle that no condition ends: the portal renders them until it gives up with an error.",
  advice: "Take one of them out of the circle, or put its include into a condition that ends.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/template-tags#include",
};

export const includeCircular: Check = {
  meta,
  find(checked) {
    const { text: templateOf } = checked.once(indexTemplates);
    const told = new Set<LiquidText>();
    return checked.once(readSiteLiquid).flatMap((start) => {
      const circle = told.has(start) ? undefined : findCircle(start, templateOf);
      if (circle === undefined) return [];
      for (const { text } of circle) told.add(text);
      const [first] = circle;
      const names = [...circle.map(({ text }) => `"${text.source.name}"`), `"${start.source.name}"`].join(" → ");
      const says = `This never ends: ${names}; take one of the includes out, or put it into a condition.`;
      return first === undefined ? [] : [findingAt(meta, start.source, first.offset, says)];
    });
  },
};

interface Step {
  readonly text: LiquidText;
  /** Where it leads on. */
  readonly offset: number;
}

/** The way from a template back to itself, by what is always included. */
function findCircle(start: LiquidText, templateOf: (name: string) => LiquidText | undefined): readonly Step[] | undefined {
  const seen = new Set<LiquidText>();
  const walk = (text: LiquidText, way: readonly Step[]): readonly Step[] | undefined => {
    if (seen.has(text)) return undefined;
    seen.add(text);
    for (const { name, offset, isConditional } of followedTemplates(text)) {
      const next = isConditional ? undefined : templateOf(name);
      if (next === undefined) continue;
      const further = [...way, { text, offset }];
      const circle = next === start ? further : walk(next, further);
      if (circle !== undefined) return circle;
    }
    return undefined;
  };
  return walk(start, []);
}
