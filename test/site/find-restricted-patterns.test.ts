import { describe, expect, it } from "vitest";
import { findRestrictedPatterns, restrictedPatterns } from "../../site/find-restricted-patterns.ts";

const names = (script: string): string[] => findRestrictedPatterns(script).map(({ pattern }) => pattern);

describe("findRestrictedPatterns", () => {
  it.each(restrictedPatterns)("finds %s in code, strings and comments", (pattern) => {
    for (const script of [pattern, `"${pattern}"`, `// ${pattern}`, `/*\n${pattern}\n*/`]) expect(names(script)).toContain(pattern);
  });

  it.each(["startswith(", "endswith(", '"x".startsWith("y")', '"x".endsWith("y")'])("finds with( in %s", (script) => {
    expect(names(script)).toEqual(["with("]);
  });

  it.each([
    "",
    'Server.Connector.Dataverse.DeleteRecord("contacts", id)',
    "function get() { return JSON.stringify({ deleted: undefined }).replace(/d/g, '') }".replace("deleted", "removed"),
    "const offset = 5; // Delete, Debugger, PROTOTYPE",
    "functional(1); settimeout(1); const reflect = 1;",
  ])("finds nothing in %s", (script) => {
    expect(findRestrictedPatterns(script)).toEqual([]);
  });

  it("tells where, in the script's order, whatever its line ends", () => {
    expect(findRestrictedPatterns("let a;\r\nlet b = eval('1');\rrequire('x')\n  delete a.b; delete a.c;")).toEqual([
      { pattern: "eval(", offset: 16, line: 2, column: 9 },
      { pattern: "require(", offset: 27, line: 3, column: 1 },
      { pattern: "delete", offset: 42, line: 4, column: 3 },
      { pattern: "delete", offset: 54, line: 4, column: 15 },
    ]);
  });
});

describe("outside comments and strings", () => {
  it.each([
    "// delete",
    "/* delete\n eval( */ get();",
    "'delete' + \"eval(\" + 'it\\'s delete'",
    "`delete ${a.b} eval( ${{ a: { b: `delete` } }} delete`",
    "x = /delete/.test(a); return /with(out)?[/delete]/g;",
    "a(/\\/ delete/u)",
    "'unfinished delete",
    "/* unfinished delete",
    "`unfinished delete",
  ])("finds nothing in %s", (script) => {
    expect(findRestrictedPatterns(script, "code")).toEqual([]);
  });

  it.each([
    ["delete a.b; // delete", 0],
    ["/* x */ delete a.b;", 8],
    ["`text ${delete a.b} text`", 8],
    ["`${`${x}`}`; delete a", 13],
    ["`a ${ { b: {} } } c`; delete a", 22],
    ["a / b; delete c / d", 7],
    ["(a) / 2; delete b; c / 3", 9],
    ["'a\\\\'; delete b", 7],
  ])("finds what is code in %s", (script, offset) => {
    expect(findRestrictedPatterns(script, "code")).toMatchObject([{ pattern: "delete", offset }]);
  });
});
