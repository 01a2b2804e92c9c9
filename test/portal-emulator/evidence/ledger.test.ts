import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { evidenceLevels, type EvidenceEntry } from "../../../portal-emulator/evidence/evidence.ts";
import { ledger } from "../../../portal-emulator/evidence/ledger.ts";
import { renderEmulatorPage } from "../../../portal-emulator/evidence/render-emulator-page.ts";
import { findUnsupported, unsupportedTable } from "../../../portal-emulator/evidence/unsupported.ts";
import { switchTable } from "../../../portal-emulator/switches.ts";
import { root } from "../../support/kit-site.ts";

test("docs/emulator.md is made of the ledger", async () => {
  const template = readFileSync(join(root, "portal-emulator/evidence/emulator-page.md"), "utf8");
  await expect(renderEmulatorPage({ template, ledger, unsupported: unsupportedTable })).toMatchFileSnapshot("../../../docs/emulator.md");
});

describe("the ledger", () => {
  it("has a good part of what the emulator does", () => {
    expect(ledger.length).toBeGreaterThan(120);
    for (const level of evidenceLevels) expect(ledger.map((entry) => entry.evidence)).toContain(level);
  });

  it("has every switch", () => {
    const named = new Set(ledger.flatMap((entry) => entry.switch ?? []));
    expect(Object.keys(switchTable).filter((name) => !named.has(name as keyof typeof switchTable))).toEqual([]);
  });

  it("names only switches that there are", () => {
    expect(ledger.flatMap((entry) => entry.switch ?? []).filter((name) => !(name in switchTable))).toEqual([]);
  });

  it("has a page of Microsoft's for each documented behaviour, and a source or reason for every other one", () => {
    const isWell = ({ evidence, source }: EvidenceEntry): boolean =>
      evidence === "documented" ? /^https:\/\/learn\.microsoft\.com\/[a-z0-9/#_-]+$/.test(source) : source.trim().length > 3;
    expect(ledger.filter((entry) => !isWell(entry))).toEqual([]);
  });

  it("says each behaviour once, as a sentence", () => {
    const sentences = ledger.map((entry) => `${entry.area}: ${entry.behaviour}`);
    expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([]);
    expect(sentences.filter((sentence) => !/[.)]$/.test(sentence))).toEqual([]);
  });
});

describe("renderEmulatorPage", () => {
  const entry: EvidenceEntry = { area: "pages", behaviour: "A `|` b <script>.", evidence: "assumed", source: "why | not" };

  it("keeps bars and markup of a sentence from ending its cell", () => {
    const page = renderEmulatorPage({ template: "<!-- ledger --><!-- unsupported -->", ledger: [entry], unsupported: [] });
    expect(page).toContain("| A `\\|` b &lt;script>. | assumed: why \\| not |  |");
  });

  it.each(["no marks", "<!-- ledger -->", "<!-- ledger --><!-- ledger --><!-- unsupported -->"])(
    "refuses a template with %s",
    (template) => {
      expect(() => renderEmulatorPage({ template, ledger: [], unsupported: [] })).toThrow("exactly once");
    },
  );
});

describe("findUnsupported", () => {
  it.each(["powerbi", "PowerBI", "currency"])("finds %s", (name) => {
    expect(findUnsupported(name)?.instead).toMatch(/terminal/);
  });

  it("finds nothing for what is emulated", () => {
    expect(findUnsupported("assign")).toBeUndefined();
  });
});
