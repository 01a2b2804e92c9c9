import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import { maxSnapshots } from "../../../portal-emulator/store/snapshots.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";

const clock = { now: () => new Date("2026-03-04T05:06:07Z") };

describe("a snapshot", () => {
  let folder: string;
  let file: string;
  let store: Store;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "snapshots-"));
    file = join(folder, "emulator.db");
    store = openStore({ file, clock });
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const contents = (): unknown => ["contact", "account", "contactleads", "systemuser"].map((table) => store.query(table));

  test("puts every row back as it was, version and all, as often as asked", () => {
    const ada = store.insert("contact", { firstname: "Ada", emailaddress1: "ada@example.com", annualincome: 0.1 });
    store.insert("account", { name: "Example" });
    store.insert("contactleads", { contactid: ada["contactid"] ?? null, leadid: "22222222-2222-4222-8222-222222222222" });
    const before = contents();
    const id = store.snapshot();
    for (let round = 0; round < 2; round += 1) {
      store.update("contact", String(ada["contactid"]), { firstname: "Augusta" });
      store.insert("account", { name: "Another" });
      store.remove("contactleads", String(store.query("contactleads")[0]?.["contactleadsid"]));
      expect(contents()).not.toEqual(before);
      expect(store.restore(id)).toBe(true);
      expect(contents()).toEqual(before);
    }
    expect(store.count("contact", { equals: { emailaddress1: "ADA@example.com" } })).toBe(1);
  });

  test("never gives a version twice", () => {
    const ada = store.insert("contact", { firstname: "Ada" });
    const change = (firstname: string): number =>
      Number(store.update("contact", String(ada["contactid"]), { firstname })?.["versionnumber"]);
    const id = store.snapshot();
    const before = change("Augusta");
    store.restore(id);
    expect(change("Byron")).toBeGreaterThan(before);
    store.restore(id);
    store.close();
    store = openStore({ file, clock });
    expect(change("King")).toBeGreaterThan(before + 1);
  });

  test(`is dropped once ${maxSnapshots} newer ones are there`, () => {
    store.insert("contact", { firstname: "Ada" });
    const [eldest = "", second = "", ...later] = Array.from({ length: maxSnapshots }, () => store.snapshot());
    expect(store.restore(eldest)).toBe(true);
    const newest = store.snapshot();
    expect(store.restore(eldest)).toBe(false);
    for (const id of [second, ...later, newest]) {
      expect(store.restore(id)).toBe(true);
      expect(store.count("contact")).toBe(1);
    }
    store.close();
    const database = new sqlite.Database(file);
    // As the store itself reads it: the file is in write-ahead mode.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    const copies = database.all("SELECT DISTINCT substr(name, 11, 36) AS id FROM sqlite_schema WHERE name GLOB '/snapshot/*'");
    database.close();
    expect(new Set(copies.map((row) => row["id"]))).toEqual(new Set([second, ...later, newest]));
  });

  test("begins a new run when it is put back, and only then", () => {
    const run = store.runId();
    const id = store.snapshot();
    expect(store.runId()).toBe(run);
    store.restore(id);
    expect(store.runId()).not.toBe(run);
  });

  test("survives a reset and a restart", () => {
    store.insert("contact", { firstname: "Ada" });
    const id = store.snapshot();
    store.reset();
    expect(store.count("contact")).toBe(0);
    store.close();
    store = openStore({ file, clock });
    expect(store.restore(id)).toBe(true);
    expect(store.query("contact")).toMatchObject([{ firstname: "Ada" }]);
  });

  test("is one of many", () => {
    store.insert("contact", { firstname: "one" });
    const one = store.snapshot();
    store.insert("contact", { firstname: "two" });
    const two = store.snapshot();
    store.restore(one);
    expect(store.count("contact")).toBe(1);
    store.restore(two);
    expect(store.count("contact")).toBe(2);
  });

  test("that is not there changes nothing", () => {
    store.insert("contact", { firstname: "Ada" });
    const run = store.runId();
    expect(store.restore("none")).toBe(false);
    expect(store.count("contact")).toBe(1);
    expect(store.runId()).toBe(run);
  });

  test("of many rows comes back whole", () => {
    store.insertMany(
      "contact",
      Array.from({ length: 20_000 }, (_, n) => ({ lastname: `Person ${n}`, emailaddress1: `person${n}@example.com` })),
    );
    const id = store.snapshot();
    store.reset();
    store.restore(id);
    expect(store.count("contact")).toBe(20_000);
    expect(store.query("contact", { equals: { emailaddress1: "PERSON19999@example.com" } })).toMatchObject([{ lastname: "Person 19999" }]);
  });
});

test("after a reset there are the rows every organization has, and no others", () => {
  const store = openStore({ file: ":memory:", clock });
  const users = store.query("systemuser");
  expect(users.map((row) => row["fullname"])).toContain("SYSTEM");
  store.insert("systemuser", { lastname: "Somebody" });
  store.reset();
  expect(store.query("systemuser").map((row) => row["systemuserid"])).toEqual(users.map((row) => row["systemuserid"]));
  store.close();
});
