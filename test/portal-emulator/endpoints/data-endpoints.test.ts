import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogAnswer } from "../../../contract/emulator.ts";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import { readSite } from "../../../site/read-site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
let emulator: Emulator;
beforeAll(async () => {
  emulator = await createEmulator({ site: await readSite(starterFolder("enhanced")), database: ":memory:", distFolder, addresses });
});
afterAll(() => emulator.close());

const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
  emulator.fetch(
    "portal",
    new Request(new URL(`/_emulator${path}`, addresses.portal), { method, body: body === undefined ? null : JSON.stringify(body) }),
  );
const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();
const lastNames = (): unknown[] => emulator.store.query("contact").map((row) => row["lastname"]);
const person = (lastname: string) => ({ contact: [{ lastname, emailaddress1: `${lastname.toLowerCase()}@example.com` }] });

describe("snapshot and restore", () => {
  it("put the rows back as they were, as often as asked", async () => {
    await ask("POST", "/reset");
    await ask("POST", "/seed", person("Example"));
    const before = emulator.store.query("contact");
    const { id } = (await json(ask("POST", "/snapshot"))) as { id: string };
    for (const lastname of ["Other", "Third"]) {
      await ask("POST", "/seed", person(lastname));
      expect(lastNames()).toHaveLength(2);
      expect(await json(ask("POST", "/restore", { id }))).toEqual({ id });
      expect(emulator.store.query("contact")).toEqual(before);
    }
    await ask("POST", "/reset");
    expect(lastNames()).toEqual([]);
    await ask("POST", "/restore", { id });
    expect(lastNames()).toEqual(["Example"]);
  });

  it.each([
    [{ id: "nothing" }, 404],
    [{ id: "../x" }, 404],
    [{ id: 5 }, 400],
    [{}, 400],
    [undefined, 400],
    [[], 400],
  ])("refuse %j with %i and change nothing", async (body, status) => {
    await ask("POST", "/reset");
    await ask("POST", "/seed", person("Example"));
    const response = await ask("POST", "/restore", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.any(String) as string });
    expect(lastNames()).toEqual(["Example"]);
  });
});

describe("the log of what was done to the rows", () => {
  it("says what, without the rows", async () => {
    await ask("POST", "/reset");
    await ask("POST", "/seed", person("Example"));
    const { id } = (await json(ask("POST", "/snapshot"))) as { id: string };
    await ask("POST", "/restore", { id });
    await ask("POST", "/seed", { contact: [{ lastname: 5 }] });
    const { entries } = (await json(ask("GET", "/log"))) as LogAnswer;
    expect(entries.map(({ path, status, effect }) => [path, status, effect])).toEqual([
      ["/_emulator/reset", 200, "every row removed"],
      ["/_emulator/seed", 200, "1 rows seeded"],
      ["/_emulator/snapshot", 200, "snapshot taken"],
      ["/_emulator/restore", 200, "snapshot restored"],
      ["/_emulator/seed", 400, ""],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/example/i);
  });
});

describe("/_emulator/faults", () => {
  const rule = { match: { method: "GET", path: "/_layout/" }, fault: { kind: "status", status: 503 }, times: 1 };
  const page = (path: string): Promise<Response> => emulator.fetch("portal", new Request(new URL(path, addresses.portal)));

  it("adds rules, shows their counts, and ends them", async () => {
    expect(await json(ask("GET", "/faults"))).toEqual([]);
    expect(await json(ask("POST", "/faults", [rule]))).toEqual([{ id: 1, ...rule, matched: 0, applied: 0 }]);
    expect((await page("/_layout/tokenhtml")).status).toBe(503);
    expect((await page("/_layout/tokenhtml")).status).toBe(200);
    expect(await json(ask("GET", "/faults"))).toEqual([{ id: 1, ...rule, matched: 2, applied: 1 }]);
    expect(await json(ask("DELETE", "/faults"))).toEqual([]);
    expect(await json(ask("GET", "/faults"))).toEqual([]);
  });

  it.each([[undefined], [{}], [[{ fault: { kind: "status" } }, { fault: { kind: "explode" } }]]])("takes none of %j", async (body) => {
    const response = await ask("POST", "/faults", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringContaining("expected") as string });
    expect(await json(ask("GET", "/faults"))).toEqual([]);
  });

  it("turns a token that was given before useless", async () => {
    const token = await page("/_layout/tokenhtml");
    const cookie = token.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const value = /value="([^"]+)"/.exec(await token.text())?.[1] ?? "";
    const create = async (): Promise<unknown> => {
      const response = await emulator.fetch(
        "portal",
        new Request(new URL("/_api/contacts", addresses.portal), {
          method: "POST",
          body: JSON.stringify({ lastname: "Example" }),
          headers: { cookie, __RequestVerificationToken: value, "content-type": "application/json" },
        }),
      );
      return [response.status, /90040107/.test(await response.text())];
    };
    // The token is in order: the table's not being enabled is what this site refuses.
    expect(await create()).not.toEqual([401, true]);
    await ask("POST", "/faults", [{ match: { method: "POST" }, fault: { kind: "token" }, times: 1 }]);
    expect(await create()).toEqual([401, true]);
    await ask("DELETE", "/faults");
  });
});
