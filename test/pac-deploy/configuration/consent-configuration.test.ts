import { describe, expect, it } from "vitest";
import type { ConsentConfiguration } from "../../../contract/configuration.ts";
import { UserError } from "../../../contract/user-error.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";

const path = "portal-kit.config.json";
/** What differs stands on the third line of the file, alone. */
const parse = (consent: object, tracking: object = { script: "tracking.html" }): ReturnType<typeof parseConfiguration> =>
  parseConfiguration(`{"tracking": ${JSON.stringify(tracking)},\n"consent":\n${JSON.stringify(consent)}}`, path);

function refusal(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("consent", () => {
  it("has a default for every source that needs no word of the site", () => {
    expect(parse({}).consent).toEqual({
      mode: "opt-in",
      source: "banner",
      respectGpc: true,
      banner: { version: "1" },
      onetrust: { groups: ["C0004"] },
      cookiebot: { categories: ["marketing"] },
      google: { types: ["analytics_storage"] },
      tcf: { purposes: [1], outside: "unanswered" },
    } satisfies ConsentConfiguration);
  });

  it.each([
    { mode: "opt-out", source: "banner", respectGpc: false },
    { banner: { version: "2026-11" } },
    { source: "onetrust", onetrust: { groups: ["C0002", "C0004"] } },
    { source: "cookiebot", cookiebot: { categories: ["preferences", "statistics", "marketing"] } },
    { source: "google", google: { types: ["analytics_storage", "ad_storage"] } },
    { source: "tcf", tcf: { purposes: [1, 7], vendor: 755, outside: "granted" } },
    { source: "cookie", cookie: { name: "site_consent", granted: "(^|,)analytics(,|$)" } },
    { source: "cookie", cookie: { name: "a.b-c", granted: "^yes$", denied: "^no$" } },
    { source: "event", event: { name: "consent:change", property: "detail.analytics", granted: "^true$", denied: "^false$" } },
    // Kept for later: only the source that is chosen counts.
    { source: "onetrust", cookie: { name: "site_consent", granted: "yes" } },
  ])("takes %j", (consent) => {
    expect(parse(consent).consent).toMatchObject(consent);
  });

  it("fills in where an event has its answer", () => {
    expect(parse({ source: "event", event: { name: "ok", granted: "." } }).consent.event).toEqual({
      name: "ok",
      property: "detail",
      granted: ".",
    });
  });

  it.each<[string, object, RegExp]>([
    ["an unknown mode", { mode: "maybe" }, /consent\.mode: expected one of "opt-in", "opt-out", "none"$/],
    [
      "an unknown source",
      { source: "usercentrics" },
      /consent\.source: expected one of "banner", "onetrust", "cookiebot", "google", "tcf", "cookie", "event"$/,
    ],
    ["a switch that is none", { respectGpc: "yes" }, /consent\.respectGpc: expected true or false$/],
    ["an unknown key", { vendor: 755 }, /consent\.vendor is not a known key; allowed here: .*banner.*tcf/],
    [
      "a version with a dot, which parts the cookie",
      { banner: { version: "1.2" } },
      /consent\.banner\.version: expected letters, digits and -/,
    ],
    ["an empty version", { banner: { version: "" } }, /consent\.banner\.version: expected letters, digits and -/],
    ["an endless version", { banner: { version: "a".repeat(33) } }, /consent\.banner\.version: expected letters/],
    ["a text of the banner", { banner: { text: "Hello" } }, /consent\.banner\.text is not a known key; allowed here: version$/],
    ["no group", { onetrust: { groups: [] } }, /consent\.onetrust\.groups: expected at least one, got none$/],
    ["groups in one text", { onetrust: { groups: "C0004" } }, /consent\.onetrust\.groups: expected a list/],
    ["a group with a blank", { onetrust: { groups: ["C0002 C0004"] } }, /consent\.onetrust\.groups\.0: expected a word without blanks$/],
    ["a group that leaves its attribute", { onetrust: { groups: ['"><script>'] } }, /consent\.onetrust\.groups\.0: expected a word/],
    ["a group twice", { onetrust: { groups: ["C0004", "C0004"] } }, /consent\.onetrust\.groups: must NOT have duplicate items/],
    [
      "an unknown category",
      { cookiebot: { categories: ["necessary"] } },
      /consent\.cookiebot\.categories\.0: expected one of "preferences", "statistics", "marketing"$/,
    ],
    ["no type", { google: { types: [] } }, /consent\.google\.types: expected at least one, got none$/],
    ["a type with a blank", { google: { types: ["ad storage"] } }, /consent\.google\.types\.0: expected a word without blanks$/],
    ["purpose nought", { tcf: { purposes: [0] } }, /consent\.tcf\.purposes\.0: must be >= 1$/],
    ["half a purpose", { tcf: { purposes: [1.5] } }, /consent\.tcf\.purposes\.0: expected a whole number$/],
    ["a vendor by name", { tcf: { vendor: "Microsoft" } }, /consent\.tcf\.vendor: expected a whole number$/],
    ["vendor nought", { tcf: { vendor: 0 } }, /consent\.tcf\.vendor: must be >= 1$/],
    ["a denial outside the law", { tcf: { outside: "denied" } }, /consent\.tcf\.outside: expected one of "unanswered", "granted"$/],
    ["a cookie without its name", { cookie: { granted: "yes" } }, /consent\.cookie: the key name is missing$/],
    ["a cookie without a yes", { cookie: { name: "a" } }, /consent\.cookie: the key granted is missing$/],
    ["a cookie's name with =", { cookie: { name: "a=b", granted: "yes" } }, /consent\.cookie\.name: expected the name of a cookie$/],
    ["a cookie's name with ;", { cookie: { name: "a;b", granted: "yes" } }, /consent\.cookie\.name: expected the name of a cookie$/],
    ["an empty yes", { cookie: { name: "a", granted: "" } }, /consent\.cookie\.granted: expected at least one, got none$/],
    ["an event without a name", { event: { granted: "yes" } }, /consent\.event: the key name is missing$/],
    [
      "an unknown key of an event",
      { event: { name: "a", granted: "b", on: "window" } },
      /consent\.event\.on is not a known key; allowed here: name/,
    ],
    [
      "a cookie as the source, and no cookie",
      { source: "cookie" },
      /consent\.cookie: expected \{"name", "granted"\}, since consent\.source is "cookie"/,
    ],
    [
      "an event as the source, and only a cookie",
      { source: "event", cookie: { name: "a", granted: "b" } },
      /consent\.event: expected \{"name", "granted"\}, since consent\.source is "event"/,
    ],
    [
      "a yes that is no pattern",
      { source: "cookie", cookie: { name: "a", granted: "(yes" } },
      /consent\.cookie\.granted: expected a regular expression, and this is none: Invalid regular expression/,
    ],
    [
      "a no that is no pattern",
      { source: "event", event: { name: "a", granted: "yes", denied: "[z-a]" } },
      /consent\.event\.denied: expected a regular expression, and this is none/,
    ],
  ])("refuses %s with file, line and what is allowed", (_, consent, message) => {
    const error = refusal(() => parse(consent));
    expect(error).toMatchObject({ code: "configuration-invalid", exitCode: 2, place: { path, line: 3 } });
    expect(error.message).toMatch(message);
  });
});

describe("tracking", () => {
  it.each(["header", "head-bottom", "tracking-code"])("can be placed at %s", (placement) => {
    expect(parse({}, { script: "t.html", placement }).tracking).toMatchObject({ script: "t.html", placement });
  });

  it.each<[string, object, RegExp]>([
    [
      "another place",
      { script: "t.html", placement: "footer" },
      /tracking\.placement: expected one of "header", "head-bottom", "tracking-code", "none"$/,
    ],
    ["a place without a script", { placement: "head-bottom" }, /tracking\.script: expected the path of the file with the pasted script/],
    ["an unknown key", { script: "t.html", place: "header" }, /tracking\.place is not a known key; allowed here: .*placement/],
  ])("refuses %s", (_, tracking, message) => {
    const error = refusal(() => parse({}, tracking));
    expect(error).toMatchObject({ code: "configuration-invalid", exitCode: 2, place: { path, line: 1 } });
    expect(error.message).toMatch(message);
  });
});
