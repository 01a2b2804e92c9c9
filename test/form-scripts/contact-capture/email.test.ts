import { JSDOM } from "jsdom";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collations } from "../../../contract/emulator.ts";
import { emailKey } from "../../../form-scripts/contact-capture/email-key.ts";
import { cleanEmail, parseEmail } from "../../../form-scripts/contact-capture/parse-email.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";
import { emailRows, matchRows } from "./email-table.ts";

describe("an address", () => {
  const { document } = new JSDOM("<input type=email required>").window;
  const input = document.querySelector("input") ?? document.createElement("input");

  it("is tried in hundreds of spellings, each once", () => {
    expect(emailRows.length).toBeGreaterThan(300);
    expect(new Set(emailRows.map(({ typed }) => typed)).size).toBe(emailRows.length);
  });

  it.each(emailRows)("$typed is sent as $sent", ({ typed, sent }) => {
    expect(parseEmail(typed)).toBe(sent);
    // What the form does: the cleaned text goes into the input, whose own grammar says the rest.
    input.value = cleanEmail(typed);
    expect(input.validity.valid ? input.value : undefined).toBe(sent);
  });

  it.each(emailRows.filter(({ sent }) => sent))("$typed stays the same when it is cleaned again", ({ sent = "" }) => {
    expect(cleanEmail(sent)).toBe(sent);
  });
});

it("an address that holds a line break is refused where no input has taken it out", () => {
  expect(parseEmail("a\nb@example.com")).toBeUndefined();
});

describe.each(collations)("an environment whose comparison is %s", (collation) => {
  let store: Store;
  beforeAll(() => {
    store = openStore({ file: ":memory:", clock: { now: () => new Date("2026-03-04T05:06:07Z") }, collation });
  });
  afterAll(() => store.close());

  it.each(matchRows)("gives for $typed the contact of $stored: $found", ({ typed, stored, found }) => {
    const contact = store.insert("contact", { emailaddress1: stored });
    const rows = store.query("contact", { equals: { emailaddress1: parseEmail(typed) ?? "" } });
    expect(rows.map((row) => row["contactid"])).toEqual(found === "always" || found === collation ? [contact["contactid"]] : []);
    store.remove("contact", String(contact["contactid"]));
  });
});

describe("emailKey", () => {
  it.each(matchRows)("of $typed and $stored is the same: $isSame", ({ typed, stored, isSame }) => {
    expect(emailKey(typed) === emailKey(stored)).toBe(isSame);
  });

  it.each([
    { options: {}, key: "a.d.a+news+2@example.com" },
    { options: { plusTags: true }, key: "a.d.a@example.com" },
    { options: { dots: true }, key: "ada+news+2@example.com" },
    { options: { plusTags: true, dots: true }, key: "ada@example.com" },
  ])("is $key with $options", ({ options, key }) => {
    expect(emailKey(" A.d.A+News+2@Example.com", options)).toBe(key);
  });

  it("leaves a local part that begins with a plus sign, and what is no address, something to tell apart", () => {
    expect(emailKey("+ada@example.com", { plusTags: true })).toBe("+ada@example.com");
    expect(emailKey("ADA", { plusTags: true, dots: true })).toBe("ada");
    expect(emailKey("")).toBe("");
  });
});
