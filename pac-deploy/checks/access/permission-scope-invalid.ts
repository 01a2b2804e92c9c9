import type { TablePermission } from "../../../site/site.ts";
import { textOf } from "../../../site/site-rows.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { listWords } from "../list-words.ts";

const meta: CheckMeta = {
  code: "permission-scope-invalid",
  severity: "error",
  about: "The access type of a table permission is none that Power Pages knows, so what it gives cannot be told.",
  advice:
    "Write 756150000 (Global), 756150001 (Contact), 756150002 (Account), 756150003 (Parent) or 756150004 (Self), or set it in the portal and download the site again.",
  source: "https://learn.microsoft.com/power-pages/security/table-permissions",
};

export const permissionScopeInvalid: Check = {
  meta,
  find({ site }) {
    const byValue = new Map<string, TablePermission[]>();
    for (const permission of site.tablePermissions) {
      if (!permission.active || permission.scope !== undefined) continue;
      const value = textOf(permission.values, "scope")?.trim() ?? "";
      byValue.set(value, [...(byValue.get(value) ?? []), permission]);
    }
    // One hand, or one program, has written all that have the same value.
    return [...byValue].map(([value, permissions]) => {
      const [first] = permissions;
      const names = listWords(permissions.map(({ name }) => `"${name}"`));
      const [subject, verb] =
        permissions.length === 1
          ? [`The table permission ${names}`, "has"]
          : [`${permissions.length} table permissions, ${names},`, "have"];
      const what = value === "" ? "no access type" : `the access type ${value}, which is none`;
      const message = `${subject} ${verb} ${what}. Expected 756150000 (Global), 756150001 (Contact), 756150002 (Account), 756150003 (Parent) or 756150004 (Self).`;
      return siteFinding(meta.code, "error", message, first);
    });
  },
};
