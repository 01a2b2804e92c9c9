import { describe, expect, it } from "vitest";
import { parseSets } from "../../../pac-deploy/init/parse-set.ts";

describe("--set", () => {
  it.each([
    ["capture.path=A-self", "A-self"],
    ["capture.acceptAnonymousContactAccess=true", true],
    ["capture.outbox=false", false],
    ["capture.minFillMs=250", 250],
    ["consent.tcf.purposes=1,7", [1, 7]],
    ["consent.onetrust.groups=C0002, C0004", ["C0002", "C0004"]],
    ["languages=en-US,de-DE", ["en-US", "de-DE"]],
    ['languages=["en-US"]', ["en-US"]],
    [
      "capture.fields=lastname,emailaddress1,new_code",
      [{ column: "lastname", required: true }, { column: "emailaddress1", type: "email", required: true }, { column: "new_code" }],
    ],
    ['capture.success={"kind":"redirect","url":"/thanks"}', { kind: "redirect", url: "/thanks" }],
    ["tracking.script=a=b.html", "a=b.html"],
    ["identify.key=new_number", "new_number"],
  ])("%s", (text, value) => {
    expect(parseSets([text])).toEqual([{ key: text.slice(0, text.indexOf("=")), value }]);
  });

  it("takes keys together that need each other", () => {
    expect(parseSets(["consent.cookie.name=site", "consent.cookie.granted=yes"])).toHaveLength(2);
    expect(() => parseSets(["consent.cookie.name=site"])).toThrow(/granted is missing/);
  });

  it.each([
    ["novalue", /no key=value/],
    ["=x", /no key=value/],
    ["foo=1", /foo is not a known key; allowed here: tracking, consent, capture, identify, languages/],
    ["capture.foo=1", /capture\.foo is not a known key; allowed in capture: path, lookup/],
    ["capture.path.deep=1", /holds no keys/],
    ["__proto__.x=1", /not a known key/],
    ["capture.toString=1", /not a known key/],
    ["$schema=x", /not a known key/],
    ["capture.path=Q", /expected one of "A", "A-key", "A-self"/],
    ["capture.outbox=yes", /expected true or false, got "yes"/],
    ["capture.minFillMs=1.5", /whole number/],
    ["capture.minFillMs=999999", /capture\.minFillMs/],
    ["capture.page=a b", /partial URL/],
    ["tracking=1", /tracking: expected an object/],
    ["tracking={", /expected JSON/],
    ["languages=", /at least one/],
    ["languages=english!", /language code/],
    ["consent.tcf.purposes=one", /whole number/],
  ])("refuses %s in words", (text, message) => {
    expect(() => parseSets([text])).toThrow(message);
    try {
      parseSets([text]);
    } catch (error) {
      expect(error).toMatchObject({ code: "set-invalid", exitCode: 2 });
    }
  });
});
