import { createClock } from "../../../../portal-emulator/clock.ts";
import { createEmulator, type Emulator } from "../../../../portal-emulator/create-emulator.ts";
import type { EmulatorSwitches } from "../../../../portal-emulator/switches.ts";
import { readSite } from "../../../../site/read-site.ts";
import type { PermissionScope, Site } from "../../../../site/site.ts";
import { distFolder, starterFolder } from "../../../support/kit-site.ts";

export const addresses = { portal: "http://localhost:4380", org: "http://127.0.0.1:4381", insights: "http://127.0.0.1:4382" };

export interface PortalParts {
  readonly header?: string;
  readonly footer?: string;
  /** Body of the page templates of all pages. */
  readonly body?: string;
  /** By name, over the site's; undefined takes one away, an undefined value leaves it there without one. */
  readonly settings?: Readonly<Record<string, string | { readonly value: undefined } | undefined>>;
  readonly switches?: Partial<EmulatorSwitches>;
  /** Rights to read, create and change, for anonymous visitors and signed-in ones. */
  readonly permissions?: readonly { readonly table: string; readonly scope: PermissionScope }[];
}

/** A portal of the starter site whose header, footer and pages are what a test is about; its clock stands still until it is moved. */
export interface CachedPortal {
  readonly emulator: Emulator;
  /** The text between `[[` and `]]` of a page's header, `((` and `))` of its footer, `<<` and `>>` of its body. */
  show(
    path: string,
    cookie?: string,
  ): Promise<{ header: string | undefined; footer: string | undefined; body: string | undefined; html: string; headers: Headers }>;
  ask(
    path: string,
    init?: { readonly method?: string; readonly body?: string; readonly cookie?: string; readonly headers?: Record<string, string> },
  ): Promise<Response>;
  /** The cookie of a new sign-in. */
  signIn(persona: string): Promise<string>;
  /** A write through the site, with its token. Answers its status. */
  write(method: string, path: string, body: unknown): Promise<number>;
  /** A clock that moves is the emulator's own endpoint. */
  advance(span: string): Promise<void>;
  /** The site folder was read again, with these parts. */
  change(parts: PortalParts): void;
}

export async function openCachedPortal(parts: PortalParts = {}): Promise<CachedPortal> {
  const starter = await readSite(starterFolder("enhanced"));
  const machineNow = Date.parse("2026-03-04T05:06:07Z");
  const emulator = await createEmulator({
    site: withParts(starter, parts),
    database: ":memory:",
    distFolder,
    addresses,
    clock: createClock(() => machineNow),
    ...(parts.switches === undefined ? {} : { switches: parts.switches }),
  });
  const ask: CachedPortal["ask"] = (path, { cookie = "", headers = {}, ...init } = {}) =>
    emulator.fetch("portal", new Request(addresses.portal + path, { ...init, headers: { host: "localhost:4380", cookie, ...headers } }));
  return {
    emulator,
    ask,
    async show(path, cookie = "") {
      const response = await ask(path, { cookie });
      const html = await response.text();
      return {
        header: /\[\[([\s\S]*?)\]\]/.exec(html)?.[1],
        footer: /\(\(([\s\S]*?)\)\)/.exec(html)?.[1],
        body: /<<([\s\S]*?)>>/.exec(html)?.[1],
        html,
        headers: response.headers,
      };
    },
    async signIn(persona) {
      const response = await ask("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona }) });
      if (!response.ok) throw new Error(await response.text());
      return response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(";", 1)[0] ?? "")
        .join("; ");
    },
    async write(method, path, body) {
      const page = await ask("/_layout/tokenhtml");
      const cookie = page.headers
        .getSetCookie()
        .map((one) => one.split(";", 1)[0] ?? "")
        .join("; ");
      const token = /value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
      const headers = { __RequestVerificationToken: token, "content-type": "application/json" };
      return (await ask(path, { method, cookie, headers, body: JSON.stringify(body) })).status;
    },
    async advance(span) {
      const response = await ask("/_emulator/clock", { method: "POST", body: JSON.stringify({ advance: span }) });
      if (!response.ok) throw new Error(await response.text());
    },
    change: (changed) => emulator.useSite(withParts(starter, changed)),
  };
}

/** The starter in English and French, home page and one more, with these parts. */
function withParts(starter: Site, { header, footer, body, settings = {}, permissions = [] }: PortalParts): Site {
  const [english] = starter.languages;
  const [oneSetting] = starter.settings;
  if (english === undefined || oneSetting === undefined) throw new Error("the starter has a language and settings");
  const french = { ...english, id: "00000000-0000-4000-8000-0000000000f1", name: "French", code: "fr-FR" };
  const named = { "Header/OutputCache/Enabled": "True", "Footer/OutputCache/Enabled": "True", ...settings };
  const { headerTemplateId, footerTemplateId } = starter.website;
  const bodies = new Set(starter.pageTemplates.map((template) => template.webTemplateId));
  return {
    ...starter,
    languages: [english, french],
    pages: starter.pages.map((page) => ({
      ...page,
      contentPages: page.contentPages.flatMap((content) => [
        content,
        { ...content, id: `${content.id.slice(0, -2)}f2`, languageId: french.id, title: `${content.title} (fr)` },
      ]),
    })),
    tablePermissions: permissions.map(({ table, scope }, at) => ({
      id: `00000000-0000-4000-8000-0000000000a${at}`,
      name: table,
      active: true,
      values: {},
      path: "tablepermissions",
      line: at + 1,
      table,
      scope,
      roleIds: starter.roles.map((role) => role.id),
      read: true,
      create: true,
      write: true,
      delete: true,
      append: true,
      appendTo: true,
      parentId: undefined,
    })),
    settings: [
      ...Object.entries(named).flatMap(([name, value]) =>
        value === undefined ? [] : [{ ...oneSetting, name, value: typeof value === "string" ? value : undefined, active: true }],
      ),
      ...starter.settings.filter((setting) => !(setting.name in named)),
    ],
    webTemplates: starter.webTemplates.map((template) => {
      if (header !== undefined && template.id === headerTemplateId) return { ...template, source: header };
      if (footer !== undefined && template.id === footerTemplateId) return { ...template, source: footer };
      return body !== undefined && bodies.has(template.id) ? { ...template, source: body } : template;
    }),
  };
}
