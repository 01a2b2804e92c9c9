import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { describeClient } from "./describe-client.ts";
import { openClientPage, type ClientPage } from "./open-client-page.ts";
import { openTables } from "./open-tables.ts";

/** The open-source ancestor of the portal's own script: it takes the place of the emulator's `shell`. */
describeClient("Adoxio/xRM-Portals-Community-Edition", ({ read }) => {
  const script = read("Samples/MasterPortal/js/antiforgerytoken.js");
  let client: ClientPage;
  beforeAll(async () => {
    client = await openClientPage({
      ...openTables,
      webFiles: { "forget-shell.js": "window.emulatedShell = window.shell; window.shell = undefined;", "antiforgerytoken.js": script },
    });
  });
  afterAll(() => client?.close());
  beforeEach(async () => {
    client.store.reset();
    await client.reopen();
    await client.requests();
  });
  const tokenCalls = async (): Promise<number> =>
    (await client.requests()).filter(({ path }) => path.startsWith("/_layout/tokenhtml")).length;
  const create = { type: "POST", url: "/_api/contacts", contentType: "application/json", data: JSON.stringify({ lastname: "Example" }) };

  it("defines what the emulator's own defines", async () => {
    const names = await client.page.evaluate(`[shell, emulatedShell].map((one) => Object.keys(one).sort())`);
    const [theirs, ours] = names as [string[], string[]];
    expect(ours).toEqual(theirs);
    expect(client.problems).toEqual([]);
  });

  it("fetches a token once, keeps it in the page, and posts with it", async () => {
    const token = await client.value("shell.getTokenDeferred");
    expect(token).toMatch(/^\S{20,}$/u);
    expect(await client.value("shell.getTokenDeferred")).toBe(token);
    expect(await client.page.$eval("#antiforgerytoken input", (input) => input.getAttribute("name"))).toBe("__RequestVerificationToken");
    await client.value("shell.ajaxSafePost", create);
    expect(client.store.query("contact")).toMatchObject([{ lastname: "Example" }]);
    expect(await tokenCalls()).toBe(1);
  });

  it("adds the token to headers the caller has", async () => {
    await client.value("shell.ajaxSafePost", { ...create, headers: { Accept: "application/json" } });
    expect(client.store.count("contact")).toBe(1);
  });

  it("puts a new token into the page's fields", async () => {
    const before = await client.value("shell.getTokenDeferred");
    await client.page.evaluate("shell.refreshToken()");
    await client.page.waitForFunction(
      (old) => {
        const held = document.querySelector<HTMLInputElement>("#antiforgerytoken input")?.value;
        return held !== undefined && held !== old;
      },
      {},
      before,
    );
    await client.value("shell.ajaxSafePost", create);
    expect(client.store.count("contact")).toBe(1);
  });

  it("tries three times for a token, then fails with what the last try failed with", async () => {
    const status = { kind: "status", status: 503 };
    const post = (rules: unknown): Promise<Response> =>
      fetch(`${client.portal}/_emulator/faults`, { method: "POST", body: JSON.stringify(rules) });
    await post([{ match: { path: "/_layout/tokenhtml" }, fault: status, times: 2 }]);
    await client.value("shell.ajaxSafePost", create);
    expect(await tokenCalls()).toBe(3);
    await client.reopen();
    await client.requests();
    await post([{ match: { path: "/_layout/tokenhtml" }, fault: status, times: 3 }]);
    expect(await client.call("shell.ajaxSafePost", create)).toMatchObject({ ok: false, status: 503 });
    expect(await tokenCalls()).toBe(3);
    expect(client.store.count("contact")).toBe(1);
  });

  it("is refused without its token", async () => {
    expect(await client.call("jQuery.ajax", create)).toMatchObject({ ok: false, status: 401, body: { error: { code: "90040107" } } });
    expect(client.store.count("contact")).toBe(0);
  });
});
