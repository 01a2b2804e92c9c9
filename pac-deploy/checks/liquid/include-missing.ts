import type { Finding } from "../../../contract/finding.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { followedTemplates, indexTemplates } from "./index-templates.ts";
import { listReachedTexts } from "./list-reached-texts.ts";

const meta: CheckMeta = {
  code: "include-missing",
  severity: "error",
  about: "`include` or `extends` names a web template that the site does not have, or has inactive: the page shows an error in its place.",
  advice: "Write the name as the web template's record has it, or add the template.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/template-tags#include",
};

export const includeMissing: Check = {
  meta,
  find(checked) {
    const index = checked.once(indexTemplates);
    const reached = checked.once(listReachedTexts);
    // What is left over of the templates that a site begins with bothers nobody.
    return [...reached].flatMap((text) => {
      const told = new Set<string>();
      return followedTemplates(text).flatMap(({ kind, name, offset, isConditional }): Finding[] => {
        const found = index.resolve(name);
        if (found === "template" || found === "built-in" || told.has(name.toLowerCase())) return [];
        told.add(name.toLowerCase());
        const { source } = text;
        if (found === "assumed")
          return [
            {
              ...findingAt(
                meta,
                source,
                offset,
                `The site has no web template "${name}"; whether the portal brings one of that name along is not known, so open the page and look for an error.`,
              ),
              severity: "cannot-conclude",
            },
          ];
        const why = found === "inactive" ? `The web template "${name}" is inactive` : `The site has no web template "${name}"`;
        const what = kind === "extends" ? "shows an error instead of its layout" : "shows an error in place of what it should include";
        const when = isConditional ? "as soon as the condition around it holds " : "";
        const says = `${why}, so ${when}the page ${what}; ${found === "inactive" ? "activate it" : "correct the name or add the template"}.`;
        return [{ ...findingAt(meta, source, offset, says), severity: isConditional ? "info" : "error" }];
      });
    });
  },
};
