import { isMap, isScalar, isSeq, parseDocument, type ParsedNode } from "yaml";

// What `pac pages download` makes of a record, written down once more and apart from the kit's own renderer, as seen in the site folders of other people: keys
// and ids in ordinal order, plain wherever YAML allows it, single quotes where not, `>-` for more than one line, lists at the indentation of their key, no
// anchors, no comments, no folding, a line end at the end.

type Value = string | readonly string[];
type PacRecord = ReadonlyMap<string, Value>;

/** The text of a record file, or of a list file, as the next download would write it. */
export function rewriteAsPac(text: string, { idKey, lineEnd }: { readonly idKey?: string; readonly lineEnd: string }): string {
  const root = parseDocument(text, { schema: "failsafe" }).contents;
  const lines = isSeq(root)
    ? root.items
        .map((item) => readRecord(item))
        .toSorted((a, b) => ordinal(textOf(a, idKey), textOf(b, idKey)))
        .flatMap((record) => renderRecord(record).map((line, index) => (line === "" ? "" : `${index === 0 ? "- " : "  "}${line}`)))
    : renderRecord(readRecord(root));
  return lines.map((line) => line + lineEnd).join("");
}

function readRecord(node: ParsedNode | null): PacRecord {
  if (!isMap(node)) throw new Error("a record is keys and values");
  return new Map(
    node.items.map(({ key, value }): [string, Value] => [
      readText(key),
      isSeq(value) ? value.items.map((item) => readText(item)) : readText(value),
    ]),
  );
}

function readText(node: ParsedNode | null): string {
  if (!isScalar(node)) throw new Error("a value is text");
  return String(node.value);
}

const ordinal = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const textOf = (record: PacRecord, key = ""): string => String(record.get(key) ?? "").toLowerCase();

function renderRecord(record: PacRecord): string[] {
  return [...record]
    .toSorted(([a], [b]) => ordinal(a, b))
    .flatMap(([key, value]) => {
      if (typeof value !== "string") return [`${key}:`, ...value.toSorted(ordinal).map((item) => `- ${renderText(item)}`)];
      if (!value.includes("\n")) return [`${key}: ${renderText(value)}`];
      return [`${key}: >-`, ...value.split("\n").flatMap((line, index) => (index === 0 ? [`  ${line}`] : ["", `  ${line}`]))];
    });
}

function renderText(value: string): string {
  const needsQuotes =
    value === "" ||
    value.trim() !== value ||
    value.includes(": ") ||
    value.includes(" #") ||
    value.endsWith(":") ||
    /^[*{[\]}"'!&|>@`#,]/.test(value);
  return needsQuotes ? `'${value.replaceAll("'", "''")}'` : value;
}

/** What `pac` calls the files of a record. */
export const stemOf = (name: string): string => name.replaceAll(/[ /\\:*?"<>|]/g, "-");
