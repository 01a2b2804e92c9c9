import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bindFilter } from "../../../portal-emulator/odata/bind-filter.ts";
import { parseFilter } from "../../../portal-emulator/odata/parse-filter.ts";
import { QueryFault } from "../../../portal-emulator/odata/query-fault.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { contactTable } from "../../../portal-emulator/schema/contact-table.ts";
import { personalizationViewTable } from "../../../portal-emulator/schema/insights-tables.ts";

const context = { schema: standardSchema, now: new Date("2026-03-04T05:06:07Z") };

function fault(act: () => unknown): QueryFault {
  try {
    act();
  } catch (error) {
    if (error instanceof QueryFault) {
      return error;
    }
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

describe("literals", () => {
  test.each([
    ["'o''brien@example.com'", "string", "o'brien@example.com"],
    ["''", "string", ""],
    ["'a;b&c#d/?'", "string", "a;b&c#d/?"],
    ["AAAAAAAA-1111-4111-8111-111111111111", "guid", "aaaaaaaa-1111-4111-8111-111111111111"],
    ["12345678-1111-4111-8111-111111111111", "guid", "12345678-1111-4111-8111-111111111111"],
    ["-12.5", "number", -12.5],
    ["1e3", "number", 1000],
    ["true", "boolean", true],
    ["null", "null", null],
    ["2026-02-28", "date", "2026-02-28"],
    ["2026-02-28T10:00:00Z", "datetime", "2026-02-28T10:00:00.000Z"],
    ["2026-02-28T10:00:00+02:00", "datetime", "2026-02-28T08:00:00.000Z"],
  ])("reads %s", (written, type, value) => {
    expect(parseFilter(`x eq ${written}`)).toMatchObject({ right: { kind: "literal", type, value } });
  });
});

test("binds not before and before or", () => {
  const or = parseFilter("not a eq 1 and b eq 2 or c eq 3");
  expect(or).toMatchObject({
    kind: "or",
    operands: [{ kind: "and", operands: [{ kind: "not" }, { kind: "compare" }] }, { kind: "compare" }],
  });
});

describe("what is not OData", () => {
  test.each([
    ["", 0],
    ["firstname", 9],
    ["firstname eq", 12],
    ["firstname eq 'a", 13],
    ["firstname eq 'a' and", 20],
    ["(firstname eq 'a'", 17],
    ["firstname eq 'a')", 16],
    ["firstname EQ 'a'", 10],
    ["firstname = 'a'", 10],
    ["createdon gt 2026-02-30", 13],
    ["createdon gt 2026-02-30T00:00:00Z", 13],
    ["statecode eq 1x", 13],
    ["contains(firstname)", 18],
    ["contains('a',firstname)", 0],
    ["contains(firstname,5)", 19],
    ["nothing(firstname,'a')", 0],
    ["firstname eq 'a' 'b'", 17],
    ['firstname eq "a"', 13],
  ])("names the place in: %s", (text, position) => {
    expect(fault(() => parseFilter(text))).toMatchObject({ code: "syntax", position });
  });

  test("never repeats a value in its message", () => {
    expect(fault(() => parseFilter("firstname eq 'a' 'ada@example.com'")).message).not.toContain("ada");
  });
});

describe("what OData has and Dataverse does not take", () => {
  test.each([
    "tolower(firstname) eq 'a'",
    "length(firstname) gt 3",
    "year(createdon) eq 2026",
    "firstname eq tolower('A')",
    "statecode add 1 eq 2",
    "statecode has 1",
    "captain_teams/concat(a:a/x eq 1)",
    "contains(firstname,'a') gt true",
    "contains(firstname,'a') eq 1",
    "a/any(1:b/c eq 1)",
    "a/all()",
    "a/any(x y eq 1)",
    "statecode in ()",
    "statecode in (lastname)",
    "statecode eq @p1",
    "Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyName='b')",
    "Microsoft.Dynamics.CRM.In('a')",
    "Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=[{}])",
    "Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=['O'Brien'])",
  ])("is refused: %s", (text) => {
    expect(fault(() => parseFilter(text)).code).toBe("syntax");
  });
});

describe("functions and collections", () => {
  test.each([
    ["contains(a,'b') eq true", { kind: "text", test: "contains" }],
    ["contains(a,'b') ne true", { kind: "not", operand: { kind: "text" } }],
    ["contains(a,'b') eq false", { kind: "not", operand: { kind: "text" } }],
    ["a/b eq 1", { kind: "compare", left: { kind: "path", segments: ["a", "b"] } }],
    ["a in (1,2)", { kind: "in", values: [{ value: 1 }, { value: 2 }] }],
    ["a/any()", { kind: "lambda", quantifier: "any", path: { segments: ["a"] }, body: undefined }],
    ["a/all(x:x/b eq 1)", { kind: "lambda", quantifier: "all", body: { variable: "x", filter: { kind: "compare" } } }],
    [
      `Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=["1","O'Brien"])`,
      {
        kind: "call",
        name: "In",
        arguments: new Map<string, unknown>([
          ["PropertyName", "a"],
          ["PropertyValues", ["1", "O'Brien"]],
        ]),
      },
    ],
    [
      "Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=['1','x''y'])",
      {
        kind: "call",
        arguments: new Map<string, unknown>([
          ["PropertyName", "a"],
          ["PropertyValues", ["1", "x'y"]],
        ]),
      },
    ],
    ["Microsoft.Dynamics.CRM.LastXDays(PropertyName='a',PropertyValue=7) eq false", { kind: "not", operand: { kind: "call" } }],
  ])("reads %s", (text, expected) => {
    expect(parseFilter(text)).toMatchObject(expected);
  });

  test("reads values from aliases", () => {
    const aliases = new Map([
      ["@p1", "'lastname'"],
      ["@p2", '["a"]'],
      ["@p3", "5"],
    ]);
    expect(parseFilter("Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2) and points eq @p3", aliases)).toMatchObject({
      operands: [
        {
          arguments: new Map<string, unknown>([
            ["PropertyName", "lastname"],
            ["PropertyValues", ["a"]],
          ]),
        },
        { right: { value: 5 } },
      ],
    });
  });
});

describe("limits", () => {
  test.each([
    ["nesting", `${"(".repeat(200)}a eq 1${")".repeat(200)}`],
    ["negations", `${"not ".repeat(5000)}a eq 1`],
    ["conditions", Array.from({ length: 501 }, () => "a eq 1").join(" and ")],
    ["patterns", `contains(a,'${"x".repeat(4001)}')`],
  ])("refuses too many %s", (_, text) => {
    expect(fault(() => parseFilter(text)).code).toBe("too-complex");
  });

  test("takes 500 conditions", () => {
    const text = Array.from({ length: 500 }, () => "statecode eq 1").join(" or ");
    expect(parseFilter(text)).toMatchObject({ kind: "or" });
  });
});

test("answers any text with a filter or a fault", () => {
  const piece = fc.constantFrom(
    "a",
    " ",
    "eq",
    "'",
    "(",
    ")",
    ",",
    "not ",
    "and",
    "contains(",
    "5",
    "2026-01-01",
    "null",
    "é",
    "/",
    "-",
    "a/any(x:",
    "x/b",
    " in ",
    "Microsoft.Dynamics.CRM.In(",
    "PropertyName=",
    "['a']",
    "@p",
    " not ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((parts) => parts.join("")),
      ),
      (text) => {
        try {
          expect(parseFilter(text)).toHaveProperty("kind");
        } catch (error) {
          expect(error).toBeInstanceOf(QueryFault);
        }
      },
    ),
  );
});

describe("names and types against the table", () => {
  test.each([
    ["nothing eq 'a'", "unknown-column"],
    ["FirstName eq 'a'", "unknown-column"],
    ["msdynci_lookupfield_customerprofile eq null", "unknown-column"],
    ["firstname eq 5", "type-mismatch"],
    ["statecode eq '0'", "type-mismatch"],
    ["contactid eq '11111111-1111-4111-8111-111111111111'", "type-mismatch"],
    ["donotemail eq 1", "type-mismatch"],
    ["createdon eq 'x'", "type-mismatch"],
    ["contains(statecode,'0')", "type-mismatch"],
    ["firstname eq statecode", "type-mismatch"],
    ["1 eq 1", "type-mismatch"],
  ])("refuses %s", (text, code) => {
    expect(fault(() => bindFilter(parseFilter(text), contactTable, context)).code).toBe(code);
  });

  test("lists what a filter reads", () => {
    const text = "firstname eq 'a' and (lastname eq firstname or _msdynci_lookupfield_customerprofile_value eq null)";
    expect(bindFilter(parseFilter(text), contactTable, context).uses.map(({ column }) => column)).toEqual([
      "firstname",
      "lastname",
      "_msdynci_lookupfield_customerprofile_value",
    ]);
  });

  test("compares no two columns of an elastic table", () => {
    const text = "msdynci_viewname eq msdynci_viewtitle";
    expect(fault(() => bindFilter(parseFilter(text), personalizationViewTable, context)).code).toBe("syntax");
  });
});
