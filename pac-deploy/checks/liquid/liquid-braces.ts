import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { findBraces } from "./find-braces.ts";

const meta: CheckMeta = {
  code: "liquid-braces",
  severity: "error",
  about:
    "Braces of a script, a style or a template for the browser stand where the portal renders Liquid: it fails at them, or prints nothing in their place.",
  advice: "Put `{% raw %}` and `{% endraw %}` around them, or a blank between the braces of a script.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/template-tags#raw",
};

export const liquidBraces: Check = {
  meta,
  find: (checked) =>
    checked.once(findBraces).map(({ source, offset, written, effect }) => {
      const what =
        effect === "fails"
          ? `Liquid cannot read it, and the portal shows an error in place of ${source.where}`
          : "Liquid takes it for a value of its own and prints nothing in its place";
      return findingAt(
        meta,
        source,
        offset,
        `"${written}" is not meant for Liquid, but ${what}; put {% raw %} and {% endraw %} around it.`,
      );
    }),
};
