import { createHash } from "node:crypto";
import { isBlank } from "./checksum.ts";
import { idKeys, isLinkKey, kindOf } from "./kinds.ts";
import type { Edit } from "./lies.ts";
import { packBytes, recordKey, sortIds, type FakeRecord, type FakeSite } from "./records.ts";

/** What another person does in the studio. Fails on records that are not there, so that a test does not edit the air. */
export function editSite(site: FakeSite, edits: readonly Edit[], clock: () => number): void {
  for (const edit of edits) {
    if (edit.do === "create") {
      createRecord(site, edit, clock());
      continue;
    }
    const record = site.records.find(({ table, id }) => table === edit.table && id === edit.id.toLowerCase());
    if (record === undefined) throw new Error(`no record ${edit.table}/${edit.id} in ${site.name}`);
    if (edit.do === "delete") deleteRecord(site, record);
    else changeRecord(record, edit, clock());
  }
}

function createRecord(site: FakeSite, edit: Extract<Edit, { readonly do: "create" }>, modified: number): void {
  const id = (edit.id ?? madeId(`${site.id} ${edit.table} ${modified}`)).toLowerCase();
  if (site.records.some((record) => record.table === edit.table && record.id === id))
    throw new Error(`${edit.table}/${id} is there already`);
  const [idKey = "id"] = site.prefixed ? idKeys(kindOf(edit.table)) : ["id"];
  const texts = Object.fromEntries(Object.entries(edit.texts ?? {}).map(([key, text]) => [key, packBytes(Buffer.from(text, "utf8"))]));
  site.records.push({ table: edit.table, id, values: { [idKey]: id, ...edit.values }, texts, modified });
}

function changeRecord(record: FakeRecord, edit: Extract<Edit, { readonly do: "change" }>, modified: number): void {
  for (const [key, value] of Object.entries(edit.values ?? {})) {
    if (value === null || (isLinkKey(key) && isBlank(value))) record.values = without(record.values, key);
    else record.values = { ...record.values, [key]: isLinkKey(key) && Array.isArray(value) ? sortIds(value) : value };
  }
  for (const [key, text] of Object.entries(edit.texts ?? {})) {
    record.texts = text === null ? without(record.texts, key) : { ...record.texts, [key]: packBytes(Buffer.from(text, "utf8")) };
  }
  record.modified = modified;
}

/** A row goes with its links, and with the rows that cannot be without it. */
export function deleteRecord(site: FakeSite, gone: FakeRecord): void {
  site.records = site.records.filter((record) => record !== gone && !isPartOf(record, gone));
  for (const record of site.records) {
    for (const [key, value] of Object.entries(record.values)) {
      if (!isLinkKey(key) || !Array.isArray(value) || !value.includes(gone.id)) continue;
      record.values = { ...record.values, [key]: value.filter((id) => id !== gone.id) };
    }
  }
}

/** Items of a link set or a form: parental relationships. */
function isPartOf(record: FakeRecord, owner: FakeRecord): boolean {
  const { parent } = kindOf(record.table);
  if (parent === undefined || parent.table !== owner.table) return false;
  return (record.values[`adx_${parent.key}`] ?? record.values[parent.key]) === owner.id;
}

export function without<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/** An id of the server's choosing; the same for the same words, so that tests repeat. */
export function madeId(words: string): string {
  const hex = createHash("sha256").update(words).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const findRecord = (site: FakeSite, key: string): FakeRecord | undefined => site.records.find((record) => recordKey(record) === key);
