import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import { DuplicateKey } from "../../../portal-emulator/store/duplicate-key.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";

const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
const file = {
  tables: {
    pk_request: {
      columns: {
        pk_clientid: { type: "string", maxLength: 36 },
        pk_year: { type: "integer" },
        pk_number: { type: "string", maxLength: 20 },
        pk_other: { type: "string", maxLength: 20 },
      },
      keys: {
        pk_byclient: { columns: ["pk_clientid"] },
        pk_bynumber: { columns: ["pk_year", "pk_number"] },
        pk_pending: { columns: ["pk_other"], state: "pending" },
      },
    },
  },
};
const schema = parseSchemaFile(JSON.stringify(file), "schema.json");

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:", clock, schema });
});
afterEach(() => store.close());

function refusal(act: () => unknown): DuplicateKey {
  try {
    act();
  } catch (error) {
    if (error instanceof DuplicateKey) {
      return error;
    }
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

describe("an active alternate key", () => {
  test.each([
    ["the same value", "a", "a"],
    ["another case", "abc", "ABC"],
    ["another accent", "Müller", "muller"],
    ["trailing blanks", "a", "a  "],
  ])("refuses %s in a second row", (_, one, other) => {
    store.insert("pk_request", { pk_clientid: one });
    expect(refusal(() => store.insert("pk_request", { pk_clientid: other }))).toMatchObject({ table: "pk_request", key: "pk_byclient" });
    expect(store.count("pk_request")).toBe(1);
  });

  test("refuses it in a change, too, and leaves the row as it was", () => {
    store.insert("pk_request", { pk_clientid: "a" });
    const id = String(store.insert("pk_request", { pk_clientid: "b", pk_name: "kept" })["pk_requestid"]);
    expect(refusal(() => store.update("pk_request", id, { pk_clientid: "A", pk_name: "lost" })).key).toBe("pk_byclient");
    expect(store.find("pk_request", id)).toMatchObject({ pk_clientid: "b", pk_name: "kept" });
    expect(store.update("pk_request", id, { pk_clientid: "B" })).toMatchObject({ pk_clientid: "B" });
  });

  test("refuses it in the same bulk, which then leaves nothing", () => {
    expect(refusal(() => store.insertMany("pk_request", [{ pk_clientid: "x" }, { pk_clientid: "X" }])).key).toBe("pk_byclient");
    expect(store.count("pk_request")).toBe(0);
  });

  test("counts inactive rows", () => {
    store.insert("pk_request", { pk_clientid: "a", statecode: 1, statuscode: 2 });
    expect(refusal(() => store.insert("pk_request", { pk_clientid: "a" })).key).toBe("pk_byclient");
  });

  test("leaves rows with a null in any of its columns alone", () => {
    store.insertMany("pk_request", [{}, {}, { pk_year: 2026 }, { pk_year: 2026 }, { pk_number: "1" }, { pk_number: "1" }]);
    store.insert("pk_request", { pk_year: 2026, pk_number: "1" });
    expect(refusal(() => store.insert("pk_request", { pk_year: 2026, pk_number: "1" })).key).toBe("pk_bynumber");
    expect(store.count("pk_request")).toBe(7);
  });

  test("is usable again after a refusal", () => {
    store.insert("pk_request", { pk_clientid: "a" });
    refusal(() => store.insert("pk_request", { pk_clientid: "a" }));
    store.insert("pk_request", { pk_clientid: "b" });
    expect(store.count("pk_request")).toBe(2);
  });
});

describe("a key that is not active", () => {
  test("keeps nothing unique", () => {
    store.insertMany("pk_request", [{ pk_other: "a" }, { pk_other: "a" }]);
    expect(store.count("pk_request")).toBe(2);
  });
});

test("an id that is there already is a bug of the caller", () => {
  const row = store.insert("pk_request", { pk_clientid: "a" });
  expect(() => store.insert("pk_request", { pk_requestid: row["pk_requestid"] ?? null, pk_clientid: "b" })).toThrow(TypeError);
});
