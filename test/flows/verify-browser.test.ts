import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, type VerifyBrowser } from "../../pac-deploy/verify/browser/open-browser.ts";
import { findAnyBrowser } from "../../pac-deploy/verify/browser/find-browser.mjs";
import { openFolderView } from "../../pac-deploy/verify/open-folder-view.ts";
import { createPortalClient } from "../../pac-deploy/verify/http/portal-client.ts";
import { checkConsent } from "../../pac-deploy/verify/steps/check-consent.ts";
import { checkForm } from "../../pac-deploy/verify/steps/check-form.ts";
import { createVerifyContext, type VerifyContext } from "../../pac-deploy/verify/verify-context.ts";
import type { StepResult } from "../../pac-deploy/verify/verify-report.ts";
import { readSite } from "../../site/read-site.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { header } from "../pac-deploy/verify/plantings.ts";
import { editSite, safeConfiguration, type EditedSite } from "../pac-deploy/verify/verified-site.ts";
import { runCli } from "../support/run-cli.ts";
import { applyKit, copySite, sampleScript, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";
import { readFileSync } from "node:fs";

let browser: VerifyBrowser;
let started: StartedEmulator;
const sites: TemporarySite[] = [];

beforeAll(async () => {
  const opened = await openBrowser();
  if ("missing" in opened) throw new Error(opened.missing);
  browser = opened;
  started = await startPortal(starterFolder("enhanced"));
});
afterAll(async () => {
  await browser?.close();
  await started?.close();
  for (const site of sites) site.remove();
});

const withConsent = (consent: object): object => ({ ...safeConfiguration, consent });

/** The emulated portal shows the site with the kit as configured, and what was planted. */
async function show(configuration: object, plant: (site: EditedSite) => void = () => undefined): Promise<VerifyContext> {
  const site = copySite(starterFolder("enhanced"), configuration);
  sites.push(site);
  await applyKit(site);
  plant(editSite(site.folder));
  started.emulator.useSite(await readSite(site.folder));
  return createVerifyContext({
    client: createPortalClient({
      origin: new URL(started.emulator.addresses.portal),
      fetch,
      wait: async () => undefined,
      now: () => 0,
      requestsPerSecond: Infinity,
      budget: 100,
    }),
    folder: await openFolderView(site.folder, site.configPath),
    browser,
    allowWrites: false,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
}

const found = ({ findings }: StepResult): string[] => findings.map(({ code, path, line }) => `${code} ${path}:${line}`);
const template = "web-templates/portal-kit-tracking/Portal-Kit-Tracking.webtemplate.source.html";
const place = (context: VerifyContext, text: string): string => {
  const folder = context.folder?.checked.site.folder ?? "";
  return editSite(folder).place("sitesetting.yml", text);
};

describe("verify in a browser", () => {
  it("sees consent and form work, sends nothing to the tracker, and creates nothing", async () => {
    const context = await show(safeConfiguration);
    expect(await checkConsent(context)).toMatchObject({ ok: true, findings: [] });
    expect(await checkForm(context)).toMatchObject({
      ok: true,
      findings: [],
      detail: expect.stringContaining("POST /_api/contacts") as string,
    });
    const { store } = started.emulator;
    expect(store.query("contact")).toEqual([]);
    expect(store.query("msdynci_personalizationview")).toEqual([]);
    const log = (await (await fetch(`${context.client.origin.origin}/_emulator/log`)).json()) as {
      entries: { origin: string; method: string; path: string }[];
    };
    expect(
      log.entries.filter(({ origin, method, path }) => origin === "insights" || (method !== "GET" && !path.startsWith("/_emulator"))),
    ).toEqual([]);
  });

  it("finds a tracker that is pasted into the header and runs before anybody is asked", async () => {
    const context = await show(safeConfiguration, (site) => {
      const script = readFileSync(sampleScript, "utf8");
      site.replace(header, /\{% comment %\}portal-kit:begin[\s\S]*?portal-kit:end[^%]*\{% endcomment %\}/, script.replaceAll("$", "$$$$"));
      site.replace("sitesetting.yml", "script-src 'self'", "script-src 'self' http://127.0.0.1:*");
    });
    const [finding] = (await checkConsent(context)).findings;
    expect(finding).toMatchObject({ code: "tracked-before-consent", path: header });
  });

  it("finds that the policy keeps the banner's script and the form's from running", async () => {
    const context = await show(safeConfiguration, (site) => site.replace("sitesetting.yml", " 'nonce'", ""));
    const policy = place(context, "HTTP/Content-Security-Policy");
    expect(found(await checkConsent(context))).toEqual([`banner-missing ${policy}`]);
    expect(found(await checkForm(context))).toEqual([`form-sends-nothing ${policy}`]);
  });

  it("finds that nothing comes of consent where the policy blocks the tracker", async () => {
    const context = await show(safeConfiguration, (site) => site.replace("sitesetting.yml", " download.pi.dynamics.com", ""));
    expect(found(await checkConsent(context))).toEqual([`consent-without-effect ${place(context, "HTTP/Content-Security-Policy")}`]);
  });

  it("finds that the browser's privacy signal counts for nothing", async () => {
    const context = await show(withConsent({ mode: "opt-out", source: "banner", respectGpc: false }));
    expect(found(await checkConsent(context))).toEqual([expect.stringContaining(`privacy-signal-ignored ${template}`)]);
  });

  it("tells that nobody is asked, as configured", async () => {
    const context = await show(withConsent({ mode: "none" }));
    expect(found(await checkConsent(context))).toContainEqual(expect.stringContaining(`consent-not-asked ${template}`));
  });

  it("finds that the form's page has no form", async () => {
    const context = await show(safeConfiguration, (site) =>
      site.write("web-templates/portal-kit-capture-page/Portal-Kit-Capture-Page.webtemplate.source.html", "<p>Soon</p>"),
    );
    expect(found(await checkForm(context))).toEqual([expect.stringContaining("form-missing web-pages/")]);
  });
});

describe("where there is no browser", () => {
  it("says so", async () =>
    expect(await openBrowser({ kind: "chromium", path: "/nowhere/chromium" })).toMatchObject({
      missing: expect.stringContaining("did not start") as string,
    }));

  it.each<[Record<string, string>, string[], object | undefined]>([
    [{ CHROMIUM_PATH: "/a/chrome" }, ["/a/chrome"], { kind: "chromium", path: "/a/chrome" }],
    [{ CHROMIUM_PATH: "/wrong", PATH: "/bin" }, ["/bin/chromium"], undefined],
    [{ PATH: "/usr/bin:/bin" }, ["/bin/chromium", "/bin/firefox"], { kind: "chromium", path: "/bin/chromium" }],
    [{ PATH: "/bin" }, ["/bin/firefox", "/bin/firefox-esr"], { kind: "firefox", path: "/bin/firefox-esr" }],
    [{ PATH: "/bin", PROGRAMFILES: "/P" }, ["/P/Mozilla Firefox/firefox.exe"], { kind: "firefox", path: "/P/Mozilla Firefox/firefox.exe" }],
    [
      {},
      ["/Applications/Chromium.app/Contents/MacOS/Chromium"],
      { kind: "chromium", path: "/Applications/Chromium.app/Contents/MacOS/Chromium" },
    ],
    [{ PATH: "/bin" }, ["/bin/firefox"], { kind: "firefox", path: "/bin/firefox" }],
    [{ PATH: "/bin" }, [], undefined],
  ])("with %j and %j it is %j", (env, there, expected) =>
    expect(findAnyBrowser({ env, exists: (path) => there.includes(path.replaceAll("\\", "/")) })).toEqual(expected),
  );
});

describe("the command verify", () => {
  it.each([
    [[], 2, "verify-url-missing"],
    [["--url", "http://localhost:1", "--no-browser"], 3, "portal-unreachable"],
    [["--url", "http://localhost:1", "--requests", "0"], 2, "Expected a number"],
    [["--url", "http://localhost:1", "--site", "/nowhere"], 1, "site"],
  ])("ends with %j as exit code %i", (flags, exitCode, words) => {
    const result = runCli(["verify", ...flags]);
    expect({ exitCode: result.exitCode, says: result.stderr.includes(words) }).toEqual({ exitCode, says: true });
  });
});
