import type { Finding } from "../../../contract/finding.ts";
import type { Privilege } from "../../../access/access.ts";
import { findingAt } from "../finding-at.ts";
import { accessOf } from "../access/open-tables-of-site.ts";
import type { Check } from "../check.ts";
import type { WebApiUse } from "../../site-code/find-web-api-uses.ts";
import { isReached } from "./is-reached.ts";
import { webApiNeeds } from "./web-api-site.ts";

const meta = {
  code: "web-api-no-permission",
  severity: "error",
  about: "A script asks the Web API for what no table permission gives to any role of the site: nobody can do it.",
  advice: "Give the table permission to the roles that are meant to do it, or remove the call.",
  source: "https://learn.microsoft.com/power-pages/security/table-permissions",
} as const;

const codes: Readonly<Record<string, string>> = { read: "90040120", create: "90040103", write: "90040102", delete: "90040104" };

/** Somebody who has every role: what is denied to them is denied to all. */
const somebody = "00000000-0000-0000-0000-000000000001";

export const webApiNoPermission: Check = {
  meta,
  find: (checked) => {
    const access = checked.once(accessOf);
    const { tables, names } = checked.once(webApiNeeds);
    const persona = { contactId: somebody, roleIds: checked.site.roles.filter(({ active }) => active).map(({ id }) => id) };
    return [...tables.values()].flatMap(({ table, uses }): Finding[] => {
      const { enabled, cannotConclude } = access.webApi(table);
      if (!enabled || cannotConclude !== undefined) return [];
      const own = uses.filter(({ setName, request }) => request !== undefined && setName !== undefined && names.tableOf(setName) === table);
      const denied = new Map<Privilege, WebApiUse>();
      for (const use of own) {
        const privilege = privilegeOf(use);
        if (privilege === undefined || denied.has(privilege) || !isReached(checked, use.source)) continue;
        if (access.decideRows(table, privilege, persona).kind === "denied") denied.set(privilege, use);
      }
      return [...denied].map(([privilege, use]) =>
        findingAt(
          meta,
          use.source,
          use.offset,
          `This call needs the right to ${words[privilege] ?? privilege} rows of ${table}, which no table permission gives to any role: the portal refuses it with ${codes[privilege] ?? "403"}`,
        ),
      );
    });
  },
};

const words: Partial<Record<Privilege, string>> = { read: "read", create: "create", write: "change", delete: "delete" };

/** undefined: it may need one of several. */
function privilegeOf({ methods, writes, links, hasKey }: WebApiUse): Privilege | undefined {
  const [method, ...others] = methods ?? [];
  if (method === undefined || others.length > 0) return undefined;
  if (method === "GET") return "read";
  if (method === "POST" && !hasKey) return "create";
  if (method === "PATCH") return "write";
  return method === "DELETE" && writes.length === 0 && links.length === 0 ? "delete" : undefined;
}
