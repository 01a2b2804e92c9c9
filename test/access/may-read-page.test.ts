import { describe, expect, it } from "vitest";
import { mayReadPage, type PageReader } from "../../access/may-read-page.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site, WebPage, WebPageRule } from "../../site/site.ts";
import { starterFolder } from "../support/kit-site.ts";

const member = "11111111-0000-4000-8000-000000000000";
const anonymous: PageReader = { contactId: undefined, roleIds: [member] };
const signedIn: PageReader = { contactId: "22222222-0000-4000-8000-000000000000", roleIds: [member] };
const site = await readSite(starterFolder("enhanced"));
const pageAt = (url: string): WebPage => {
  const page = site.pages.find((candidate) => candidate.url === url);
  if (page === undefined) throw new Error(`no page ${url}`);
  return page;
};
const home = pageAt("/");
const grantsChange = { right: "grant-change" as const };
const parentOf = (page: WebPage): WebPage | undefined => site.pages.find((candidate) => candidate.id === page.parentId);
const withRules = (...rules: Partial<WebPageRule>[]): Site => ({
  ...site,
  pageRules: rules.map((rule) => ({
    id: "r",
    name: "Rule",
    path: "webpagerule.yml",
    line: 1,
    active: true,
    values: {},
    right: "restrict-read",
    pageId: pageAt("/workshops/").id,
    roleIds: [member],
    ...rule,
  })),
});

describe("mayReadPage", () => {
  it.each([
    ["no rule", [], "/workshops/", anonymous, true],
    ["a rule on the page", [{}], "/workshops/", anonymous, false],
    ["a rule on the page, for its role", [{}], "/workshops/", signedIn, true],
    ["a rule on the page, for another role", [{ roleIds: ["x"] }], "/workshops/", signedIn, false],
    ["a rule above the page", [{}], "/workshops/spring-planting-day/", anonymous, false],
    ["a rule on another page", [{}], "/visit-us/", anonymous, true],
    ["a rule without a page", [{ pageId: undefined }], "/visit-us/", anonymous, true],
    [
      "a rule without a page, where such rules count",
      [{ pageId: undefined }],
      "/visit-us/",
      { ...anonymous, rulesWithoutPage: "everything" as const },
      false,
    ],
    [
      "a rule without a page, where such rules count, for its role",
      [{ pageId: undefined }],
      "/visit-us/",
      { ...signedIn, rulesWithoutPage: "everything" as const },
      true,
    ],
    ["an inactive rule", [{ active: false }], "/workshops/", anonymous, true],
    ["a rule that grants change", [{ right: "grant-change" as const }], "/workshops/", anonymous, true],
    [
      "a nearer rule for another role",
      [{}, { pageId: pageAt("/workshops/spring-planting-day/").id, roleIds: ["x"] }],
      "/workshops/spring-planting-day/",
      signedIn,
      false,
    ],
    [
      "a nearer rule for a role that the rule above lacks",
      [{ roleIds: ["x"] }, { pageId: pageAt("/workshops/spring-planting-day/").id }],
      "/workshops/spring-planting-day/",
      signedIn,
      false,
    ],
    ["a second rule on the page for its role", [{ roleIds: ["x"] }, {}], "/workshops/", signedIn, true],
    ["a rule that grants change to the role, beside one that restricts", [{ roleIds: ["x"] }, grantsChange], "/workshops/", signedIn, true],
    [
      "a rule above that grants change to the role",
      [{ roleIds: ["x"] }, { ...grantsChange, pageId: home.id }],
      "/workshops/",
      signedIn,
      true,
    ],
    ["a rule that grants change to another role", [{}, { ...grantsChange, roleIds: ["x"] }], "/workshops/", anonymous, false],
    ["a rule that grants change, for nobody signed in", [{}, grantsChange], "/workshops/", anonymous, false],
    [
      "a rule that grants change without a page",
      [{ roleIds: ["x"] }, { ...grantsChange, pageId: undefined }],
      "/workshops/",
      signedIn,
      false,
    ],
    ["a rule on Home", [{ pageId: home.id }], "/visit-us/", anonymous, false],
    ["a rule on Home, for the page that says so", [{ pageId: home.id }], "/access-denied/", anonymous, true],
  ])("%s", (_, rules, url, reader, allowed) => {
    expect(mayReadPage(withRules(...rules), pageAt(url), reader, parentOf)).toBe(allowed);
  });

  it.each([
    ["a rule on the file's page", [{}], "/workshops/", false],
    ["a rule that leaves out the page's own files", [{ values: { adx_scope: "2" } }], "/workshops/", true],
    ["a rule for all content", [{ values: { adx_scope: "1" } }], "/workshops/", false],
    ["a rule higher up that leaves out its own files", [{ values: { scope: "2" } }], "/workshops/spring-planting-day/", false],
  ])("a web file under %s", (_, rules, url, allowed) => {
    expect(mayReadPage(withRules(...rules), pageAt(url), anonymous, parentOf, "file")).toBe(allowed);
    expect(mayReadPage(withRules(...rules), pageAt(url), anonymous, parentOf)).toBe(false);
  });

  it("ends at a circle of parents", () => {
    const page = pageAt("/visit-us/");
    expect(mayReadPage(withRules({}), page, anonymous, () => page)).toBe(true);
  });
});
