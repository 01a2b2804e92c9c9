import { createAccess } from "../../../access/create-access.ts";
import { LiquidFailure } from "../../../liquid/liquid-failure.ts";
import type { EmulatorContext } from "../../emulator-context.ts";
import { QueryFault } from "../../odata/query-fault.ts";
import { DataverseFault } from "../../organization/dataverse-fault.ts";
import { portalUserId } from "../../organization/system-users.ts";
import { createPermissions } from "../../permissions/create-permissions.ts";
import { UnjudgedPermission, type Permissions } from "../../permissions/permissions.ts";
import type { FilterNode } from "../../query/filter.ts";
import { restrictFilter } from "../../query/restrict-filter.ts";
import { allOf, TableDenied, type ReadContext } from "../../query/row-reader.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import type { Row } from "../../store/store.ts";
import { createDataCache, type DataRead } from "../cache/data-cache.ts";
import type { PageRequest } from "../create-page-services.ts";
import type { CellNames } from "./show-cell.ts";

/** Rows of a table that the visitor may read. */
export type ReadableRows = { readonly kind: "every" } | { readonly kind: "some"; readonly filter: FilterNode } | { readonly kind: "none" };

/** The organization's rows as the visitor of one page may read them. */
export interface VisitorData {
  readonly request: PageRequest;
  readonly context: EmulatorContext;
  readonly names: CellNames;
  readonly permissions: () => Permissions;
  /** Queries through this see what the visitor may see; a table that may not be read throws TableDenied. */
  readonly reads: ReadContext;
  readableRows(table: string): ReadableRows;
  /** undefined: not there, or not to be read. */
  findRow(table: TableDefinition, id: string): Promise<Row | undefined>;
  /** Rows that meet the filter; none of a table that may not be read. */
  queryRows(table: TableDefinition, filter?: FilterNode): Promise<readonly Row[]>;
  /** Does something the organization counts as one request; its faults become errors on the page. */
  ask<Result>(work: () => Promise<Result>): Promise<Result>;
  /** As `ask`, from the site's server cache where that has it. */
  askThroughCache<Result>(read: Omit<DataRead, "persona">, work: () => Promise<Result>): Promise<Result>;
}

/** As many as one answer of Dataverse holds. */
const maxRows = 5000;
const guid = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

/** Nothing is judged before the page asks for data. */
export function createVisitorData(request: PageRequest): VisitorData {
  const { ctx: context, persona } = request;
  const { schema, store, organization, switches } = context;
  const caller = { userId: portalUserId, ...(persona.contactId === undefined ? {} : { contactId: persona.contactId }) };
  const service = organization.serviceFor(caller);
  let permissions: Permissions | undefined;
  const judge = (): Permissions => {
    permissions ??= createPermissions({ access: createAccess(context.site()), schema, persona, reader: service, switches });
    return permissions;
  };
  const known = new Map<string, ReadableRows>();
  const readableRows = (table: string): ReadableRows => {
    const rows = known.get(table) ?? decide(judge(), table);
    known.set(table, rows);
    return rows;
  };
  const reads: ReadContext = {
    reader: service,
    schema,
    collation: store.collation,
    access: (table) => {
      const rows = readableRows(table);
      if (rows.kind === "none") return { kind: "denied" };
      return rows.kind === "every" ? { kind: "rows" } : { kind: "rows", filter: rows.filter };
    },
  };
  const ask = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await organization.admit(caller, work);
    } catch (error) {
      throw toLiquidFailure(error);
    }
  };
  const cache = createDataCache(context);
  const askThroughCache: VisitorData["askThroughCache"] = (read, work) => cache.through({ ...read, persona }, () => ask(work));
  const queryRows = async (table: TableDefinition, filter?: FilterNode): Promise<readonly Row[]> => {
    const rows = readableRows(table.name);
    if (rows.kind === "none") return [];
    try {
      const only = allOf(filter === undefined ? undefined : restrictFilter(filter, reads), rows.kind === "some" ? rows.filter : undefined);
      return await askThroughCache({ tables: [table.name], query: ["rows", filter ?? null] }, () =>
        service.query(table.name, { ...only, top: maxRows }),
      );
    } catch (error) {
      if (error instanceof TableDenied) return [];
      throw error;
    }
  };
  return {
    request,
    context,
    names: { schema, find: (table, id) => store.find(table, id) },
    permissions: judge,
    reads,
    readableRows,
    queryRows,
    async findRow(table, id) {
      const value = guid.exec(id.trim())?.[1]?.toLowerCase();
      if (value === undefined) return undefined;
      const [row] = await queryRows(table, {
        kind: "compare",
        operator: "eq",
        left: { kind: "column", name: table.primaryId },
        right: { kind: "literal", value },
      });
      return row;
    },
    ask,
    askThroughCache,
  };
}

function decide(permissions: Permissions, table: string): ReadableRows {
  const decision = permissions.rows(table, "read");
  if (decision.kind === "broken" || decision.kind === "not-supported")
    throw toLiquidFailure(new UnjudgedPermission(decision.kind, decision.message));
  return decision.kind === "some" ? { kind: "some", filter: decision.filter } : { kind: decision.kind };
}

/** What a refusal of the organization, or of its emulation, shows on the page. Anything else is a bug and stays what it is. */
export function toLiquidFailure(error: unknown): unknown {
  if (error instanceof QueryFault)
    return new LiquidFailure(error.code === "not-supported" ? "unsupported" : "runtime", error.message, { cause: error });
  if (error instanceof UnjudgedPermission)
    return new LiquidFailure(error.kind === "not-supported" ? "unsupported" : "runtime", error.message, { cause: error });
  if (error instanceof DataverseFault) return new LiquidFailure("runtime", `${error.message} (${error.code})`, { cause: error });
  return error;
}
