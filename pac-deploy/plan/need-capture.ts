import type { CaptureField, Configuration } from "../../contract/configuration.ts";
import type { Finding } from "../../contract/finding.ts";
import { templateNames, templateSlots } from "../../contract/names.ts";
import { columnPermissionProfilePaths, siteSettingPath, tablePermissionPath } from "../../site/file-names.ts";
import { renderRecord } from "../../site/render-record.ts";
import type { Site, WebRole } from "../../site/site.ts";
import type { KitFiles } from "../kit-files.ts";
import { siteFinding, type Desired, type Need } from "./desired.ts";
import { textSnippets, webTemplate, type RecordWriter } from "./kit-records.ts";
import { fillFields, fillFormSettings } from "./fill-form.ts";
import { needCapturePage } from "./need-capture-page.ts";
import type { Opening } from "./plan.ts";

const table = "contact";
const accessName = "Portal Kit Contact Capture";
/** https://learn.microsoft.com/power-pages/configure/column-permissions; values as site folders show them */
const columnRight = { create: "746610000", read: "746610001" } as const;

/** Path A: form template, its texts and page, and exactly the access it needs: a look-up by email and a create. */
export function needCapture(writer: RecordWriter, kit: KitFiles, configuration: Configuration): Need {
  const { capture } = configuration;
  if (capture.path !== "A") return { desired: [], opens: [], findings: [] };
  const { site } = writer;
  const form = fillFormSettings(kit.contactCapture, configuration).replaceAll(templateSlots.fields, () =>
    fillFields(kit.field, capture.fields),
  );
  const texts = textSnippets(writer, kit, {
    // A label for each configured field, and every other text of the form.
    keys: (key) =>
      !key.startsWith("banner.") && (!key.startsWith("label.") || capture.fields.some((field) => key === `label.${field.column}`)),
    languages: configuration.languages,
    why: "a text of the contact form",
  });
  const page =
    capture.page === undefined ? { desired: [], findings: [] } : needCapturePage(writer, kit, capture.page, configuration.languages);
  const roles = site.roles.filter((role) => role.active && role.isAnonymous);
  const findings: Finding[] = [...texts.findings, ...page.findings, ...findAccessFindings(site, configuration, roles)];
  const columns = capture.fields.map((field) => field.column);
  const settings = needWebApiSettings(writer, ["contactid", ...columns]);
  return {
    desired: [
      ...webTemplate(writer, templateNames.contactCapture, form, "the contact form and its script"),
      ...texts.desired,
      ...page.desired,
      ...settings.desired,
      ...needAccess(writer, capture.fields, capture.lookup === "email", roles),
    ],
    opens: roles.flatMap((role) => openings(capture.lookup === "email", columns, role.name)),
    findings: [...findings, ...settings.findings, ...findConsentFindings(configuration), ...findIdentityFindings(configuration)],
  };
}

function openings(lookup: boolean, columns: readonly string[], role: string): Opening[] {
  return [
    ...(lookup ? [{ table, columns: ["contactid", "emailaddress1"], rights: ["read" as const], role }] : []),
    { table, columns, rights: ["create" as const], role },
  ];
}

/** A table permission that creates (and reads, for the look-up), narrowed by a column permission profile. */
function needAccess(writer: RecordWriter, fields: readonly CaptureField[], lookup: boolean, roles: readonly WebRole[]): Desired[] {
  const roleIds = roles.map((role) => role.id).toSorted();
  if (roleIds.length === 0) return [];
  const permissionId = writer.id("table-permission", accessName);
  const profileId = writer.id("column-permission-profile", accessName);
  const profile = columnPermissionProfilePaths(writer.site, { id: profileId, name: accessName });
  const column = (name: string, rights: readonly string[]): { id: string; text: string } => {
    const id = writer.id("column-permission", name);
    return {
      id,
      text: asListItem(
        renderRecord(
          { adx_columnname: name, adx_columnpermissionid: id, adx_columnpermissionprofileid: profileId, adx_permissions: rights },
          writer.lineEnd,
        ),
        writer.lineEnd,
      ),
    };
  };
  const read = lookup ? [columnRight.read] : [];
  const columns = [
    ...(lookup ? [column("contactid", read)] : []),
    ...fields.map((field) => column(field.column, field.column === "emailaddress1" ? [columnRight.create, ...read] : [columnRight.create])),
  ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [
    writer.record(
      tablePermissionPath(writer.site, { id: permissionId, name: accessName }),
      {
        adx_append: "false",
        adx_appendto: "false",
        adx_create: "true",
        adx_delete: "false",
        adx_entitylogicalname: table,
        adx_entityname: accessName,
        adx_entitypermission_webrole: roleIds,
        adx_entitypermissionid: permissionId,
        adx_read: String(lookup),
        adx_scope: "756150000",
        adx_write: "false",
      },
      "lets the form look a contact up and create one; never change or delete",
    ),
    writer.record(
      profile.record,
      {
        adx_columnpermissionprofile_webrole: roleIds,
        adx_columnpermissionprofileid: profileId,
        adx_profilename: accessName,
        adx_tablename: table,
      },
      "narrows the table permission to the form's columns",
    ),
    writer.file(profile.columns, columns.map(({ text }) => text).join(""), "what the column permission profile allows, column by column"),
  ];
}

/** The tracking template is what asks for consent: without it nobody ever grants any. */
function findConsentFindings({ tracking, consent }: Configuration): Finding[] {
  if (tracking.placement !== "none" || consent.mode === "none") return [];
  return [
    siteFinding(
      "nobody-grants-consent",
      "warning",
      'with tracking.placement "none" the kit asks nobody for consent, so the form identifies nobody: place the tracking, or set consent.mode to "none"',
    ),
  ];
}

/** What "immediate" means for the people behind the addresses: said every time, since nothing undoes it. */
function findIdentityFindings({ capture, identify }: Configuration): Finding[] {
  if (identify.existing !== "immediate" || capture.lookup === "none") return [];
  return [
    siteFinding(
      "typed-address-identifies",
      "info",
      "a stranger who types a contact's address joins that contact's profile with all their browsing, and nothing undoes it; identify.existing \"confirmed\" identifies only contacts a submission has just created, and signed-in visitors",
    ),
  ];
}

const asListItem = (record: string, lineEnd: string): string =>
  record
    .split(lineEnd)
    .map((line, index) => (line === "" ? line : `${index === 0 ? "- " : "  "}${line}`))
    .join(lineEnd);

/** The two settings of the portal Web API, merged with what is there: never `*`, never fewer columns than before. */
function needWebApiSettings(writer: RecordWriter, columns: readonly string[]): { desired: Desired[]; findings: Finding[] } {
  const { site } = writer;
  const desired: Desired[] = [];
  const findings: Finding[] = [];
  const setting = (name: string, value: (before: string | undefined) => string | undefined, why: string): void => {
    const [found, ...others] = site.settings.filter(
      (candidate) =>
        candidate.active && candidate.name.toLowerCase() === name.toLowerCase() && candidate.id !== writer.id("site-setting", name),
    );
    if (found === undefined) {
      const id = writer.id("site-setting", name);
      const values = {
        adx_name: name,
        adx_sitesettingid: id,
        ...(site.model === "enhanced" ? { adx_source: "0" } : {}),
        adx_value: value(undefined) ?? "",
      };
      desired.push({ kind: "list-item", path: siteSettingPath(site, { id, name }), idKey: "adx_sitesettingid", id, values, why });
      return;
    }
    if (others.length > 0) {
      const lines = [found, ...others].map((one) => `${one.path}:${one.line}`).join(", ");
      findings.push(
        siteFinding(
          "setting-twice",
          "warning",
          `${name} is there ${others.length + 1} times (${lines}), and which one counts is not known: keep one; the kit changes the first`,
          found,
        ),
      );
    }
    if (found.environmentVariable !== undefined || found.values["adx_source"] === "1") {
      const variable =
        found.environmentVariable === undefined ? "an environment variable" : `the environment variable ${found.environmentVariable}`;
      findings.push(
        siteFinding(
          "setting-from-environment",
          "warning",
          `${name} comes from ${variable}, which the kit does not change: see that its value is ${name.endsWith("/fields") ? `a list with ${value(undefined) ?? ""}` : (value(undefined) ?? "")}`,
          found,
        ),
      );
      return;
    }
    const wanted = value(found.value);
    if (wanted !== undefined && wanted !== found.value)
      desired.push({ kind: "value", path: found.path, recordId: found.id, key: "adx_value", value: wanted, why });
  };
  setting(
    "Webapi/contact/enabled",
    (before) => (before?.toLowerCase() === "true" ? before : "true"),
    "switches the portal Web API on for contacts",
  );
  setting(
    "Webapi/contact/fields",
    (before) => {
      const listed = (before ?? "")
        .split(",")
        .map((column) => column.trim())
        .filter(Boolean);
      if (listed.includes("*")) {
        findings.push(
          siteFinding(
            "web-api-wildcard",
            "error",
            `Webapi/contact/fields is "*", which Power Pages refuses since its retirement: list the columns your site uses, and add ${columns.join(",")}`,
            place(site),
          ),
        );
        return before;
      }
      const known = new Set(listed.map((column) => column.toLowerCase()));
      const missing = columns.filter((column) => !known.has(column));
      return missing.length === 0 ? before : [...listed, ...missing].join(",");
    },
    "lists the form's columns for the portal Web API",
  );
  return { desired, findings };
}

function place(site: Site): { path: string; line: number } | undefined {
  const found = site.settings.find((setting) => setting.active && setting.name.toLowerCase() === "webapi/contact/fields");
  return found && { path: found.path, line: found.line };
}

function findAccessFindings(site: Site, { capture }: Configuration, roles: readonly WebRole[]): Finding[] {
  const findings: Finding[] = [];
  if (roles.length === 0) {
    findings.push(siteFinding("no-anonymous-role", "error", "no web role is marked for anonymous users: Path A needs one"));
  }
  const can = capture.lookup === "email" ? "list the id and email address of every contact, and create contacts" : "create contacts";
  findings.push(
    capture.acceptAnonymousContactAccess
      ? siteFinding("anonymous-contact-access", "info", `accepted in the configuration: anonymous visitors can ${can}`)
      : siteFinding(
          "anonymous-contact-access",
          "error",
          `Path A lets anonymous visitors ${can}. Set capture.acceptAnonymousContactAccess to true to accept that${capture.lookup === "email" ? ', or capture.lookup to "none" to allow no read' : ""}`,
        ),
  );
  const ours = new Set(roles.map((role) => role.id));
  for (const permission of site.tablePermissions) {
    if (
      !permission.active ||
      permission.table !== table ||
      permission.name === accessName ||
      !permission.roleIds.some((id) => ours.has(id))
    )
      continue;
    findings.push(
      siteFinding(
        "anonymous-contact-permission",
        "warning",
        `"${permission.name}" already gives anonymous visitors access to contacts; the kit's column profile narrows what it shows through the Web API`,
        permission,
      ),
    );
  }
  return findings;
}
