import type { Finding } from "../../../contract/finding.ts";
import { keyName } from "../../site-code/parse-script.ts";
import { findingAt } from "../finding-at.ts";
import type { Check } from "../check.ts";
import { scopesOfScripts } from "./parsed-scripts.ts";

const meta = {
  code: "email-as-auth-id",
  severity: "info",
  about:
    "setUser is given what looks like an email address; Customer Insights - Data links a visitor by the primary key of the source table, which is mostly the contact's id.",
  advice: "Pass the value of the column that was chosen as primary key, or see that it really is the address.",
  source: "https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization",
} as const;

export const emailAsAuthId: Check = {
  meta,
  find: (checked) =>
    scopesOfScripts(checked, /\bsetUser\b/, /MSCI/, /\bauthId\b/).flatMap(({ script, scopes }) =>
      scopes.calls.flatMap(({ node }): Finding[] => {
        const { callee } = node;
        if (callee.type !== "MemberExpression" || keyName(callee.property, callee.computed) !== "setUser") return [];
        // Journeys' own library takes addresses too.
        const owner = script.source.text.slice(script.offset + callee.object.start, script.offset + callee.object.end);
        const [options] = node.arguments;
        if (!/MSCI/.test(owner) || options?.type !== "ObjectExpression") return [];
        const authId = options.properties.find((one) => one.type === "Property" && keyName(one.key, one.computed) === "authId");
        if (authId?.type !== "Property") return [];
        const value = script.source.text.slice(script.offset + authId.value.start, script.offset + authId.value.end);
        if (!/e-?mail/i.test(value) || /contact_?id/i.test(value)) return [];
        return [
          findingAt(
            meta,
            script.source,
            script.offset + authId.start,
            "authId looks like an email address; Customer Insights - Data goes by the primary key of its source table, mostly the contact's id, unless the address was chosen for it",
          ),
        ];
      }),
    ),
};
