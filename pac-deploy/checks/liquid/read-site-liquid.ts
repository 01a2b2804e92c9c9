import { findLiquidProblems, type LiquidProblem } from "../../../liquid/create-liquid.ts";
import { findReferences } from "../../../liquid/find-references.ts";
import type { LiquidReferences } from "../../../liquid/liquid-references.ts";
import type { SiteText } from "../../site-code/list-site-texts.ts";
import type { CheckedSite } from "../check.ts";

/** A text of the site whose Liquid the portal renders. */
export interface LiquidText {
  readonly source: SiteText;
  /** undefined: the portal prints an error in place of the whole text. */
  readonly references: LiquidReferences | undefined;
  readonly problems: readonly LiquidProblem[];
}

/** Every text with Liquid that visitors may see. Code sites have none: https://learn.microsoft.com/power-pages/configure/create-code-sites */
export function readSiteLiquid({ site, texts }: CheckedSite): readonly LiquidText[] {
  if (site.kind === "code") return [];
  return texts.flatMap((source): LiquidText[] => {
    if (!source.isLiquid || !source.isShown || !/\{[{%]/.test(source.text)) return [];
    const problems = findLiquidProblems(source);
    // What does not parse is not rendered either.
    const isBroken = problems.some(({ kind }) => kind === "syntax" || kind === "unknown-tag");
    return [{ source, references: isBroken ? undefined : findReferences(source.text), problems }];
  });
}
