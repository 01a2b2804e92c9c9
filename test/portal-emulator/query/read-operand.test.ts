import { describe, expect, test } from "vitest";
import { QueryFault } from "../../../portal-emulator/odata/query-fault.ts";
import { readOperand } from "../../../portal-emulator/query/read-operand.ts";
import type { ColumnType } from "../../../portal-emulator/schema/table-definition.ts";

const read = (value: string | number | boolean | null, type: ColumnType): unknown =>
  readOperand(value, { name: "x", type, evidence: "assumed" });

describe("the text of a value as its column keeps it", () => {
  test.each<[string | number | boolean, ColumnType, unknown]>([
    [" a ", "string", " a "],
    ["01", "memo", "01"],
    [" 5 ", "integer", 5],
    [5, "choice", 5],
    ["-1.5", "money", -1.5],
    ["1e2", "double", 100],
    ["TRUE", "boolean", true],
    ["0", "boolean", false],
    [true, "boolean", true],
    ["2026-03-04", "datetime", "2026-03-04T00:00:00.000Z"],
    ["2026-03-04 05:06", "datetime", "2026-03-04T05:06:00.000Z"],
    ["2026-03-04T05:06:07+02:00", "datetime", "2026-03-04T03:06:07.000Z"],
    ["2026-03-04T23:00:00Z", "date", "2026-03-04"],
    ["{AAAAAAAA-1111-4111-8111-111111111111}", "lookup", "aaaaaaaa-1111-4111-8111-111111111111"],
    ["3,1,3", "multichoice", "1,3"],
  ])("%s, %s", (value, type, expected) => {
    expect(read(value, type)).toBe(expected);
  });

  test.each<[string | null, ColumnType]>([
    [null, "string"],
    ["", "integer"],
    ["1.5", "integer"],
    ["1x", "decimal"],
    ["yes", "boolean"],
    ["2026-02-30", "datetime"],
    ["2026-02-30T00:00:00Z", "date"],
    ["now", "datetime"],
    ["x", "uniqueidentifier"],
    ["1,,2", "multichoice"],
  ])("refuses %s as %s, without repeating it", (value, type) => {
    expect(() => read(value, type)).toThrow(QueryFault);
    expect(() => read("ada@example.com", "integer")).not.toThrow(/ada/u);
  });
});
