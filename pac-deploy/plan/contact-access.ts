import type { Configuration } from "../../contract/configuration.ts";
import type { ColumnRight, Site, WebRole } from "../../site/site.ts";
import type { Opening } from "./plan.ts";

export const contactTable = "contact";

/** What a path opens of the contact table, and to whom: no more than its calls need. */
export interface ContactAccess {
  /** anonymous: every row, for visitors nobody knows · signed-in: the visitor's own row. */
  readonly who: "anonymous" | "signed-in";
  readonly roles: readonly WebRole[];
  readonly read: boolean;
  readonly create: boolean;
  readonly write: boolean;
  /** Column → what the Web API may do to it, in the order of the fields setting. */
  readonly columns: ReadonlyMap<string, readonly ColumnRight[]>;
}

/**
 * The access of the configured path. A: reads id and address (and the key's column) for the look-up, creates. A with lookup "none": creates.
 * A-self: writes the visitor's own row, reads nothing. A-key: as A; where an upsert by key was proved it asks for the write right too, since a PATCH does,
 * even one that may only create (the emulator's answer; of a portal nothing is documented), and no column may be updated by it.
 */
export function findContactAccess(site: Site, { capture, identify }: Configuration): ContactAccess {
  const roles = site.roles.filter((role) => role.active);
  const fields = capture.fields.map((field) => field.column);
  if (capture.path === "A-self") {
    const columns = new Map(fields.map((column): [string, readonly ColumnRight[]] => [column, ["update"]]));
    return { who: "signed-in", roles: roles.filter((role) => role.isAuthenticated), read: false, create: false, write: true, columns };
  }
  const read = capture.lookup === "email";
  const readable = read ? new Set(["contactid", "emailaddress1", identify.key]) : new Set<string>();
  const columns = new Map<string, readonly ColumnRight[]>();
  for (const column of new Set([...(read ? ["contactid"] : []), ...fields, ...readable])) {
    columns.set(column, [...(fields.includes(column) ? ["create" as const] : []), ...(readable.has(column) ? ["read" as const] : [])]);
  }
  return { who: "anonymous", roles: roles.filter((role) => role.isAnonymous), read, create: true, write: writesByKey(capture), columns };
}

/** Path A-key, and some portal for which it was proved: elsewhere its right would be open for nothing. */
export const writesByKey = ({ path, keyProvedAt }: Configuration["capture"]): boolean => path === "A-key" && keyProvedAt.length > 0;

/** The same for a reader, one right and role at a time. */
export function listOpenings(access: ContactAccess): Opening[] {
  const { who, roles, read, create, write, columns } = access;
  const having = (right: ColumnRight): string[] => [...columns].filter(([, rights]) => rights.includes(right)).map(([column]) => column);
  const rights = [read ? "read" : undefined, create ? "create" : undefined, write ? "update" : undefined] as const;
  return roles.flatMap((role) =>
    rights.flatMap((right): Opening[] =>
      right === undefined
        ? []
        : [
            {
              table: contactTable,
              columns: having(right),
              rights: [right],
              role: role.name,
              ...(who === "signed-in" ? { rows: "own" as const } : {}),
            },
          ],
    ),
  );
}
