import type { Access } from "../../access/access.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import type { Caller, OrganizationService } from "../organization/organization.ts";
import type { RowKey } from "../odata/payload/payload.ts";
import type { Permissions } from "../permissions/permissions.ts";
import type { Navigation } from "../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import type { ReadCache } from "./read-cache.ts";

/** One request, its token in order. */
export interface WebApiCall {
  readonly context: EmulatorContext;
  readonly request: Request;
  readonly url: URL;
  readonly access: Access;
  readonly persona: Persona;
  readonly permissions: Permissions;
  /** The portal's application user, with the visitor's contact behind it. */
  readonly caller: Caller;
  readonly service: OrganizationService;
  /** listed: `Webapi/<table>/...` and column permissions decide · every: all tables and columns, as server logic has them. */
  readonly columns: "listed" | "every";
  /** What a visitor without the read permission gets: refused in the Web API, no rows in server logic. */
  readonly deniedReads: "refused" | "no-rows";
  /** Forgets what is written, whether or not it is read from. */
  readonly readCache: ReadCache;
  /** skip: reads go to Dataverse, and what they find is not kept. */
  readonly cache: "use" | "skip";
  readonly bodyLimitBytes: number;
  /** Names what was changed, for the log. */
  effect(words: string): void;
}

/** What a path asks for, its names found. */
export type Target =
  | { readonly kind: "collection"; readonly table: TableDefinition }
  | { readonly kind: "count"; readonly table: TableDefinition }
  | { readonly kind: "row"; readonly table: TableDefinition; readonly key: RowKey }
  | { readonly kind: "column"; readonly table: TableDefinition; readonly key: RowKey; readonly column: ColumnDefinition }
  | { readonly kind: "navigation"; readonly table: TableDefinition; readonly key: RowKey; readonly navigation: Navigation }
  | { readonly kind: "navigation-count"; readonly table: TableDefinition; readonly key: RowKey; readonly navigation: Navigation }
  | {
      readonly kind: "reference";
      readonly table: TableDefinition;
      readonly key: RowKey;
      readonly navigation: Navigation;
      /** `contacts(<id>)/<navigation>(<id>)/$ref`. */
      readonly relatedId: string | undefined;
    };

export type TargetKind = Target["kind"];
export type TargetOf<Kind extends TargetKind> = Extract<Target, { readonly kind: Kind }>;
