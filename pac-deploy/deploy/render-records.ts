import pc from "picocolors";
import { printableInLine } from "../printable.ts";
import { describeRecord, nameOfTable } from "./describe-value.ts";
import type { DeployedRecord } from "./site-records.ts";

export interface ListedRecord {
  readonly record: DeployedRecord;
  /** What is said of it behind its name; those of one table of which the same is said are told together. */
  readonly note?: string;
  /** What is said of it alone, in lines below: then it is not told together with others. */
  readonly below?: readonly string[];
  readonly sign: string;
}

/** More of one table are told by their number and the first names. */
const maxListed = 3;

/** Records for people, one entry each; many of one table in one entry, unless `full`. */
export function renderRecords(listed: readonly ListedRecord[], { full }: { readonly full: boolean }): string[][] {
  const groups = new Map<string, ListedRecord[]>();
  for (const [index, one] of listed.entries()) {
    const { record, note = "", sign, below = [] } = one;
    const key = full || below.length > 0 ? String(index) : JSON.stringify([record.table, sign, note]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => (group.length > maxListed ? [renderGroup(group)] : group.map(renderOne)));
}

const renderOne = ({ record, note = "", below = [], sign }: ListedRecord): string[] => [
  `${sign} ${describeRecord(record)}${note}`,
  ...below,
];

function renderGroup(group: readonly ListedRecord[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const names = group.slice(0, maxListed).map(({ record }) => `"${printableInLine(record.name === "" ? record.id : record.name)}"`);
  const more = pc.dim(`and ${group.length - names.length} more`);
  return [`${first.sign} ${group.length} ${pluralOf(nameOfTable(first.record.table))}: ${names.join(", ")} ${more}${first.note ?? ""}`];
}

const pluralOf = (name: string): string => (/(?:metadata|logic)$/.test(name) ? name : `${name}s`);
