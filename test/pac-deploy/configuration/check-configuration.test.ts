import { describe, expect, it } from "vitest";
import type { CaptureField } from "../../../contract/configuration.ts";
import { UserError } from "../../../contract/user-error.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";

const path = "portal-kit.config.json";
const email = { column: "emailaddress1", type: "email", required: true };
/** What differs stands on the third line of the file, alone. */
const parse = (capture: object, identify: object = {}): ReturnType<typeof parseConfiguration> =>
  parseConfiguration(
    `{"tracking": {"placement": "none"},\n"capture":\n${JSON.stringify(capture)},\n"identify":\n${JSON.stringify(identify)}}`,
    path,
  );
const fieldsOf = (...fields: readonly object[]): readonly CaptureField[] => parse({ path: "A", fields: [email, ...fields] }).capture.fields;

function refusal(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("what is built", () => {
  it.each([
    { path: "A" },
    { path: "A", lookup: "none" },
    { path: "A", prefetchLookup: true, outbox: true, existingForms: true, minFillMs: 0 },
    { path: "A-key" },
    {
      path: "A-key",
      prefetchLookup: true,
      keyProvedAt: ["https://contoso.example.com", "https://contoso.example.com:8443", "http://localhost:8080", "http://localhost"],
    },
    { path: "A-self", existingForms: true },
    { path: "A-self", fields: [{ column: "jobtitle" }] },
    { path: "A", success: { kind: "download", url: "/files/guide.pdf" } },
    { path: "A", success: { kind: "redirect", url: "/thank-you?from=form#top" } },
  ])("takes %j", (capture) => {
    expect(parse(capture).capture).toMatchObject(capture);
  });

  it("takes a column of the site's own to identify by, with or without a form", () => {
    expect(parse({ path: "A" }, { key: "pk_number" }).identify.key).toBe("pk_number");
    expect(parse({ path: "A-self" }, { key: "pk_number" }).identify.key).toBe("pk_number");
    expect(parse({ lookup: "none" }, { key: "pk_number" }).identify.key).toBe("pk_number");
  });
});

describe("fields", () => {
  it("may be texts of several lines and hidden", () => {
    const [, note, campaign] = fieldsOf(
      { column: "description", type: "textarea" },
      { column: "pk_utm", type: "hidden", from: "utm_source" },
    );
    expect(note).toEqual({
      column: "description",
      type: "textarea",
      required: false,
      maxLength: 2000,
      autocomplete: "off",
      label: "Portal Kit/label.description",
    });
    expect(campaign).toEqual({
      column: "pk_utm",
      type: "hidden",
      required: false,
      maxLength: 100,
      autocomplete: "off",
      label: "Portal Kit/label.pk_utm",
      from: "utm_source",
    });
  });

  it.each([
    [{}, { ask: "checkbox", given: true, refused: false }],
    [{ ask: "yes-no" }, { ask: "yes-no", given: true, refused: false }],
    [{ given: false }, { ask: "checkbox", given: false, refused: true }],
    [{ refused: true }, { ask: "checkbox", given: false, refused: true }],
    [
      { given: 534120001, refused: 534120002 },
      { ask: "checkbox", given: 534120001, refused: 534120002 },
    ],
    [
      { given: 0, refused: 1 },
      { ask: "checkbox", given: 0, refused: 1 },
    ],
  ])("with the consent %j ask and answer %j", (consent, completed) => {
    expect(fieldsOf({ column: "pk_consent", consent })[1]?.consent).toEqual(completed);
  });

  it("take consent in columns where true means do not, the right way round", () => {
    expect(fieldsOf({ column: "donotemail", required: true, consent: { given: false } })[1]).toMatchObject({
      column: "donotemail",
      required: true,
      consent: { ask: "checkbox", given: false, refused: true },
    });
  });

  it.each([
    ["a hidden field from nowhere", { column: "pk_a", type: "hidden" }, /capture\.fields\.1: the key from is missing/],
    [
      "a hidden field from an unknown place",
      { column: "pk_a", type: "hidden", from: "fragment" },
      /capture\.fields\.1\.from: expected one of "utm_source"/,
    ],
    [
      "a hidden field that is required",
      { column: "pk_a", type: "hidden", from: "page", required: true },
      /fields\.1\.required: expected false/,
    ],
    ["a visible field from somewhere", { column: "pk_a", from: "page" }, /fields\.1\.from: only type "hidden"/],
    [
      "a hidden consent question",
      { column: "pk_a", type: "hidden", from: "page", consent: {} },
      /fields\.1\.type: "hidden" hides the consent/,
    ],
    [
      "consent of two kinds",
      { column: "pk_a", consent: { given: 1, refused: false } },
      /fields\.1\.consent: expected given and refused of one kind/,
    ],
    ["a number for consent alone", { column: "pk_a", consent: { given: 1 } }, /of one kind/],
    ["a number for refusal alone", { column: "pk_a", consent: { refused: 1 } }, /of one kind/],
    ["consent that says the same twice", { column: "pk_a", consent: { given: true, refused: true } }, /given and refused are both true/],
    ["numbers of consent that are the same", { column: "pk_a", consent: { given: 7, refused: 7 } }, /given and refused are both 7/],
    ["consent as text", { column: "pk_a", consent: { given: "yes" } }, /consent\.given: expected true, false, or the number of an option/],
    ["half a number", { column: "pk_a", consent: { given: 1.5 } }, /consent\.given: expected true, false, or the number of an option/],
    ["a question of another kind", { column: "pk_a", consent: { ask: "slider" } }, /consent\.ask: expected one of "checkbox", "yes-no"/],
    [
      "an unknown key of consent",
      { column: "pk_a", consent: { asks: "yes-no" } },
      /consent\.asks is not a known key; allowed here: ask, given, refused/,
    ],
    [
      "do not email for yes",
      { column: "donotemail", consent: {} },
      /true in donotemail means "do not": expected "given": false and "refused": true/,
    ],
    ["do not phone for yes", { column: "donotphone", consent: { given: true } }, /true in donotphone means "do not"/],
    ["an unknown type", { column: "pk_a", type: "date" }, /fields\.1\.type: expected one of "text", "email", "tel", "textarea", "hidden"/],
  ])("refuse %s", (_, field, message) => {
    const error = refusal(() => fieldsOf(field));
    expect(error).toMatchObject({ code: "configuration-invalid", exitCode: 2, place: { path, line: 3 } });
    expect(error.message).toMatch(message);
  });

  it("do not take a consent question for the address", () => {
    const asked = { ...email, consent: { ask: "yes-no" } };
    expect(refusal(() => parse({ path: "A", fields: [asked] })).message).toMatch(/expected a required field \{"column": "emailaddress1"/);
  });
});

describe("what two keys say against each other", () => {
  it.each([
    [
      "an early look-up where nothing is looked up",
      { path: "A", lookup: "none", prefetchLookup: true },
      /prefetchLookup: expected capture\.lookup "email"/,
    ],
    [
      "an early look-up for signed-in visitors",
      { path: "A-self", prefetchLookup: true },
      /prefetchLookup: expected capture\.path "A" or "A-key"/,
    ],
    [
      "an upsert by key without a look-up",
      { path: "A-key", lookup: "none" },
      /capture\.lookup: expected "email" with capture\.path "A-key"/,
    ],
    [
      "a proof of another path",
      { path: "A", keyProvedAt: ["https://contoso.example.com"] },
      /keyProvedAt: expected capture\.path "A-key", got "A"/,
    ],
    ["an outbox for signed-in visitors", { path: "A-self", outbox: true }, /capture\.outbox: expected capture\.path "A" or "A-key"/],
    ["forms without a path", { existingForms: true }, /capture\.existingForms: expected capture\.path/],
    [
      "a download of nothing",
      { success: { kind: "download" } },
      /capture\.success\.url: expected a path on the same site, since capture\.success\.kind is "download"/,
    ],
    [
      "a download from elsewhere",
      { success: { kind: "download", url: "https://files.example.com/a.pdf" } },
      /success\.url: expected a path on the same site/,
    ],
    ["Liquid in an address", { success: { kind: "redirect", url: "/{{ page.url }}" } }, /success\.url: expected a path on the same site/],
    [
      "a way out with a backslash",
      { success: { kind: "redirect", url: "/\\evil.example" } },
      /success\.url: expected a path on the same site/,
    ],
    ["a time below nothing", { minFillMs: -1 }, /capture\.minFillMs: must be >= 0/],
    ["a time that never ends", { minFillMs: 3_600_000 }, /capture\.minFillMs: must be <= 60000/],
    ["path B-server", { path: "B-server" }, /"B-server" is not built yet/],
    ["path C", { path: "C" }, /"C" is not built yet/],
  ])("is refused: %s", (_, capture, message) => {
    const error = refusal(() => parse(capture));
    expect(error).toMatchObject({ code: "configuration-invalid", exitCode: 2, place: { path, line: 3 } });
    expect(error.message).toMatch(message);
  });

  it.each([
    "https://contoso.example.com/",
    "https://contoso.example.com/path",
    "https://Contoso.example.com",
    "https://contoso.example.com:443",
    "http://contoso.example.com",
    "http://127.0.0.1:8080",
    "http://localhost.example.com",
    "contoso.example.com",
    "*",
    "",
    "null",
  ])("refuses %j as the origin of a portal", (origin) => {
    expect(refusal(() => parse({ path: "A-key", keyProvedAt: ["https://a.example.com", origin] })).message).toMatch(
      /capture\.keyProvedAt\.1: expected the origin of a portal/,
    );
  });

  it.each([
    ["emailaddress1", /emailaddress1 is personal: .* Customer Insights says that the key must not be the email/],
    ["emailaddress3", /is personal/],
    ["mobilephone", /is personal/],
    ["telephone2", /is personal/],
    ["fullname", /is personal/],
    ["lastname", /is personal/],
    ["yomifirstname", /is personal/],
    ["birthdate", /is personal/],
    ["address1_line1", /is personal/],
    ["adx_identity_passwordhash", /is personal/],
    ["externaluseridentifier", /is personal/],
    ["pk_typed", /visitors fill in pk_typed \(capture\.fields\), so anybody could choose who to be/],
    ["Email", /identify\.key: expected the logical name of a column/],
  ])("refuses to identify by %s", (key, message) => {
    const error = refusal(() => parse({ path: "A", fields: [email, { column: "pk_typed" }] }, { key }));
    expect(error).toMatchObject({ code: "configuration-invalid", exitCode: 2, place: { path, line: 5 } });
    expect(error.message).toMatch(message);
  });

  it("refuses to identify by a column where nothing can be read", () => {
    expect(refusal(() => parse({ path: "A", lookup: "none" }, { key: "pk_number" })).message).toMatch(
      /identify\.key: with capture\.lookup "none" nothing of a contact can be read/,
    );
  });
});
