import { createClock } from "../../../portal-emulator/clock.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../../portal-emulator/create-emulator.ts";
import { readSite } from "../../../site/read-site.ts";
import type { ContentSnippet, Site, SiteSetting, WebPage } from "../../../site/site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";

export const addresses = { portal: "http://localhost:4880", org: "http://127.0.0.1:4881", insights: "http://127.0.0.1:4882" };

export interface SiteChanges {
  /** Values of settings by name, over the starter's. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Values of snippets by name, for every language. */
  readonly snippets?: Readonly<Record<string, string>>;
  /** Of the page at each address. */
  readonly pages?: Readonly<Record<string, (page: WebPage) => Partial<WebPage>>>;
  /** Files by path, as if they lay in the folder. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly change?: (site: Site) => Partial<Site>;
}

export interface Visit {
  readonly method?: string;
  readonly body?: string | URLSearchParams;
  readonly cookie?: string;
}

export interface OpenedSite {
  readonly emulator: Emulator;
  readonly site: Site;
  ask(path: string, visit?: Visit): Promise<Response>;
  /** The text of a page. */
  show(path: string, cookie?: string): Promise<string>;
  /** The cookie of a new sign-in. */
  signIn(persona: string): Promise<string>;
}

/** A portal of the starter site of the enhanced model with what a test is about. */
export async function openSite(
  changes: SiteChanges = {},
  options: Partial<Pick<EmulatorOptions, "switches" | "personaBar">> = {},
): Promise<OpenedSite> {
  const site = changed(await readSite(starterFolder("enhanced")), changes);
  const machineNow = Date.parse("2026-03-04T05:06:07Z");
  const emulator = await createEmulator({
    site,
    database: ":memory:",
    distFolder,
    addresses,
    clock: createClock(() => machineNow),
    ...options,
  });
  const ask: OpenedSite["ask"] = (path, { cookie = "", ...init } = {}) =>
    emulator.fetch("portal", new Request(addresses.portal + path, { ...init, headers: { host: "localhost:4880", cookie } }));
  return {
    emulator,
    site,
    ask,
    show: async (path, cookie = "") => (await ask(path, { cookie })).text(),
    async signIn(persona) {
      const response = await ask("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona }) });
      if (!response.ok) throw new Error(await response.text());
      return cookiesOf(response);
    },
  };
}

/** What a browser sends back. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0] ?? "")
    .join("; ");

function changed(starter: Site, { settings = {}, snippets = {}, pages = {}, texts = {}, change }: SiteChanges): Site {
  const record = { id: "", path: "test.yml", line: 1, active: true, values: {} };
  const given = (name: string): boolean => Object.keys(settings).some((one) => one.toLowerCase() === name.toLowerCase());
  const site: Site = {
    ...starter,
    settings: [
      ...Object.entries(settings).map(([name, value]): SiteSetting => ({ ...record, name, value, environmentVariable: undefined })),
      ...starter.settings.filter(({ name }) => !given(name)),
    ],
    snippets: [
      ...Object.entries(snippets).map(([name, value]): ContentSnippet => ({
        ...record,
        name,
        value,
        languageId: undefined,
        type: "html",
        valuePath: `${name}.html`,
      })),
      ...starter.snippets.filter(({ name }) => !(name in snippets)),
    ],
    pages: starter.pages.map((page) => ({ ...page, ...pages[page.url ?? ""]?.(page) })),
    texts: new Map([...starter.texts, ...Object.entries(texts)]),
  };
  return { ...site, ...change?.(site) };
}

/** A second language for every page. */
export function inFrench(site: Site): Partial<Site> {
  const [english] = site.languages;
  if (english === undefined) throw new Error("the starter has a language");
  const french = { ...english, id: "00000000-0000-4000-8000-0000000000f1", name: "French", code: "fr-FR" };
  const pages = site.pages.map((page) => ({
    ...page,
    contentPages: page.contentPages.flatMap((content) => [
      content,
      { ...content, id: `${content.id.slice(0, -2)}f2`, languageId: french.id, title: `${content.title} (fr)` },
    ]),
  }));
  return { languages: [english, french], pages };
}
