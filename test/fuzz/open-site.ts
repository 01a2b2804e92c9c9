import { afterAll } from "vitest";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../portal-emulator/create-emulator.ts";
import type { Site } from "../../site/site.ts";
import { distFolder } from "../support/kit-site.ts";

export const addresses = { portal: "http://localhost:4680", org: "http://127.0.0.1:4681", insights: "http://127.0.0.1:4682" };

const openEmulators: Emulator[] = [];
afterAll(async () => {
  for (const emulator of openEmulators.splice(0)) await emulator.close();
});

export interface OpenedSite {
  readonly emulator: Emulator;
  /** A request as a browser without cookies would send it, or with those given. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  readonly post: (path: string, form: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

/** The emulator over a site, its database in memory; closed when the tests of the file are through. */
export async function openSite(site: Site, options: Partial<EmulatorOptions> = {}): Promise<OpenedSite> {
  const emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses, ...options });
  openEmulators.push(emulator);
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    emulator.fetch("portal", new Request(addresses.portal + path, init));
  return {
    emulator,
    ask,
    post: (path, form, headers = {}) =>
      ask(path, {
        method: "POST",
        body: new URLSearchParams(form).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      }),
  };
}

/** The site with one Liquid text in each of the places that hold Liquid, or in those alone whose output is markup. */
export function withLiquid(site: Site, text: string, places: "everywhere" | "markup" = "everywhere"): Site {
  const part = (path: string): { readonly path: string; readonly text: string } => ({ path, text });
  return {
    ...site,
    webTemplates: site.webTemplates.map((template) =>
      template.id === site.website.footerTemplateId ? { ...template, source: text } : template,
    ),
    snippets: site.snippets.map((snippet) => (snippet.value === undefined ? snippet : { ...snippet, value: text })),
    pages: site.pages.map((page) => ({
      ...page,
      contentPages: page.contentPages.map((content) => ({
        ...content,
        parts: {
          ...content.parts,
          copy: part("copy.html"),
          summary: part("summary.html"),
          ...(places === "everywhere" && { customJavaScript: part("custom.js"), customCss: part("custom.css") }),
        },
      })),
    })),
  };
}
