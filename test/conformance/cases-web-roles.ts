import { claims } from "./claims.ts";
import { renderList, roleIds } from "./conformance-site.ts";
import type { ConformanceEntry, Expected } from "./frame.ts";
import { clubPages, pageIds, rulesFile } from "./page-rules.ts";

const roles = claims("Web roles", "https://learn.microsoft.com/power-pages/security/create-web-roles");
const readNames = { ask: "GET /_api/contacts?$select=firstname&$orderby=firstname" };
const denied = (code = "90040120"): Expected => ({ status: 403, code });
const ok: Expected = { status: 200 };
const createOne = { ask: "POST /_api/contacts", body: { lastname: "Example" } };

/** The roles' file with other names and flags, each by its id. */
function rolesFile(...given: readonly { id: string; name: string; isAnonymous?: true; isAuthenticated?: true }[]): Record<string, string> {
  return {
    "webrole.yml": renderList(
      given.map(({ id, name, isAnonymous = false, isAuthenticated = false }) => ({
        adx_anonymoususersrole: String(isAnonymous),
        adx_authenticatedusersrole: String(isAuthenticated),
        adx_name: name,
        adx_webroleid: id,
      })),
    ),
  };
}

const showRoles = {
  "web-templates/plain/Plain.webtemplate.source.html":
    "<main>[{% if user %}{{ user.roles | join: '; ' }}{% else %}nobody{% endif %}]</main>",
};
const memberRow = (contact: string): Record<string, object[]> => ({
  adx_webrole_contact: [{ contactid: `#{${contact}}`, adx_webroleid: roleIds.members }],
});

export const webRoleCases: readonly ConformanceEntry[] = [
  roles.documented("The role of anonymous visitors is the one with the flag, whatever its name.", {
    site: {
      permissions: [{ table: "contact", rights: "read", roles: ["anonymous"] }],
      files: rolesFile(
        { id: roleIds.anonymous, name: "Guests", isAnonymous: true },
        { id: roleIds.members, name: "Anonymous Users" },
        { id: roleIds.authenticated, name: "Insiders", isAuthenticated: true },
      ),
    },
    steps: [
      { ...readNames, expect: ok },
      { ...createOne, expect: denied("90040103") },
    ],
  }),
  roles.documented("A role without the flag is no anonymous visitor's, even if it is called Anonymous Users.", {
    site: {
      permissions: [{ table: "contact", rights: "read", roles: ["anonymous"] }],
      files: rolesFile({ id: roleIds.anonymous, name: "Anonymous Users" }, { id: roleIds.members, name: "Guests", isAnonymous: true }),
    },
    steps: [{ ...readNames, expect: denied() }],
  }),
  roles.documented("Every signed-in visitor has the role flagged for authenticated users, without being linked to it.", {
    site: { permissions: [{ table: "contact", rights: "read", roles: ["authenticated"] }] },
    steps: [
      { ...readNames, as: "ben", expect: ok },
      { ...readNames, expect: denied() },
    ],
  }),
  roles.documented("Administrators is a role like any other: it opens no data by itself.", {
    site: { permissions: [{ table: "contact", rights: "read", roles: ["members"] }] },
    steps: [{ ...readNames, as: "admin", expect: denied() }],
  }),
  roles.documented("Administrators reads what a permission gives it.", {
    site: { permissions: [{ table: "contact", rights: "read", roles: ["administrators"] }] },
    steps: [
      { ...readNames, as: "admin", expect: ok },
      { ...readNames, as: "ada", expect: denied() },
    ],
  }),
  roles.documented("The anonymous role has table permissions only: a page rule that names it lets nobody in.", {
    site: { files: { ...clubPages, ...rulesFile({ pageId: pageIds.club, roles: [roleIds.anonymous] }) } },
    steps: [{ ask: "GET /club/", expect: { status: 302 } }],
  }),
  roles.engine("Signed-in visitors do not have the permissions of anonymous ones.", {
    site: { permissions: [{ table: "contact", rights: "read", roles: ["anonymous"] }] },
    steps: [
      { ...readNames, expect: ok },
      { ...readNames, as: "ada", expect: denied() },
    ],
  }),
  roles.assumed("By switch they do, as the documentation can be read.", {
    switches: { anonymousRoleOfSignedIn: "yes" },
    site: { permissions: [{ table: "contact", rights: "read", roles: ["anonymous"] }] },
    steps: [{ ...readNames, as: "ada", expect: ok }],
  }),
  roles.documented("Other roles reach a visitor by a link between contact and role.", {
    site: { permissions: [{ table: "contact", rights: "read", roles: ["members"] }] },
    rows: memberRow("ada"),
    steps: [
      { ...readNames, as: "ada", expect: ok },
      { ...readNames, as: "ben", expect: denied() },
      { ...readNames, expect: denied() },
    ],
  }),
  roles.documented("Liquid has the names of a visitor's roles in user.roles, and no user for an anonymous visitor.", {
    link: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects",
    site: { files: showRoles },
    rows: memberRow("ada"),
    steps: [
      { ask: "GET /", as: "ada", expect: { status: 200, text: /\[Authenticated Users; Members\]/u } },
      { ask: "GET /", as: "ben", expect: { status: 200, text: /\[Authenticated Users\]/u } },
      { ask: "GET /", expect: { status: 200, text: /\[nobody\]/u } },
    ],
  }),
];
