import { afterEach, expect, test } from "vitest";
import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import { tinySite } from "../../access/tiny-site.ts";
import { distFolder } from "../../support/kit-site.ts";
import { wideOpen } from "./tiny-portal.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
let emulator: Emulator;
afterEach(() => emulator.close());

async function open(): Promise<void> {
  emulator = await createEmulator({ site: tinySite(wideOpen), database: ":memory:", distFolder, addresses });
}

async function names(): Promise<string[]> {
  const request = new Request(`${addresses.portal}/_api/contacts?$select=firstname&$orderby=firstname`);
  const { value } = (await (await emulator.fetch("portal", request)).json()) as { value: { firstname: string }[] };
  return value.map((row) => row.firstname);
}

async function post(origin: "portal" | "org", path: string, body: unknown, headers: Record<string, string> = {}): Promise<number> {
  const request = new Request(`${addresses[origin]}${path}`, { method: "POST", body: JSON.stringify(body), headers });
  return (await emulator.fetch(origin, request)).status;
}

/** As a page of the portal would. */
async function postFromPage(body: unknown): Promise<number> {
  const token = await emulator.fetch("portal", new Request(`${addresses.portal}${tokenPath}`));
  const cookie = token.headers.get("set-cookie")?.split(";")[0] ?? "";
  const value = /value="([^"]+)"/u.exec(await token.text())?.[1] ?? "";
  return post("portal", "/_api/contacts", body, { cookie, [antiForgeryName]: value });
}

const asOperator = (): Record<string, string> => ({
  authorization: `Bearer ${emulator.addresses.orgToken}`,
  "content-type": "application/json",
});

test("what is written to the organization is seen through the site after 15 minutes, or after a write through it", async () => {
  await open();
  expect(await names()).toEqual([]);
  expect(await post("org", "/api/data/v9.2/contacts", { firstname: "Ada" }, asOperator())).toBe(204);
  expect(await names()).toEqual([]);
  emulator.clock.advance(15 * 60_000 + 1);
  expect(await names()).toEqual(["Ada"]);
  await post("org", "/api/data/v9.2/contacts", { firstname: "Bob" }, asOperator());
  expect(await names()).toEqual(["Ada"]);
  expect(await postFromPage({ firstname: "Cleo" })).toBe(204);
  expect(await names()).toEqual(["Ada", "Bob", "Cleo"]);
});

test("what is seeded comes from elsewhere too: it is seen when the caches are cleared; an empty organization is seen at once", async () => {
  await open();
  expect(await names()).toEqual([]);
  expect(await post("portal", "/_emulator/seed", { contact: [{ firstname: "Ada" }] })).toBe(200);
  expect(await names()).toEqual([]);
  expect(await post("portal", "/_emulator/clear-cache", {})).toBe(200);
  expect(await names()).toEqual(["Ada"]);
  expect(await post("portal", "/_emulator/reset", {})).toBe(200);
  expect(await names()).toEqual([]);
});

test("the organization takes a visitor's write for the portal's application user", async () => {
  await open();
  expect(await postFromPage({ firstname: "Ada" })).toBe(204);
  const [row] = emulator.store.query("contact");
  expect(row).toMatchObject({ firstname: "Ada", createdby: "00000000-0000-4000-8000-00000000a002" });
});
