import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";

const clock = { now: () => new Date("2026-03-04T05:06:07.891Z") };

describe("rows in memory", () => {
  let store: Store;
  beforeEach(() => {
    store = openStore({ file: ":memory:", clock });
  });
  afterEach(() => store.close());

  test("gives a new row an id, dates in whole seconds and a version", () => {
    const row = store.insert("contact", { firstname: "Ada" });
    expect(row["contactid"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u);
    expect(row).toMatchObject({
      firstname: "Ada",
      lastname: null,
      createdon: "2026-03-04T05:06:07Z",
      modifiedon: "2026-03-04T05:06:07Z",
    });
    expect(row["versionnumber"]).toBeTypeOf("number");
  });

  test("stamps the dates a table has, and no others", () => {
    expect(store.insert("audit", { operation: 1 })).toMatchObject({ createdon: "2026-03-04T05:06:07Z" });
    expect(store.insert("contactleads", { contactid: null })).not.toHaveProperty("createdon");
  });

  test("inserts many rows as it inserts one, in the order of their ids", () => {
    const rows = Array.from({ length: 500 }, (_, n) => ({ firstname: `F${n}`, emailaddress1: `p${n}@example.com` }));
    expect(store.insertMany("contact", rows)).toBe(500);
    expect(store.query("contact").map((row) => row["firstname"])).toEqual(rows.map((row) => row.firstname));
    const [one] = store.query("contact", { equals: { emailaddress1: "P7@example.com" } });
    const again = store.insert("contact", { firstname: "F7", emailaddress1: "p7@example.com" });
    expect({ ...one, contactid: "", versionnumber: 0 }).toEqual({ ...again, contactid: "", versionnumber: 0 });
    expect(new Set(store.query("contact").map((row) => row["versionnumber"])).size).toBe(501);
    expect(store.insertMany("contact", [])).toBe(0);
  });

  test("ends open transactions in the opposite order of their beginning, each once", () => {
    const outer = store.begin();
    store.insert("contact", { firstname: "outer" });
    const inner = store.begin();
    store.insert("contact", { firstname: "inner" });
    expect(() => outer.commit()).toThrow(TypeError);
    inner.rollback();
    expect(() => inner.commit()).toThrow(TypeError);
    outer.commit();
    expect(store.query("contact").map((row) => row["firstname"])).toEqual(["outer"]);
  });

  test("reads only the columns asked for", () => {
    store.insert("contact", { firstname: "Ada", annualincome: 0.1, donotemail: true });
    expect(store.query("contact", { columns: ["donotemail", "annualincome", "jobtitle"] })).toEqual([
      { donotemail: true, annualincome: 0.1, jobtitle: null },
    ]);
    expect(() => store.query("contact", { columns: ["nothing"] })).toThrow(TypeError);
  });

  test.each([0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.000_123_4, 9_007_199_254_740_991])("keeps the number %d as it is", (number) => {
    expect(store.insert("contact", { annualincome: number })["annualincome"]).toBe(number);
    expect(store.query("contact")[0]?.["annualincome"]).toBe(number);
  });

  test.each(['\u0001\u001f"\\\r\n\t', "\u2028\u2029", "日本 😀", "<script>", "{}[],"])("keeps the text %j as it is", (text) => {
    store.insert("contact", { description: text });
    expect(store.query("contact")[0]?.["description"]).toBe(text);
  });

  test("goes on after a statement that failed, with more statements than it keeps prepared", () => {
    store.insert("contact", { contactid: "11111111-1111-4111-8111-111111111111" });
    for (let n = 0; n < 400; n += 1) {
      expect(() => store.insert("contact", { contactid: "11111111-1111-4111-8111-111111111111" })).toThrow(TypeError);
      const operands = Array.from({ length: n % 350 }, () => ({ kind: "and", operands: [] }) as const);
      expect(store.count("contact", { filter: { kind: "and", operands } })).toBe(1);
    }
  });

  test("keeps every type of value", () => {
    const row = {
      contactid: "11111111-1111-4111-8111-111111111111",
      firstname: "日本 😀 'x\" ; DROP TABLE contact",
      description: "line\nline",
      donotemail: true,
      donotbulkemail: false,
      statecode: 1,
      birthdate: "1815-12-10",
      msdynci_lookupfield_customerprofile: "22222222-2222-4222-8222-222222222222",
    };
    expect(store.insert("contact", row)).toMatchObject(row);
    expect(store.find("contact", row.contactid.toUpperCase())).toMatchObject(row);
  });

  test("replaces what SQLite's text cannot hold", () => {
    expect(store.insert("contact", { firstname: "a\0b\uD800c" })["firstname"]).toBe("a\uFFFDb\uFFFDc");
  });

  test("changes only the named columns and the version", () => {
    const before = store.insert("contact", { firstname: "Ada", lastname: "Byron" });
    const after = store.update("contact", String(before["contactid"]), { lastname: "Lovelace" });
    expect(after).toMatchObject({ firstname: "Ada", lastname: "Lovelace" });
    expect(Number(after?.["versionnumber"])).toBeGreaterThan(Number(before["versionnumber"]));
  });

  test("says that there is no such row", () => {
    const id = "33333333-3333-4333-8333-333333333333";
    expect(store.update("contact", id, { firstname: "x" })).toBeUndefined();
    expect(store.find("contact", id)).toBeUndefined();
    expect(store.remove("contact", id)).toBe(false);
  });

  test.each([
    ["case", "ADA@EXAMPLE.COM", 1],
    ["accents", "adá@example.com", 1],
    ["trailing blanks", "ada@example.com  ", 1],
    ["leading blanks", " ada@example.com", 0],
    ["a LIKE wildcard", "ada@example%", 0],
  ])("finds an address without regard to: %s", (_, address, found) => {
    store.insert("contact", { emailaddress1: "Ada@example.com" });
    expect(store.query("contact", { equals: { emailaddress1: address } })).toHaveLength(found);
  });

  test("orders by text without case, then by id, and pages without gaps", () => {
    for (const name of ["b", "A", "a", "C", "B"]) {
      store.insert("contact", { firstname: name });
    }
    const orderBy = [{ column: "firstname", descending: false }];
    const all = store.query("contact", { orderBy });
    expect(all.map((row) => String(row["firstname"]).toLowerCase())).toEqual(["a", "a", "b", "b", "c"]);
    const pages = [0, 2, 4].flatMap((skip) => store.query("contact", { orderBy, top: 2, skip }));
    expect(pages).toEqual(all);
    expect(store.count("contact", { equals: { firstname: "A" } })).toBe(2);
  });

  test("takes every change of a failed transaction back, and only those of a failed inner one", () => {
    expect(() =>
      store.transaction(() => {
        store.insert("contact", { firstname: "gone" });
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(store.count("contact")).toBe(0);
    store.transaction(() => {
      store.insert("contact", { firstname: "stays" });
      expect(() =>
        store.transaction(() => {
          store.insert("contact", { firstname: "gone" });
          throw new Error("inner");
        }),
      ).toThrow("inner");
    });
    expect(store.query("contact").map((row) => row["firstname"])).toEqual(["stays"]);
  });

  test("empties every table on reset", () => {
    store.insert("contact", {});
    store.insert("msdynci_personalizationview", { msdynci_viewname: "Home" });
    store.reset();
    expect(store.count("contact") + store.count("msdynci_personalizationview")).toBe(0);
  });

  test.each([
    ["table", () => store.query("nothing")],
    ["column", () => store.insert("contact", { nothing: "x" })],
    ["column in a look-up", () => store.query("contact", { equals: { nothing: "x" } })],
    ["type", () => store.insert("contact", { firstname: 5 })],
  ])("throws for a wrong %s", (_, act) => {
    expect(act).toThrow(TypeError);
  });
});

describe("collation", () => {
  test("accent-sensitive keeps accents apart, case together", () => {
    const store = openStore({ file: ":memory:", clock, collation: "accent-sensitive" });
    store.insert("contact", { lastname: "Müller" });
    expect(store.count("contact", { equals: { lastname: "MÜLLER" } })).toBe(1);
    expect(store.count("contact", { equals: { lastname: "Muller" } })).toBe(0);
    store.close();
  });
});

function failure(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) {
      return error;
    }
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

describe("a database file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "store-"));
    file = join(folder, "emulator.db");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("holds its rows after closing, and leaves nothing else behind", () => {
    const first = openStore({ file, clock });
    first.insert("contact", { emailaddress1: "ada@example.com" });
    first.close();
    first.close();
    expect(readdirSync(folder)).toEqual(["emulator.db"]);
    const second = openStore({ file, clock });
    expect(second.count("contact", { equals: { emailaddress1: "ADA@example.com" } })).toBe(1);
    second.close();
  });

  test("compares by the new collation after a change of it", () => {
    const first = openStore({ file, clock });
    first.insert("contact", { lastname: "Müller" });
    first.close();
    const second = openStore({ file, clock, collation: "accent-sensitive" });
    expect(second.count("contact", { equals: { lastname: "muller" } })).toBe(0);
    expect(second.count("contact", { equals: { lastname: "müller" } })).toBe(1);
    second.close();
  });

  test("refuses a database that a living process uses, naming the process", () => {
    const first = openStore({ file, clock });
    const error = failure(() => openStore({ file, clock }));
    expect(error).toMatchObject({ code: "database-in-use", exitCode: 3 });
    expect(error.message).toContain(`process ${process.pid}`);
    first.insert("contact", {});
    first.close();
  });

  test.each([
    ["text", "This is a shopping list, long enough to be read as a header.".repeat(20)],
    ["a truncated database", `SQLite format 3\0${"x".repeat(50)}`],
  ])("refuses a file that is no database: %s", (_, content) => {
    writeFileSync(file, content);
    expect(failure(() => openStore({ file, clock }))).toMatchObject({ code: "database-unusable", exitCode: 2 });
    expect(existsSync(`${file}.owner`)).toBe(false);
  });

  test("refuses another program's database", () => {
    const other = new sqlite.Database(file);
    other.exec("CREATE TABLE shopping (item TEXT)");
    other.close();
    expect(failure(() => openStore({ file, clock })).message).toContain("another program");
  });

  test("refuses a folder, and a file in a folder that is not there", () => {
    mkdirSync(file);
    expect(failure(() => openStore({ file, clock }))).toMatchObject({ exitCode: 2 });
    const lost = join(folder, "nowhere", "emulator.db");
    expect(failure(() => openStore({ file: lost, clock }))).toMatchObject({ exitCode: 2 });
  });

  test("takes a database over from a killed process, without its unfinished transaction", async () => {
    const script = `
      import { openStore } from ${JSON.stringify(join(import.meta.dirname, "../../../portal-emulator/store/open-store.ts"))};
      const store = openStore({ file: ${JSON.stringify(file)}, clock: { now: () => new Date(0) } });
      store.insert("contact", { firstname: "kept" });
      store.transaction(() => {
        for (let n = 0; n < 3000; n += 1) store.insert("contact", { firstname: "lost", description: "x".repeat(1500) });
        process.stdout.write("ready");
        for (;;) {}
      });`;
    const bundle = join(folder, "holder.cjs");
    const { build } = await import("esbuild");
    await build({
      stdin: { contents: script, resolveDir: import.meta.dirname },
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile: bundle,
      external: ["node-sqlite3-wasm"],
      logLevel: "error",
    });
    const child = spawn(process.execPath, [bundle], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, NODE_PATH: join(import.meta.dirname, "../../../node_modules") },
    });
    const ended = new Promise((resolve) => {
      child.once("exit", resolve);
    });
    await new Promise((resolve, reject) => {
      child.stdout.once("data", resolve);
      child.once("exit", () => reject(new Error("The child ended too early.")));
    });
    expect(failure(() => openStore({ file, clock })).message).toContain(`process ${child.pid}`);
    child.kill("SIGKILL");
    await ended;
    expect(existsSync(`${file}.lock`)).toBe(true);
    expect(existsSync(`${file}.owner`)).toBe(true);

    const store = openStore({ file, clock });
    expect(store.query("contact").map((row) => row["firstname"])).toEqual(["kept"]);
    store.close();
    expect(readdirSync(folder).filter((name) => name.startsWith("emulator.db"))).toEqual(["emulator.db"]);
  });

  test.each([
    ["empty", ""],
    ["torn", '{"pid":'],
    ["of a process that never was", '{"pid":2147483646}'],
    ["of an earlier process with this one's id", JSON.stringify({ pid: process.pid, startedAt: "another boot/1" })],
  ])("takes over from an owner file that is %s", (_, text) => {
    writeFileSync(`${file}.owner`, text);
    mkdirSync(`${file}.lock`);
    const store = openStore({ file, clock });
    store.insert("contact", {});
    store.close();
    expect(readdirSync(folder)).toEqual(["emulator.db"]);
  });
});
