import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../../../pac-deploy/checks/index.ts";
import { findExplanations, listExplanations, signedCode } from "../../../pac-deploy/explain/explanations.ts";
import { errorCodes, planCodes } from "../../../pac-deploy/explain/kit-codes.ts";
import { relatedChecks } from "../../../pac-deploy/explain/related-checks.ts";
import { renderCodeList, renderExplanation } from "../../../pac-deploy/explain/render-explanation.ts";
import { root } from "../../support/kit-site.ts";

const all = listExplanations(checks);
const sources = (...folders: readonly string[]): string =>
  folders
    .flatMap((folder) =>
      readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts"))
        .map((path) => readFileSync(`${root}/${folder}/${path}`, "utf8")),
    )
    .join("\n");

describe("findExplanations", () => {
  it.each([
    ["90040101", "90040101"],
    ["9004010c", "9004010C"],
    ["0x9004010C", "9004010C"],
    ["AttributePermissionIsMissing", "90040101"],
    ["0x80040265", "0x80040265"],
    ["0X80040265", "0x80040265"],
    ["-2147220891", "0x80040265"],
    ["tracker-ungated", "tracker-ungated"],
    ["dangling-reference", "dangling-reference"],
    ["suppression-unused", "suppression-unused"],
    ["site-half-written", "site-half-written"],
    ["anonymous-contact-access", "anonymous-contact-access"],
  ])("knows %s", (asked, code) => {
    expect(findExplanations(asked, all).map(({ entry }) => entry.code)).toEqual([code]);
  });

  it("tells both of a name that two codes have, and nothing of one that none has", () => {
    expect(findExplanations("ResourceDoesNotExists", all).map(({ entry }) => entry.code)).toEqual(["9004010C", "9004010E"]);
    expect(findExplanations("9004", all)).toEqual([]);
  });
});

/** Of a signal that came and is not there: nobody can meet it. */
const impossible: ReadonlySet<string> = new Set(["not-stopped"]);

describe("the codes", () => {
  it("hold every one that the emulator answers with", () => {
    const known = new Set(all.map(({ entry }) => entry.code.toLowerCase()));
    const answered = [...sources("portal-emulator").matchAll(/"(9004[0-9A-F]{4}|0x8[0-9A-Fa-f]{7})"/g)].map((match) => match[1] ?? "");
    expect(answered.length).toBeGreaterThan(20);
    expect([...new Set(answered)].filter((code) => !known.has(code.toLowerCase()))).toEqual([]);
  });

  it("are told once each", () => {
    const codes = all.map(({ kind, entry }) => `${kind} ${entry.code.toLowerCase()}`);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it("of the kit's own stand in its sources", () => {
    const text = sources(
      "pac-deploy/plan",
      "pac-deploy/policy",
      "pac-deploy/configuration",
      "pac-deploy/journal",
      "pac-deploy/checks",
      "pac-deploy/commands",
      "pac-deploy/profiles",
      "pac-deploy/ci",
      "portal-emulator",
      "site",
    );
    const others = ["kit-files", "run-emulator"].map((file) => readFileSync(`${root}/pac-deploy/${file}.ts`, "utf8")).join("\n");
    const isThere = (code: string): boolean =>
      text.includes(`"${code}"`) ||
      others.includes(`"${code}"`) ||
      text.includes(`\${whose}${code.replace(/^(?:anonymous|signed-in)/, "")}`);
    expect([...errorCodes, ...planCodes].map(({ code }) => code).filter((code) => !isThere(code))).toEqual([]);
  });

  it("hold every one that a command stops with", () => {
    const known = new Set(all.map(({ entry }) => entry.code));
    const thrown = [...sources("pac-deploy", "site", "portal-emulator").matchAll(/new UserError\(\s*"([a-z0-9-]+)"/g)].map(
      ([, code]) => code ?? "",
    );
    expect(thrown.length).toBeGreaterThan(100);
    expect([...new Set(thrown)].filter((code) => !known.has(code) && !impossible.has(code))).toEqual([]);
  });

  it("name checks that there are", () => {
    const codes = new Set(checks.map(({ meta }) => meta.code));
    expect(
      Object.values(relatedChecks)
        .flat()
        .filter((code) => !codes.has(code)),
    ).toEqual([]);
  });

  it("of Dataverse are shown as its logs write them too", () => {
    expect(signedCode("0x80040265")).toBe("-2147220891");
  });
});

describe("an explanation in words", () => {
  it.each(all.map((explanation) => [explanation.entry.code, explanation] as const))(
    "says of %s what it means and what to do",
    (code, explanation) => {
      const text = renderExplanation(explanation);
      expect(text.startsWith(code)).toBe(true);
      if (explanation.kind === "check") expect(text).toContain(explanation.entry.about);
      else expect(text).toMatch(/\n.{20,}\n\nwhat to do: .{5,}/);
    },
  );

  it("lists all of them by what they belong to", () => {
    const text = renderCodeList(all);
    for (const { entry } of all) expect(text).toContain(`  ${entry.code}`);
  });
});
