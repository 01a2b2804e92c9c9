import { findMalformedVariable, listVariables } from "../../profiles/profile-variables.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAtValue, profileRows } from "./examined-profiles.ts";

const meta: CheckMeta = {
  code: "profile-variable-malformed",
  severity: "error",
  about: "A value of a deployment profile looks like a variable and is none, so these very characters would reach the environment.",
  advice: "Write ${OS.NAME}, the one form that is documented, as the whole value.",
  source: "https://learn.microsoft.com/power-pages/configure/power-platform-cli#use-deployment-profile",
};

export const profileVariableMalformed: Check = {
  meta,
  find: (checked) =>
    profileRows(checked).flatMap(({ path, row }) =>
      Object.entries(row.values).flatMap(([column, value]) => {
        const meant = findMalformedVariable(value.text);
        if (meant !== undefined)
          return [
            findingAtValue(
              meta,
              path,
              value,
              `${column} holds "${meant}", which is no variable: expected \${OS.NAME}, with letters, digits and "_".`,
            ),
          ];
        const isPart = listVariables(value.text).length > 0 && !/^\$\{OS\.\w+\}$/.test(value.text.trim());
        if (!isPart) return [];
        const message = `${column} has a variable inside a longer text: \`portal-kit deploy\` replaces it there, and of pac alone it is documented for a whole value only.`;
        return [findingAtValue({ ...meta, severity: "cannot-conclude" }, path, value, message)];
      }),
    ),
};
