import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StateAnswer, Visitor } from "../../contract/emulator.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, starters, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";
import { waitUntil } from "../support/wait-until.ts";

const person = { firstname: "Ada", lastname: "Example", emailaddress1: "Ada.Example+tours@example.com", mobilephone: "+49 30 000000" };

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser("chromium");
});
afterAll(async () => {
  await browser.close();
});

describe.each(starters)("the story on the %s starter", (starter) => {
  let site: TemporarySite;
  let started: StartedEmulator;
  let portal: string;
  const contexts: BrowserContext[] = [];

  const openVisitor = async (): Promise<Page> => {
    const context = await browser.createBrowserContext();
    contexts.push(context);
    return context.newPage();
  };
  const visitors = async (): Promise<readonly Visitor[]> => {
    const response = await fetch(`${portal}/_emulator/state`);
    // Our own endpoint, whose shape is the contract's.
    return ((await response.json()) as StateAnswer).visitors;
  };
  const contacts = async (): Promise<readonly Record<string, unknown>[]> => {
    const { org, orgToken } = started.emulator.addresses;
    const response = await fetch(`${org}/api/data/v9.2/contacts?$select=contactid,fullname,emailaddress1,mobilephone`, {
      headers: { authorization: `Bearer ${orgToken}`, accept: "application/json" },
    });
    expect(response.status).toBe(200);
    return ((await response.json()) as { value: Record<string, unknown>[] }).value;
  };

  beforeAll(async () => {
    site = copySite(starterFolder(starter));
    await applyKit(site);
    started = await startPortal(site.folder);
    portal = started.emulator.addresses.portal;
  });
  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await started?.close();
    site?.remove();
  });

  it("turns an anonymous visitor into a known contact, and the same person on a second device into the same contact", async () => {
    const errors: string[] = [];
    const first = await openVisitor();
    first.on("pageerror", (error) => errors.push(String(error)));

    // Nothing before consent.
    await first.goto(portal, { waitUntil: "load" });
    await first.waitForSelector("[data-portal-kit-banner]:not([hidden])");
    expect(await visitors()).toEqual([]);
    expect((await first.browserContext().cookies()).map((cookie) => cookie.name)).not.toContain("_msci");
    await first.click("[data-portal-kit-accept]");
    await waitUntil(async () => (await visitors())[0]?.views === 1, "the first view arrives after consent");

    // Two more pages, by the site's own navigation.
    const paths = await first.$$eval("nav a[href^='/']", (links) => links.map((link) => link.getAttribute("href") ?? ""));
    const others = [...new Set(paths)].filter((path) => path !== "/" && !/sign|search|profile/i.test(path)).slice(0, 2);
    expect(others).toHaveLength(2);
    for (const [index, path] of others.entries()) {
      await first.goto(portal + path, { waitUntil: "load" });
      await waitUntil(async () => (await visitors())[0]?.views === index + 2, `the view of ${path}`);
    }
    expect((await visitors())[0]).toMatchObject({ state: "unknown" });

    // The form, as a new person.
    await first.goto(`${portal}/get-in-touch/`, { waitUntil: "load" });
    await submitForm(first, person);
    await waitUntil(async () => (await visitors())[0]?.contactId !== undefined, "the cookie is linked");
    const [contact] = await contacts();
    expect(await contacts()).toHaveLength(1);
    expect(contact).toMatchObject({ fullname: "Ada Example", emailaddress1: person.emailaddress1, mobilephone: person.mobilephone });
    expect(await first.evaluate(() => sessionStorage.getItem("contactid"))).toBe(contact?.["contactid"]);
    expect((await visitors())[0]).toMatchObject({ contactId: contact?.["contactid"], state: "pending", views: 4 });

    // A refresh makes the visitor known, with all earlier views.
    await fetch(`${portal}/_emulator/refresh`, { method: "POST" });
    expect((await visitors())[0]).toMatchObject({ contactId: contact?.["contactid"], state: "known", views: 4 });

    // The same person on another device, with another letter case.
    const second = await openVisitor();
    await second.goto(`${portal}/get-in-touch/`, { waitUntil: "load" });
    await second.click("[data-portal-kit-accept]");
    await submitForm(second, { ...person, emailaddress1: person.emailaddress1.toUpperCase() });
    await waitUntil(
      async () => (await visitors()).filter((visitor) => visitor.contactId === contact?.["contactid"]).length === 2,
      "the second cookie is linked",
    );
    expect(await contacts()).toHaveLength(1);
    const both = await visitors();
    expect(new Set(both.map((visitor) => visitor.cookieId)).size).toBe(2);
    expect(both.every((visitor) => visitor.state === "known")).toBe(true);
    expect(errors).toEqual([]);
  });

  it("goes the same way again in the same browser after the emulator has been reset", async () => {
    const page = await openVisitor();
    for (let run = 0; run < 2; run += 1) {
      await fetch(`${portal}/_emulator/reset`, { method: "POST" });
      await page.goto(portal, { waitUntil: "load" });
      if (run === 0) await page.click("[data-portal-kit-accept]");
      await waitUntil(async () => (await visitors())[0]?.views === 1, `the view of run ${run}`);
      await page.goto(`${portal}/get-in-touch/`, { waitUntil: "load" });
      await submitForm(page, person);
      await waitUntil(async () => (await visitors())[0]?.state === "pending", `the link of run ${run}`);
      expect(await visitors()).toHaveLength(1);
      expect((await visitors())[0]).toMatchObject({ views: 2 });
    }
  });

  it("runs under the site's Content-Security-Policy where it has one", async () => {
    const page = await openVisitor();
    const refused: string[] = [];
    page.on("console", (message) => {
      if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text());
    });
    const response = await page.goto(`${portal}/get-in-touch/`, { waitUntil: "load" });
    const policy = response?.headers()["content-security-policy"];
    if (starter === "enhanced") expect(policy).toMatch(/script-src [^;]*'nonce-[^']+'[^;]*\/@download\.pi\.dynamics\.com\//);
    else expect(policy).toBeUndefined();
    await page.click("[data-portal-kit-accept]");
    await page.waitForFunction(() => document.cookie.includes("_msci="));
    expect(refused).toEqual([]);
  });

  it("sends no request to any host but this machine", async () => {
    const page = await openVisitor();
    const hosts = new Set<string>();
    page.on("request", (request) => hosts.add(new URL(request.url()).hostname));
    await fetch(`${portal}/_emulator/reset`, { method: "POST" });
    await page.goto(portal, { waitUntil: "load" });
    await page.click("[data-portal-kit-accept]");
    await waitUntil(async () => (await visitors()).length > 0, "the view arrives");
    expect([...hosts].filter((host) => !["localhost", "127.0.0.1", ""].includes(host))).toEqual([]);
    expect(hosts).toContain("127.0.0.1");
  });
});

async function submitForm(page: Page, values: Record<string, string>): Promise<void> {
  const form = "form[data-portal-kit-form='contact-capture']";
  for (const [column, value] of Object.entries(values)) {
    await page.type(`${form} [name='${column}']`, value);
  }
  await page.click(`${form} button[type='submit']`);
  await page.waitForSelector(`${form}[data-state='done']`, { timeout: 15_000 });
}
