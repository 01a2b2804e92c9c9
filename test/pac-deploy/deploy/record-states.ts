import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { parseSiteRecords } from "../../../pac-deploy/deploy/parse-site-records.ts";
import type { DeployedRecord, DeployedValue, SiteRecords } from "../../../pac-deploy/deploy/site-records.ts";
import { recordKey } from "../../../pac-deploy/deploy/site-records.ts";

/** Records of a site that is a map of texts. */
export function parseFiles(files: ReadonlyMap<string, string>, hashes: ReadonlyMap<string, string> = new Map()): SiteRecords {
  return parseSiteRecords({ folder: "", texts: files, hashes, unknownFolders: [], findings: [] });
}

/** A record as a file would hold it; its id is made of a number. */
export function deployed(table: string, n: number, values: Record<string, DeployedValue> = {}): DeployedRecord {
  const id = `22222222-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const name = values["adx_name"] ?? values["adx_entityname"];
  return {
    table,
    id,
    name: typeof name === "string" ? name : "",
    path: `${table}-${n}.yml`,
    line: 1,
    values: { [`${table}id`]: id, ...values },
    files: {},
  };
}

export const siteOf = (...records: readonly DeployedRecord[]): SiteRecords => ({
  records: new Map(records.map((record) => [recordKey(record), record])),
});

/** A folder that is gone after the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "portal-kit-deploy-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<string> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
