import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { consentCookieName } from "../../contract/names.ts";
import type { EventBatch } from "../../portal-emulator/insights/event-batch.ts";
import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { browserKinds, findBrowser } from "../../pac-deploy/verify/browser/find-browser.mjs";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { launchBrowser } from "../support/browser.ts";
import { consentTools } from "../support/consent-tools/consent-tools.ts";
import { distFolder, root, sampleScript, starterFolder, storyConfiguration } from "../support/kit-site.ts";
import { waitUntil } from "../support/wait-until.ts";
import { readLog, tellEmulator } from "./tracking/emulator-endpoints.ts";
import { awaitReload, openVisitor, statesOf, type TestVisitor } from "./tracking/open-visitor.ts";
import { applyInMemory, strictPolicy, usePolicy } from "./tracking/tracked-site.ts";

const formSelector = "form[data-portal-kit-form]";
const libraryHost = "https://download.pi.dynamics.com";
const collectorHost = "https://mobile.events.data.microsoft.com";
const journeysScript = join(root, "test/fixtures/scripts/customer-insights-journeys.html");
const { banner } = consentTools;
const acceptButton = banner.buttons.granted;

// `npm test` says so where there is no such browser; in CI there must be one.
describe.each(browserKinds)("in %s", (browserKind) => {
  const isMissing = findBrowser(browserKind) === undefined && !process.env["CI"];
  describe.skipIf(isMissing)("a tracker that something stands in the way of", () => {
    let browser: Browser;
    let started: StartedEmulator;
    /** With the form and the tracking. */
    let site: Site;
    let journeys: Site;
    let visitor: TestVisitor;
    beforeAll(async () => {
      const starter = usePolicy(await readSite(starterFolder("enhanced")), undefined);
      site = await applyInMemory(starter, { ...storyConfiguration, consent: banner.consent }, sampleScript);
      journeys = await applyInMemory(
        starter,
        { tracking: { script: journeysScript, placement: "header" }, consent: banner.consent },
        journeysScript,
      );
      [browser, started] = await Promise.all([
        launchBrowser(browserKind),
        startEmulator({ site, database: ":memory:", distFolder }, { portal: 0, org: 0, insights: 0 }),
      ]);
    });
    afterAll(async () => {
      await browser?.close();
      await started?.close();
    });
    beforeEach(async () => {
      await tellEmulator(started.emulator, "POST reset");
      visitor = await openVisitor(browser, started.emulator.addresses);
    });
    afterEach(async () => {
      await visitor.close();
      await tellEmulator(started.emulator, "DELETE faults");
    });

    const open = async (path: string): Promise<void> => {
      await visitor.page.goto(started.emulator.addresses.portal + path, { waitUntil: "load" });
    };
    const openForm = async (answer: "granted" | undefined): Promise<void> => {
      const value = banner.cookie?.granted;
      if (answer && value) await visitor.context.setCookie({ name: consentCookieName, value, domain: "localhost", path: "/" });
      await open("/get-in-touch/");
    };
    const blocked = async (): Promise<unknown[]> =>
      (await visitor.events()).filter(({ name }) => name === "portalkit:blocked").map(({ what }) => what);
    const send = async (): Promise<void> => {
      await visitor.page.type(`${formSelector} [name=lastname]`, "Example");
      await visitor.page.type(`${formSelector} [name=emailaddress1]`, "ada@example.com");
      await visitor.page.click(`${formSelector} button[type=submit]`);
      await visitor.page.waitForSelector(`${formSelector}[data-state=done]`, { timeout: 15_000 });
    };
    const contactIds = (): unknown[] => started.emulator.store.query("contact").map((row) => row["contactid"]);
    const linkedIds = (): unknown[] => started.emulator.store.query("msdynci_personalizationuser").map((row) => row["msdynci_userauthid"]);

    it.each(["refused", "forbidden"] as const)("a library that is %s is told, and the form is sent all the same", async (as) => {
      started.emulator.useSite(site);
      await tellEmulator(started.emulator, "POST faults", [{ fault: { kind: "block", as } }]);
      await openForm("granted");
      await waitUntil(async () => (await blocked()).length > 0, "portalkit:blocked");
      await send();
      expect(await blocked()).toEqual(["tracker-script"]);
      expect(contactIds()).toHaveLength(1);
      expect(linkedIds()).toEqual([]);
      expect(started.emulator.store.query("msdynci_personalizationview")).toEqual([]);
    });

    it("a library that is late is told, and hears of what happened before it came", async () => {
      started.emulator.useSite(site);
      await tellEmulator(started.emulator, "POST faults", [
        { match: { origin: "insights", method: "GET" }, fault: { kind: "latency", ms: 13_000 } },
      ]);
      // Loading would wait for the library.
      await visitor.page.goto(`${started.emulator.addresses.portal}/get-in-touch/`, { waitUntil: "domcontentloaded" });
      await visitor.page.click(acceptButton);
      await send();
      expect(linkedIds()).toEqual([]);
      expect(await blocked()).toEqual([]);
      await waitUntil(() => linkedIds().length > 0, "the call that waited arrives", 30_000);
      expect(linkedIds()).toEqual(contactIds());
      expect(started.emulator.store.query("msdynci_personalizationview")).toHaveLength(1);
      expect(await blocked()).toEqual(["tracker-late"]);
    });

    it.each([
      { what: "library", allowed: `connect-src 'self' ${collectorHost}`, script: "" },
      { what: "collector", allowed: "connect-src 'self'", script: ` ${libraryHost}` },
    ])("a policy that keeps the $what out is told, and the form is sent all the same", async ({ allowed, script }) => {
      const policy = strictPolicy.replace("'nonce'", `'nonce'${script}`).replace("connect-src 'self'", allowed);
      started.emulator.useSite(usePolicy(site, policy));
      await openForm("granted");
      await waitUntil(async () => (await blocked()).includes("tracker-policy"), "portalkit:blocked");
      await send();
      // Said once each, however often the tracker tries.
      expect((await blocked()).filter((one) => one === "tracker-policy")).toHaveLength(1);
      expect((await blocked()).filter((one) => one !== "tracker-policy" && one !== "tracker-script")).toEqual([]);
      expect(contactIds()).toHaveLength(1);
      expect(started.emulator.store.query("msdynci_personalizationview")).toEqual([]);
    });

    it("is not looked for where the visitor has not accepted: nothing is told", async () => {
      started.emulator.useSite(site);
      await tellEmulator(started.emulator, "POST faults", [{ fault: { kind: "block" } }]);
      await openForm(undefined);
      await send();
      expect((await blocked()).filter((what) => String(what).startsWith("tracker"))).toEqual([]);
      expect(visitor.requests.filter((url) => url.startsWith(started.emulator.addresses.insights))).toEqual([]);
    });

    it("a link of Customer Insights - Journeys is still in the address when the visitor accepts on the page it led to", async () => {
      const trackingContext = "8a1f0c52-7d34-4e6b-9b0a-52c1d7e3f648";
      const hash = `#msdynmkt_trackingcontext=${trackingContext}`;
      started.emulator.useSite(journeys);
      const cookies = async (): Promise<string[]> => (await visitor.context.cookies()).map(({ name }) => name);
      await open(`/${hash}`);
      await visitor.page.waitForSelector(acceptButton, { visible: true });
      expect(visitor.requests.filter((url) => url.startsWith(started.emulator.addresses.insights))).toEqual([]);
      expect(await cookies()).not.toContain("msdynci_trackingContext");

      await visitor.page.click(acceptButton);
      const batches = async (): Promise<EventBatch[]> =>
        (await readLog(started.emulator, "?bodies=1")).flatMap(({ origin, method, requestBody }) =>
          // The stand-in library's own form.
          origin === "insights" && method === "POST" ? [JSON.parse(requestBody ?? "") as EventBatch] : [],
        );
      const kindsSent = async (): Promise<string[]> => (await batches()).flatMap(({ events }) => events.map(({ kind }) => kind));
      await waitUntil(async () => (await batches()).length > 0, "the view is sent");
      expect((await batches()).map((batch) => batch.trackingContext)).toEqual([trackingContext]);
      expect(await kindsSent()).toEqual(["view"]);
      expect(await visitor.page.evaluate(() => location.hash)).toBe(hash);
      expect(await cookies()).toContain("msdynci_trackingContext");

      // And is gone with the consent: the page is loaded anew, with the address as it is.
      await visitor.page.click(banner.buttons.reopen ?? "");
      await awaitReload(visitor.page, () => visitor.page.click(banner.buttons.denied));
      expect(await cookies()).not.toContain("msdynci_trackingContext");
      expect(statesOf(await visitor.events())).toEqual(["unknown", "granted", "withdrawn", "denied"]);
      // Nothing documented stops a library that runs: the clicks that took the consent back are its last word.
      expect((await kindsSent()).slice(1).filter((sent) => sent !== "action")).toEqual([]);
    });
  });
});
