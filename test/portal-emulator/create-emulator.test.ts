import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../portal-emulator/create-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
let emulator: Emulator;
beforeAll(async () => {
  emulator = await createEmulator({ site: await readSite(starterFolder("enhanced")), database: ":memory:", distFolder, addresses });
});
afterAll(() => emulator.close());
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  emulator.fetch("portal", new Request(new URL(path, addresses.portal), init));
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  ask(path, { method: "POST", body: JSON.stringify(body), headers });

describe("who may call", () => {
  it.each(["portal", "org", "insights"] as const)("%s refuses a request for another host", async (origin) => {
    const request = new Request(addresses[origin], { headers: { host: "evil.example" } });
    expect((await emulator.fetch(origin, request)).status).toBe(421);
  });

  it.each(["/_emulator/log", "/_emulator/state", "/_emulator/addresses", "/_emulator/clock", "/_emulator/pages"])(
    "%s refuses a foreign origin",
    async (path) => {
      expect((await ask(path, { headers: { origin: "https://evil.example" } })).status).toBe(403);
      expect((await ask(path, { headers: { origin: addresses.portal } })).status).toBe(200);
    },
  );

  it.each(["/_emulator/refresh", "/_emulator/reset", "/_emulator/seed", "/_emulator/clock"])(
    "POST %s refuses a foreign origin",
    async (path) => {
      expect((await post(path, {}, { origin: "https://evil.example" })).status).toBe(403);
      expect((await post(path, {}, { origin: addresses.insights })).status).toBe(403);
    },
  );

  it("refuses a body nobody needs before reading it", async () => {
    expect((await ask("/_api/contacts", { method: "POST", body: "{}", headers: { "content-length": "1000000000" } })).status).toBe(413);
  });
});

describe("the emulator's own endpoints", () => {
  it("moves the clock by a span or to a time", async () => {
    const before = Date.parse(((await (await ask("/_emulator/clock")).json()) as { now: string }).now);
    const moved = Date.parse(((await (await post("/_emulator/clock", { advance: "8d" })).json()) as { now: string }).now);
    expect(moved - before).toBeGreaterThanOrEqual(8 * 86_400_000);
    expect(moved - before).toBeLessThan(8 * 86_400_000 + 60_000);
    expect(await (await post("/_emulator/clock", { set: "2030-01-01T00:00:00Z" })).json()).toEqual({
      now: expect.stringMatching(/^2030-01-01T00:00:0/) as string,
    });
  });

  it.each([{}, { advance: "soon" }, { advance: 5 }, { set: "someday" }, [], null])("refuses to move the clock by %j", async (body) => {
    expect((await post("/_emulator/clock", body)).status).toBe(400);
  });

  it("turns switches while it runs", async () => {
    const patch = (body: unknown): Promise<Response> => ask("/_emulator/switches", { method: "PATCH", body: JSON.stringify(body) });
    const withoutToken = (): Promise<Response> => post("/_api/contacts", { lastname: "Example" });
    expect((await withoutToken()).status).toBe(401);
    expect(await (await patch({ tokenFaultStatus: 403 })).json()).toMatchObject({ tokenFaultStatus: 403, anonymousReads: "by-permission" });
    expect((await withoutToken()).status).toBe(403);
    expect(await (await ask("/_emulator/switches")).json()).toMatchObject({ tokenFaultStatus: 403 });
    for (const wrong of [{ tokenFaultStatus: 500 }, { nothing: 1 }, [], "x", { createIdHeaders: ["X"] }]) {
      expect((await patch(wrong)).status).toBe(400);
    }
    expect((await patch({ tokenFaultStatus: 401 })).status).toBe(200);
  });

  it("seeds rows, all or none", async () => {
    expect(await (await post("/_emulator/seed", { contact: [{ lastname: "Example", emailaddress1: "a@example.com" }] })).json()).toEqual({
      inserted: 1,
    });
    const count = emulator.store.count("contact");
    const refused = await post("/_emulator/seed", { contact: [{ lastname: "Other" }, { nocolumn: 1 }] });
    expect(refused.status).toBe(400);
    expect(emulator.store.count("contact")).toBe(count);
    expect((await post("/_emulator/seed", { nothing: [{}] })).status).toBe(400);
    expect((await post("/_emulator/seed", [1])).status).toBe(400);
  });

  it.each([
    ["-1", 400],
    ["x", 400],
    ["0", 200],
  ])("reads the log since %s with %i", async (since, status) => {
    expect((await ask(`/_emulator/log?since=${since}`)).status).toBe(status);
  });

  it("says what is no endpoint", async () => {
    expect((await ask("/_emulator/nothing")).status).toBe(404);
    expect((await ask("/_emulator/refresh")).status).toBe(404);
  });
});

describe("a browser that was here in an earlier run", () => {
  const page = (cookie?: string): Promise<Response> => ask("/", cookie === undefined ? {} : { headers: { cookie } });
  const runOf = (response: Response): string => /portalkit\.run=([^;]+)/.exec(response.headers.getSetCookie().join())?.[1] ?? "";

  it("is told the run once and loses nothing within it", async () => {
    const first = await page();
    expect(runOf(first)).not.toBe("");
    expect(first.headers.get("clear-site-data")).toBeNull();
    const second = await page(`portalkit.run=${runOf(first)}`);
    expect(second.headers.getSetCookie()).toEqual([]);
  });

  it("loses tracker cookie and storage of the run before, as after a reset", async () => {
    const run = runOf(await page());
    await post("/_emulator/reset", {});
    const again = await page(`portalkit.run=${run}; _msci=x`);
    expect(again.headers.get("clear-site-data")).toBe('"storage"');
    expect(again.headers.getSetCookie().join("\n")).toMatch(/_msci=; path=\/; Max-Age=0/);
    expect(runOf(again)).not.toBe(run);
  });
});
