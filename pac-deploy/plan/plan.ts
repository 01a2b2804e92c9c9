import type { Finding } from "../../contract/finding.ts";
import type { SiteEdit } from "../../contract/edit.ts";
import type { ColumnRight, DataModel, SiteKind } from "../../site/site.ts";

/** What becomes possible through the portal Web API, for whom. */
export interface Opening {
  readonly table: string;
  /** Empty: the right is open on the table, and the column permission profile gives it on no column. */
  readonly columns: readonly string[];
  readonly rights: readonly ColumnRight[];
  /** Only the visitor's own row; absent: every row. */
  readonly rows?: "own";
  /** Name of the web role. */
  readonly role: string;
}

/** What a command would do to a site folder: a value that can be printed, saved and carried out later. */
export interface Plan {
  readonly version: 1;
  readonly action: "apply" | "remove" | "check --fix" | "verify --prepare" | "verify --withdraw" | "profile";
  readonly kitVersion: string;
  readonly site: { readonly kind: SiteKind; readonly model: DataModel; readonly websiteId: string; readonly name: string };
  readonly edits: readonly SiteEdit[];
  /** SHA-256 (hex) of every file the edits touch as it was when planned; null: there was none. */
  readonly before: Readonly<Record<string, string | null>>;
  /** SHA-256 (hex) over the files from which it was worked out who may do what: `fingerprintAccess`. */
  readonly accessBefore: string;
  readonly opens: readonly Opening[];
  readonly closes: readonly Opening[];
  readonly findings: readonly Finding[];
  /** Texts before and after, by path, for the diff; undefined: no such file. */
  readonly texts: readonly { readonly path: string; readonly before: string | undefined; readonly after: string | undefined }[];
}
