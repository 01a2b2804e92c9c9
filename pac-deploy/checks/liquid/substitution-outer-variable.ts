import type { PathReference } from "../../../liquid/liquid-references.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { followedTemplates, indexTemplates } from "./index-templates.ts";
import { knownObjects } from "./known-objects.ts";
import { listCachedTexts } from "./list-cached-texts.ts";
import type { LiquidText } from "./read-site-liquid.ts";

const meta: CheckMeta = {
  code: "substitution-outer-variable",
  severity: "error",
  about:
    "`{% substitution %}` of a cached header or footer reads a variable that is assigned outside of it: it is rendered for each request with none of them, so there it is nil.",
  advice: "Assign the variable again inside `{% substitution %}`.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/template-tags#substitution",
};

/** One finding for each variable of a hole. */
export const substitutionOuterVariable: Check = {
  meta,
  find(checked) {
    const cached = checked.once(listCachedTexts);
    const { text: templateOf } = checked.once(indexTemplates);
    const outer = new Set(
      cached.flatMap(({ text, parameters }) => [
        ...parameters,
        ...(text.references?.variables ?? []).flatMap(({ name, substitution }) => (substitution === undefined ? name : [])),
      ]),
    );
    return cached.flatMap(({ text }) =>
      listHoles(text).flatMap(([hole, paths]) => {
        const inner = listAssigned(text, hole, templateOf);
        const told = new Set<string>();
        return paths.flatMap(({ path, offset }) => {
          const { root } = path;
          if (told.has(root) || !outer.has(root) || inner.has(root) || knownObjects.has(root)) return [];
          told.add(root);
          const says = `"${root}" is assigned outside of this {% substitution %}, which sees no variable of the text around it, so it is nil here; assign it again inside.`;
          return [findingAt(meta, text.source, offset, says)];
        });
      }),
    );
  },
};

/** The paths of each `substitution` of a text. */
function listHoles({ references }: LiquidText): readonly (readonly [hole: number, paths: readonly PathReference[]])[] {
  const holes = new Map<number, PathReference[]>();
  for (const path of references?.paths ?? [])
    if (path.substitution !== undefined) holes.set(path.substitution, [...(holes.get(path.substitution) ?? []), path]);
  return [...holes];
}

/** Variables that the hole, or what it includes, assigns. */
function listAssigned(text: LiquidText, hole: number, templateOf: (name: string) => LiquidText | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<LiquidText>();
  const add = (one: LiquidText, only: number | undefined): void => {
    for (const { name, substitution } of one.references?.variables ?? []) if (only === undefined || substitution === only) names.add(name);
    for (const { name, substitution } of followedTemplates(one)) {
      const next = only === undefined || substitution === only ? templateOf(name) : undefined;
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      add(next, undefined);
    }
  };
  add(text, hole);
  return names;
}
