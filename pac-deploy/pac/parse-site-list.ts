import type { DataModel } from "../../site/site.ts";
import type { PacSite } from "./pac.ts";
import { splitLines } from "./pac-lines.ts";
import { parseTable, type TableRow } from "./parse-table.ts";

/** Labels observed (third party) in several versions; the exact header of `--verbose` is not documented. */
const idLabels = ["Website Id", "WebSiteId", "Website Record ID", "Id"];
const nameLabels = ["Friendly Name", "FriendlyName", "Website Name", "Name"];
const modelLabels = ["Data Model", "DataModel", "Data Model Version", "Model Version", "ModelVersion"];
const otherLabels = [
  "Index",
  "Portal Id",
  "PortalId",
  "Url",
  "Website Url",
  "Portal Url",
  "Single Page Application",
  "SinglePageApplication",
  "Status",
];
const labels = [...idLabels, ...nameLabels, ...modelLabels, ...otherLabels];

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** The sites in what `pac pages list --verbose` printed. Every line with a GUID is a site, whatever stands around it. */
export function parseSiteList(output: string): PacSite[] {
  const lines = splitLines(output).filter((line) => !/^Connected (?:to|as)\b/i.test(line));
  const rows = parseTable(lines, labels, (line) => guid.test(line) && !/^(?:error|warning)\b/i.test(line.trim()));
  return rows.flatMap((row) => {
    const websiteId = (guid.exec(row.cell(...idLabels) ?? "") ?? guid.exec(row.text))?.[0];
    return websiteId === undefined ? [] : [{ websiteId: websiteId.toLowerCase(), name: findName(row), model: findModel(row) }];
  });
}

const findName = (row: TableRow): string =>
  row.cell(...nameLabels) ??
  row.text
    .replace(/^\s*\[\d+\]/, "")
    .replaceAll(new RegExp(guid, "gi"), " ")
    .replaceAll(/https?:\/\/\S+/gi, " ")
    .replace(/\s+(?:standard|enhanced)\b.*$/i, "")
    .replaceAll(/\s{2,}/g, " ")
    .trim();

/** A site's name may hold the words as well: where there is a column, only that counts; else what stands after the name's end, at the row's end. */
function findModel(row: TableRow): DataModel | undefined {
  const cell = row.cell(...modelLabels);
  if (cell !== undefined && cell !== "") return readModel(cell);
  if (cell === undefined && row.cell(...nameLabels) !== undefined) {
    const name = row.cell(...nameLabels) ?? "";
    return readModel(row.text.slice(row.text.lastIndexOf(name) + name.length));
  }
  return readModel(
    /(?:\s{2,}|https?:\/\/\S+\s+|[0-9a-f]{12}\s+)(standard|enhanced)(?:\s+(?:yes|no|true|false|active|inactive))*\s*$/i.exec(
      row.text,
    )?.[1] ?? "",
  );
}

function readModel(text: string): DataModel | undefined {
  if (/\benhanced\b|^v?2(?:\.0)?$/i.test(text.trim())) return "enhanced";
  return /\bstandard\b|^v?1(?:\.0)?$/i.test(text.trim()) ? "standard" : undefined;
}
