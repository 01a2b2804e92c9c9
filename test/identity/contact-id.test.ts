import { describe, expect, it } from "vitest";
import { parseContactId } from "../../identity/contact-id.ts";

const guid = "5c1f2b9e-3a47-4d58-9c06-e2b7a5d41f83";

describe("parseContactId", () => {
  it.each(["00000000-0000-0000-0000-000000000001", "10000000-0000-0000-0000-000000000000"])(
    "takes %s, which is not of zeros alone",
    (text) => {
      expect(parseContactId(text)).toBe(text);
    },
  );
  it.each([guid, guid.toUpperCase(), `{${guid}}`, ` ${guid} `, `\n{${guid.toUpperCase()}}\t`])("takes %s", (text) => {
    expect(parseContactId(text)).toBe(guid);
  });
  it.each([
    "",
    "abc",
    `${guid}0`,
    guid.replaceAll("-", ""),
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "-".repeat(36),
    "0".repeat(36),
    guid.slice(1),
    guid.slice(0, -1),
    guid.replace("5", "g"),
    `${guid} ${guid}`,
    `{{${guid}}}`,
    `/contacts(${guid})`,
    [],
    true,
    `x${guid}`,
    null,
    undefined,
    7,
    { guid },
  ])("takes %s for no contact", (value) => {
    expect(parseContactId(value)).toBeUndefined();
  });
});
