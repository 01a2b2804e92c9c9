import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OrganizationParts } from "../../../portal-emulator/organization/create-organization.ts";
import type { OrganizationService } from "../../../portal-emulator/organization/organization.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import { faultOf, openTestOrganization, someone, testId, testSchema } from "./organization.ts";
import { createTurns, type Started, type Turns } from "./turns.ts";

const open = (parts: Partial<OrganizationParts> = {}) => {
  const turns = createTurns();
  const organization = openTestOrganization({ turn: turns.turn, ...parts });
  const { committed: store } = organization;
  store.insert("pk_thing", { pk_thingid: testId(1), pk_name: "one", pk_code: "c1" });
  store.insert("pk_thing", { pk_thingid: testId(2), pk_name: "two", pk_code: "c2" });
  const client = (name: string, work: (service: OrganizationService) => Promise<unknown>): Promise<Started<string>> =>
    turns.start(name, () => faultOf(organization.transaction(someone, work)));
  return { turns, organization, store, client };
};

const nameOf = (row: Readonly<Record<string, unknown>> | undefined): unknown => row?.["pk_name"];
const steps = async (turns: Turns, ...clients: string[]): Promise<void> => {
  for (const client of clients) await turns.step(client);
};

describe("two transactions", () => {
  test("do not see each other's rows before the commit, each sees its own", async () => {
    const { turns, store, client } = open();
    const seen: unknown[] = [];
    const a = await client("a", async (service) => {
      await service.update("pk_thing", testId(1), { pk_name: "a" });
      seen.push(nameOf(await service.find("pk_thing", testId(1))));
    });
    const b = await client("b", async (service) => {
      await service.update("pk_thing", testId(2), { pk_name: "b" });
      seen.push((await service.query("pk_thing")).map(nameOf));
      seen.push((await service.query("pk_thing")).map(nameOf));
    });
    await steps(turns, "a", "b", "b", "a");
    expect(nameOf(store.find("pk_thing", testId(1)))).toBe("a");
    expect(nameOf(store.find("pk_thing", testId(2)))).toBe("two");
    await turns.finish();
    expect(await Promise.all([a.result, b.result])).toEqual(["none", "none"]);
    expect(seen).toEqual([["one", "b"], "a", ["a", "b"]]);
    expect(store.query("pk_thing").map(nameOf)).toEqual(["a", "b"]);
  });

  test("keep ids, dates and versions of their rows while others go between", async () => {
    const { turns, client, store } = open();
    const seen: unknown[] = [];
    const a = await client("a", async (service) => {
      const id = await service.create("pk_tag", { pk_name: "mine" });
      for (let time = 0; time < 3; time += 1) seen.push(await service.retrieve("pk_tag", id));
      await service.update("pk_tag", id, { pk_number: 1 }, { version: Number((await service.retrieve("pk_tag", id))["versionnumber"]) });
    });
    const b = await client("b", async (service) => {
      for (let time = 0; time < 4; time += 1) await service.create("pk_tag", { pk_number: time });
    });
    await steps(turns, "a", "b", "a", "b", "a", "b", "a", "b");
    await turns.finish();
    expect(await Promise.all([a.result, b.result])).toEqual(["none", "none"]);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    const versions = store.query("pk_tag").map((row) => row["versionnumber"]);
    expect(new Set(versions).size).toBe(versions.length);
  });

  test("that write one row follow one another", async () => {
    const { turns, store, client } = open();
    const a = await client("a", async (service) => {
      await service.update("pk_thing", testId(1), { pk_number: 1 });
      await service.query("pk_tag");
    });
    const b = await client("b", async (service) => {
      await service.update("pk_thing", testId(1), { pk_name: "b" });
      await service.query("pk_tag");
    });
    await steps(turns, "a", "b");
    expect(turns.state("b")).toBe("waiting");
    await turns.step("a");
    expect([turns.state("a"), turns.state("b")]).toEqual(["done", "ready"]);
    await turns.finish();
    expect(await Promise.all([a.result, b.result])).toEqual(["none", "none"]);
    expect(store.find("pk_thing", testId(1))).toMatchObject({ pk_number: 1, pk_name: "b" });
  });

  test("that fail leave nothing and let the next one go on", async () => {
    const { turns, store, client } = open();
    const a = await client("a", async (service) => {
      await service.update("pk_thing", testId(1), { pk_name: "a" });
      await service.create("pk_tag", {});
      await service.retrieve("pk_tag", testId(404));
    });
    const b = await client("b", (service) => service.update("pk_thing", testId(1), { pk_number: 7 }));
    await steps(turns, "a", "b", "a", "a");
    await turns.finish();
    expect([await a.result, await b.result]).toEqual(["0x80040217 404", "none"]);
    expect(store.find("pk_thing", testId(1))).toMatchObject({ pk_name: "one", pk_number: 7 });
    expect(store.count("pk_tag")).toBe(0);
  });

  test("that lock one another in lose one of them, the one with less to undo", async () => {
    const { turns, store, client } = open();
    const a = await client("a", async (service) => {
      await service.create("pk_tag", {});
      await service.update("pk_thing", testId(1), { pk_name: "a" });
      await service.update("pk_thing", testId(2), { pk_name: "a" });
    });
    const b = await client("b", async (service) => {
      await service.update("pk_thing", testId(2), { pk_name: "b" });
      await service.update("pk_thing", testId(1), { pk_name: "b" });
    });
    await steps(turns, "a", "a", "b", "b");
    expect(turns.state("b")).toBe("waiting");
    await turns.step("a");
    await turns.finish();
    expect([await a.result, await b.result]).toEqual(["none", "0x80044150 500"]);
    expect(store.query("pk_thing").map(nameOf)).toEqual(["a", "a"]);
  });

  test("that wait too long are told so", async () => {
    const rings: (() => void)[] = [];
    const { turns, client } = open({
      lockTimeoutMs: 77,
      startTimer: (ms, ring) => {
        if (ms === 77) rings.push(ring);
        return () => undefined;
      },
    });
    const a = await client("a", async (service) => {
      await service.update("pk_thing", testId(1), {});
      await service.query("pk_tag");
    });
    const b = await client("b", (service) => service.update("pk_thing", testId(1), {}));
    await steps(turns, "a", "b");
    rings.forEach((ring) => ring());
    expect(await b.result).toBe("0x80044151 500");
    await turns.finish();
    expect(await a.result).toBe("none");
  });
});

describe("an insert with the id or key of an uncommitted one", () => {
  test.each([
    { what: "key", row: { pk_code: "New" }, other: { pk_code: "new" }, ends: "commits", expected: "0x80060892 412", rows: 3 },
    { what: "key", row: { pk_code: "New" }, other: { pk_code: "new" }, ends: "aborts", expected: "none", rows: 3 },
    { what: "id", row: { pk_thingid: testId(9) }, other: { pk_thingid: testId(9) }, ends: "commits", expected: "0x80040237 412", rows: 3 },
    { what: "id", row: { pk_thingid: testId(9) }, other: { pk_thingid: testId(9) }, ends: "aborts", expected: "none", rows: 3 },
  ])("waits, and once that one $ends ($what) ends with $expected", async ({ row, other, ends, expected, rows }) => {
    const { turns, store, client } = open();
    await client("a", async (service) => {
      await service.create("pk_thing", row);
      await (ends === "aborts" ? service.retrieve("pk_tag", testId(404)) : service.query("pk_tag"));
    });
    const b = await client("b", (service) => service.create("pk_thing", other));
    await steps(turns, "a", "b");
    expect(turns.state("b")).toBe("waiting");
    await turns.finish();
    expect(await b.result).toBe(expected);
    expect(store.count("pk_thing")).toBe(rows);
  });

  test("waits for a key that is being given up, too", async () => {
    const { turns, store, client } = open();
    await client("a", async (service) => {
      await service.update("pk_thing", testId(1), { pk_code: "other" });
      await service.query("pk_tag");
    });
    const b = await client("b", (service) => service.create("pk_thing", { pk_code: "c1" }));
    await steps(turns, "a", "b");
    expect(turns.state("b")).toBe("waiting");
    await turns.finish();
    expect(await b.result).toBe("none");
    expect(store.count("pk_thing")).toBe(3);
  });

  test("does not wait for another key", async () => {
    const { turns, client } = open();
    await client("a", async (service) => {
      await service.create("pk_thing", { pk_code: "x" });
      await service.query("pk_tag");
    });
    const b = await client("b", (service) => service.create("pk_thing", { pk_code: "y" }));
    await steps(turns, "a", "b");
    expect(turns.state("b")).toBe("done");
    expect(await b.result).toBe("none");
    await turns.finish();
  });
});

describe("children", () => {
  test("keep their parent from going until they are there, and go with it", async () => {
    const { turns, store, client } = open();
    await client("a", async (service) => {
      await service.create("pk_part", { pk_of: testId(1) });
      await service.query("pk_tag");
    });
    const b = await client("b", (service) => service.remove("pk_thing", testId(1)));
    await steps(turns, "a", "b");
    expect(turns.state("b")).toBe("waiting");
    await turns.finish();
    expect(await b.result).toBe("none");
    expect(store.count("pk_part")).toBe(0);
  });

  test("do not find a parent that went while they waited", async () => {
    const { turns, store, client } = open();
    await client("a", async (service) => {
      await service.remove("pk_thing", testId(1));
      await service.query("pk_tag");
    });
    const b = await client("b", (service) => service.create("pk_note", { pk_about: testId(1) }));
    await steps(turns, "a", "b");
    expect(turns.state("b")).toBe("waiting");
    await turns.finish();
    expect(await b.result).toBe("0x80040217 404");
    expect(store.count("pk_note")).toBe(0);
  });

  test("do not wait for a parent that only changes", async () => {
    const { turns, client } = open();
    await client("a", async (service) => {
      await service.update("pk_thing", testId(1), {});
      await service.query("pk_tag");
    });
    const b = await client("b", (service) => service.create("pk_part", { pk_of: testId(1) }));
    await steps(turns, "a", "b");
    expect(await b.result).toBe("none");
    await turns.finish();
  });

  test("that are pointed elsewhere while a delete waits for them keep their new parent", async () => {
    const { turns, store, client } = open();
    store.insert("pk_note", { pk_noteid: testId(5), pk_about: testId(1) });
    await client("a", async (service) => {
      await service.update("pk_note", testId(5), { pk_about: testId(2) });
      await service.query("pk_tag");
    });
    const b = await client("b", (service) => service.remove("pk_thing", testId(1)));
    await steps(turns, "a", "b");
    expect(turns.state("b")).toBe("waiting");
    await turns.finish();
    expect(await b.result).toBe("none");
    expect(store.find("pk_note", testId(5))).toMatchObject({ pk_about: testId(2) });
  });
});

describe("who goes past the organization", () => {
  test("makes the transaction that has the row its victim", async () => {
    const { turns, store, client } = open();
    const a = await client("a", async (service) => {
      await service.update("pk_thing", testId(1), { pk_name: "a" });
      await service.query("pk_tag");
    });
    await turns.step("a");
    store.update("pk_thing", testId(1), { pk_name: "direct" });
    await turns.finish();
    expect(await a.result).toBe("0x80044150 500");
    expect(nameOf(store.find("pk_thing", testId(1)))).toBe("direct");
  });

  test("with an id of an uncommitted row makes it the victim, also among many rows", async () => {
    const { turns, store, client } = open();
    const a = await client("a", async (service) => {
      await service.create("pk_thing", { pk_thingid: testId(9), pk_name: "a" });
      await service.query("pk_tag");
    });
    await turns.step("a");
    expect(store.insertMany("pk_thing", [{ pk_thingid: testId(8) }, { pk_thingid: testId(9), pk_name: "direct" }])).toBe(2);
    await turns.finish();
    expect(await a.result).toBe("0x80044150 500");
    expect(nameOf(store.find("pk_thing", testId(9)))).toBe("direct");
  });

  test("with a key of an uncommitted row makes it the victim", async () => {
    const { turns, store, client } = open();
    const a = await client("a", async (service) => {
      await service.create("pk_thing", { pk_code: "n" });
      await service.query("pk_tag");
    });
    await turns.step("a");
    store.insert("pk_thing", { pk_code: "n" });
    await turns.finish();
    expect(await a.result).toBe("0x80044150 500");
    expect(store.count("pk_thing")).toBe(3);
  });

  test("by a reset ends every transaction, waiting ones included", async () => {
    const { turns, store, client } = open();
    const change = async (service: OrganizationService): Promise<void> => {
      await service.update("pk_thing", testId(1), {});
      await service.query("pk_tag");
    };
    const [a, b] = [await client("a", change), await client("b", change)];
    await steps(turns, "a", "b");
    store.reset();
    await turns.finish();
    expect([await a.result, await b.result]).toEqual(["0x80044150 500", "0x80044150 500"]);
    expect(store.count("pk_thing")).toBe(0);
  });

  test("opens no transaction over several calls", () => {
    expect(() => open().store.begin()).toThrow(TypeError);
  });
});

test("closing or a crash in mid-transaction leaves nothing of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "organization-"));
  try {
    const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
    const openFile = (name = "test.db") => openStore({ file: join(folder, name), clock, schema: testSchema });
    const { turns, store, client } = open({ store: openFile() });
    const a = await client("a", async (service) => {
      await service.update("pk_thing", testId(1), { pk_name: "a" });
      await service.create("pk_tag", {});
    });
    await turns.step("a");
    // What a process killed right now would leave behind.
    for (const file of readdirSync(folder))
      if (/^test\.db(?:-wal)?$/u.test(file)) copyFileSync(join(folder, file), join(folder, file.replace("test", "crashed")));
    const crashed = openFile("crashed.db");
    expect(nameOf(crashed.find("pk_thing", testId(1)))).toBe("one");
    crashed.close();
    store.close();
    await turns.finish();
    expect(await a.result).toBe(" 503");
    const again = openFile();
    expect(nameOf(again.find("pk_thing", testId(1)))).toBe("one");
    expect(again.count("pk_tag")).toBe(0);
    again.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a commit that the database refuses is told as it is, and the organization goes on", async () => {
  const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
  const store = openStore({ file: ":memory:", clock, schema: testSchema });
  let isFull = true;
  const full = new Error("database or disk is full");
  const organization = openTestOrganization({
    store: {
      ...store,
      begin() {
        const unit = store.begin();
        return {
          ...unit,
          commit() {
            if (!isFull) return unit.commit();
            // As the store does when its database refuses.
            unit.rollback();
            throw full;
          },
        };
      },
    },
  });
  const create = (): Promise<string> => organization.serviceFor(someone).create("pk_tag", { pk_name: "x" });
  await expect(create()).rejects.toBe(full);
  expect(organization.committed.count("pk_tag")).toBe(0);
  isFull = false;
  await create();
  expect(organization.committed.count("pk_tag")).toBe(1);
});
