import { DataverseFault } from "../../../portal-emulator/organization/dataverse-fault.ts";
import { expect, test } from "vitest";
import { upsert } from "../../../portal-emulator/organization/upsert.ts";
import { faultOf, openTestOrganization, someone, testId } from "./organization.ts";
import { createTurns } from "./turns.ts";

const byCode = (code: string, name: string) => ({
  table: "pk_thing",
  key: { values: { pk_code: code }, primaryId: "pk_thingid" },
  row: { pk_code: code, pk_name: name },
});

test("creates by key what is not there, and changes what is", async () => {
  const service = openTestOrganization().serviceFor(someone);
  const first = await upsert(service, byCode("a", "one"));
  expect(first.created).toBe(true);
  expect(await upsert(service, byCode("A", "two"))).toEqual({ id: first.id, created: false });
  expect(await service.retrieve("pk_thing", first.id)).toMatchObject({ pk_code: "a", pk_name: "two" });
});

test("creates by id under that id", async () => {
  const service = openTestOrganization().serviceFor(someone);
  const request = { table: "pk_thing", key: { id: testId(7), primaryId: "pk_thingid" }, row: { pk_name: "x" } };
  expect(await upsert(service, request)).toEqual({ id: testId(7), created: true });
  expect(await upsert(service, request)).toEqual({ id: testId(7), created: false });
});

test("of two at once one loses the race, and wins when it tries again", async () => {
  const turns = createTurns();
  const organization = openTestOrganization({ turn: turns.turn });
  const service = organization.serviceFor(someone);
  const losses: unknown[] = [];
  const client = async (name: string): Promise<void> => {
    await upsert(service, byCode("a", name)).catch(async (error: unknown) => {
      losses.push(error instanceof DataverseFault && error.code);
      await upsert(service, byCode("a", name));
    });
  };
  const [a, b] = [await turns.start("a", () => faultOf(client("a"))), await turns.start("b", () => faultOf(client("b")))];
  await turns.step("a");
  await turns.step("b");
  await turns.finish();
  expect([await a.result, await b.result]).toEqual(["none", "none"]);
  expect(losses).toEqual(["0x80060892"]);
  expect(organization.committed.query("pk_thing")).toMatchObject([{ pk_name: "b" }]);
});
