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

/**
 * The way from a row to the visitor; relationships by schema name, as the permission spells them.
 * global: every row · self: the visitor's own contact row · contact: rows related to the visitor's contact · account: rows related to the account that
 * is the parent of the visitor's contact · parent: rows related to rows of another table that are themselves in scope.
 * https://learn.microsoft.com/power-pages/security/table-permissions
 */
export type RowScope =
  | { readonly kind: "global" }
  | { readonly kind: "self"; readonly contactId: string }
  | { readonly kind: "contact" | "account"; readonly relationship: string; readonly contactId: string }
  | { readonly kind: "parent"; readonly relationship: string; readonly parentTable: string; readonly parent: RowScope };

export type ScopeDecision =
  /** A row in any of the scopes; `global` comes alone. */
  | { readonly kind: "allowed"; readonly scopes: readonly RowScope[]; readonly because: readonly Ground[] }
  | { readonly kind: "denied"; readonly because: readonly Ground[] }
  /** A permission that grants but lacks what its access type needs: a portal fails at such reads with 9004010A. */
  | { readonly kind: "broken"; readonly message: string; readonly because: readonly Ground[] }
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
  /** Which rows of the table the persona has the privilege on, as ways from the row to the visitor. */
  decideRows(table: string, privilege: Privilege, persona: AccessPersona): ScopeDecision;
  /**
   * Columns of the fields setting on which the persona has the right. A lookup is read as `_<name>_value`.
   * @param listed instead of what the setting lists; a setting of `*` lists nothing, since it is retired
   */
  allowedColumns(table: string, right: ColumnRight, persona: AccessPersona, listed?: readonly string[]): ColumnDecision;
  webApi(table: string): WebApiSettings;
  /** The value of an active site setting; names without case, the first wins. */
  setting(name: string): string | undefined;
}
