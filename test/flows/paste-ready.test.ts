import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { StateAnswer, Visitor } from "../../contract/emulator.ts";
import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { fixtureScript, pasteFileName, pasteKinds, pasteScript, type PasteKind, type PasteSource } from "../snippets/paste-block.ts";
import { compileTag, insertTag } from "../snippets/tag-manager.ts";
import { launchBrowser } from "../support/browser.ts";
import { copySite, distFolder, kitFolder, starterFolder, starters, type TemporarySite } from "../support/kit-site.ts";
import { waitUntil } from "../support/wait-until.ts";
import { openForeignPage, startForeignSite, type ForeignPage, type ForeignSite } from "./paste-ready/foreign-site.ts";

const script = fixtureScript("customer-insights-data");
const libraryHost = "https://download.pi.dynamics.com";
const block = (kind: PasteKind, source: PasteSource): string =>
  pasteScript(readFileSync(join(kitFolder, "paste", pasteFileName(kind, source)), "utf8"), script);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser("chromium");
});
afterAll(async () => {
  await browser.close();
});

describe("a pasted block on a site that is no Power Pages, in a browser", () => {
  const render = (head: string): string =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title>${head}</head><body><main><h1>Page</h1></main></body></html>`;
  /** As its page says: the script element at the block's end gets the nonce. */
  const addNonce = (text: string): string => text.replace(/<script>(?!.*<script>)/s, '<script nonce="bm9uY2U">');
  const pages = new Map<string, { readonly html: string; readonly policy?: string }>([
    ...(["wordpress-header", "any-page-head"] as const).flatMap((kind) =>
      (["banner", "google"] as const).map((source) => [`/${kind}/${source}`, { html: render(block(kind, source)) }] as const),
    ),
    ["/google-tag-manager", { html: render("") }],
    [
      "/under-a-policy",
      {
        html: render(addNonce(block("any-page-head", "google"))),
        policy: `default-src 'none'; script-src 'nonce-bm9uY2U' ${libraryHost}; connect-src https://*.dynamics.com`,
      },
    ],
  ]);
  let site: ForeignSite;
  let opened: ForeignPage;
  beforeAll(async () => {
    site = await startForeignSite(pages);
  });
  afterEach(async () => {
    await opened.context.close();
  });
  afterAll(async () => {
    await site.close();
  });

  const answerGoogle = async (word: "granted" | "denied"): Promise<void> => {
    await opened.page.evaluate(
      `(function gtag() { (window.dataLayer = window.dataLayer || []).push(arguments); })("consent", "update", {analytics_storage: "${word}"})`,
    );
  };
  const open = async (path: string): Promise<void> => {
    opened = await openForeignPage(browser, site.origin);
    await opened.page.goto(site.origin + path, { waitUntil: "load" });
  };
  const cookieNames = async (): Promise<string[]> => (await opened.context.cookies()).map(({ name }) => name);
  /** Long enough for whatever was going to be sent. */
  const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));
  const expectOneView = async (): Promise<void> => {
    await waitUntil(() => opened.views() > 0, "the view arrives");
    await rest();
    expect(opened.views()).toBe(1);
    expect(opened.requests.filter((url) => url.startsWith(libraryHost) && url.endsWith(".js"))).toHaveLength(1);
    expect(await cookieNames()).toContain("_msci");
    expect(opened.errors).toEqual([]);
  };

  it.each(["wordpress-header", "any-page-head"])("%s with the banner: no request before the answer, one view after it", async (kind) => {
    await open(`/${kind}/banner`);
    await opened.page.waitForSelector("body > [data-portal-kit-banner]:not([hidden])");
    await rest();
    expect(opened.requests).toEqual([]);
    expect(await cookieNames()).toEqual([]);
    await opened.page.click("[data-portal-kit-accept]");
    await expectOneView();
    // The answer is remembered.
    await opened.page.reload({ waitUntil: "load" });
    await waitUntil(() => opened.views() === 2, "the next view arrives");
    expect(await opened.page.$("[data-portal-kit-banner]:not([hidden])")).toBeNull();
  });

  it.each(["wordpress-header", "any-page-head"])("%s with Google Consent Mode: the same", async (kind) => {
    await open(`/${kind}/google`);
    await answerGoogle("denied");
    await rest();
    expect(opened.requests).toEqual([]);
    await answerGoogle("granted");
    await expectOneView();
  });

  it.each(["google", "banner"] as const)("Google Tag Manager with %s: the same, in a tag", async (source) => {
    await open("/google-tag-manager");
    await opened.page.evaluate(insertTag, compileTag(block("google-tag-manager", source), "everywhere"));
    await rest();
    expect(opened.requests).toEqual([]);
    if (source === "google") await answerGoogle("granted");
    else await opened.page.click("[data-portal-kit-accept]");
    await expectOneView();
  });

  it("runs under a policy with a nonce, which its script element has to have", async () => {
    await open("/under-a-policy");
    await answerGoogle("granted");
    await waitUntil(() => opened.requests.some((url) => url.startsWith(libraryHost)), "the library is requested");
    await opened.page.waitForFunction("document.cookie.includes('_msci=')");
    expect(opened.errors).toEqual([]);
  });
});

describe.each(starters)("a block pasted at the end of the header of the %s starter", (starter) => {
  let copy: TemporarySite;
  let started: StartedEmulator;
  beforeAll(async () => {
    copy = copySite(starterFolder(starter));
    const header = headerOf(await readSite(copy.folder));
    appendFileSync(join(copy.folder, header), `\n${block("portal-header", "banner")}`);
    const site = await readSite(copy.folder);
    started = await startEmulator({ site: allowLibrary(site), database: ":memory:", distFolder }, { portal: 0, org: 0, insights: 0 });
  });
  afterAll(async () => {
    await started.close();
    copy.remove();
  });

  const headerOf = ({ webTemplates, website }: Site): string => {
    const path = webTemplates.find(({ id }) => id === website.headerTemplateId)?.sourcePath;
    if (path === undefined) throw new Error("the starter has no header");
    return path;
  };
  /** What a person has to do in the site's policy, where it has one. */
  const allowLibrary = (site: Site): Site => ({
    ...site,
    settings: site.settings.map((setting) =>
      setting.name === "HTTP/Content-Security-Policy"
        ? { ...setting, value: setting.value?.replace("script-src ", `script-src ${libraryHost} `) ?? "" }
        : setting,
    ),
  });
  const visitors = async (): Promise<readonly Visitor[]> => {
    const response = await fetch(`${started.emulator.addresses.portal}/_emulator/state`);
    // Our own endpoint, whose shape is the contract's.
    return ((await response.json()) as StateAnswer).visitors;
  };

  it("tracks nobody before the answer, and every page after it", async () => {
    const { portal } = started.emulator.addresses;
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    const foreign: string[] = [];
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(portal)) foreign.push(request.url());
    });
    await page.goto(portal, { waitUntil: "load" });
    await page.waitForSelector("[data-portal-kit-banner]:not([hidden])");
    expect(foreign).toEqual([]);
    expect(await visitors()).toEqual([]);
    await page.click("[data-portal-kit-accept]");
    await waitUntil(async () => (await visitors())[0]?.views === 1, "the view arrives");
    expect(foreign.filter((url) => url.endsWith("/msci-1.1.0.js"))).toHaveLength(1);
    // From the output cache, too.
    await page.goto(`${portal}/?again`, { waitUntil: "load" });
    await waitUntil(async () => (await visitors())[0]?.views === 2, "the next view arrives");
    expect(errors).toEqual([]);
    await context.close();
  });
});

it("is a block for every kind of page", () => {
  expect(pasteKinds.map((kind) => block(kind, "google").includes(script))).toEqual(pasteKinds.map(() => true));
});
