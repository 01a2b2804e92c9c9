import { randomUUID } from "node:crypto";
import type { Site } from "../../site/site.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import type { JsonObject, JsonValue } from "./worker-messages.ts";

/**
 * `Server.User`: the columns of the signed-in contact, its roles by name, null for an anonymous visitor. The id is there under every spelling that
 * samples use; lookups are objects, as in Microsoft's editor typings; what `Token` holds is not documented, here it is random.
 * https://learn.microsoft.com/power-pages/configure/server-objects#user
 */
export function describeUser(context: EmulatorContext, persona: Persona): JsonObject | null {
  const { store, schema } = context;
  const id = persona.contactId;
  const row = id === undefined ? undefined : store.find("contact", id);
  if (id === undefined || row === undefined) return null;
  const columns = Object.entries(row).map(([name, value]): [string, JsonValue] => {
    const column = schema.findTable("contact")?.columns.find((one) => one.name === name);
    const target = column?.type === "lookup" && typeof value === "string" ? (column.targets?.[0] ?? "") : undefined;
    return [name, target === undefined ? value : { LogicalName: target, Id: String(value), Name: null }];
  });
  const roles = context
    .site()
    .roles.filter((role) => role.active && persona.roleIds.includes(role.id))
    .map((role) => role.name);
  return { ...Object.fromEntries(columns), contactid: id, Id: id, id, Roles: roles, Token: randomUUID() };
}

const websiteLookups: Readonly<Record<string, string>> = {
  adx_defaultlanguage: "adx_websitelanguage",
  adx_footerwebtemplateid: "adx_webtemplate",
  adx_headerwebtemplateid: "adx_webtemplate",
  adx_defaultbotconsumerid: "adx_botconsumer",
};

/** `Server.Website`: the website's columns, whatever spelling the site folder has. https://learn.microsoft.com/power-pages/configure/server-objects#website */
export function describeWebsite({ website }: Site, portal: string): JsonObject {
  const columns = Object.entries(website.values).map(([key, value]): [string, JsonValue] => {
    const name = key === "id" || key.startsWith("adx_") || ["statecode", "statuscode"].includes(key) ? key : `adx_${key}`;
    const target = websiteLookups[name];
    return [name, target === undefined || typeof value !== "string" ? value : { LogicalName: target, Id: value, Name: null }];
  });
  const { host } = new URL(portal);
  return { adx_primarydomainname: host, ...Object.fromEntries(columns), adx_websiteid: website.id, adx_name: website.name };
}
