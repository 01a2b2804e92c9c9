import { expect, test } from "vitest";
import { createOrganization } from "../../../portal-emulator/organization/create-organization.ts";
import type { PluginContext } from "../../../portal-emulator/organization/plugin.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import { faultOf, someone, testId, testSchema } from "./organization.ts";
import { createTurns } from "./turns.ts";

const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
const email = "ada@example.com";

/** A plug-in that links a request to the contact with its address. */
async function findOrCreate(context: PluginContext): Promise<void> {
  const service = context.service(null);
  const [found] = await service.query("contact", { equals: { emailaddress1: email }, top: 1 });
  context.target["pk_name"] = found === undefined ? await service.create("contact", { emailaddress1: email }) : String(found["contactid"]);
}

/** The same behind a lock: a known row is written first. https://learn.microsoft.com/power-apps/developer/data-platform/scalable-customization-design/auto-numbering-example */
async function lockThenFindOrCreate(context: PluginContext): Promise<void> {
  await context.service(null).update("pk_tag", testId(1), { pk_name: context.correlationId });
  await findOrCreate(context);
}

/** Contacts there are after two requests for one address, for many orders of their service calls. */
async function countContacts(plugin: (context: PluginContext) => Promise<void>): Promise<Set<number>> {
  const store = openStore({ file: ":memory:", clock, schema: testSchema });
  const counts = new Set<number>();
  for (let order = 0; order < 2 ** 6; order += 1) {
    store.reset();
    store.insert("pk_tag", { pk_tagid: testId(1) });
    const turns = createTurns();
    const organization = createOrganization({ store, schema: testSchema, clock, turn: turns.turn, startTimer: () => () => undefined });
    organization.registerStep({ name: "Resolve", message: "Create", table: "pk_part", stage: 20, mode: "sync", execute: plugin });
    const runs = [];
    for (const client of ["a", "b"])
      runs.push(await turns.start(client, () => faultOf(organization.serviceFor(someone).create("pk_part", {}))));
    for (let step = 0; step < 6; step += 1) {
      const wanted = (order >> step) % 2 === 0 ? "a" : "b";
      const other = wanted === "a" ? "b" : "a";
      const next = [wanted, other].find((client) => turns.state(client) === "ready");
      if (next !== undefined) await turns.step(next);
    }
    await turns.finish();
    expect(await Promise.all(runs.map(({ result }) => result))).toEqual(["none", "none"]);
    const links = store.query("pk_part").map((row) => row["pk_name"]);
    expect(new Set(links).size).toBe(store.count("contact"));
    counts.add(store.count("contact"));
  }
  store.close();
  return counts;
}

test("finding or creating a contact in two plug-ins at once makes a duplicate in some order", async () => {
  expect(await countContacts(findOrCreate)).toEqual(new Set([1, 2]));
}, 60_000);

test("finding or creating behind a written row makes none in any order", async () => {
  expect(await countContacts(lockThenFindOrCreate)).toEqual(new Set([1]));
}, 60_000);
