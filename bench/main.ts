import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { measureCapture } from "./capture/measure-capture.ts";
import { measureEmulator } from "./emulator/measure-emulator.ts";
import { serveParent } from "./emulator/serve-parent.ts";
import { measureApply } from "./measure-apply.ts";
import { measureCheck } from "./measure-check.ts";
import { measureRender } from "./measure-render.ts";
import { measureSizes } from "./measure-sizes.ts";
import { measureSite } from "./site/measure-site.ts";
import type { Measurement } from "./measure.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const groups = {
  sizes: measureSizes,
  render: measureRender,
  apply: measureApply,
  check: measureCheck,
  site: measureSite,
  emulator: measureEmulator,
  capture: measureCapture,
};

if (process.argv.includes("--serve")) {
  // A child of the benchmark of the emulator.
  serveParent();
} else {
  // Names of groups leave the others out.
  const chosen = Object.entries(groups).filter(([name]) => process.argv.includes(name));
  const measurements: Measurement[] = [];
  for (const [, measure] of chosen.length === 0 ? Object.entries(groups) : chosen) measurements.push(...(await measure(root)));
  console.log(process.argv.includes("--json") ? JSON.stringify(measurements) : renderTable(measurements));
}

function renderTable(measurements: readonly Measurement[]): string {
  const cells = measurements.map(({ name, unit, value, baseline, ratio, target, ok }) => [
    name,
    `${value} ${unit}`,
    `${baseline} ${unit}`,
    `${ratio}x`,
    `${target}x`,
    ok ? "ok" : "over",
  ]);
  const rows = [["", "ours", "baseline", "ratio", "target", ""], ...cells];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const renderRow = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ");
  return rows.map(renderRow).join("\n");
}
