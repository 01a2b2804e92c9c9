import { findSecret } from "../../../access/find-secret.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAtValue, nameOf, profileRows } from "./examined-profiles.ts";

const meta: CheckMeta = {
  code: "secret-in-profile",
  severity: "error",
  about: "A deployment profile holds a secret as plain text: whoever has the folder, or its history in git, has the secret.",
  advice: "Make the secret anew where it comes from, write ${OS.NAME} into the profile, and set NAME in the pipeline from its secrets.",
  source: "https://learn.microsoft.com/power-pages/configure/power-platform-cli#use-deployment-profile",
};

export const secretInProfile: Check = {
  meta,
  find: (checked) =>
    profileRows(checked).flatMap(({ path, row }) =>
      Object.entries(row.values).flatMap(([column, value]) => {
        const name = nameOf(checked, row);
        const what = findSecret(row.table === "adx_sitesetting" && column === "adx_value" ? name : "", value.text);
        if (what === undefined) return [];
        const message = `${column} of "${name}" holds ${what} (${value.text.trim().length} characters, not shown here). Make it anew where it comes from, since git remembers it, and write \${OS.NAME} here.`;
        return [findingAtValue(meta, path, value, message)];
      }),
    ),
};
