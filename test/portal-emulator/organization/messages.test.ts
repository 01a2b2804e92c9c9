import { describe, expect, test } from "vitest";
import { insightsUserId, portalUserId } from "../../../portal-emulator/organization/system-users.ts";
import { faultOf, openTestOrganization, someone, testId } from "./organization.ts";

const open = () => {
  const organization = openTestOrganization();
  return { organization, service: organization.serviceFor(someone), store: organization.committed };
};

describe("rows", () => {
  test("are created with their writer and owner, changed and deleted", async () => {
    const { service } = open();
    const id = await service.create("pk_thing", { pk_name: "one" });
    expect(await service.retrieve("pk_thing", id)).toMatchObject({
      pk_name: "one",
      createdby: someone.userId,
      modifiedby: someone.userId,
      ownerid: someone.userId,
      statecode: 0,
      statuscode: 1,
    });
    await service.update("pk_thing", id, { pk_name: "two" });
    expect((await service.retrieve("pk_thing", id))["pk_name"]).toBe("two");
    await service.remove("pk_thing", id);
    expect(await service.find("pk_thing", id)).toBeUndefined();
  });

  test("keep what the platform sets, whatever a caller says", async () => {
    const { service } = open();
    const id = await service.create("pk_thing", { createdby: testId(9), createdon: "2001-01-01T00:00:00Z" });
    expect(await service.retrieve("pk_thing", id)).toMatchObject({ createdby: someone.userId, createdon: "2026-03-04T05:06:07Z" });
  });

  test("take an id the caller chose, in either case", async () => {
    const { service } = open();
    const id = "ABCDEF00-0000-4000-8000-000000000001";
    expect(await service.create("pk_thing", { pk_thingid: id })).toBe(id.toLowerCase());
    await service.update("pk_thing", id, { pk_name: "x" });
    expect((await service.retrieve("pk_thing", id))["pk_name"]).toBe("x");
  });

  test("with a column the table lacks are a mistake of the caller", async () => {
    const { service } = open();
    await expect(service.create("pk_thing", { nosuch: 1 })).rejects.toThrow(TypeError);
    await expect(service.query("nosuch")).rejects.toThrow(TypeError);
  });
});

describe("faults", () => {
  type Service = ReturnType<typeof open>["service"];
  const cases: Record<string, [string, (service: Service) => Promise<unknown>]> = {
    "retrieve a missing row": ["0x80040217 404", (service) => service.retrieve("pk_thing", testId(404))],
    "update a missing row": ["0x80040217 404", (service) => service.update("pk_thing", testId(404), {})],
    "delete a missing row": ["0x80040217 404", (service) => service.remove("pk_thing", testId(404))],
    "find a missing row": ["none", (service) => service.find("pk_thing", testId(404))],
    "create an id twice": ["0x80040237 412", (service) => service.create("pk_thing", { pk_thingid: testId(1) })],
    "create an alternate key twice": ["0x80060892 412", (service) => service.create("pk_thing", { pk_code: "A " })],
    "change to a taken alternate key": ["0x80060892 412", (service) => service.update("pk_thing", testId(2), { pk_code: "a" })],
    "leave an alternate key empty twice": ["none", (service) => service.create("pk_thing", { pk_code: null })],
    "update another version": ["0x80060882 412", (service) => service.update("pk_thing", testId(1), {}, { version: 1 })],
    "delete another version": ["0x80060882 412", (service) => service.remove("pk_thing", testId(1), { version: 1 })],
    "point at a missing row": ["0x80040217 404", (service) => service.create("pk_part", { pk_of: testId(404) })],
    "give it a missing owner": ["0x80040217 404", (service) => service.create("pk_thing", { ownerid: testId(404) })],
    "delete what is used": ["0x80040227 405", (service) => service.remove("pk_thing", testId(3))],
    "set a reason of another status": ["0x80048408 400", (service) => service.update("pk_thing", testId(1), { statuscode: 3 })],
    "set a status that there is not": ["0x80048408 400", (service) => service.update("pk_thing", testId(1), { statecode: 7 })],
    "write what is Customer Insights'": ["0x80040220 403", (service) => service.create("msdynci_personalizationview", {})],
    "write the audit": ["0x80040220 403", (service) => service.create("audit", {})],
    "call what there is not": ["0x8006088a 404", (service) => service.execute("pk_nosuch", {})],
  };
  test.each(Object.entries(cases))("%s", async (_, [expected, act]) => {
    const { service, store } = open();
    store.insert("pk_thing", { pk_thingid: testId(1), pk_code: "a" });
    store.insert("pk_thing", { pk_thingid: testId(2), pk_code: "b" });
    store.insert("pk_thing", { pk_thingid: testId(3) });
    store.insert("pk_bill", { pk_for: testId(3) });
    expect(await faultOf(act(service))).toBe(expected);
  });

  test("do not keep Customer Insights from its own tables", async () => {
    const { organization } = open();
    const insights = organization.serviceFor({ userId: insightsUserId });
    expect(await faultOf(insights.create("msdynci_personalizationview", {}))).toBe("none");
    expect(await faultOf(insights.create("audit", {}))).toBe("0x80040220 403");
  });
});

describe("status and reason", () => {
  test("a new status brings its first reason along", async () => {
    const { service } = open();
    const id = await service.create("pk_thing", {});
    await service.update("pk_thing", id, { statecode: 1 });
    expect(await service.retrieve("pk_thing", id)).toMatchObject({ statecode: 1, statuscode: 3 });
    await service.update("pk_thing", id, { statecode: 0, statuscode: 2 });
    expect(await service.retrieve("pk_thing", id)).toMatchObject({ statecode: 0, statuscode: 2 });
    await service.update("pk_thing", id, { statecode: 0 });
    expect((await service.retrieve("pk_thing", id))["statuscode"]).toBe(2);
  });
});

describe("deleting a parent", () => {
  test("deletes, lets go of or keeps it for its children, and removes its links", async () => {
    const { service, store } = open();
    const thing = await service.create("pk_thing", {});
    const part = await service.create("pk_part", { pk_of: thing });
    const note = await service.create("pk_note", { pk_about: thing });
    const tag = await service.create("pk_tag", {});
    await service.associate("pk_thing_tag", thing, tag);
    const bill = await service.create("pk_bill", { pk_for: thing });
    expect(await faultOf(service.remove("pk_thing", thing))).toBe("0x80040227 405");
    expect(store.count("pk_part")).toBe(1);
    await service.remove("pk_bill", bill);
    await service.remove("pk_thing", thing);
    expect(store.find("pk_part", part)).toBeUndefined();
    expect(store.find("pk_note", note)).toMatchObject({ pk_about: null });
    expect(store.count("pk_thing_tag")).toBe(0);
    expect(store.find("pk_tag", tag)).toBeDefined();
  });
});

describe("links", () => {
  test("are made once and undone", async () => {
    const { service, store } = open();
    const [thing, tag] = [await service.create("pk_thing", {}), await service.create("pk_tag", {})];
    await service.associate("PK_thing_TAG", thing, tag);
    expect(store.query("pk_thing_tag")).toMatchObject([{ pk_thingid: thing, pk_tagid: tag }]);
    expect(await faultOf(service.associate("pk_Thing_Tag", thing, tag))).toBe("0x80040237 412");
    expect(await faultOf(service.associate("pk_Thing_Tag", thing, testId(404)))).toBe("0x80040217 404");
    await service.disassociate("pk_Thing_Tag", thing, tag);
    expect(store.count("pk_thing_tag")).toBe(0);
    expect(await faultOf(service.disassociate("pk_Thing_Tag", thing, tag))).toBe("none");
    await expect(service.associate("pk_part_pk_of", thing, tag)).rejects.toThrow(TypeError);
  });
});

describe("audit", () => {
  test("says who wrote which columns, without what", async () => {
    const { organization } = open();
    const visitor = organization.serviceFor({ userId: portalUserId, contactId: testId(7) });
    const id = await visitor.create("pk_thing", { pk_name: "secret", pk_code: "hidden" });
    await visitor.update("pk_thing", id, { pk_name: "other" });
    await visitor.remove("pk_thing", id);
    const rows = organization.committed.query("audit", { orderBy: [{ column: "versionnumber", descending: false }] });
    expect(rows.map((row) => [row["operation"], row["objecttypecode"], row["objectid"], row["attributemask"]])).toEqual([
      [1, "pk_thing", id, "pk_code,pk_name"],
      [2, "pk_thing", id, "pk_name"],
      [3, "pk_thing", id, null],
    ]);
    expect(rows[0]).toMatchObject({ userid: portalUserId, useradditionalinfo: `contact ${testId(7)}` });
    expect(JSON.stringify(rows)).not.toMatch(/secret|hidden|other/u);
  });

  test("can be switched off, and says nothing of what failed", async () => {
    const silent = openTestOrganization({ switches: () => ({ audit: "off", pluginFaults: "passed-on", serviceProtection: "off" }) });
    await silent.serviceFor(someone).create("pk_thing", {});
    expect(silent.committed.count("audit")).toBe(0);
    const { organization, service } = open();
    await faultOf(service.update("pk_thing", testId(404), { pk_name: "x" }));
    expect(organization.committed.count("audit")).toBe(0);
  });
});
