import { isBlank, linkChecksum, recordChecksum } from "./checksum.ts";
import type { Behaviour } from "./behaviour.ts";
import { deleteRecord } from "./edit-site.ts";
import { fillDefaults } from "./defaults.ts";
import { isLinkKey } from "./kinds.ts";
import { linkName, linksOf, parseLinkName, rowKey, type Link, type ManifestRow } from "./manifest.ts";
import { recordKey, sortIds, textValue, type FakeRecord, type FakeSite, type FakeValue } from "./records.ts";

/** A record as the folder that is uploaded has it. */
export type Local = Pick<FakeRecord, "table" | "id" | "values" | "texts">;

/** One request to the environment. */
export type Step =
  | { readonly do: "upsert"; readonly record: Local; readonly isTwice: boolean }
  | { readonly do: "link"; readonly record: Local; readonly link: Link }
  | { readonly do: "unlink"; readonly table: string; readonly id: string; readonly linked: string }
  | { readonly do: "delete"; readonly table: string; readonly id: string };

export interface UploadInput {
  readonly locals: readonly Local[];
  /** Of the manifest of this very environment; undefined: there is none, or everything is asked for. */
  readonly known: readonly ManifestRow[] | undefined;
  /** `.portalconfig/manifest.yml`. */
  readonly deleted: readonly ManifestRow[];
  readonly behaviour: Behaviour;
}

const neverUploaded = new Set(["adx_websitebinding"]);

/** What is sent, in order: the records whose checksum is not the manifest's, links that it lacks, then deletions. */
export function planUpload({ locals, known, deleted, behaviour }: UploadInput): Step[] {
  const sums = known === undefined ? undefined : new Map(known.map((row) => [rowKey(row), row.sum]));
  const times = new Map<string, number>();
  for (const local of locals) times.set(recordKey(local), (times.get(recordKey(local)) ?? 0) + 1);
  const sent = locals.filter(({ table }) => !neverUploaded.has(table));
  const upserts = sent
    .filter((record) => sums?.get(recordKey(record)) !== recordChecksum(record) || isFileNew(record, sums))
    .map((record): Step => ({ do: "upsert", record, isTwice: (times.get(recordKey(record)) ?? 0) > 1 }));
  const links = sent.flatMap((record) =>
    linksOf(record)
      .filter(({ key, id }) => sums?.get(`${intersect(key)}/${id}/${linkName(record, key)}`) !== linkChecksum(record.id, id))
      .map((link): Step => ({ do: "link", record, link })),
  );
  return [...byTable(upserts), ...links, ...planUnlinks(sent, known, behaviour), ...planDeletions(deleted, behaviour)];
}

const intersect = (key: string): string => (key.startsWith("adx_") ? key : `adx_${key}`);

/** The website first: everything else hangs on it. */
const byTable = (steps: Step[]): Step[] => {
  const rank = (step: Step): string => (step.do !== "upsert" ? "" : step.record.table === "adx_website" ? " " : step.record.table);
  return steps.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
};

/** The note of a web file has a row of its own. */
function isFileNew(record: Local, sums: ReadonlyMap<string, string> | undefined): boolean {
  const note = record.values["annotationid"];
  if (sums === undefined || record.table !== "adx_webfile" || typeof note !== "string" || note === "") return false;
  return sums.get(`annotation/${note.toLowerCase()}`) !== recordChecksum({ values: {}, texts: record.texts });
}

function planUnlinks(locals: readonly Local[], known: readonly ManifestRow[] | undefined, { unlinks }: Behaviour): Step[] {
  if (unlinks === "ignored" || known === undefined) return [];
  const there = new Set(locals.flatMap((record) => linksOf(record).map(({ id }) => `${recordKey(record)} ${id}`)));
  const present = new Set(locals.map(recordKey));
  return known.flatMap((row): Step[] => {
    const from = parseLinkName(row.name);
    if (from === undefined || !present.has(recordKey(from)) || there.has(`${recordKey(from)} ${row.id}`)) return [];
    return [{ do: "unlink", ...from, linked: row.id }];
  });
}

function planDeletions(rows: readonly ManifestRow[], { deletions, manifestUnlinks }: Behaviour): Step[] {
  return rows.flatMap((row): Step[] => {
    if (!row.isDeleted) return [];
    const from = parseLinkName(row.name);
    if (from !== undefined) return manifestUnlinks === "done" ? [{ do: "unlink", ...from, linked: row.id }] : [];
    return deletions === "done" ? [{ do: "delete", table: row.table, id: row.id }] : [];
  });
}

export interface StepOptions {
  readonly behaviour: Behaviour;
  readonly modified: number;
  /** What a plug-in on the server makes of a value. */
  readonly onWrite: (value: string, table: string, key: string) => string;
}

/** Does one request; answers with what pac says when it fails. */
export function runStep(site: FakeSite, step: Step, options: StepOptions): string | undefined {
  if (step.do === "upsert") return upsert(site, step, options);
  const key = step.do === "link" ? recordKey(step.record) : `${step.table}/${step.id}`;
  if (step.do === "delete" && step.table === "annotation") return deleteNote(site, step.id);
  const record = site.records.find((there) => recordKey(there) === key);
  if (record === undefined)
    return step.do === "delete" ? `PowerPageComponentDeletePlugin: record ${step.id} not found` : `Entity With Id = ${key} Does Not Exist`;
  if (step.do === "delete") deleteRecord(site, record);
  if (step.do === "link") addLink(record, step.link);
  if (step.do === "unlink") takeLink(record, step.linked);
  record.modified = options.modified;
  return undefined;
}

function upsert(site: FakeSite, { record, isTwice }: Extract<Step, { readonly do: "upsert" }>, options: StepOptions): undefined {
  const there = site.records.find((other) => recordKey(other) === recordKey(record));
  const own = Object.entries(record.values).filter(([key]) => !isLinkKey(key));
  const told = (key: string, value: FakeValue): FakeValue =>
    typeof value === "string" ? options.onWrite(value, record.table, key) : value;
  const texts = Object.fromEntries(
    Object.entries(record.texts).map(([key, text]) => [
      key,
      text.startsWith("t") && key !== "file" ? `t${options.onWrite(text.slice(1), record.table, key)}` : text,
    ]),
  );
  if (there === undefined) {
    const values = Object.fromEntries(own.filter(([, value]) => !isBlank(value)).map(([key, value]) => [key, told(key, value)]));
    const made: FakeRecord = { table: record.table, id: record.id, values, texts: keepTexts(texts, options), modified: options.modified };
    site.records.push(options.behaviour.defaults ? fillDefaults(made, site) : made);
    return;
  }
  there.modified = options.modified;
  // Documented for two files with one id: the date changes, the content does not.
  if (isTwice) return;
  const isCleared = options.behaviour.blanks === "cleared";
  const values = { ...there.values };
  for (const [key, value] of own) if (!isBlank(value) || (isCleared && !isBlank(values[key] ?? null))) values[key] = told(key, value);
  there.values = values;
  there.texts = { ...there.texts, ...keepTexts(texts, options) };
  if (record.table === "adx_website") site.name = textValue(there, "name") ?? site.name;
}

/** An empty file is a blank. */
const keepTexts = (texts: Readonly<Record<string, string>>, { behaviour }: StepOptions): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text.length > 1 || behaviour.blanks === "cleared"));

function addLink(record: FakeRecord, { key, id }: Link): void {
  const there = record.values[key];
  const ids = Array.isArray(there) ? there : [];
  if (!ids.includes(id)) record.values = { ...record.values, [key]: sortIds([...ids, id]) };
}

function takeLink(record: FakeRecord, id: string): void {
  for (const { key } of linksOf(record).filter((one) => one.id === id)) {
    const there = record.values[key];
    if (Array.isArray(there)) record.values = { ...record.values, [key]: there.filter((other) => String(other).toLowerCase() !== id) };
  }
}

/** A web file's note carries its bytes. */
function deleteNote(site: FakeSite, id: string): string | undefined {
  const record = site.records.find(({ values }) => values["annotationid"] === id);
  if (record === undefined) return `Entity 'annotation' With Id = ${id} Does Not Exist`;
  const note = new Set(["annotationid", "filename", "isdocument", "mimetype", "notetext", "objectid", "objecttypecode", "subject"]);
  record.values = Object.fromEntries(Object.entries(record.values).filter(([key]) => !note.has(key)));
  record.texts = {};
  return undefined;
}
