/** One value of a record, as text: a side that is nothing (`key: `) is `null`, a many-to-many is a list of ids, what a v2 store spills may be anything. */
export type FakeValue = string | null | readonly FakeValue[] | { readonly [key: string]: FakeValue };

/** A row as the environment holds it. */
export interface FakeRecord {
  /** Classic table name, `adx_sitesetting`. */
  readonly table: string;
  /** Lower-case GUID. */
  readonly id: string;
  /** By the file's own keys (`adx_name`, in code sites `name`). */
  values: Record<string, FakeValue>;
  /** What lies in files beside it: `source`, `value`, `copy` …, `file` for the bytes of a web file. See {@link packBytes}. */
  texts: Record<string, string>;
  /** Counts up with each write to the environment. */
  modified: number;
  /** How the folder that was seeded wrote it. */
  origin?: Origin;
}

/** A record that nobody changed is downloaded in these words and under this name. */
export interface Origin {
  readonly path: string;
  /** Its place in the list file. */
  readonly index: number;
  /** The YAML of this record alone. */
  readonly yaml: string;
  /** Of the values that the YAML stands for. */
  readonly sum: string;
  /** What its name led to when it was seeded: another place now means another path. */
  readonly place: string;
  readonly sides: Readonly<Record<string, string>>;
  /** Its YAML refers to anchors elsewhere in the file. */
  readonly tangled: boolean;
}

export type FakeModel = "standard" | "enhanced";
export type FakeKind = "classic" | "code";
export type FakeLayout = "lists" | "files";

export interface FakeSite {
  readonly id: string;
  name: string;
  readonly model: FakeModel;
  readonly kind: FakeKind;
  /** Lists of many records, or every record in a file of its own (code sites but the earliest). */
  readonly layout: FakeLayout;
  /** Keys carry `adx_`. Those of early code sites do too. */
  readonly prefixed: boolean;
  /** What its YAML files end lines with. */
  readonly lineEnd: "\n" | "\r\n";
  records: FakeRecord[];
  /** List files that hold no record, by path. */
  bare: Record<string, string>;
  /** `powerpages.config.json` of a code site. */
  config: string | undefined;
}

export const recordKey = ({ table, id }: Pick<FakeRecord, "table" | "id">): string => `${table}/${id}`;

const textMark = "t";
const bytesMark = "b";

/** Bytes for a JSON store: text stays legible. */
export function packBytes(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? textMark + text : bytesMark + bytes.toString("base64");
}

export const unpackBytes = (packed: string): Buffer =>
  packed.startsWith(textMark) ? Buffer.from(packed.slice(1), "utf8") : Buffer.from(packed.slice(1), "base64");

export const keyPrefix = "adx_";

/** The value under a key that is spelt without `adx_` here, whatever the dialect. */
export function valueOf(record: Pick<FakeRecord, "values">, bareKey: string): FakeValue | undefined {
  return record.values[keyPrefix + bareKey] ?? record.values[bareKey];
}

export function textValue(record: Pick<FakeRecord, "values">, bareKey: string): string | undefined {
  const value = valueOf(record, bareKey);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Pac sorts the ids of a list. */
export const sortIds = (ids: readonly FakeValue[]): FakeValue[] => ids.map(String).sort();
