import { describe, expect, it } from "vitest";
import { findSuppressions } from "../../../pac-deploy/checks/find-suppressions.ts";

const ignore = "portal-kit-ignore-next-line";

describe("findSuppressions", () => {
  it.each([
    ["a Liquid comment", "a.html", `{% comment %}${ignore} some-code -- because{% endcomment %}\n<b>`],
    ["a Liquid comment with dashes", "a.html", `{%- comment -%} ${ignore} some-code -- because {%- endcomment -%}\n<b>`],
    ["an HTML comment", "a.html", `<!-- ${ignore} some-code -- because -->\n<b>`],
    ["a line comment", "a.js", `// ${ignore} some-code -- because\ncall();`],
    ["a line comment of a script in HTML", "a.html", `// ${ignore} some-code -- because\ncall();`],
    ["a block comment", "a.css", `/* ${ignore} some-code -- because */\nb {}`],
    ["a YAML comment", "a.yml", `# ${ignore} some-code -- because\nadx_name: x`],
    ["carriage returns", "a.html", `<!-- ${ignore} some-code -- because -->\r<b>\r`],
  ])("knows %s", (_, path, text) => {
    expect(findSuppressions(path, text)).toMatchObject([{ path, line: 1, target: 2, codes: ["some-code"], reason: "because" }]);
  });

  it.each([
    ["text that is no comment", "a.html", `<p>${ignore} some-code -- because</p>`],
    ["YAML's sign in a script", "a.js", `# ${ignore} some-code -- because`],
    ["an address's slashes in CSS", "a.css", `// ${ignore} some-code -- because`],
    ["a comment that has no end", "a.html", `<!-- ${ignore} some-code -- because`],
    ["a comment that only mentions it", "a.html", `<!-- see ${ignore} in the docs -->`],
  ])("takes %s for none", (_, path, text) => {
    expect(findSuppressions(path, text)).toEqual([]);
  });

  it("reads several codes, and a reason over several lines", () => {
    expect(findSuppressions("a.html", `\n<!-- ${ignore} one, two\n  -- it is\n  right -->\n<b>`)).toMatchObject([
      { line: 2, target: 5, codes: ["one", "two"], reason: "it is right" },
    ]);
  });

  it("counts for the next line that is neither empty nor such a comment", () => {
    const text = `<!-- ${ignore} one -- a -->\n\n<!-- ${ignore} two -- b -->\n  \n<b>`;
    expect(findSuppressions("a.html", text).map(({ codes, target }) => [codes, target])).toEqual([
      [["one"], 5],
      [["two"], 5],
    ]);
  });

  it.each([
    ["no reason", `// ${ignore} some-code`, ["some-code"]],
    ["an empty reason", `// ${ignore} some-code -- `, ["some-code"]],
    ["no code", `// ${ignore}`, []],
  ])("tells %s", (_, text, codes) => {
    expect(findSuppressions("a.js", text)).toMatchObject([{ codes, reason: undefined }]);
  });
});
