import { parseDocument } from "yaml";
import { UserError } from "../../contract/user-error.ts";
import { compareOrdinal, renderScalar } from "../../site/render-record.ts";
import type { DeployedRecord } from "./site-records.ts";

/** One deletion of `.portalconfig/manifest.yml`. */
export interface Deletion {
  readonly table: string;
  readonly id: string;
  readonly name: string;
}

/** @throws UserError `yaml-syntax` */
export function parseDeletions(path: string, text: string): Deletion[] {
  const document = parseDocument(text, { schema: "failsafe", prettyErrors: false });
  const content: unknown = document.errors.length > 0 ? text : (document.toJS() ?? {});
  const tables = content === "" ? {} : content;
  if (!isPlainObject(tables)) throw unreadable(path);
  return Object.entries(tables).flatMap(([table, entries]) => {
    if (!Array.isArray(entries)) throw unreadable(path);
    return entries.map((entry: unknown): Deletion => {
      if (!isPlainObject(entry) || typeof entry["RecordId"] !== "string") throw unreadable(path);
      const name = entry["DisplayName"];
      return { table, id: entry["RecordId"].toLowerCase(), name: typeof name === "string" ? name : "" };
    });
  });
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const unreadable = (path: string): UserError =>
  new UserError("yaml-syntax", `${path} is not readable: expected {}, or tables with their deleted records.`, {
    exitCode: 1,
    place: { path },
    hint: "Download the site again with pac pages download.",
  });

/** A web file goes with its note, which holds its bytes. */
export function addDeletions(known: readonly Deletion[], records: readonly DeployedRecord[]): Deletion[] {
  const added = records.flatMap(({ table, id, name, values }): Deletion[] => {
    const note = values["annotationid"];
    return [
      { table, id, name },
      ...(typeof note === "string" && note !== "" ? [{ table: "annotation", id: note.toLowerCase(), name }] : []),
    ];
  });
  const byKey = new Map([...known, ...added].map((deletion) => [`${deletion.table}/${deletion.id}`, deletion]));
  return [...byKey.values()].toSorted((a, b) => compareOrdinal(a.table, b.table) || compareOrdinal(a.id, b.id));
}

/** As `pac` writes it, sorted by table and id. */
export function renderDeletions(deletions: readonly Deletion[]): string {
  if (deletions.length === 0) return "{}\n";
  return deletions
    .map(({ table, id, name }, index) => {
      const head = deletions[index - 1]?.table === table ? "" : `${table}:\n`;
      const shown = name === "" ? "" : renderScalar(name, { indent: "  ", lineEnd: "\n", oneLine: true });
      return `${head}- RecordId: ${id}\n  DisplayName: ${shown}\n  CheckSum: \n  IsDeleted: true\n`;
    })
    .join("");
}
