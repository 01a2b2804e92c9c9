import type { Check, CheckMeta } from "../check.ts";
import { findBraces } from "./find-braces.ts";
import { readSiteLiquid } from "./read-site-liquid.ts";
import { softenUnused } from "./soften-unused.ts";

const meta: CheckMeta = {
  code: "liquid-syntax",
  severity: "error",
  about: "A text does not parse as Liquid, or has a tag that the portal does not know: the portal prints an error in place of all of it.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-tags",
};

export const liquidSyntax: Check = {
  meta,
  find(checked) {
    // Told by liquid-braces, with what to do about it.
    const ofScripts = new Set(checked.once(findBraces).map(({ source }) => source.path));
    const found = checked.once(readSiteLiquid).flatMap(({ source, problems }) => {
      if (ofScripts.has(source.path)) return [];
      const failure = problems.findLast(({ kind }) => kind === "syntax" || kind === "unknown-tag");
      const operators = problems.filter(({ kind }) => kind === "runtime");
      return [
        ...(failure === undefined
          ? []
          : [{ ...failure, message: `${failure.message} The portal shows an error in place of ${source.where}.` }]),
        ...operators.map((problem) => ({ ...problem, message: `${problem.message}: the portal prints an error here.` })),
      ].map(({ path, line, column, message }) => ({
        code: meta.code,
        severity: meta.severity,
        path,
        line,
        column,
        message,
        fix: false,
      }));
    });
    return softenUnused(checked, found);
  },
};
