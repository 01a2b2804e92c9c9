import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Opening, Plan } from "../../../pac-deploy/plan/plan.ts";
import { renderSecurity } from "../../../pac-deploy/plan/render-security.ts";

const plan = (change: Partial<Plan>): Plan => ({
  version: 1,
  action: "apply",
  kitVersion: "0",
  site: { kind: "classic", model: "enhanced", websiteId: "", name: "Club" },
  edits: [{ kind: "create", path: "a", text: "", why: "" }],
  before: { a: null },
  accessBefore: "",
  opens: [],
  closes: [],
  findings: [],
  texts: [],
  ...change,
});
const text = (change: Partial<Plan>): string => stripVTControlCharacters(renderSecurity(plan(change)).join("\n"));
const opening = (change: Partial<Opening>): Opening => ({
  table: "contact",
  columns: ["a", "b"],
  rights: ["read"],
  role: "Anonymous Users",
  ...change,
});

describe("what a plan opens, in words", () => {
  it.each([
    ["read", opening({}), "Anybody on the internet can list a and b of every contact in the organization, without signing in"],
    ["create", opening({ rights: ["create"], columns: ["a", "b", "c"] }), "Anybody on the internet can create contacts with a, b and c"],
    ["update", opening({ rights: ["update"], columns: ["a"] }), "Anybody on the internet can change a of every contact"],
    [
      "update without columns",
      opening({ rights: ["update"], columns: [] }),
      "can ask to change any contact, and is refused column by column",
    ],
    [
      "update of one's own",
      opening({ rights: ["update"], rows: "own", role: "Authenticated Users" }),
      "A visitor who is signed in can set a and b of their own contact",
    ],
    ["read of one's own", opening({ rows: "own" }), "A visitor who is signed in can read a and b of their own contact, and of no other"],
    ["create of one's own", opening({ rows: "own", rights: ["create"] }), "A visitor who is signed in can create a contact of their own"],
  ])("says of %s who can do what", (_, given, sentence) => {
    const shown = text({ opens: [given] });
    expect(shown).toContain(sentence);
    expect(shown).toContain(`for the web role ${given.role}`);
    expect(shown.includes("Nothing of this is for visitors who are not signed in")).toBe(given.rows === "own");
  });

  it("says so where nothing opens, and nothing where nothing changes", () => {
    expect(text({})).toContain("This opens nothing new: no table and no column becomes readable or writable by anybody.");
    expect(text({ edits: [] })).toBe("");
  });

  it("says of what it closes that the upload decides", () => {
    expect(text({ closes: [opening({}), opening({ rights: ["update"], columns: [] })] })).toMatch(
      /Strangers can no longer read a and b of contacts.*\n.*Strangers can no longer ask to change contacts\.\n.*An upload deletes nothing/,
    );
    expect(text({ closes: [opening({ rows: "own", rights: ["update"] })] })).toContain(
      "Signed-in visitors can no longer change a and b of their own contact",
    );
  });

  it("says of remove what stays open out there, and how to close it first", () => {
    const shown = text({ action: "remove", closes: [opening({})] });
    expect(shown).toMatch(/stays open in the environment/);
    expect(shown).toContain("Anybody on the internet can list a and b");
    expect(shown).toMatch(/capture\.path to "none"/);
    expect(text({ action: "remove" })).toBe("");
  });

  it("says a sentence once that several roles make true", () => {
    const both = [opening({}), opening({ role: "Visitors" })];
    for (const shown of [text({ opens: both }), text({ action: "remove", closes: both })]) {
      expect(shown.split("can list a and b")).toHaveLength(2);
      expect(shown).toMatch(/for the web role Anonymous Users\n.*for the web role Visitors/);
    }
    expect(text({ closes: both }).split("no longer read")).toHaveLength(2);
  });

  it("lets no role's name steer the terminal", () => {
    expect(renderSecurity(plan({ opens: [opening({ role: "\u001B[2JAnybody" })] })).join("\n")).not.toContain("\u001B[2J");
  });
});
