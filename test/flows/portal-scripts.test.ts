import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LogAnswer } from "../../contract/emulator.ts";
import type { FaultRule } from "../../contract/emulator-faults.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";

/**
 * What a page of a site does: the wrapper every site pastes for itself. It has the documented semantics: token, `$.ajax` with the options
 * as they are, `validateLoginSession` on success, and the token call's arguments when there is no token.
 * https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
 */
const wrapper = `window.safeAjax = function (options) {
  var outcome = $.Deferred();
  shell.getTokenDeferred()
    .fail(function () { outcome.rejectWith(this, arguments); })
    .done(function (token) {
      options.headers = $.extend({}, options.headers, { __RequestVerificationToken: token });
      $.ajax(options)
        .done(function (data, status, xhr) { validateLoginSession(data, status, xhr, outcome.resolve); })
        .fail(outcome.reject);
    });
  return outcome.promise();
};
/* Calls it and tells in which order what was called, with the status. */
window.tell = function (options) {
  return new Promise(function (resolve) {
    var order = [];
    var end = function (name) { return function (a, b, c) {
      var xhr = a && a.status !== undefined ? a : c;
      order.push(name);
      resolve({ order: order, status: xhr && xhr.status, id: xhr && xhr.getResponseHeader && xhr.getResponseHeader("entityid") });
    }; };
    safeAjax($.extend({
      success: function () { order.push("success"); },
      error: function () { order.push("error"); }
    }, options)).done(end("done")).fail(end("fail"));
  });
};`;

interface Told {
  readonly order: readonly string[];
  readonly status?: number;
  readonly id?: string | null;
}

const create = {
  type: "POST",
  url: "/_api/contacts",
  contentType: "application/json",
  data: JSON.stringify({ lastname: "Example", emailaddress1: "ada@example.com" }),
};

describe.each(["standard", "enhanced"])("the portal's scripts on a page of the %s starter", (starter) => {
  let browser: Browser;
  let site: TemporarySite;
  let started: StartedEmulator;
  let portal: string;
  let page: Page;
  let problems: string[];

  const tell = (options: object): Promise<Told> =>
    // The page's function, put there above.
    page.evaluate((given) => (window as unknown as { tell(options: object): Promise<Told> }).tell(given), options);
  const addFault = (rule: FaultRule): Promise<unknown> =>
    fetch(`${portal}/_emulator/faults`, { method: "POST", body: JSON.stringify([rule]) });
  const contacts = (): number => started.emulator.store.count("contact");
  const requestsOf = async (method: string): Promise<readonly unknown[]> => {
    const { entries } = (await (await fetch(`${portal}/_emulator/log`)).json()) as LogAnswer;
    return entries
      .filter((entry) => entry.method === method && entry.path.startsWith("/_api/"))
      .map((entry) => [entry.status, entry.fault]);
  };
  const openPage = async (): Promise<void> => {
    await page.goto(`${portal}/get-in-touch/`, { waitUntil: "load" });
    await page.evaluate(wrapper);
  };

  beforeAll(async () => {
    site = copySite(starterFolder(starter));
    await applyKit(site);
    [browser, started] = await Promise.all([launchBrowser("chromium"), startPortal(site.folder)]);
    portal = started.emulator.addresses.portal;
    page = await browser.newPage();
    problems = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    await openPage();
  });
  afterEach(async () => {
    await fetch(`${portal}/_emulator/faults`, { method: "DELETE" });
    await fetch(`${portal}/_emulator/reset`, { method: "POST" });
  });
  afterAll(async () => {
    await browser?.close();
    await started?.close();
    site?.remove();
  });

  it("are there after the header, and under the site's policy", async () => {
    const found = await page.evaluate(() => ({
      jquery: (window as unknown as { jQuery: { fn: { jquery: string } } }).jQuery.fn.jquery,
      order: [...document.querySelectorAll("#antiforgerytoken, script[src^='/_portal/']")].map((one) => one.id || one.getAttribute("src")),
    }));
    expect(found).toEqual({
      jquery: "3.7.1",
      order: [
        expect.stringMatching(/\/Resources\/ResourceManager\?lang=/) as string,
        "antiforgerytoken",
        "/_portal/emulated/jquery.min.js",
        "/_portal/emulated/preform.js",
      ],
    });
    expect(problems).toEqual([]);
  });

  it("let the documented wrapper create a row: the options' callbacks before the promise's", async () => {
    expect(await tell(create)).toMatchObject({
      order: ["success", "done"],
      status: 204,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(contacts()).toBe(1);
  });

  it("reject with the call's arguments when the portal refuses", async () => {
    expect(await tell({ ...create, url: "/_api/nothings" })).toMatchObject({ order: ["error", "fail"], status: 400 });
  });

  it("reject without a call when no token comes after three tries", async () => {
    await addFault({ match: { path: "/_layout/tokenhtml" }, fault: { kind: "status", status: 500 } });
    await openPage();
    expect(await tell(create)).toMatchObject({ order: ["fail"], status: 500 });
    expect(await requestsOf("POST")).toEqual([]);
    const { entries } = (await (await fetch(`${portal}/_emulator/log`)).json()) as LogAnswer;
    // The page of the form asks for a token of its own too; those of jQuery carry its cache breaker.
    expect(entries.filter((entry) => /tokenhtml\?_=/.test(entry.path))).toHaveLength(3);
    await fetch(`${portal}/_emulator/faults`, { method: "DELETE" });
    expect(await tell(create)).toMatchObject({ order: ["success", "done"] });
  });

  it("see a rotated token as a refusal until the page fetches a new one", async () => {
    await tell(create);
    await addFault({ match: { method: "POST" }, fault: { kind: "token" }, times: 1 });
    expect(await tell(create)).toMatchObject({ order: ["error", "fail"], status: 401 });
    await page.evaluate(() => (window as unknown as { shell: { refreshToken(): PromiseLike<unknown> } }).shell.refreshToken());
    expect(await tell(create)).toMatchObject({ order: ["success", "done"] });
    expect(contacts()).toBe(2);
  });

  it.each<FaultRule["fault"]>([{ kind: "cut-before" }, { kind: "cut-after" }, { kind: "reset" }, { kind: "reset", when: "after" }])(
    "see a broken connection as status 0, and it breaks once: %j",
    async (fault) => {
      await tell(create);
      const before = contacts();
      await addFault({ match: { method: "POST", path: "/_api/" }, fault, times: 1 });
      expect(await tell(create)).toMatchObject({ order: ["error", "fail"], status: 0 });
      expect(contacts()).toBe(fault.kind === "cut-after" || "when" in fault ? before + 1 : before);
      expect(await requestsOf("POST")).toEqual([
        [204, undefined],
        [0, fault.kind],
      ]);
    },
  );

  it("see a cut asked for by header once, on a kept connection", async () => {
    await tell(create);
    expect(await tell({ ...create, headers: { "x-portal-kit-fault": "cut-after" } })).toMatchObject({
      order: ["error", "fail"],
      status: 0,
    });
    expect(contacts()).toBe(2);
  });

  it("lead to sign-in instead of calling success when the session has lapsed", async () => {
    await addFault({ match: { method: "GET", path: "/_api/" }, fault: { kind: "html" } });
    const called = await page
      .evaluate(async (portalUrl) => {
        const globals = window as unknown as { validateLoginSession: unknown; tell(options: object): Promise<Told> };
        const outcome = await Promise.race([
          globals.tell({ type: "GET", url: "/_api/contacts?$select=contactid", dataType: "html" }).then(() => "called back"),
          new Promise<string>((resolve) => {
            window.addEventListener("beforeunload", () => resolve("left"));
          }),
        ]);
        return outcome + (location.origin === portalUrl ? "" : " elsewhere");
      }, portal)
      .catch((error: unknown) => String(error));
    expect(called).toMatch(/left|context was destroyed|Target closed|detached/i);
    await page.waitForFunction(() => /^\/signin/i.test(location.pathname));
    expect(new URL(page.url()).searchParams.get("ReturnUrl")).toBe("/get-in-touch/");
    await openPage();
  });
});

describe("a blocked tracking library", () => {
  it("fails to load as behind an extension that blocks it, and the page goes on", async () => {
    const site = copySite(starterFolder("enhanced"));
    await applyKit(site);
    const [browser, started] = await Promise.all([launchBrowser("chromium"), startPortal(site.folder)]);
    const { portal } = started.emulator.addresses;
    try {
      await fetch(`${portal}/_emulator/faults`, { method: "POST", body: JSON.stringify([{ fault: { kind: "block" } }]) });
      const page = await browser.newPage();
      const failed: string[] = [];
      page.on("requestfailed", (request) => failed.push(new URL(request.url()).pathname));
      await page.goto(portal, { waitUntil: "load" });
      await page.click("[data-portal-kit-accept]");
      await page.waitForFunction(() => performance.getEntriesByType("resource").some((one) => one.name.includes("/@")));
      await expect.poll(() => failed.filter((path) => path.startsWith("/@"))).toHaveLength(1);
      expect(await page.evaluate(() => document.cookie.includes("_msci="))).toBe(false);
    } finally {
      await browser.close();
      await started.close();
      site.remove();
    }
  });
});
