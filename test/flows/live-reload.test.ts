import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmulatorAddresses } from "../../contract/emulator.ts";
import { runEmulator } from "../../pac-deploy/run-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { copySite, distFolder, starterFolder, type TemporarySite } from "../support/kit-site.ts";

let browser: Browser;
let site: TemporarySite;
let stop: (exitCode: number) => void = () => undefined;
let ended: Promise<number>;
let addresses: EmulatorAddresses;
const said: string[] = [];

beforeAll(async () => {
  site = copySite(starterFolder("enhanced"));
  browser = await launchBrowser("chromium");
  const requested = new Promise<number>((resolve) => (stop = resolve));
  addresses = await new Promise((resolve, reject) => {
    ended = runEmulator({
      siteFolder: site.folder,
      flags: { portalPort: 0, orgPort: 0, insightsPort: 0, db: ":memory:", open: false },
      distFolder,
      reloadsPages: true,
      terminal: {
        isJson: true,
        say: (line) => void said.push(line),
        // What the emulator says first is where it is.
        answer: (value) => resolve(value as EmulatorAddresses),
        confirm: () => Promise.resolve(true),
      },
      stop: { requested },
      invitation: () => [],
    });
    ended.catch(reject);
  });
});
afterAll(async () => {
  await browser?.close();
  stop(143);
  await ended;
  site?.remove();
});

const path = (name: string): string => join(site.folder, name);
const footer = "web-templates/footer/Footer.webtemplate.source.html";
const loads = (page: Page): Promise<unknown> => page.evaluate("window.loadedAt ??= performance.timeOrigin");
const poll = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 10_000 });
const overlayText = (page: Page, host: string): Promise<unknown> =>
  page.evaluate(`document.querySelector("[${host}]")?.shadowRoot?.textContent.replace(/\\s+/g, " ") ?? ""`);

test("what is saved shows in the open browser, styles without a load, and errors with file, line and source", async () => {
  const page = await browser.newPage();
  await page.goto(addresses.portal, { waitUntil: "load" });
  const first = await loads(page);

  appendFileSync(path(footer), "<p id=saved>Saved once</p>");
  await poll(() => page.evaluate("document.querySelector('#saved')?.textContent")).toBe("Saved once");
  const second = await loads(page);
  expect(second).not.toBe(first);

  appendFileSync(path("web-files/theme.css"), "\n#saved { outline: rgb(1, 2, 3) solid 4px; }\n");
  await poll(() => page.evaluate("getComputedStyle(document.querySelector('#saved')).outlineColor")).toBe("rgb(1, 2, 3)");
  expect(await loads(page)).toBe(second);

  const settings = readFileSync(path("sitesetting.yml"), "utf8");
  writeFileSync(path("sitesetting.yml"), `${settings}\n- adx_name: "half\n  written`);
  await poll(() => overlayText(page, "data-portal-kit-failure")).toMatch(/sitesetting\.yml:\d+.*adx_name: "half/);
  expect(said.join("\n")).toMatch(/kept the last reading of the site:.*sitesetting\.yml:\d+/);
  expect(await loads(page)).toBe(second);
  expect(
    await page.evaluate("document.querySelector('[data-portal-kit-failure]').shadowRoot.querySelector('dialog').getAttribute('role')"),
  ).toBe("alertdialog");
  writeFileSync(path("sitesetting.yml"), settings);
  await poll(() => overlayText(page, "data-portal-kit-failure")).toBe("");

  appendFileSync(path(footer), "\n{% nonsense %}");
  await poll(() => overlayText(page, "data-portal-kit-emulator")).toMatch(
    /Footer\.webtemplate\.source\.html:\d+:\d+ .*nonsense.*\| {% nonsense %} \| \^/,
  );
  expect(
    await page.evaluate(`(() => {
      const { shadowRoot } = document.querySelector("[data-portal-kit-emulator]");
      const before = getComputedStyle(shadowRoot.querySelector("dialog")).position;
      shadowRoot.querySelector("button").click();
      return [before, getComputedStyle(shadowRoot.querySelector("dialog")).display];
    })()`),
  ).toEqual(["fixed", "none"]);
  await expect
    .poll(() => said.join("\n"), { timeout: 10_000 })
    .toMatch(/Footer\.webtemplate\.source\.html:\d+:\d+ .*nonsense[\s\S]*> \d+ \| {% nonsense %}/);
  await page.close();
});

test("a page stays open while the emulator stops, and nothing holds the stop up", async () => {
  const page = await browser.newPage();
  await page.goto(addresses.portal, { waitUntil: "load" });
  const before = Date.now();
  stop(143);
  expect(await ended).toBe(143);
  expect(Date.now() - before).toBeLessThan(2_000);
  await page.close();
});
