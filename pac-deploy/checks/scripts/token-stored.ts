import type { Finding } from "../../../contract/finding.ts";
import { keyName } from "../../site-code/parse-script.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";
import { scopesOfScripts } from "./parsed-scripts.ts";

const meta = {
  code: "token-stored",
  severity: "warning",
  about:
    "A script keeps the anti-forgery token in the browser's storage: it belongs to one session and one visitor, and is refused after a sign-in or when the session is over.",
  advice: "Get the token when it is needed; the page may keep it in a variable.",
  source: "https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors",
} as const;

const tokenName = /RequestVerificationToken|anti-?forgery|csrf-?token/i;

export const tokenStored: Check = {
  meta,
  find: (checked) =>
    scopesOfScripts(checked, /(?:local|session)Storage/, /\bsetItem\b/, tokenName).flatMap(({ script, scopes }) =>
      scopes.calls.flatMap(({ node }): Finding[] => {
        const { callee } = node;
        if (callee.type !== "MemberExpression" || keyName(callee.property, callee.computed) !== "setItem") return [];
        const said = script.text.slice(node.start, node.end);
        if (!/^(?:window\.)?(?:local|session)Storage\b/.test(said) || !tokenName.test(said)) return [];
        return [
          findingAt(
            meta,
            script.source,
            script.offset + node.start,
            "The anti-forgery token is kept in the browser's storage, where it outlives its session: the portal refuses it then; get it when it is needed",
          ),
        ];
      }),
    ),
};
