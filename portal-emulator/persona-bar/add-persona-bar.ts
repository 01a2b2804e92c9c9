import type { MiddlewareHandler } from "hono";
import { appendToPage, isShownPage } from "../append-to-page.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import { describePersonas, personaContactId } from "../sign-in/find-persona.ts";
import type { Row } from "../store/store.ts";
import { anonymousViewer, renderPersonaBar, type PersonaBarParts, type Viewer } from "./render-persona-bar.ts";

/** More of them are on the page that stands in for the identity provider. */
const maxContacts = 8;

/** Gives each page of the site the choice of who to see it as. */
export function addPersonaBar(ctx: EmulatorContext): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (!isShownPage(c)) return;
    const { pathname, search } = new URL(c.req.url);
    await appendToPage(c, renderPersonaBar({ ...describeViewers(ctx, ctx.persona(c.req.raw)), returnPath: pathname + search }));
  };
}

function describeViewers(ctx: EmulatorContext, { contactId, roleIds }: Persona): Omit<PersonaBarParts, "returnPath"> {
  const personas = describePersonas();
  const known = new Map(personas.map(({ value }) => [personaContactId(value), value]));
  const contacts = ctx.store
    .query("contact", {
      equals: { statecode: 0 },
      orderBy: [{ column: "createdon", descending: true }],
      top: maxContacts + personas.length,
    })
    .filter((row) => !known.has(String(row["contactid"])))
    .slice(0, maxContacts)
    .map((row): Viewer => ({ value: String(row["contactid"]), name: nameOf(row), about: String(row["emailaddress1"] ?? "a contact") }));
  const own = contactId === undefined ? undefined : ctx.store.find("contact", contactId);
  const isListed = contactId === undefined || known.has(contactId) || contacts.some(({ value }) => value === contactId);
  return {
    viewers: [
      anonymousViewer,
      ...personas,
      ...contacts,
      ...(isListed || own === undefined
        ? []
        : [{ value: contactId, name: nameOf(own), about: String(own["emailaddress1"] ?? "a contact") }]),
    ],
    current: contactId === undefined ? anonymousViewer.value : (known.get(contactId) ?? contactId),
    currentName: own === undefined ? anonymousViewer.name : nameOf(own),
    roles: ctx
      .site()
      .roles.filter((role) => role.active && roleIds.includes(role.id))
      .map((role) => role.name),
  };
}

const nameOf = (row: Row): string => String(row["fullname"] ?? row["emailaddress1"] ?? row["contactid"]);
