import { describe, expect, it } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";

const parse = (value: unknown): ReturnType<typeof parseConfiguration> =>
  parseConfiguration(JSON.stringify(value, null, 2), "portal-kit.config.json");

function refusal(text: string): UserError {
  try {
    parseConfiguration(text, "portal-kit.config.json");
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("parseConfiguration", () => {
  it("fills in every default", () => {
    const configuration = parse({ tracking: { script: "tracking.html" } });
    expect(configuration).toMatchObject({
      tracking: { script: "tracking.html", placement: "header" },
      consent: { mode: "opt-in", source: "banner", respectGpc: true },
      capture: {
        path: "none",
        lookup: "email",
        prefetchLookup: false,
        acceptAnonymousContactAccess: false,
        success: { kind: "message" },
        outbox: false,
        minFillMs: 1000,
        existingForms: false,
        keyProvedAt: [],
      },
      identify: { existing: "immediate", key: "contactid" },
      check: { accept: [] },
    });
    expect(configuration.capture.fields).toEqual([
      {
        column: "firstname",
        type: "text",
        required: false,
        maxLength: 50,
        autocomplete: "given-name",
        label: "Portal Kit/label.firstname",
      },
      { column: "lastname", type: "text", required: true, maxLength: 50, autocomplete: "family-name", label: "Portal Kit/label.lastname" },
      {
        column: "emailaddress1",
        type: "email",
        required: true,
        maxLength: 100,
        autocomplete: "email",
        label: "Portal Kit/label.emailaddress1",
      },
      { column: "mobilephone", type: "tel", required: false, maxLength: 50, autocomplete: "tel", label: "Portal Kit/label.mobilephone" },
    ]);
  });

  it("does not share defaults between two readings", () => {
    const first = parse({ tracking: { placement: "none" } });
    const second = parse({ tracking: { placement: "none" } });
    expect(first.capture.fields).not.toBe(second.capture.fields);
    expect(first).toEqual(second);
  });

  it.each([
    [
      "an unknown key",
      '{\n  "tracking": {"placement": "none"},\n  "capture": {"pth": "A"}\n}',
      3,
      /capture\.pth is not a known key; allowed here: .*path/,
    ],
    [
      "an unknown top key",
      '{\n  "tracking": {"placement": "none"},\n  "captur": {}\n}',
      3,
      /captur is not a known key; allowed here: .*capture/,
    ],
    [
      "a value that is not allowed",
      '{"tracking": {"placement": "none"},\n "consent": {"mode": "maybe"}}',
      2,
      /consent\.mode: expected one of "opt-in", "opt-out", "none"/,
    ],
    ["a wrong type", '{"tracking": {"placement": "none"},\n "capture": {"outbox": "yes"}}', 2, /capture\.outbox: expected true or false/],
    ["a missing script", '{\n  "tracking": {}\n}', 2, /tracking\.script: expected the path/],
    ["no tracking at all", "{}", 1, /tracking\.script: expected the path/],
    [
      "a field without a column",
      '{"tracking": {"placement": "none"}, "capture": {"fields": [\n{"type": "email"}]}}',
      2,
      /capture\.fields\.0: the key column is missing/,
    ],
    [
      "a column listed twice",
      '{"tracking": {"placement": "none"}, "capture": {"fields": [{"column": "a"},\n{"column": "a"}]}}',
      2,
      /a is listed twice/,
    ],
    [
      "Path A without an address",
      '{"tracking": {"placement": "none"},\n"capture": {"path": "A", "fields": [{"column": "firstname"}]}}',
      2,
      /emailaddress1/,
    ],
    [
      "a path that is not built",
      '{"tracking": {"placement": "none"},\n"capture": {"path": "B"}}',
      2,
      /"B" is not built yet; this version does "A", "A-key", "A-self", "none"$/,
    ],
    [
      "a redirect without a place",
      '{"tracking": {"placement": "none"},\n"capture": {"success": {"kind": "redirect"}}}',
      2,
      /capture\.success\.url/,
    ],
    [
      "a redirect to another site",
      '{"tracking": {"placement": "none"},\n"capture": {"success": {"kind": "redirect", "url": "//evil.example"}}}',
      2,
      /capture\.success\.url/,
    ],
    ["JSON that is none", '{\n  "tracking": {\n}', 3, /not valid JSON/],
    ["an empty file", "", 1, /not valid JSON/],
    ["a key that is there twice", '{"tracking": {"placement": "none"},\n"tracking": {"placement": "header"}}', 2, /twice/],
    [
      "a column nobody can write",
      '{"tracking": {"placement": "none"}, "capture": {"fields": [\n{"column": "fullname"}]}}',
      2,
      /fills in fullname itself/,
    ],
    [
      "a language that is no code",
      '{"tracking": {"placement": "none"},\n"languages": ["english!"]}',
      2,
      /languages\.0: expected a language code/,
    ],
    [
      "a page with a slash",
      '{"tracking": {"placement": "none"},\n"capture": {"page": "a/b"}}',
      2,
      /capture\.page: expected one partial URL/,
    ],
    ["no field", '{"tracking": {"placement": "none"},\n"capture": {"fields": []}}', 2, /capture\.fields: expected at least one/],
    ["a comment", '{\n// mine\n"tracking": {"placement": "none"}}', 2, /not valid JSON/],
    ["a list", "[]", 1, /the configuration: expected an object/],
  ])("refuses %s with file, line and what is allowed", (_, text, line, message) => {
    const error = refusal(text);
    expect(error.exitCode).toBe(2);
    expect(error.place?.path).toBe("portal-kit.config.json");
    expect(error.message).toMatch(message);
    expect(error.place?.line).toBe(line);
  });
});

describe("check.accept", () => {
  const accept = (entry: object): string => JSON.stringify({ tracking: { placement: "none" }, check: { accept: [entry] } }, null, 2);

  it("takes a code, a reason, and a path", () => {
    const entry = { code: "tracker-ungated", path: "web-templates/*", reason: "agreed" };
    expect(parseConfiguration(accept(entry), "portal-kit.config.json").check).toEqual({ accept: [entry] });
  });

  it.each([
    ["no reason", { code: "tracker-ungated" }, /the key reason is missing/],
    ["a reason without words", { code: "tracker-ungated", reason: " " }, /says why/],
    ["no code", { reason: "agreed" }, /the key code is missing/],
    ["a code that can be none", { code: "Tracker Ungated", reason: "agreed" }, /the code of a check/],
    ["another key", { code: "tracker-ungated", reason: "agreed", line: 3 }, /line is not a known key/],
  ])("refuses %s", (_, entry, message) => {
    expect(refusal(accept(entry))).toMatchObject({ code: "configuration-invalid", message: expect.stringMatching(message) as unknown });
  });
});
