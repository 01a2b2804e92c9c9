import type { EmulatorContext } from "../emulator-context.ts";
import { DataverseFault } from "../organization/dataverse-fault.ts";
import type { OrganizationService } from "../organization/organization.ts";
import { portalUserId } from "../organization/system-users.ts";
import { webRoleContactTable } from "../schema/web-role-table.ts";
import type { Row } from "../store/store.ts";

interface MadeUpPerson {
  /** Who that is, for the one who chooses. */
  readonly about: string;
  readonly contact: Row;
  /** Name of the web role it needs beside the authenticated users' one. */
  readonly role?: string;
}

/** Made-up people to sign in as; their ids stay the same in every run. */
const personas: ReadonlyMap<string, MadeUpPerson> = new Map(
  Object.entries({
    ada: {
      about: "a contact with the role of authenticated users",
      contact: {
        contactid: "ada00000-0000-4000-8000-000000000001",
        firstname: "Ada",
        lastname: "Marlow",
        emailaddress1: "ada.marlow@example.com",
      },
    },
    admin: {
      about: "a contact that also has the web role Administrators",
      contact: {
        contactid: "ada00000-0000-4000-8000-000000000002",
        firstname: "Admin",
        lastname: "Okafor",
        emailaddress1: "admin.okafor@example.com",
      },
      role: "Administrators",
    },
  }),
);

export const personaNames: readonly string[] = [...personas.keys()];

/** undefined: there is no such persona. */
export const personaContactId = (name: string): string | undefined => {
  const id = personas.get(name)?.contact["contactid"];
  return typeof id === "string" ? id : undefined;
};

/** What the identity provider's page says of each. */
export const describePersonas = (): readonly PersonaChoice[] => Array.from(personas, ([name, { about }]) => ({ value: name, name, about }));

export interface PersonaChoice {
  /** What `/_emulator/sign-in` takes. */
  readonly value: string;
  readonly name: string;
  readonly about: string;
}

export type FoundPersona =
  | { readonly ok: true; readonly contactId: string; readonly created: boolean }
  | { readonly ok: false; readonly code: "unknown-persona" | "no-such-role" | "inactive-contact"; readonly message: string };

/**
 * The contact to sign in as: a persona's, made when it is not there yet; or, by id or email address, one that is.
 * @param name `ada`, `admin`, a contact id, or an email address
 */
export async function findPersona(ctx: EmulatorContext, name: string): Promise<FoundPersona> {
  const persona = personas.get(name);
  if (persona !== undefined) return needPersona(ctx, name, persona);
  const organization = ctx.organization.serviceFor({ userId: portalUserId });
  const found = guid.test(name)
    ? await organization.find("contact", name.toLowerCase())
    : (await organization.query("contact", { equals: { emailaddress1: name, statecode: 0 }, top: 1 }))[0];
  if (found === undefined || name === "")
    return {
      ok: false,
      code: "unknown-persona",
      message: `expected ${personaNames.map((one) => `"${one}"`).join(", ")}, or the id or email address of a contact that is there`,
    };
  // Of the open-source ancestor: inactive contacts do not sign in.
  if (found["statecode"] === 1) return { ok: false, code: "inactive-contact", message: "this contact is inactive and cannot sign in" };
  return { ok: true, contactId: String(found["contactid"]), created: false };
}

async function needPersona(ctx: EmulatorContext, name: string, { contact, role: roleName }: MadeUpPerson): Promise<FoundPersona> {
  const role = ctx.site().roles.find((candidate) => candidate.active && candidate.name.toLowerCase() === roleName?.toLowerCase());
  if (roleName !== undefined && role === undefined)
    return {
      ok: false,
      code: "no-such-role",
      message: `the persona "${name}" needs the web role ${roleName}, which this site does not have; sign in as a contact of yours (by id) that is linked to another role in ${webRoleContactTable.name}`,
    };
  const contactId = String(contact["contactid"]);
  const organization = ctx.organization.serviceFor({ userId: portalUserId });
  const created = (await organization.find("contact", contactId)) === undefined && (await createUnlessThere(organization, contact));
  if (role !== undefined) {
    const link = { contactid: contactId, adx_webroleid: role.id };
    if ((await organization.count(webRoleContactTable.name, { equals: link })) === 0)
      await organization.create(webRoleContactTable.name, link);
  }
  return { ok: true, contactId, created };
}

/** Two may sign in as the same persona at once; false: the other was first. */
async function createUnlessThere(organization: OrganizationService, contact: Row): Promise<boolean> {
  try {
    await organization.create("contact", contact);
    return true;
  } catch (error) {
    if (error instanceof DataverseFault && (await organization.find("contact", String(contact["contactid"]))) !== undefined) return false;
    throw error;
  }
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
