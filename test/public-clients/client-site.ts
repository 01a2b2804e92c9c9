import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copySite, starterFolder, type TemporarySite } from "../support/kit-site.ts";

/** Of the starter. */
const ids = {
  home: "b0632227-3046-46f3-b72d-369914b546dc",
  published: "0af76113-7cf5-4fd2-ab3f-5608837e443c",
  anonymous: "f68fe634-6872-438c-b41d-dba580cb5d72",
  authenticated: "b7e8112c-cc48-48c3-9077-31c3e13c84fe",
} as const;

/** The policy that new sites come with. https://learn.microsoft.com/power-pages/security/manage-content-security-policy */
export const newSitePolicy =
  "script-src 'self' content.powerapps.com content.powerapps.us content.appsplatform.us content.powerapps.cn 'nonce'; style-src 'unsafe-inline' https:;";

/** The page that carries the client. */
export const clientPage = "/visit-us/";

export interface ClientPermission {
  readonly table: string;
  readonly role: "anonymous" | "authenticated";
  readonly scope: "global" | "self" | "parent";
  /** Name of another permission, and the relationship to it. */
  readonly parent?: readonly [string, string];
}

export interface ClientSiteParts {
  /** Scripts as web files of the site, loaded by the page in this order: partial URL → text. */
  readonly webFiles?: Readonly<Record<string, string>>;
  /** The page's own JavaScript, rendered into it. */
  readonly pageScript?: string;
  /** More of the page's HTML. */
  readonly html?: string;
  /** Default: `newSitePolicy`. */
  readonly policy?: string;
  /** Site settings, in place of the starter's. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Table → columns the Web API serves. */
  readonly tables: Readonly<Record<string, string>>;
  /** Each with every right; by name. */
  readonly permissions: Readonly<Record<string, ClientPermission>>;
}

const scopes = { global: "756150000", parent: "756150003", self: "756150004" } as const;
const idOf = (n: number): string => `c11e0000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** A copy of the enhanced starter, made as a site is that uses the client: web files, a page that loads them, settings, permissions. */
export function createClientSite(parts: ClientSiteParts): TemporarySite {
  const site = copySite(starterFolder("enhanced"));
  const write = (path: string, text: string): void => writeFileSync(join(site.folder, path), text);
  const webFiles = Object.entries(parts.webFiles ?? {});
  webFiles.forEach(([name, text], index) => {
    write(`web-files/${name}`, text);
    write(
      `web-files/${name}.webfile.yml`,
      toYaml({
        adx_name: name,
        adx_parentpageid: ids.home,
        adx_partialurl: name,
        adx_publishingstateid: ids.published,
        adx_webfileid: idOf(100 + index),
        filename: name,
        isdocument: true,
        mimetype: "text/javascript",
      }),
    );
  });
  const page = "web-pages/visit-us/content-pages/Visit-us.en-US.webpage";
  const scripts = webFiles.map(([name]) => `<script src="/${name}"></script>`);
  write(`${page}.copy.html`, ["<h1>Client</h1>", parts.html ?? "", ...scripts].join("\n"));
  write(`${page}.custom_javascript.js`, parts.pageScript ?? "");
  const settings = new Map([
    ["HTTP/Content-Security-Policy", parts.policy ?? newSitePolicy],
    ["Webapi/error/innererror", "true"],
    ...Object.entries(parts.tables).flatMap(([table, columns]): [string, string][] => [
      [`Webapi/${table}/enabled`, "true"],
      [`Webapi/${table}/fields`, columns],
    ]),
    ...Object.entries(parts.settings ?? {}),
  ]);
  const records = [...settings].map(([name, value], index) =>
    toYaml({ adx_name: name, adx_sitesettingid: idOf(200 + index), adx_value: value }),
  );
  const own = readFileSync(join(site.folder, "sitesetting.yml"), "utf8")
    .split(/^(?=- )/mu)
    .filter((text) => !settings.has(/^(?:- | {2})adx_name: (.*)$/mu.exec(text)?.[1] ?? ""));
  write("sitesetting.yml", [...own, ...records.map((text) => `- ${text.trimEnd().replaceAll("\n", "\n  ")}\n`)].join(""));
  const permissions = Object.entries(parts.permissions);
  const permissionId = (name: string): string => idOf(300 + permissions.findIndex(([candidate]) => candidate === name));
  mkdirSync(join(site.folder, "table-permissions"), { recursive: true });
  for (const [name, { table, role, scope, parent }] of permissions) {
    const keys = {
      adx_entitylogicalname: table,
      adx_entityname: name,
      adx_entitypermissionid: permissionId(name),
      adx_scope: scopes[scope],
      ...Object.fromEntries(["append", "appendto", "create", "delete", "read", "write"].map((right) => [`adx_${right}`, true])),
      ...(parent === undefined ? {} : { adx_parententitypermission: permissionId(parent[0]), adx_parentrelationship: parent[1] }),
    };
    write(`table-permissions/${name}.tablepermission.yml`, `${toYaml(keys)}adx_entitypermission_webrole:\n- ${ids[role]}\n`);
  }
  return site;
}

/** JSON's scalars are YAML's; numbers stay as a download has them. */
function toYaml(keys: Readonly<Record<string, string | boolean>>): string {
  return Object.entries(keys)
    .map(([key, value]) => `${key}: ${typeof value === "string" && !/^\d+$/u.test(value) ? JSON.stringify(value) : String(value)}\n`)
    .join("");
}
