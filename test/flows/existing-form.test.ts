import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, HTTPRequest, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LogAnswer, StateAnswer, Visitor } from "../../contract/emulator.ts";
import type { FaultRule } from "../../contract/emulator-faults.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { renderForm, renderFormButton, type FormMarkup } from "../form-scripts/existing-form/form-page.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, storyConfiguration, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";
import { waitUntil } from "../support/wait-until.ts";

const place = "<!-- the form -->";
const inputs = { firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" };

let browser: Browser;
let site: TemporarySite;
let started: StartedEmulator;
let portal: string;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchBrowser("chromium");
  site = copySite(starterFolder("enhanced"), { ...storyConfiguration, capture: { ...storyConfiguration.capture, existingForms: true } });
  await applyKit(site);
  // The kit's page carries a form of the portal's in place of the kit's own; the home page is where it may redirect to.
  change(site.folder, "Portal-Kit-Capture-Page.webtemplate.source.html", (text) =>
    text.replace("{% include 'Portal Kit Contact Capture' %}", `${place}{% include 'Portal Kit Existing Form' %}`),
  );
  change(
    site.folder,
    "Home.en-US.webpage.copy.html",
    (text) => `${text}{% include 'Portal Kit Existing Form', contact_id_parameter: 'contact' %}`,
  );
  started = await startPortal(site.folder);
  portal = started.emulator.addresses.portal;
});
afterAll(async () => {
  await browser?.close();
  await started?.close();
  site?.remove();
});
beforeEach(async () => {
  await fetch(`${portal}/_emulator/reset`, { method: "POST" });
  await fetch(`${portal}/_emulator/faults`, { method: "DELETE" });
  context = await browser.createBrowserContext();
});
afterEach(() => context.close());

function change(folder: string, name: string, edit: (text: string) => string): void {
  const path = readdirSync(folder, { recursive: true })
    .map(String)
    .find((entry) => entry.endsWith(name));
  if (path === undefined) throw new Error(`no ${name}`);
  const before = readFileSync(join(folder, path), "utf8");
  const after = edit(before);
  if (after === before) throw new Error(`${name} is as it was`);
  writeFileSync(join(folder, path), after);
}

const contacts = async (): Promise<readonly Record<string, unknown>[]> => {
  const { org, orgToken } = started.emulator.addresses;
  const response = await fetch(`${org}/api/data/v9.2/contacts?$select=contactid,lastname,emailaddress1`, {
    headers: { authorization: `Bearer ${orgToken}`, accept: "application/json" },
  });
  return ((await response.json()) as { value: Record<string, unknown>[] }).value;
};
const seed = async (rows: readonly object[]): Promise<void> => {
  await fetch(`${portal}/_emulator/seed`, { method: "POST", body: JSON.stringify({ contact: rows }) });
};
const fault = async (rule: FaultRule): Promise<void> => {
  await fetch(`${portal}/_emulator/faults`, { method: "POST", body: JSON.stringify([rule]) });
};
const visitors = async (): Promise<readonly Visitor[]> =>
  ((await (await fetch(`${portal}/_emulator/state`)).json()) as StateAnswer).visitors;
const apiCalls = async (): Promise<readonly string[]> => {
  const { entries } = (await (await fetch(`${portal}/_emulator/log?since=0`)).json()) as LogAnswer;
  return entries.filter(({ path }) => path.startsWith("/_api/")).map(({ method }) => method);
};

interface Opened {
  readonly page: Page;
  /** Values of each postback that has left the browser. */
  readonly posts: Readonly<Record<string, string>>[];
  readonly press: (id?: string) => Promise<void>;
  readonly left: () => Promise<void>;
}

/** The page with the form, consent given; a postback is answered as the portal would, by a redirect. */
async function open(
  markup: FormMarkup & {
    readonly settings?: string;
    readonly script?: string;
    readonly answer?: () => string;
    readonly consent?: boolean;
  } = {},
): Promise<Opened> {
  const posts: Readonly<Record<string, string>>[] = [];
  const page = await context.newPage();
  const form = renderForm({ inputs, ...markup });
  const answer = async (request: HTTPRequest): Promise<void> => {
    if (request.resourceType() !== "document" || !request.url().includes("/get-in-touch")) return request.continue();
    if (request.method() === "POST") {
      posts.push(Object.fromEntries(new URLSearchParams(request.postData())));
      return request.respond({ status: 302, headers: { location: markup.answer?.() ?? `${portal}/?sent=1` } });
    }
    const response = await fetch(request.url());
    const text = (await response.text())
      .replace(place, () => form)
      .replace("data-portal-kit-existing-form", () => `data-portal-kit-existing-form ${markup.settings ?? ""}`);
    const script = `<script>${markup.script ?? ""}</script></body>`;
    return request.respond({ status: 200, contentType: "text/html; charset=utf-8", body: text.replace("</body>", () => script) });
  };
  await page.setRequestInterception(true);
  page.on("request", (request) => void answer(request));
  if (markup.consent !== false)
    await context.setCookie({ name: "portalkit.consent", value: "granted.1.mb1c2d3e", domain: new URL(portal).hostname });
  await page.goto(`${portal}/get-in-touch/`, { waitUntil: "load" });
  return {
    page,
    posts,
    press: (id = markup.button ?? "InsertButton") => page.$eval(`[id$="${id}"]`, (button) => (button as HTMLElement).click()),
    left: () => waitUntil(() => !page.url().includes("/get-in-touch"), "the form has gone"),
  };
}

describe("a basic form or multistep form of a site", () => {
  it("captures its contact before it goes, and the next page tells the tracker", async () => {
    const { page, posts, press, left } = await open();
    await press();
    await left();
    expect(posts).toEqual([{ __EVENTTARGET: "InsertButton", ...inputs }]);
    const [contact, ...others] = await contacts();
    expect(others).toEqual([]);
    expect(contact).toMatchObject({ lastname: "Example", emailaddress1: "ada@example.com" });
    await waitUntil(async () => (await visitors())[0]?.contactId === contact?.["contactid"], "the cookie is linked");
    expect(await page.evaluate(() => sessionStorage.getItem("contactid"))).toBe(contact?.["contactid"]);
    expect(page.url()).toBe(`${portal}/?sent=1`);
  });

  it("captures from a multistep form behind naming containers, of another table", async () => {
    const { posts, press, left } = await open({
      kind: "multistep",
      button: "NextButton",
      prefix: "ctl00_ContentContainer_WebFormControl_ab12_",
      settings: 'data-columns="emailaddress1:pk_email,lastname:pk_name"',
      inputs: { pk_email: "Ada@EXAMPLE.com", pk_name: "Example" },
    });
    await press();
    await left();
    expect(posts).toHaveLength(1);
    expect(await contacts()).toMatchObject([{ lastname: "Example", emailaddress1: "Ada@example.com" }]);
  });

  it("lets a step without an address, and a step back, go at once", async () => {
    const first = await open({ kind: "multistep", button: "NextButton", inputs: { subject: "Tours" } });
    await first.press();
    await first.left();
    const second = await open({
      kind: "multistep",
      button: "NextButton",
      more: renderFormButton({ kind: "multistep", button: "PreviousButton" }),
    });
    await second.press("PreviousButton");
    await second.left();
    expect(await apiCalls()).toEqual([]);
    expect(second.posts.map((post) => post["__EVENTTARGET"])).toEqual(["PreviousButton"]);
  });

  it("heeds a check that the page defines after our script, and validators", async () => {
    const { page, posts, press, left } = await open({
      script: `var agrees = false, valid = false, asked = 0;
        function entityFormClientValidate() { asked++; return agrees; }
        Page_Validators.push({ evaluationfunction: function () { return valid; } });`,
    });
    await press();
    await page.evaluate("agrees = true");
    await press();
    expect(await page.evaluate("asked")).toBe(2);
    expect(await apiCalls()).toEqual([]);
    await page.evaluate("valid = true");
    await press();
    await left();
    expect(posts).toHaveLength(1);
    expect(await contacts()).toHaveLength(1);
  });

  it("goes once and creates once, however often the button is pressed", async () => {
    await fault({ match: { path: "/_api/contacts" }, fault: { kind: "latency", ms: 300 } });
    const { page, posts, left } = await open();
    await page.$eval("#InsertButton", (button) => {
      for (let press = 0; press < 5; press++) (button as HTMLElement).click();
    });
    await left();
    expect(posts).toHaveLength(1);
    expect(await contacts()).toHaveLength(1);
  });

  it("reuses a contact that exists, and writes nothing to it", async () => {
    await seed([{ lastname: "Known", emailaddress1: "ADA@example.com" }]);
    const { press, left } = await open();
    await press();
    await left();
    expect(await contacts()).toMatchObject([{ lastname: "Known" }]);
    expect(await apiCalls()).not.toContain("POST");
  });

  it.each<{ case: string; rule: FaultRule }>([
    { case: "the Web API is broken", rule: { match: { path: "/_api/" }, fault: { kind: "status", status: 500 } } },
    { case: "the Web API is cut off", rule: { match: { path: "/_api/" }, fault: { kind: "cut-before" } } },
    { case: "there is no token", rule: { match: { path: "/_layout/tokenhtml" }, fault: { kind: "html" } } },
  ])("goes all the same where $case", async ({ rule }) => {
    await fault(rule);
    const { posts, press, left } = await open();
    await press();
    await left();
    expect(posts).toHaveLength(1);
    expect(await contacts()).toEqual([]);
  });

  it("is held for four seconds at most", async () => {
    await fault({ match: { method: "GET", path: "/_api/" }, fault: { kind: "latency", ms: 20_000 } });
    const { posts, press, left } = await open();
    const pressedAt = Date.now();
    await press();
    await left();
    expect(Date.now() - pressedAt).toBeGreaterThan(3_900);
    expect(Date.now() - pressedAt).toBeLessThan(7_000);
    expect(posts).toHaveLength(1);
  });

  it("that the server refuses comes back, and captures the address as corrected", async () => {
    const { page, posts, press } = await open({ answer: () => `${portal}/get-in-touch/?refused=${posts.length}` });
    await press();
    await page.waitForFunction('location.search === "?refused=1" && document.readyState === "complete"');
    await page.$eval("#emailaddress1", (input) => ((input as HTMLInputElement).value = "grace@example.com"));
    await press();
    await waitUntil(() => page.url().includes("refused=2"), "the page is back again");
    expect((await contacts()).map((contact) => contact["emailaddress1"])).toEqual(
      expect.arrayContaining(["ada@example.com", "grace@example.com"]),
    );
  });

  it("identifies nobody without consent", async () => {
    const { page, press, left } = await open({ consent: false });
    await press();
    await left();
    expect(await contacts()).toHaveLength(1);
    expect(await page.evaluate(() => sessionStorage.getItem("contactid"))).toBeNull();
    expect(await visitors()).toEqual([]);
  });
});

describe("a form that makes the contact itself", () => {
  const contactid = "5a5a5a5a-1111-4222-8333-444444444444";
  const settings = 'data-mode="created-by-form"';

  it("identifies by the id it redirects with, which leaves the address", async () => {
    await seed([{ contactid, lastname: "Example", emailaddress1: "ada@example.com" }]);
    const { page, posts, press, left } = await open({ settings, answer: () => `${portal}/?contact=${contactid}&x=1` });
    await press();
    await left();
    await waitUntil(async () => (await visitors()).some((visitor) => visitor.contactId === contactid), "the cookie is linked");
    expect(posts).toHaveLength(1);
    expect(page.url()).toBe(`${portal}/?x=1`);
    expect(await apiCalls()).toEqual([]);
    expect(await page.evaluate(() => sessionStorage.getItem("portalkit.awaits"))).toBeNull();
  });

  it("leaves a link with an id in it without effect, also after the form was sent", async () => {
    const { page, press, left } = await open({ settings, answer: () => `${portal}/` });
    await page.goto(`${portal}/?contact=${contactid}`);
    await page.goto(`${portal}/get-in-touch/`);
    await press();
    await left();
    const views = async (): Promise<number> => (await visitors())[0]?.views ?? 0;
    await waitUntil(async () => (await views()) > 0, "the tracker runs");
    const before = await views();
    await page.goto(`${portal}/?contact=${contactid}`);
    await waitUntil(async () => (await views()) > before, "the last view has arrived");
    expect((await visitors()).map((visitor) => visitor.contactId)).toEqual([undefined]);
    expect(await page.evaluate(() => sessionStorage.getItem("contactid"))).toBeNull();
  });
});
