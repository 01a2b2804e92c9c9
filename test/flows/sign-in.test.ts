import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { starterFolder } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";

let browser: Browser;
let started: StartedEmulator;
beforeAll(async () => {
  [browser, started] = await Promise.all([launchBrowser("chromium"), startPortal(starterFolder("enhanced"))]);
});
afterAll(async () => {
  await browser?.close();
  await started?.close();
});

/** `Portal.User.contactId` of the page that is shown; "" for an anonymous visitor. */
const readContactId = (page: Page): Promise<unknown> => page.evaluate("window.Microsoft.Dynamic365.Portal.User.contactId");

async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click(selector)]);
}

describe("a visitor in a browser", () => {
  it("signs in from the site, comes back to the page, and signs out", async () => {
    const { portal } = started.emulator.addresses;
    const page = await browser.newPage();
    await page.goto(`${portal}/SignIn?returnUrl=${encodeURIComponent("/workshops/")}`, { waitUntil: "load" });
    await press(page, 'form[action="/Account/Login/ExternalLogin"] button');
    await press(page, 'button[name=persona][value="ada"]');
    expect(page.url()).toBe(`${portal}/workshops/`);
    expect(await readContactId(page)).toBe(started.emulator.store.query("contact")[0]?.["contactid"]);
    expect(await page.evaluate("document.cookie")).not.toContain("ApplicationCookie");

    await page.goto(`${portal}/Account/Login/LogOff?returnUrl=%2F`, { waitUntil: "load" });
    expect([page.url(), await readContactId(page)]).toEqual([`${portal}/`, ""]);
    await page.close();
  });

  it("signs in by a form as Microsoft's code-site samples post it", async () => {
    const { portal } = started.emulator.addresses;
    const page = await browser.newPage();
    await page.goto(`${portal}/visit-us/`, { waitUntil: "load" });
    await Promise.all([
      page.waitForNavigation({ waitUntil: "load" }),
      page.evaluate(`(async () => {
        const html = await (await fetch("/_layout/tokenhtml")).text();
        const fields = { __RequestVerificationToken: /value="([^"]+)"/.exec(html)[1], provider: "https://login.windows.net/common/", returnUrl: location.href };
        const form = Object.assign(document.createElement("form"), { method: "post", action: "/Account/Login/ExternalLogin" });
        for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
        document.body.append(form);
        form.submit();
      })()`),
    ]);
    await press(page, 'button[name=persona][value="admin"]');
    expect(page.url()).toBe(`${portal}/visit-us/`);
    expect(await page.evaluate("window.Microsoft.Dynamic365.Portal.User.userRoles")).toContain("Administrators");
    await page.close();
  });
});
