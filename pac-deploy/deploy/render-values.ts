import pc from "picocolors";
import { renderTextDiff } from "../plan/render-changes.ts";
import type { ValueChange } from "./deployment-plan.ts";
import { describeBoth, hideValue } from "./describe-value.ts";
import { withoutPrefix } from "./record-tables.ts";
import type { DeployedRecord } from "./site-records.ts";

/** More of a diff is what the folder itself, or `--json`, is for. */
const maxDiffLines = 14;

/** The values of a change, a line each; texts of several lines as a short diff. */
export function renderValues(
  record: DeployedRecord,
  values: readonly ValueChange[],
  { full = false }: { readonly full?: boolean } = {},
): string[] {
  return values.flatMap((change) => renderValue(record, change, full));
}

function renderValue(record: DeployedRecord, { key, before, after }: ValueChange, isFull: boolean): string[] {
  const name = withoutPrefix(key);
  if (!isLong(before) && !isLong(after)) {
    const [from, to] = describeBoth(record, key, [before, after]);
    return [`    ${name}: ${pc.red(from)} → ${pc.green(to)}`];
  }
  const text = (value: ValueChange["before"]): string => (typeof value === "string" ? hideValue(record, key, value) : "");
  // Its heading is the record's.
  const lines = renderTextDiff(record.path, text(before), text(after)).slice(1);
  const shown = isFull ? lines : lines.slice(0, maxDiffLines);
  const more = lines.length - shown.length;
  return [`    ${name}:`, ...shown.map((line) => `    ${line}`), ...(more > 0 ? [pc.dim(`      … ${more} more lines`)] : [])];
}

const isLong = (value: ValueChange["before"]): boolean => typeof value === "string" && /[\r\n]/.test(value);
