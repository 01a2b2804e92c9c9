import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { accessOf } from "./open-tables-of-site.ts";

const meta: CheckMeta = {
  code: "permission-for-nobody",
  severity: "warning",
  about:
    "A table permission whose access type ends in the signed-in visitor is for the role of anonymous users alone: they have no contact, so it gives nothing.",
  advice: "Give it to the role of authenticated users instead.",
  source: "https://learn.microsoft.com/power-pages/security/table-permissions",
};

export const permissionForNobody: Check = {
  meta,
  find(checked) {
    const anonymous = new Set(checked.once(accessOf).anonymousRoleIds);
    return checked.site.tablePermissions
      .filter(({ active, scope }) => active && (scope === "contact" || scope === "account" || scope === "self"))
      .filter(({ roleIds }) => roleIds.length > 0 && roleIds.every((id) => anonymous.has(id)))
      .map((permission) => {
        const { name, table, scope } = permission;
        const message = `The table permission "${name}" on ${table} has the ${scope ?? ""} access type and is for anonymous users only: they are nobody's contact, so it gives nothing. Give it to the role of authenticated users.`;
        return siteFinding(meta.code, "warning", message, permission);
      });
  },
};
