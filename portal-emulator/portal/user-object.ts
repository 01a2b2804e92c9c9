import { createLiquidObject, type LiquidObject } from "../../liquid/liquid-object.ts";
import type { Site } from "../../site/site.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import type { Schema } from "../schema/schema.ts";
import { findColumn, type TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import { showCell } from "./data/show-cell.ts";

/** Who is signed in, as pages see them. */
export interface SignedInVisitor {
  readonly contact: Row;
  /** Names. */
  readonly roles: readonly string[];
  readonly table: TableDefinition;
  /** The row a lookup names, for its name. */
  readonly find: (table: string, id: string) => Row | undefined;
  readonly schema: Schema;
}

export function findVisitor(ctx: Pick<EmulatorContext, "store" | "schema" | "site">, persona: Persona): SignedInVisitor | undefined {
  const table = ctx.schema.findTable("contact");
  const contact = persona.contactId === undefined ? undefined : ctx.store.find("contact", persona.contactId);
  if (contact === undefined || table === undefined) return undefined;
  return { contact, roles: roleNames(ctx.site(), persona), table, schema: ctx.schema, find: (name, id) => ctx.store.find(name, id) };
}

/**
 * `user`: the contact with all its columns, whatever the table permissions say, and the names of its roles; nil for anonymous visitors.
 * A lookup shows `id`, `logical_name` and `name`, a choice `value` and `label`.
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#user
 */
export function createUser(visitor: SignedInVisitor): LiquidObject {
  const { contact, roles, table } = visitor;
  const id = contact[table.primaryId];
  return createLiquidObject({
    members: { id, logical_name: table.name, roles, basic_badges_url: "" },
    index: (key) => {
      const column = findColumn(table, String(key).toLowerCase());
      return column && showCell(visitor, column, contact[column.name] ?? null);
    },
  });
}

/**
 * `window.Microsoft.Dynamic365.Portal.User`: the names are observed in Microsoft's samples; that `userName` is the email address is assumed
 * (a portal shows the name of the identity). For an anonymous visitor every text is empty.
 */
export function describePortalUser(visitor: SignedInVisitor | undefined): Readonly<Record<string, unknown>> {
  const text = (column: string): string => String(visitor?.contact[column] ?? "");
  return {
    userName: text("emailaddress1"),
    firstName: text("firstname"),
    lastName: text("lastname"),
    email: text("emailaddress1"),
    contactId: text("contactid"),
    userRoles: visitor?.roles ?? [],
  };
}

function roleNames(site: Site, { roleIds }: Persona): string[] {
  return site.roles.filter((role) => role.active && roleIds.includes(role.id)).map((role) => role.name);
}
