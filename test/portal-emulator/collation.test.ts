import { afterEach, describe, expect, test } from "vitest";
import type { Collation } from "../../contract/emulator.ts";
import { createEmulator, type Emulator } from "../../portal-emulator/create-emulator.ts";
import { tinySite } from "../access/tiny-site.ts";
import { distFolder } from "../support/kit-site.ts";
import { wideOpen } from "./web-api/tiny-portal.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
let emulator: Emulator;
afterEach(() => emulator.close());

/** Compared by the database. */
const filtered = `<fetch><entity name="contact"><attribute name="firstname"/><filter><condition attribute="lastname" operator="eq" value="muller"/></filter></entity></fetch>`;
/** Compared outside of it. */
const grouped = `<fetch aggregate="true"><entity name="contact"><attribute name="lastname" groupby="true" alias="name"/><attribute name="contactid" aggregate="count" alias="rows"/></entity></fetch>`;
const distinct = `<fetch distinct="true"><entity name="contact"><attribute name="lastname"/></entity></fetch>`;

async function countRows(origin: "portal" | "org", fetchXml: string): Promise<number> {
  const path = origin === "portal" ? "/_api" : "/api/data/v9.2";
  const headers = origin === "portal" ? {} : { authorization: `Bearer ${emulator.addresses.orgToken}` };
  const request = new Request(`${addresses[origin]}${path}/contacts?fetchXml=${encodeURIComponent(fetchXml)}`, { headers });
  const response = await emulator.fetch(origin, request);
  expect(response.status).toBe(200);
  const { value } = (await response.json()) as { value: readonly unknown[] };
  return value.length;
}

const rowsBy: readonly { readonly collation: Collation | undefined; readonly rows: readonly number[] }[] = [
  { collation: undefined, rows: [2, 1, 1] },
  { collation: "accent-insensitive", rows: [2, 1, 1] },
  { collation: "accent-sensitive", rows: [1, 2, 2] },
];

describe.each(rowsBy)("with the collation $collation", ({ collation, rows }) => {
  test.each(["portal", "org"] as const)("the %s compares names alike in and outside of the database", async (origin) => {
    emulator = await createEmulator({
      site: tinySite(wideOpen),
      database: ":memory:",
      distFolder,
      addresses,
      ...(collation === undefined ? {} : { collation }),
    });
    emulator.store.insertMany("contact", [
      { firstname: "Ada", lastname: "Müller" },
      { firstname: "Bob", lastname: "MULLER" },
    ]);
    const found = [];
    for (const query of [filtered, grouped, distinct]) found.push(await countRows(origin, query));
    expect(found).toEqual(rows);
  });
});
