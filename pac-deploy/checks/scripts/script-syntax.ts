import type { Finding } from "../../../contract/finding.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";
import { scriptParser } from "../web-api/web-api-site.ts";

const meta = {
  code: "script-syntax",
  severity: "error",
  about: "A script is no JavaScript: the browser runs none of it.",
  advice: "Mend it where the message says; the fault may begin a little earlier.",
} as const;

export const scriptSyntax: Check = {
  meta,
  find: (checked) =>
    checked.scripts.flatMap((script): Finding[] => {
      const { source, offset, text } = script;
      // Files are often other people's bundles; and what Liquid puts in may be what is missing.
      if (!source.isShown || source.role === "web-file" || source.role === "application" || source.role === "server-logic") return [];
      const original = source.text.slice(offset, offset + text.length);
      if (text.trim() === "" || /\{\{|\{%/.test(original)) return [];
      const { error } = checked.once(scriptParser)(script);
      return error === undefined
        ? []
        : [findingAt(meta, source, offset + error.offset, `${source.where} holds a script that no browser can read: ${error.message}`)];
    }),
};
