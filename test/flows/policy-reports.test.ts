import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LogAnswer } from "../../contract/emulator.ts";
import type { PolicyViolation } from "../../contract/policy-violation.ts";
import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import type { EmulatorSwitches } from "../../portal-emulator/switches.ts";
import { advisePolicy } from "../../pac-deploy/policy/advise-policy.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { launchBrowser } from "../support/browser.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";
import { waitUntil } from "../support/wait-until.ts";

const policy = "script-src 'self' 'nonce'; img-src 'self'";
const header = `<script>window.ran = ["kept"];</script>
{% substitution %}<script>(window.ran ??= []).push("hole {{ request.path }}");</script>{% endsubstitution %}
<button id="press" onclick="window.ran.push('handler')">Press</button>
<script>
const late = document.createElement("script");
late.text = "window.ran.push('late')";
document.head.append(late);
new Image().src = "https://images.example.com/a.png?email=ada@example.com";
</script>`;

let browser: Browser;
let started: StartedEmulator;
beforeAll(async () => {
  browser = await launchBrowser("chromium");
});
afterAll(async () => {
  await browser.close();
});
afterEach(async () => {
  await started.close();
});

/** What the emulator has told of besides the log. */
const told: PolicyViolation[] = [];

async function open(switches: Partial<EmulatorSwitches> = {}): Promise<Page> {
  const starter = await readSite(starterFolder("enhanced"));
  started = await startEmulator(
    { site: withHeader(starter), database: ":memory:", distFolder, switches, policyViolated: (violation) => told.push(violation) },
    { portal: 0, org: 0, insights: 0 },
  );
  return browser.newPage();
}

function withHeader(starter: Site): Site {
  return {
    ...starter,
    settings: starter.settings.map((setting) =>
      setting.name === "HTTP/Content-Security-Policy" ? { ...setting, value: policy } : setting,
    ),
    webTemplates: starter.webTemplates.map((template) =>
      template.id === starter.website.headerTemplateId ? { ...template, source: header } : template,
    ),
  };
}

async function look(page: Page, path: string): Promise<unknown> {
  await page.goto(started.emulator.addresses.portal + path, { waitUntil: "load" });
  await page.$eval("#press", (button) => {
    (button as HTMLElement).click();
  });
  return page.evaluate("window.ran");
}

async function violations(): Promise<readonly string[]> {
  const response = await fetch(`${started.emulator.addresses.portal}/_emulator/log`);
  // The answer's shape is the emulator's contract.
  const { entries } = (await response.json()) as LogAnswer;
  return entries.filter((entry) => entry.path === "/_emulator/policy-reports").map((entry) => entry.effect);
}

describe("a page under a Content-Security-Policy, in a browser", () => {
  it("runs what the server rendered, from the output cache too, and no script that another made; the log has what was blocked", async () => {
    const page = await open();
    expect(await look(page, "/workshops/")).toEqual(["kept", "hole /workshops/", "handler"]);
    expect(await look(page, "/")).toEqual(["kept", "hole /", "handler"]);
    await waitUntil(async () => (await violations()).length >= 4, "each page's two violations are reported");
    expect(await violations()).toContainEqual(
      expect.stringMatching(/^img-src blocked https:\/\/images\.example\.com\/a\.png\?email=… on \/workshops\//),
    );
    expect(await violations()).toContainEqual(expect.stringMatching(/^script-src-elem blocked inline on \/(?::\d+){1,2}$/));
    const site = withHeader(await readSite(starterFolder("enhanced")));
    expect(told.map((violation) => advisePolicy(site, violation))).toContainEqual(
      expect.stringMatching(/If the page is meant to: add images\.example\.com to img-src$/),
    );
  });

  it("blocks, by switch, the scripts of a kept header on all pages but the first", async () => {
    const page = await open({ nonceInKeptOutput: "frozen" });
    expect(await look(page, "/workshops/")).toEqual(["kept", "hole /workshops/", "handler"]);
    expect(await look(page, "/")).toEqual(["hole /", "handler"]);
  });
});
