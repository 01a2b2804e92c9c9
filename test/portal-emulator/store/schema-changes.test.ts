import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import type { Schema } from "../../../portal-emulator/schema/schema.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Row, Store } from "../../../portal-emulator/store/store.ts";

const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
const topic = (columns: object, rest: object = {}): Schema =>
  parseSchemaFile(JSON.stringify({ tables: { pk_topic: { columns, ...rest } } }), "schema.json");
const rank = { pk_rank: { type: "integer" } };

describe("a database file made with another schema", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "schema-changes-"));
    file = join(folder, "emulator.db");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function within<Result>(schema: Schema | undefined, work: (store: Store) => Result): Result {
    const store = openStore({ file, clock, ...(schema === undefined ? {} : { schema }) });
    try {
      return work(store);
    } finally {
      store.close();
    }
  }

  function refusal(schema: Schema | undefined): UserError {
    try {
      within(schema, () => undefined);
    } catch (error) {
      if (error instanceof UserError) {
        return error;
      }
      throw error;
    }
    throw new Error("Nothing was thrown.");
  }

  test("gets new tables and columns, empty in the rows that are there", () => {
    within(undefined, (store) => store.insert("contact", { firstname: "Ada" }));
    const id = within(topic(rank), (store) => String(store.insert("pk_topic", { pk_rank: 1 })["pk_topicid"]));
    const wider = topic({ ...rank, pk_note: { type: "memo" }, pk_kind: { type: "choice", options: { "1": "A" }, initial: 1 } });
    within(wider, (store) => {
      expect(store.find("pk_topic", id)).toMatchObject({ pk_rank: 1, pk_note: null, pk_kind: null });
      expect(store.insert("pk_topic", { pk_note: "new" })).toMatchObject({ pk_note: "new", pk_kind: 1 });
      expect(store.count("pk_topic", { equals: { pk_note: "NEW" } })).toBe(1);
      expect(store.query("contact")).toMatchObject([{ firstname: "Ada" }]);
    });
  });

  test("puts an earlier snapshot back into a wider table", () => {
    const id = within(topic(rank), (store) => (store.insert("pk_topic", { pk_rank: 1 }), store.snapshot()));
    within(topic({ ...rank, pk_note: { type: "memo" } }), (store) => {
      store.reset();
      expect(store.restore(id)).toBe(true);
      expect(store.query("pk_topic")).toMatchObject([{ pk_rank: 1, pk_note: null }]);
    });
  });

  test("takes a text for a memo", () => {
    within(topic({ pk_note: { type: "string" } }), (store) => store.insert("pk_topic", { pk_note: "kept" }));
    within(topic({ pk_note: { type: "memo" } }), (store) => expect(store.query("pk_topic")).toMatchObject([{ pk_note: "kept" }]));
  });

  test.each<[string, () => Schema | undefined, RegExp]>([
    ["a table is gone", () => undefined, /has the table pk_topic, which the schema lacks/],
    ["a column is gone", () => topic({}), /has the column pk_topic\.pk_rank, which the schema lacks/],
    [
      "a column has another type",
      () => topic({ pk_rank: { type: "datetime" } }),
      /holds pk_topic\.pk_rank as integer; the schema says datetime/,
    ],
  ])("is refused where %s, and left as it was", (_, schema, message) => {
    within(topic(rank), (store) => store.insert("pk_topic", { pk_rank: 1 }));
    const error = refusal(schema());
    expect(error).toMatchObject({ code: "database-other-schema", exitCode: 2 });
    expect(error.message).toMatch(message);
    within(topic(rank), (store) => expect(store.query("pk_topic")).toMatchObject([{ pk_rank: 1 }]));
  });

  const key = { keys: { pk_byrank: { columns: ["pk_rank"] } } };
  const insertRanks = (rows: readonly Row[]): void => void within(topic(rank), (store) => store.insertMany("pk_topic", rows));

  test("gets a new key over its rows, and loses one that is no more", () => {
    insertRanks([{ pk_rank: 1 }, { pk_rank: 2 }, {}, {}]);
    within(topic(rank, key), (store) => expect(() => store.insert("pk_topic", { pk_rank: 2 })).toThrow("pk_byrank"));
    within(topic(rank), (store) => store.insert("pk_topic", { pk_rank: 2 }));
  });

  test("is refused where its rows repeat the values of a new key", () => {
    insertRanks([{ pk_rank: 1 }, { pk_rank: 1 }]);
    const error = refusal(topic(rank, key));
    expect(error).toMatchObject({ code: "database-other-schema", exitCode: 2 });
    expect(error.message).toContain("pk_byrank");
    within(topic(rank), (store) => expect(store.count("pk_topic")).toBe(2));
  });
});
