import { describe, expect, it } from "vitest";
import { listQuestions, type Answer, type Question } from "../../../pac-deploy/init/questions.ts";
import type { SiteView } from "../../../pac-deploy/init/look-at-site.ts";
import { plainView } from "./site-view.ts";

const ask = (view: Partial<SiteView>, key: string): Question => {
  const found = listQuestions({ ...plainView, ...view }).find((question) => question.key === key);
  if (found === undefined) throw new Error(`no question for ${key}`);
  return found;
};
const answers = (given: Record<string, Answer> = {}): Map<string, Answer> => new Map(Object.entries(given));
const asked = (view: Partial<SiteView>, given: Record<string, Answer>): string[] =>
  listQuestions({ ...plainView, ...view })
    .filter((question) => question.isAsked(answers(given)))
    .map(({ key }) => key);

describe("what is proposed, and why", () => {
  it.each([
    ["tracking.placement", {}, "header", /names "Header"/],
    ["tracking.placement", { header: undefined }, "head-bottom", /no header template/],
    [
      "tracking.placement",
      { tracker: { path: "web-templates/h.html", line: 7, where: 'the header template "Header"' } },
      "none",
      /web-templates\/h\.html:7.* holds a tracker already/,
    ],
    ["tracking.script", {}, "tracking.html", /paste yours/],
    ["tracking.script", { scripts: [{ path: "ci.html" }, { path: "other.html" }] }, "ci.html", /holds a tracking script/],
    ["consent.mode", {}, "opt-in", /./],
    ["consent.source", {}, "banner", /no consent tool/],
    [
      "consent.source",
      { consentTool: { name: "OneTrust", source: "onetrust", path: "a.html", where: "the header" } },
      "onetrust",
      /the header \(a\.html\) brings OneTrust/,
    ],
    [
      "consent.source",
      { consentTool: { name: "Klaro", source: undefined, path: "a.html", where: "the header" } },
      "cookie",
      /brings Klaro.*name it/,
    ],
    ["capture.path", {}, "A", /never sign in/],
    ["capture.path", { hasAnonymousRole: false }, "A-self", /no web role for anonymous/],
    ["capture.path", { hasAnonymousRole: false, hasAuthenticatedRole: false }, "none", /no web role/],
    ["capture.path", { enhancedAuthorization: "Dataverse decides here." }, "none", /Dataverse decides here\. Nothing/],
    ["capture.page", {}, "get-in-touch", /no page at \/get-in-touch/],
    ["capture.page", { takenPages: new Set(["get-in-touch"]) }, "stay-in-touch", /./],
    ["capture.page", { takenPages: new Set(["get-in-touch", "stay-in-touch", "your-details"]) }, "", /taken/],
  ] as const)("%s of %j: %s", (key, view, value, because) => {
    expect(ask(view, key).propose(answers())).toMatchObject({ value, because: expect.stringMatching(because) as string });
  });

  it("opens nothing where nobody is asked", () => {
    expect(ask({}, "capture.path").propose(answers())).toMatchObject({ unasked: "none" });
    expect(ask({}, "capture.acceptAnonymousContactAccess").propose(answers())).toMatchObject({ value: false });
  });
});

describe("the form's columns", () => {
  it("hold the address for strangers whatever is chosen, and propose none for signed-in visitors", () => {
    const question = ask({}, "capture.fields");
    if (question.kind !== "choices") throw new Error("expected a question with several choices");
    expect(question.required(answers({ "capture.path": "A" }))).toEqual(["emailaddress1"]);
    expect(question.required(answers({ "capture.path": "A-self" }))).toEqual([]);
    expect(question.propose(answers({ "capture.path": "A-self" })).value).toEqual(["firstname", "lastname", "mobilephone"]);
  });
});

describe("what is asked", () => {
  it("is nothing that follows from an answer", () => {
    expect(asked({}, { "tracking.placement": "none", "capture.path": "none" })).toEqual(["tracking.placement", "capture.path"]);
    expect(asked({}, { "tracking.placement": "header", "consent.mode": "none", "capture.path": "A-self" })).toEqual([
      "tracking.placement",
      "tracking.script",
      "consent.mode",
      "capture.path",
      "capture.page",
      "capture.fields",
    ]);
  });

  it("is the acceptance where strangers would get access, and what a typed address means", () => {
    const keys = asked({}, { "tracking.placement": "header", "consent.mode": "opt-in", "consent.source": "banner", "capture.path": "A" });
    expect(keys).toEqual(expect.arrayContaining(["capture.lookup", "capture.acceptAnonymousContactAccess", "identify.existing"]));
    expect(asked({}, { "capture.path": "A", "capture.lookup": "none" })).not.toContain("identify.existing");
  });

  it("is the name of a cookie or event where the kit has to be told", () => {
    const keys = asked({}, { "consent.source": "cookie" });
    expect(keys).toEqual(expect.arrayContaining(["consent.cookie.name", "consent.cookie.granted"]));
    expect(keys.filter((key) => key.startsWith("consent.event"))).toEqual([]);
  });

  it("is the languages only where there are several", () => {
    expect(asked({}, {})).not.toContain("languages");
    const languages = [
      { code: "en-US", hasTexts: true },
      { code: "pl-PL", hasTexts: false },
    ];
    expect(asked({ languages }, {})).toContain("languages");
    expect(ask({ languages }, "languages")).toMatchObject({
      choices: [{ value: "en-US" }, { value: "pl-PL", hint: expect.stringMatching(/English/) as string }],
    });
  });

  it("is of a code site only what its page needs", () => {
    expect(asked({ kind: "code" }, {})).toEqual(["tracking.script", "consent.mode", "consent.source"]);
  });
});

describe("an answer in words", () => {
  it.each([
    ["capture.page", "", undefined],
    ["capture.page", "join-us", undefined],
    ["capture.page", "HOME", /already/],
    ["capture.page", "a b", /letters/],
    ["capture.page", "/a", /letters/],
    ["tracking.script", " ", /path/],
    ["tracking.script", "a.html", undefined],
    ["consent.cookie.name", "", /one character/],
  ] as const)("%s %j", (key, answer, fault) => {
    const question = ask({}, key);
    if (question.kind !== "text") throw new Error("expected a question for a text");
    if (fault === undefined) expect(question.findFault(answer)).toBeUndefined();
    else expect(question.findFault(answer)).toMatch(fault);
  });
});
