import { describe, expect, it } from "vitest";
import { parsePolicies, parsePolicy } from "../../../pac-deploy/policy/parse-policy.ts";

const shortOf = (text: string): string[] =>
  parsePolicy(text).directives.map(({ name, sources, start, end }) => `${start}-${end} ${[name, ...sources].join("|")}`);

describe("parsePolicy", () => {
  it.each([
    ["one directive", "script-src 'self' a.example.com", ["0-31 script-src|'self'|a.example.com"]],
    ["several, with and without blanks around", " img-src * ;script-src 'self'", ["1-10 img-src|*", "12-29 script-src|'self'"]],
    ["names in capitals", "Script-SRC 'Self'", ["0-17 script-src|'Self'"]],
    ["tabs and line ends as blanks", "script-src\t'self'\r\n  a.example.com;", ["0-34 script-src|'self'|a.example.com"]],
    ["a directive without sources", "sandbox; script-src", ["0-7 sandbox", "9-19 script-src"]],
    ["nothing between semicolons", ";; ;", []],
    ["no text", "", []],
  ])("reads %s", (_, text, expected) => {
    expect(shortOf(text)).toEqual(expected);
  });

  it("goes by the first directive of a name, and says which do not count", () => {
    const { directives, ignored } = parsePolicy("script-src 'self'; SCRIPT-SRC *; img-src ’self’");
    expect(directives.map(({ sources }) => sources)).toEqual([["'self'"]]);
    expect(ignored.map(({ name, reason }) => [name, reason])).toEqual([
      ["script-src", "duplicate"],
      ["img-src", "not-ascii"],
    ]);
  });

  it("does not let a directive that is not ASCII stand for its name", () => {
    expect(shortOf("script-src ’none’; script-src 'self'")).toEqual(["19-36 script-src|'self'"]);
  });
});

describe("parsePolicies", () => {
  it("ends a policy at a comma, and counts places from the whole text", () => {
    const text = "img-src *, script-src 'self' ,";
    const policies = parsePolicies(text);
    expect(policies.map(({ directives, end }) => [directives.map(({ start, end: to }) => text.slice(start, to)), end])).toEqual([
      [["img-src *"], 9],
      [["script-src 'self'"], 29],
    ]);
  });

  it.each([[""], [" "], [" ; , ;"]])("finds none in %j", (text) => {
    expect(parsePolicies(text)).toEqual([]);
  });
});
