import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { JSDOM, VirtualConsole } from "jsdom";
import { afterEach, describe, expect, it } from "vitest";
import { createEmulator } from "../../../portal-emulator/create-emulator.ts";
import { readSite } from "../../../site/read-site.ts";
import { applyKit, copySite, distFolder, starterFolder, starters, storyConfiguration } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4190", org: "http://127.0.0.1:4191", insights: "http://127.0.0.1:4192" };
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** The home page of a starter with tracking in that place, as the emulated portal sends it. */
async function renderHome(starter: string, placement: string, snippets: Readonly<Record<string, string>> = {}): Promise<string> {
  const copy = copySite(starterFolder(starter), {
    tracking: { script: "tracking.html", placement },
    consent: storyConfiguration.consent,
    capture: { path: "A", acceptAnonymousContactAccess: true, outbox: true },
  });
  cleanups.push(() => copy.remove());
  for (const [path, text] of Object.entries(snippets)) writeFileSync(join(copy.folder, path), text);
  await applyKit(copy);
  const emulator = await createEmulator({ site: await readSite(copy.folder), database: ":memory:", distFolder, addresses });
  cleanups.push(() => emulator.close());
  const response = await emulator.fetch("portal", new Request(`${addresses.portal}/`));
  expect(response.status).toBe(200);
  return response.text();
}

/** The page in jsdom, its inline scripts run, for a visitor who has said yes; no request leaves it. */
function open(html: string, version = "1"): JSDOM {
  const dom = new JSDOM(html, {
    url: `${addresses.portal}/`,
    runScripts: "dangerously",
    // What other scripts of the page miss here is not what is tested.
    virtualConsole: new VirtualConsole(),
    beforeParse: (window) => {
      window.document.cookie = `portalkit.consent=granted.${version}.0; path=/`;
    },
  });
  cleanups.push(() => dom.window.close());
  return dom;
}

describe.each(starters)("tracking in the %s starter, as the portal sends it", (starter) => {
  it.each(["header", "head-bottom", "tracking-code"] as const)("stands once at %s, and the tracker runs once", async (placement) => {
    const html = await renderHome(starter, placement);
    expect(html.split("<template data-portal-kit-tracker")).toHaveLength(2);
    expect(html).not.toMatch(/portal-kit:begin|\{%|PORTAL_KIT_/);
    const at = html.indexOf("<template data-portal-kit-tracker");
    const [headEnd, bodyEnd] = [html.indexOf("</head>"), html.lastIndexOf("</body>")];
    expect(at < headEnd).toBe(placement === "head-bottom");
    const dom = open(html);
    const { document } = dom.window;
    await expect.poll(() => document.documentElement.getAttribute("data-portal-kit-consent")).toBe("granted");
    // What the tracker's loader has queued: one tracker, initialised once.
    const queue = dom.window["MSCIqueue"] as readonly (readonly unknown[])[];
    expect(queue.map(([method]) => method)).toEqual(["new", "initialize"]);
    expect(document.querySelectorAll("[data-portal-kit-banner]")).toHaveLength(1);
    expect(bodyEnd).toBeGreaterThan(at);
  });
});

describe("the banner of a page whose tracking stands in the head", () => {
  it("is in the body once the page is there, hidden from visitors who have answered", async () => {
    const html = await renderHome("enhanced", "head-bottom");
    expect(html.indexOf("data-portal-kit-banner tabindex")).toBeLessThan(html.indexOf("</head>"));
    const answered = open(html).window.document;
    await expect.poll(() => answered.querySelector("body > [data-portal-kit-banner]")).not.toBeNull();
    expect(answered.querySelector<HTMLElement>("[data-portal-kit-banner]")?.hidden).toBe(true);
    const asked = open(html, "older").window.document;
    await expect.poll(() => asked.querySelector<HTMLElement>("body > [data-portal-kit-banner]")?.hidden).toBe(false);
    expect(asked.documentElement.getAttribute("data-portal-kit-consent")).toBe("unknown");
  });
});

describe("a snippet that holds something already", () => {
  it("shows both, in its order", async () => {
    const path = "content-snippets/head-bottom/Head-Bottom.en-US.contentsnippet.value.html";
    const html = await renderHome("enhanced", "head-bottom", { [path]: '<meta name="theme-color" content="#123456">' });
    const own = html.indexOf('<meta name="theme-color" content="#123456">');
    expect(own).toBeGreaterThan(0);
    expect(html.indexOf("<template data-portal-kit-tracker")).toBeGreaterThan(own);
  });
});
