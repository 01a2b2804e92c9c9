import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLiteral, parsePath } from "../../../portal-emulator/odata/parse-path.ts";

const id = "11111111-1111-4111-8111-111111111111";
const upper = "AAAAAAAA-1111-4111-8111-111111111111";
const row = { kind: "row", entitySet: "contacts", id } as const;

describe("a path is", () => {
  test.each([
    ["", { kind: "service" }],
    ["$metadata", { kind: "metadata" }],
    ["$batch", { kind: "batch" }],
    ["contacts", { kind: "collection", entitySet: "contacts" }],
    ["contacts/", { kind: "collection", entitySet: "contacts" }],
    ["contacts/$count", { kind: "count", entitySet: "contacts" }],
    [`contacts(${id})`, row],
    [`contacts%28${id}%29`, row],
    [`contacts(${upper})`, { ...row, id: upper.toLowerCase() }],
    ["contacts(emailaddress1='o''brien%40example.com')", named("emailaddress1", "o'brien@example.com")],
    ["contacts(emailaddress1='a,b=(c)')", named("emailaddress1", "a,b=(c)")],
    [
      "parcels(code='x', slot=-3,open=true,who=null,at=@a)",
      {
        kind: "alternate-key",
        entitySet: "parcels",
        key: [
          { name: "code", value: { kind: "string", value: "x" } },
          { name: "slot", value: { kind: "number", value: -3 } },
          { name: "open", value: { kind: "boolean", value: true } },
          { name: "who", value: { kind: "null" } },
          { name: "at", value: { kind: "alias", name: "@a" } },
        ],
      },
    ],
    [`readings(readingid=${id},partitionid='it''s')`, { kind: "row", entitySet: "readings", id, partitionId: "it's" }],
    ["WhoAmI()", { kind: "alternate-key", entitySet: "WhoAmI", key: [] }],
    [`contacts(${id})/firstname`, part([{ name: "firstname" }])],
    [`contacts(${id})/firstname/$value`, part([{ name: "firstname" }], "$value")],
    [`contacts(${id})/parentcustomerid_account/$ref`, part([{ name: "parentcustomerid_account" }], "$ref")],
    [`contacts(${id})/leads(${upper})/$ref`, part([{ name: "leads", key: { kind: "id", id: upper.toLowerCase() } }], "$ref")],
    [`contacts(${id})/leads/$count`, part([{ name: "leads" }], "$count")],
    [`contacts(${id})/a/b`, part([{ name: "a" }, { name: "b" }])],
    [
      `contacts(${id})/Microsoft.Dynamics.CRM.Do(x=1)`,
      part([{ name: "Microsoft.Dynamics.CRM.Do", key: { kind: "named", values: [number("x", 1)] } }]),
    ],
    [
      "contacts/Microsoft.Dynamics.CRM.Do",
      {
        kind: "part",
        entitySet: "contacts",
        of: { kind: "collection", entitySet: "contacts" },
        steps: [{ name: "Microsoft.Dynamics.CRM.Do" }],
      },
    ],
  ])("%s", (path, parsed) => {
    expect(parsePath(path)).toEqual(parsed);
  });

  function named(name: string, value: string): unknown {
    return { kind: "alternate-key", entitySet: "contacts", key: [{ name, value: { kind: "string", value } }] };
  }
  function number(name: string, value: number): unknown {
    return { name, value: { kind: "number", value } };
  }
  function part(steps: readonly unknown[], end?: string): unknown {
    return { kind: "part", entitySet: "contacts", of: row, steps, end };
  }
});

test.each([
  ["%", "%"],
  ["contacts(x)", "contacts(x)"],
  ["contacts(guid'11111111-1111-4111-8111-111111111111')", "contacts(guid'11111111-1111-4111-8111-111111111111')"],
  ["contacts(a='x)", "contacts(a='x)"],
  ["contacts(a=)", "contacts(a=)"],
  ["contacts(a='x',a='y')", "contacts(a='x',a='y')"],
  ["contacts(a='x'y)", "contacts(a='x'y)"],
  ["contacts(a='x',)", "contacts(a='x',)"],
  ["contacts)", "contacts)"],
  ["1contacts", "1contacts"],
  ["a.b", "a.b"],
  ["$x", "$x"],
  [`contacts(${id})/$x`, "$x"],
  [`contacts(${id})/$ref`, "$ref"],
  ["contacts/$value", "$value"],
  ["contacts//x", ""],
])("%s is malformed at %s", (path, segment) => {
  expect(parsePath(path)).toEqual({ kind: "malformed", segment });
});

describe("a key in a URL", () => {
  test.each("<>*%&:\\?+/".split(""))("cannot hold %s, an address in a body can", (character) => {
    const path = `contacts(emailaddress1='${encodeURIComponent(`a${character}b`)}')`;
    expect(parsePath(path)).toEqual({ kind: "forbidden-character", character });
    expect(parsePath(path, { takesAnyCharacter: true })).toMatchObject({ key: [{ value: { value: `a${character}b` } }] });
  });

  test("holds any other text as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const parsed = parsePath(`set(a='${encodeURIComponent(text.replaceAll("'", "''"))}',b=1)`, { takesAnyCharacter: true });
        expect(parsed).toMatchObject({ kind: "alternate-key", key: [{ value: { kind: "string", value: text } }, { name: "b" }] });
      }),
    );
  });
});

test("says something of every text, and does not throw", () => {
  const piece = fc.oneof(
    fc.constantFrom("a", "(", ")", "/", "'", ",", "=", "%27", "%", "$ref", id, "@p", "[", "]"),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(parsePath(pieces.join(""))).toHaveProperty("kind");
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["'it''s'", { kind: "string", value: "it's" }],
  [upper, { kind: "guid", value: upper.toLowerCase() }],
  ["-1.5e2", { kind: "number", value: -150 }],
  ["1e999", { kind: "other", text: "1e999" }],
  ["false", { kind: "boolean", value: false }],
  ["null", { kind: "null" }],
  ["@p1", { kind: "alias", name: "@p1" }],
  ["2026-03-04", { kind: "other", text: "2026-03-04" }],
  ["['a']", { kind: "other", text: "['a']" }],
])("reads the literal %s", (text, literal) => {
  expect(parseLiteral(text)).toEqual(literal);
});
