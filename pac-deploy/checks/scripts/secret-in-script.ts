import { findSecretShapes } from "../../../access/secret-shapes.ts";
import type { Finding } from "../../../contract/finding.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";

const meta = {
  code: "secret-in-script",
  severity: "error",
  about:
    "A text that every visitor can read holds a secret: a key, a password of an application, or an address that lets whoever has it start a flow.",
  advice: "Revoke it, and call what it is for from server logic, a cloud flow of the site, or another place that visitors do not see.",
} as const;

export const secretInScript: Check = {
  meta,
  find: ({ texts }) =>
    texts.flatMap((source): Finding[] => {
      if (source.language === "style" || source.role === "server-logic") return [];
      const found = findSecretShapes(source.text);
      // One finding for each kind of secret in a text, however many there are.
      return [...new Set(found.map(({ what }) => what))].flatMap((what): Finding[] => {
        const same = found.filter((one) => one.what === what);
        const [first] = same;
        const count = new Set(same.map(({ text }) => text)).size;
        if (first === undefined) return [];
        const more = count === 1 ? "" : ` (${count} of them)`;
        return [
          findingAt(
            meta,
            source,
            first.offset,
            `${source.where} holds ${what}${more}, for every visitor to read; revoke it, and call what it is for from where visitors do not see`,
          ),
        ];
      });
    }),
};
