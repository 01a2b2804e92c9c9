import { findEnhancedAuthorization } from "../../access/find-enhanced-authorization.ts";
import type { Configuration } from "../../contract/configuration.ts";
import type { Finding } from "../../contract/finding.ts";
import type { Site } from "../../site/site.ts";
import { contactTable, writesByKey, type ContactAccess } from "./contact-access.ts";
import { siteFinding } from "./desired.ts";
import { findContactForms, findContactReaders } from "./find-contact-uses.ts";
import { accessName } from "./need-access.ts";
import type { Opening } from "./plan.ts";

/** What somebody can do from now on, in words, and what of the site makes it more than the kit opens. */
export function findAccessFindings(site: Site, configuration: Configuration, access: ContactAccess): Finding[] {
  return [
    ...(access.who === "anonymous" ? findAnonymousFindings(site, configuration, access) : findOwnFindings(access)),
    ...findUnguarded(site),
    ...findNarrowed(site, access),
  ];
}

/** Where Dataverse decides, the kit's column permission profile narrows nothing: what is open then, the folder does not say. */
function findUnguarded(site: Site): Finding[] {
  const authorization = findEnhancedAuthorization(site);
  return authorization === undefined
    ? []
    : [
        siteFinding(
          "column-profile-without-effect",
          "cannot-conclude",
          `${authorization} Column permission profiles do not count there either: give the kit's columns in Dataverse's own column security`,
        ),
      ];
}

function findAnonymousFindings(site: Site, { capture, identify }: Configuration, access: ContactAccess): Finding[] {
  const read = [...access.columns].filter(([, rights]) => rights.includes("read")).map(([column]) => column);
  const names = ["the id and email address", ...(identify.key === "contactid" ? [] : [`the ${identify.key}`])].join(" and ");
  const can = access.read ? `list ${names} of every contact, and create contacts` : "create contacts";
  const way = access.read ? ', or capture.lookup to "none" to allow no read' : "";
  return [
    ...(access.roles.length > 0
      ? []
      : [siteFinding("no-anonymous-role", "error", `no web role is marked for anonymous users: path ${capture.path} needs one`)]),
    capture.acceptAnonymousContactAccess
      ? siteFinding("anonymous-contact-access", "info", `accepted in the configuration: anonymous visitors can ${can}`)
      : siteFinding(
          "anonymous-contact-access",
          "error",
          `path ${capture.path} lets anonymous visitors ${can}. Set capture.acceptAnonymousContactAccess to true to accept that${way}`,
        ),
    ...(access.read
      ? findContactReaders(site).map(({ path, what }) =>
          siteFinding(
            "contacts-shown-elsewhere",
            "warning",
            `${what} reads contacts, and column permissions narrow the Web API only: with this table permission it may show anonymous visitors more than ${read.join(", ")}`,
            { path },
          ),
        )
      : []),
    ...(capture.path === "A-key" ? findKeyFindings(site, capture) : []),
  ];
}

/** An upsert by key asks for the write right: said aloud, and refused where the column profile does not make it harmless. */
function findKeyFindings(site: Site, capture: Configuration["capture"]): Finding[] {
  if (!writesByKey(capture)) {
    return [
      siteFinding(
        "key-not-proved",
        "warning",
        'path A-key is proved for no portal (capture.keyProvedAt is empty): the look-up is used everywhere, as with path "A"',
      ),
    ];
  }
  const refuse = (message: string, place?: { path: string; line?: number }): Finding =>
    siteFinding("anonymous-contact-write-unguarded", "error", `path A-key opens the write right on contacts, and ${message}`, place);
  const authorization = findEnhancedAuthorization(site);
  return [
    siteFinding(
      "anonymous-contact-write",
      "warning",
      "path A-key gives anonymous visitors the write right on contacts, since an upsert by key is a PATCH. The kit's column permission profile lets them update no column, so through the Web API no contact changes: never delete that profile before the table permission. Without capture.keyProvedAt nothing of this is opened",
    ),
    siteFinding(
      "alternate-key-needed",
      "info",
      "path A-key needs an active alternate key on contact with the one column emailaddress1 in Dataverse, and is experimental: no documentation says that a portal answers it",
    ),
    ...(authorization === undefined ? [] : [refuse(`column permission profiles, which guard it, do not count here. ${authorization}`)]),
    ...site.columnPermissionProfiles
      .filter(
        (profile) =>
          profile.active &&
          profile.table === contactTable &&
          profile.name !== accessName &&
          [profile.allColumns, ...profile.columns.map((column) => column.rights)].some((rights) => rights.includes("update")),
      )
      .map((profile) =>
        refuse(
          `the column permission profile "${profile.name}" lets contacts be updated: the two add up for whoever has both roles`,
          profile,
        ),
      ),
    ...findContactForms(site, "edit").map(({ path, what }) =>
      refuse(`${what} edits contacts, and column permissions do not guard forms: strangers could change any contact there`, { path }),
    ),
  ];
}

function findOwnFindings({ roles, columns }: ContactAccess): Finding[] {
  if (roles.length === 0) {
    return [siteFinding("no-authenticated-role", "error", "no web role is marked for authenticated users: path A-self needs one")];
  }
  const warning = columns.has("emailaddress1")
    ? "; nothing confirms an email address given like that, so a contact may end up with somebody else's"
    : "";
  return [
    siteFinding(
      "own-contact-update",
      "info",
      `a signed-in visitor can set ${[...columns.keys()].join(", ")} of the own contact to anything, also without the form${warning}`,
    ),
  ];
}

/** An upload links roles to a permission and unlinks none. With access type Self a role of strangers gets nothing by it; the other way round it does. */
export function findLinkedRoles({ who, roles }: ContactAccess, closed: readonly Opening[]): Finding[] {
  if (who !== "anonymous") return [];
  const now = new Set(roles.map(({ name }) => name));
  const before = [...new Set(closed.map(({ role }) => role))].filter((name) => !now.has(name));
  return before.length === 0
    ? []
    : [
        siteFinding(
          "role-stays-linked",
          "info",
          `an upload takes no web role off a record: where an earlier path was uploaded, ${before.map((name) => `"${name}"`).join(" and ")} stays on "${accessName}" there, and gets what ${[...now].map((name) => `"${name}"`).join(" and ")} gets; take it off in the environment`,
        ),
      ];
}

/** Other permissions of the same roles, which the kit's profile narrows: a role without a profile may use every listed column. */
export function findNarrowed(site: Site, { who, roles }: ContactAccess): Finding[] {
  const ours = new Set(roles.map((role) => role.id));
  const whose = who === "anonymous" ? "anonymous" : "signed-in";
  return site.tablePermissions
    .filter(
      ({ active, table, name, roleIds }) => active && table === contactTable && name !== accessName && roleIds.some((id) => ours.has(id)),
    )
    .map((permission) =>
      siteFinding(
        `${whose}-contact-permission`,
        "warning",
        `"${permission.name}" already gives ${whose} visitors access to contacts; the kit's column profile narrows what it shows through the Web API`,
        permission,
      ),
    );
}
