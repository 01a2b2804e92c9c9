import { findScopeFault } from "../../../access/judge-scope.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "permission-relationship-missing",
  severity: "error",
  about:
    "The access type of a table permission lacks what it needs, the relationship that leads to the visitor or to the parent row, or cannot be on that table: reading fails with 9004010A.",
  advice: "Name the relationship by its schema name, as Dataverse spells it, or choose another access type.",
  source: "https://learn.microsoft.com/power-pages/security/table-permissions",
};

export const permissionRelationshipMissing: Check = {
  meta,
  find: ({ site }) =>
    site.tablePermissions.flatMap((permission) => {
      const { name, table, scope, active, read, write, roleIds } = permission;
      // Creating asks no query; and one without a role is told by `permission-without-role`.
      const counts = active && (read || write || permission.delete) && (scope === "parent" || roleIds.length > 0);
      const fault = counts ? findScopeFault(permission) : undefined;
      if (fault === undefined) return [];
      const advice = fault.includes("relationship")
        ? "Name the relationship by its schema name, as Dataverse spells it."
        : "Choose another access type.";
      const message = `The table permission "${name}" on ${table} cannot work: ${fault}. Asking for rows of ${table} with it fails. ${advice}`;
      return [siteFinding(meta.code, "error", message, permission)];
    }),
};
