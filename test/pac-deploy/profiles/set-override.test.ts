import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { examineProfile } from "../../../pac-deploy/profiles/examine-profile.ts";
import { setOverride, type Override } from "../../../pac-deploy/profiles/set-override.ts";

const path = "deployment-profiles/test.deployment.yml";
const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const setting = (number: number, value: string): Override => ({
  table: "adx_sitesetting",
  id: id(number),
  name: `Some/Setting${number}`,
  column: "adx_value",
  value,
});
const set = (text: string | undefined, override: Override, lineEnd = "\n"): string => setOverride(text, override, { path, lineEnd });

const written = `# For the test environment; ask Kim before you change it.
adx_sitesetting:
    - adx_sitesettingid: ${id(4)}
      adx_value: \${OS.FacebookAppId}   # from the vault
      adx_name: Authentication/OpenAuth/Facebook/AppId

    - {adx_sitesettingid: ${id(9)}, adx_value: flow}
adx_contentsnippet:
- adx_contentsnippetid: ${id(7)}
  adx_value:  'https://contoso.example.com'
`;

describe("setOverride", () => {
  it("begins a profile", () => {
    expect(set(undefined, setting(1, "${OS.VALUE}"))).toBe(
      `adx_sitesetting:\n  - adx_name: Some/Setting1\n    adx_sitesettingid: ${id(1)}\n    adx_value: \${OS.VALUE}\n`,
    );
    expect(set(undefined, setting(1, "a"), "\r\n")).toMatch(/^adx_sitesetting:\r\n {2}- /);
  });

  it("replaces one value and leaves every other byte alone, comments and odd spacing included", () => {
    expect(set(written, setting(4, "${OS.Other}"))).toBe(written.replace("${OS.FacebookAppId}", "${OS.Other}"));
    expect(set(written, { ...setting(7, "x"), table: "adx_contentsnippet" })).toBe(written.replace("'https://contoso.example.com'", "'x'"));
  });

  it("adds a record in the style of its list, and a table at the end", () => {
    const added = set(written, setting(5, "yes"));
    expect(added).toContain(`\n    - adx_name: Some/Setting5\n      adx_sitesettingid: ${id(5)}\n      adx_value: yes\n`);
    expect(written.split("\n").every((line) => added.split("\n").includes(line))).toBe(true);
    expect(set(written, { ...setting(1, "x"), table: "adx_webtemplate", column: "adx_source" })).toBe(
      `${written}adx_webtemplate:\n    - adx_name: Some/Setting1\n      adx_source: x\n      adx_webtemplateid: ${id(1)}\n`,
    );
  });

  it("adds a column to a record that has others", () => {
    const text = `adx_sitesetting:\n  - adx_sitesettingid: ${id(1)}\n    adx_description: d\n`;
    expect(examineProfile(path, set(text, setting(1, "v"))).profile.rows[0]?.values).toMatchObject({
      adx_description: { text: "d" },
      adx_value: { text: "v" },
    });
  });

  it.each([
    ["a table without records", "adx_sitesetting:\nadx_contentsnippet:\n"],
    ["no final line end", `adx_contentsnippet:\n  - adx_contentsnippetid: ${id(2)}\n    adx_value: a`],
    ["CR LF", `adx_sitesetting:\r\n  - adx_sitesettingid: ${id(2)}\r\n    adx_value: a\r\n`],
    ["a byte order mark", `\uFEFFadx_sitesetting:\n  - adx_sitesettingid: ${id(2)}\n    adx_value: a\n`],
    ["comments only", "# nothing yet\n"],
    ["nothing", ""],
  ])("writes into a file with %s", (_, text) => {
    const after = set(text, setting(1, "two\nlines"));
    expect(examineProfile(path, after)).toMatchObject({ faults: [] });
    const { rows } = examineProfile(path, after).profile;
    expect(rows.find((row) => row.id === id(1))?.values["adx_value"]?.text).toBe("two\nlines");
    expect(rows.filter((row) => row.id === id(2))).toEqual(
      examineProfile(path, text).profile.rows.map((row) => expect.objectContaining({ id: row.id }) as unknown),
    );
    if (text.includes("\r\n")) expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    if (text.startsWith("\uFEFF")) expect(after).toMatch(/^\uFEFF/);
  });

  it.each([
    ["flow style", `{adx_sitesetting: [{adx_sitesettingid: ${id(2)}}]}`, "yaml-style"],
    ["a list in flow style", `adx_sitesetting: [{adx_sitesettingid: ${id(2)}}]`, "yaml-style"],
    ["a fault", "adx_sitesetting: text\n", "profile-unreadable"],
    ["broken YAML", "adx_sitesetting:\n  - a: 'b\n", "profile-unreadable"],
  ])("refuses a file with %s", (_, text, code) => {
    expect(() => set(text, setting(1, "a"))).toThrow(expect.objectContaining({ code, exitCode: 1 }) as Error);
  });

  it("reads back whatever was set, in any order, and loses nothing", () => {
    const value = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom("", "true", "null", "~", "a: b", "# c", "x\n\n  y\n", "{% raw %}", "'", '"', "- d", "${OS.X}"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.boolean(), value), { minLength: 1, maxLength: 8 }), (sets) => {
        let text: string | undefined;
        const expected = new Map<string, string>();
        for (const [number, isSnippet, wanted] of sets) {
          const table = isSnippet ? "adx_contentsnippet" : "adx_sitesetting";
          text = set(text, { ...setting(number, wanted), table });
          expected.set(`${table}/${id(number)}`, wanted);
        }
        const { profile, faults } = examineProfile(path, text ?? "");
        expect(faults).toEqual([]);
        expect(new Map(profile.rows.map((row) => [`${row.table}/${row.id}`, row.values["adx_value"]?.text]))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
