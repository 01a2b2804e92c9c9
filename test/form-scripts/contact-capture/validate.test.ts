import { describe, expect, it } from "vitest";
import { parseEmail } from "../../../form-scripts/contact-capture/parse-email.ts";
import { validate } from "../../../form-scripts/contact-capture/validate.ts";

const field = (column: string, value: string, more: object = {}) => ({
  column,
  type: "text",
  required: false,
  maxLength: undefined,
  label: column,
  value,
  ...more,
});
const email = (value: string, more: object = {}) =>
  field("emailaddress1", value, { type: "email", required: true, maxLength: 100, ...more });

describe("validate", () => {
  it("trims, and leaves out what is empty", () => {
    expect(validate([field("firstname", "  Ada \u00a0"), field("mobilephone", "   "), email(" ada@Example.COM ")])).toEqual({
      ok: true,
      values: { firstname: "Ada", emailaddress1: "ada@example.com" },
    });
  });

  it.each([
    { case: "a missing required value", fields: [field("lastname", " ", { required: true })], codes: ["required"] },
    { case: "a missing address", fields: [email("")], codes: ["required"] },
    { case: "something that is no address", fields: [email("ada")], codes: ["email"] },
    { case: "a value that is too long", fields: [field("firstname", "x".repeat(51), { maxLength: 50 })], codes: ["too-long"] },
    { case: "an address longer than its column", fields: [email(`ada@${"x".repeat(60)}.${"y".repeat(50)}.com`)], codes: ["too-long"] },
    {
      case: "several at once, in the form's order",
      fields: [field("lastname", "", { required: true }), email("x@")],
      codes: ["required", "email"],
    },
  ])("refuses $case", ({ fields, codes }) => {
    const result = validate(fields);
    expect(result.ok ? [] : result.errors.map(({ code }) => code)).toEqual(codes);
  });

  it("counts length after trimming", () => {
    expect(validate([field("firstname", ` ${"x".repeat(50)} `, { maxLength: 50 })]).ok).toBe(true);
  });
});

describe("parseEmail", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    ["Ada.Lovelace+news@Example.COM", "Ada.Lovelace+news@example.com"],
    ["o'brien@example.com", "o'brien@example.com"],
    ["a..b@example.com", "a..b@example.com"],
    ["a@b", "a@b"],
    ["ada@exämple.com", "ada@xn--exmple-cua.com"],
    ["a@127.0.0.1", "a@127.0.0.1"],
  ])("takes %s as %s", (text, parsed) => {
    expect(parseEmail(text)).toBe(parsed);
  });

  it.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@@example.com",
    "ada@exam ple.com",
    "ada@example..com",
    "ada@-example.com",
    "ada@.com",
    "jürgen@example.com",
    "ada@exämple.com/evil",
    "ada@exämple.com:80",
    "ada@exämple.com?x",
    "ada@exämple.com#x",
    "ada@ex%C3%A4mple.com",
    "ada@[exämple]",
    "ada@１",
    "ada@１２７.0.0.1",
    "a\nb@example.com",
    `${"x".repeat(65)}@example.com`,
    `ada@${`${"x".repeat(60)}.`.repeat(5)}com`,
  ])("refuses %j", (text) => {
    expect(parseEmail(text)).toBeUndefined();
  });
});
