import type { ColumnRight, PermissionScope } from "../site/site.ts";

/** Who asks: the contact behind a signed-in visitor, and the web roles. */
export interface AccessPersona {
  /** undefined: anonymous. */
  readonly contactId: string | undefined;
  readonly roleIds: readonly string[];
}

export const privileges = ["read", "create", "write", "delete", "append", "appendTo"] as const;
export type Privilege = (typeof privileges)[number];

/** A record of the site that a decision rests on. */
export interface Ground {
  readonly name: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly scope?: PermissionScope | undefined;
  /** What it gives, or why it gives nothing. */
  readonly says: string;
}

/** global: every row · self: only the visitor's own contact row. */
export type TableDecision =
  | { readonly kind: "allowed"; readonly scope: "global"; readonly because: readonly Ground[] }
  | { readonly kind: "allowed"; readonly scope: "self"; readonly contactId: string; readonly because: readonly Ground[] }
  | { readonly kind: "denied"; readonly because: readonly Ground[] }
  /** It may be allowed on a portal: this cannot be judged here, and is never taken for allowed or for safe. */
  | { readonly kind: "not-supported"; readonly message: string; readonly because: readonly Ground[] };

export type ColumnDecision =
  | { readonly kind: "columns"; readonly columns: readonly string[]; readonly because: readonly Ground[] }
  | { readonly kind: "not-supported"; readonly message: string; readonly because: readonly Ground[] };

/** What the site settings say of a table in the Web API. */
export interface WebApiSettings {
  readonly enabled: boolean;
  /** In the file's spelling; undefined: no fields setting, or one without a value. */
  readonly columns: readonly string[] | "wildcard" | undefined;
  /** Why `enabled` and `columns` cannot be trusted; undefined: they can. */
  readonly cannotConclude: string | undefined;
  readonly because: readonly Ground[];
  /** Settings of the same name that lose, and entries that match no column. */
  readonly doubts: readonly Ground[];
}

export interface Access {
  /** Why nothing about this site can be judged; undefined: it can. */
  readonly cannotConclude: string | undefined;
  /** Active roles flagged as anonymous; usually one. */
  readonly anonymousRoleIds: readonly string[];
  /** Active roles flagged as authenticated; usually one. */
  readonly authenticatedRoleIds: readonly string[];
  decideTable(table: string, privilege: Privilege, persona: AccessPersona): TableDecision;
  /** Columns of the fields setting on which the persona has the right. A lookup is read as `_<name>_value`. */
  allowedColumns(table: string, right: ColumnRight, persona: AccessPersona): ColumnDecision;
  webApi(table: string): WebApiSettings;
  /** The value of an active site setting; names without case, the first wins. */
  setting(name: string): string | undefined;
}
