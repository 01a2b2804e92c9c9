import { describe, expect, it } from "vitest";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceCase, Expected } from "./frame.ts";
import { judgeReply } from "./judge-reply.ts";
import { normalise, renderConformance } from "./render-conformance.ts";
import { fillIds, type Reply } from "./world.ts";

const error = { error: { code: "9004010A", message: "No." } };
const reply: Reply = {
  status: 400,
  headers: new Headers({ "content-type": "application/json", etag: 'W/"7"' }),
  text: JSON.stringify(error),
  json: error,
};

describe("judging an answer", () => {
  it.each<[string, Expected]>([
    ["the status", { status: 200 }],
    ["the code", { status: 400, code: "90040101" }],
    ["a header's text", { status: 400, headers: { etag: 'W/"8"' } }],
    ["a header's pattern", { status: 400, headers: { etag: /^W\/"8"$/u } }],
    ["a header that must be absent", { status: 400, headers: { etag: undefined } }],
    ["a header that must be there", { status: 400, headers: { location: /./u } }],
    ["a part of the body", { status: 400, json: { error: { message: "Yes." } } }],
    ["the whole body", { status: 400, exactly: { error: { code: "9004010A" } } }],
    ["the body's text", { status: 400, text: "" }],
    ["the body's pattern", { status: 400, text: /Yes/u }],
  ])("fails on %s", (_, expected) => {
    expect(() => judgeReply(reply, expected, "GET /")).toThrow("GET /");
  });

  it("passes what is as expected", () => {
    judgeReply(
      reply,
      { status: 400, code: "9004010A", headers: { etag: /7/u, location: undefined }, exactly: error, text: /No/u },
      "GET /",
    );
  });
});

describe("the page", () => {
  it.each([
    [`contacts(${ids.ada})`, "contacts({ada})"],
    ["contacts(#{ada})", "contacts({ada})"],
    ["contacts(12345678-1234-4234-8234-1234567890ab)", "contacts({id})"],
    [String.raw`"W/\"1066\""`, String.raw`"W/\"{etag}\""`],
    ["2026-03-04T05:06:07.123Z", "{date}"],
    ["http://localhost:4280/_api/contacts?$skiptoken=abc&x", "{site}/_api/contacts?$skiptoken={token}&x"],
    ["555-0101", "555-0101"],
  ])("shows %s as %s", (text, shown) => {
    expect(normalise(text)).toBe(shown);
  });

  it("escapes what would end a cell or begin a tag", () => {
    const one: ConformanceCase = { area: "A", behaviour: "a | b <c>", evidence: "assumed", steps: [] };
    const page = renderConformance([one], new Map([[one, [{ kind: "exchange", asked: { ask: "GET /a|b" }, reply }]]]));
    expect(page).toContain(String.raw`| a \| b &lt;c><br>assumed | ${"`"}GET /a\|b${"`"} | **400** ${"`"}9004010A${"`"}`);
    expect(page).toContain("no cache-control");
  });
});

it("knows no id by a name that no row has", () => {
  expect(fillIds("#{ada}")).toBe(ids.ada);
  expect(() => fillIds("#{nemo}")).toThrow("nemo");
});
