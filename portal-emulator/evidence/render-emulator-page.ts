import { evidenceLevels, type EvidenceEntry } from "./evidence.ts";
import type { Unsupported } from "./unsupported.ts";

export interface EmulatorPageParts {
  /** What is written by hand, with `<!-- ledger -->` and `<!-- unsupported -->` where the tables go. */
  readonly template: string;
  readonly ledger: readonly EvidenceEntry[];
  readonly unsupported: readonly Unsupported[];
}

/** The emulator's page of the documents. */
export function renderEmulatorPage({ template, ledger, unsupported }: EmulatorPageParts): string {
  return `<!-- Written by \`npx vitest run test/portal-emulator/evidence -u\` from portal-emulator/evidence/. Do not edit. -->\n\n${fill(
    fill(template, "ledger", renderLedger(ledger)),
    "unsupported",
    renderUnsupported(unsupported),
  )}`;
}

function fill(template: string, name: string, text: string): string {
  const [before, after, ...more] = template.split(`<!-- ${name} -->`);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`the template of the page must hold <!-- ${name} --> exactly once`);
  return before + text + after;
}

function renderLedger(ledger: readonly EvidenceEntry[]): string {
  const counts = evidenceLevels.map((level) => `${ledger.filter((entry) => entry.evidence === level).length} ${level}`).join(", ");
  const areas = [...new Set(ledger.map((entry) => entry.area))];
  return [
    `${ledger.length} behaviours: ${counts}. Documented means Microsoft's product documentation or training; engine source means the runtime's open-sourced ancestor or its`,
    "Liquid engine; observed (third party) means somebody else's account of live portals, or Microsoft's samples and guidance; assumed means that the sources are silent, with the reason for the choice.",
    "",
    ...areas.flatMap((area) => [
      `### ${area.charAt(0).toUpperCase()}${area.slice(1)}`,
      "",
      "| behaviour | evidence | switch |",
      "|---|---|---|",
      ...ledger.filter((entry) => entry.area === area).map(renderEntry),
      "",
    ]),
  ]
    .join("\n")
    .trimEnd();
}

const renderEntry = (entry: EvidenceEntry): string =>
  `| ${cell(entry.behaviour)} | ${renderSource(entry)} | ${entry.switch === undefined ? "" : `[\`${entry.switch}\`](switches.md)`} |`;

const renderSource = ({ evidence, source }: EvidenceEntry): string =>
  source.startsWith("https://") ? `[${evidence}](${source})` : `${evidence}: ${cell(source)}`;

/** What ends in the same way stands in one row. */
function renderUnsupported(unsupported: readonly Unsupported[]): string {
  const rows = new Map<string, string[]>();
  for (const { area, name, instead } of unsupported) {
    const key = `${area} | ${cell(instead)}`;
    rows.set(key, [...(rows.get(key) ?? []), /^[a-z_]+$/.test(name) ? `\`${name}\`` : cell(name)]);
  }
  return ["| what | area | instead |", "|---|---|---|", ...[...rows].map(([key, names]) => `| ${names.join(", ")} | ${key} |`)].join("\n");
}

/** Bars end a cell, and angle brackets would be markup outside code. */
const cell = (text: string): string =>
  text
    .replaceAll("|", "\\|")
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;")))
    .join("");
