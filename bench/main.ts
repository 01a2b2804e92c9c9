import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { measureApply } from "./measure-apply.ts";
import { measureRender } from "./measure-render.ts";
import { measureSizes } from "./measure-sizes.ts";
import type { Measurement } from "./measure.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const measurements: Measurement[] = [...(await measureSizes(root)), ...(await measureRender(root)), ...(await measureApply(root))];

if (process.argv.includes("--json")) {
  console.log(JSON.stringify(measurements));
} else {
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
  for (const row of rows)
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  "),
    );
}
