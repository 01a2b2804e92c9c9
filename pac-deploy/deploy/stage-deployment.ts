import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { applyTextEdit, insertListItems } from "../../site/edit-text.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";
import type { DeploymentPlan, RecordChange } from "./deployment-plan.ts";
import { listChanges } from "./list-changes.ts";
import { isListText, takeItem } from "./record-items.ts";
import { idKeysOf, sideFilesOf, withoutPrefix } from "./record-tables.ts";
import { replaceList } from "./replace-list.ts";
import { readSiteFiles, readSiteRecords, type SiteFiles } from "./read-site-records.ts";
import { parseSiteRecords } from "./parse-site-records.ts";
import type { DeployedRecord, DeployedValue, SiteRecords } from "./site-records.ts";
import { createPlaces, type Places } from "./place-records.ts";
import { copyForUpload, type Staged, type StageFolders } from "./stage-copy.ts";
import { createStagedFiles, type StagedFiles } from "./staged-files.ts";
import { recordKindOf } from "../../site/site-layout.ts";

/**
 * The folder that is uploaded: a fresh download with our changes written into its files, so that nobody else's are lost and `pac`, which goes by the manifest of that download,
 * sends nothing but ours. Other bytes stay; the manifest is not touched.
 * @throws UserError `yaml-style`: a file is written in a way that is not edited
 */
export async function stageDeployment(plan: DeploymentPlan, folders: StageFolders): Promise<Staged> {
  const staged = await copyForUpload(folders);
  const localFiles = await readSiteFiles(folders.localFolder);
  const files = createStagedFiles(staged.siteFolder);
  const localRecords = parseSiteRecords(localFiles);
  const places = createPlaces(localRecords, await readStaged(staged.siteFolder));
  const staging: Staging = { files, localFiles, localRecords, places };
  for (const change of plan.changes) {
    if (change.kind === "create") await stageRecord(change.record, staging);
    else if (change.kind === "edit") await stageEdit(change, staging);
  }
  await files.write();
  return staged;
}

interface Staging {
  readonly files: StagedFiles;
  readonly localFiles: SiteFiles;
  /** As the files hold them: the plan's values may be others, e.g. those of a deployment profile. */
  readonly localRecords: SiteRecords;
  readonly places: Places;
}

/** A site that is being made has no files yet. */
async function readStaged(siteFolder: string): Promise<SiteRecords> {
  const names = await readdir(siteFolder);
  return names.includes("website.yml") ? readSiteRecords(siteFolder) : { records: new Map() };
}

async function stageRecord(record: DeployedRecord, staging: Staging): Promise<void> {
  const { files, localFiles, localRecords } = staging;
  const raw = [...localRecords.records.values()].find(({ path, line }) => path === record.path && line === record.line);
  const text = localFiles.texts.get(record.path);
  if (raw === undefined || text === undefined) throw new Error(`${record.path}:${record.line} is not in the folder that is deployed.`);
  const staged = isListText(text) ? await stageItem(raw, text, staging) : await stageFile(raw, text, staging);
  const idKey = idKeyOf(raw);
  // By its id the record is found in its file, so that is changed last.
  const changes = listChanges(raw, record).toSorted((a, b) => Number(a.key === idKey) - Number(b.key === idKey));
  for (const { key, after } of changes) {
    const side = staged.files[key];
    if (side === undefined) await stageValue(staged, { key, value: after }, files);
    else files.put(side, typeof after === "string" ? after : "");
  }
}

async function stageItem(record: DeployedRecord, text: string, { files, places }: Staging): Promise<DeployedRecord> {
  const path = places.ofList(record);
  const idKey = idKeyOf(record);
  const yaml = takeItem(record.path, text, ({ values }) => String(values[idKey]).toLowerCase() === record.id);
  const list = (await files.read(path)) ?? "";
  files.put(path, insertListItems(list, [{ id: record.id, yaml }], idKey).reduceRight(applyTextEdit, list));
  return { ...record, path };
}

async function stageFile(record: DeployedRecord, text: string, { files, localFiles, places }: Staging): Promise<DeployedRecord> {
  const path = places.ofNew(record);
  files.put(path, text);
  const sides = sideFilesOf(recordKindOf(record.path) ?? "", path);
  const staged: Record<string, string> = {};
  for (const [key, from] of Object.entries(record.files)) {
    const to = sides.find(({ column }) => column === withoutPrefix(key))?.path;
    if (to === undefined) continue;
    staged[key] = to;
    await files.copy(join(localFiles.folder, from), to);
  }
  return { ...record, path, files: staged };
}

async function stageEdit({ record, values, source }: RecordChange, { files, localFiles }: Staging): Promise<void> {
  for (const { key, after } of values) {
    const from = source?.files[key];
    const to = sidePathOf(record, key, from !== undefined);
    if (to !== undefined && from !== undefined && holds(localFiles, from, after)) await stageSideFile({ from, to }, { files, localFiles });
    else if (to !== undefined) files.put(to, typeof after === "string" ? after : "");
    else await stageValue(record, { key, value: after }, files);
  }
}

const holds = ({ texts, hashes }: SiteFiles, path: string, value: DeployedValue | undefined): boolean =>
  (hashes.get(path) ?? texts.get(path)) === value;

/** undefined: the value stands in the record's own file. */
function sidePathOf(record: DeployedRecord, key: string, isFile: boolean): string | undefined {
  const known = record.files[key];
  if (known !== undefined || !isFile) return known;
  return sideFilesOf(recordKindOf(record.path) ?? "", record.path).find(({ column }) => column === withoutPrefix(key))?.path;
}

/** Git may have given a person's copy of the text other line ends; those of the environment stay. */
async function stageSideFile(
  { from, to }: { readonly from: string; readonly to: string },
  { files, localFiles }: Pick<Staging, "files" | "localFiles">,
): Promise<void> {
  const wanted = localFiles.texts.get(from);
  const present = wanted === undefined || localFiles.hashes.has(from) ? undefined : await files.read(to);
  if (wanted === undefined || present === undefined) await files.copy(join(localFiles.folder, from), to);
  else files.put(to, withLineEndsOf(present, wanted));
}

function withLineEndsOf(present: string, wanted: string): string {
  const hasOnly = (text: string): "crlf" | "lf" | undefined => {
    const crlf = text.includes("\r\n");
    const lf = /(?<!\r)\n/.test(text);
    return crlf === lf ? undefined : crlf ? "crlf" : "lf";
  };
  const [now, then] = [hasOnly(present), hasOnly(wanted)];
  if (now === "lf" && then === "crlf") return wanted.replaceAll("\r\n", "\n");
  return now === "crlf" && then === "lf" ? wanted.replaceAll("\n", "\r\n") : wanted;
}

export async function stageValue(
  record: DeployedRecord,
  { key, value }: { readonly key: string; readonly value: DeployedValue | undefined },
  files: StagedFiles,
): Promise<void> {
  const text = await files.read(record.path);
  if (text === undefined) throw new Error(`${record.path} is not in the staging copy.`);
  if (typeof value === "string") files.put(record.path, applyTextEdit(text, replaceScalar(text, record.id, key, value)));
  else if (value !== null && value !== undefined)
    files.put(record.path, replaceList(text, { id: record.id, idKey: idKeyOf(record), key }, value));
}

/** The key that holds the record's id. */
export function idKeyOf({ table, id, values }: DeployedRecord): string {
  const isId = (key: string): boolean => {
    const value = values[key];
    return typeof value === "string" && value.toLowerCase() === id;
  };
  return idKeysOf(table).find(isId) ?? "id";
}
