import type { Finding } from "../../contract/finding.ts";

/** A site's records as an environment holds them, whatever files they lie in. */
export interface SiteRecords {
  /** By {@link recordKey}. */
  readonly records: ReadonlyMap<string, DeployedRecord>;
  /** What is wrong with the files: two records of one id, a record without one. An error means that nobody can tell what the folder says. */
  readonly findings?: readonly Finding[];
  /** Folders at the top that are none of ours to read. In a fresh download they are records of a kind that the kit does not know, and so does not compare. */
  readonly unknownFolders?: readonly string[];
}

/** One row of a table, with the texts and bytes that lie in files of their own. */
export interface DeployedRecord {
  /** `adx_sitesetting`, `adx_webtemplate`, …: the classic table name, in every dialect. */
  readonly table: string;
  /** Lower-case GUID. */
  readonly id: string;
  readonly name: string;
  /** The file that holds it, inside the site folder (for a code site: inside `.powerpages-site`), with `/`. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /**
   * By the record's own keys, in the file's spelling. Absent, `null` (`key: ` with nothing behind) and `""` are three things. A file beside the record stands under the
   * key of its column where that is a text (`adx_source`, `adx_value`, `adx_copy` …), and under `file` as `sha256:<hex>` where it is the bytes of a web file. A web file and its note are one record, as they are one file: the keys of both.
   */
  readonly values: Readonly<Record<string, DeployedValue>>;
  /** Files beside the record by the key they stand under: path inside the site folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A list is a set of ids (web roles): its order means nothing. */
export type DeployedValue = string | null | readonly string[];

export const recordKey = ({ table, id }: Pick<DeployedRecord, "table" | "id">): string => `${table}/${id}`;
