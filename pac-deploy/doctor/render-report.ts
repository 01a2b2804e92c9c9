import pc from "picocolors";
import { printable } from "../printable.ts";
import type { ExaminedChange, SiteReport } from "./examine-site.ts";

const maxEvidence = 6;

/** One page about a site, for people. */
export function renderReport({ site, facts, counts, changes }: SiteReport): string {
  const width = Math.max(...facts.map(({ name }) => name.length));
  const rows = facts.map(
    ({ name, value, from }) => `  ${name.padEnd(width)}  ${printable(value)}${from === undefined ? "" : pc.dim(` (${printable(from)})`)}`,
  );
  const counted = Object.entries(counts).filter(([, count]) => count > 0);
  const concerned = changes.filter(({ affects }) => affects !== "no");
  const others = changes.filter(({ affects }) => affects === "no");
  return [
    `${pc.bold(printable(site.name))} ${pc.dim(`${site.kind === "code" ? "a code site" : "a classic site"}, ${site.id}`)}`,
    rows.join("\n"),
    `  ${counted.map(([name, count]) => `${name} ${pc.bold(String(count))}`).join(" · ")}`,
    pc.underline("Dated changes of the platform that concern it"),
    ...(concerned.length === 0 ? ["  none that is known"] : concerned.map(renderChange)),
    ...(others.length === 0
      ? []
      : [pc.dim(`Known and not of this site:\n${others.map(({ date, what }) => `  ${date}  ${what}`).join("\n")}`)]),
  ].join("\n\n");
}

function renderChange({ date, state, days, affects, what, advice, certainty, source, evidence }: ExaminedChange): string {
  const when =
    state === "ahead" ? pc.yellow(`in ${days} ${days === 1 ? "day" : "days"}`) : state === "now" ? pc.red("this month") : pc.red("already");
  const shown = evidence.slice(0, maxEvidence).map(({ path, line, message }) => {
    const at = path === "" ? "" : `${printable(path)}${line > 0 ? `:${line}` : ""} `;
    return `    ${pc.dim(at)}${printable(message)}`;
  });
  const more = evidence.length - shown.length;
  return [
    `  ${pc.bold(date)} ${affects === "unknown" ? pc.magenta("perhaps") : when}  ${what}`,
    ...shown,
    ...(more > 0 ? [pc.dim(`    … and ${more} more; --json tells all`)] : []),
    `    ${pc.green("→")} ${advice} ${pc.dim(`[${certainty}${source === undefined ? "" : `, ${source}`}]`)}`,
  ].join("\n");
}
