import { assertNever } from "../../access/assert-never.ts";
import { parsePath, type PartPath, type RowPath } from "../odata/parse-path.ts";
import { bindKey } from "../odata/payload/bind-key.ts";
import type { RowKey } from "../odata/payload/payload.ts";
import { findColumn, type TableDefinition } from "../schema/table-definition.ts";
import { findServedTable } from "./find-served-table.ts";
import { malformed, notBuilt, unknownResource } from "./portal-faults.ts";
import { allowedColumns, isListedCustom } from "./require-columns.ts";
import type { Target, WebApiCall } from "./web-api-call.ts";

const servicePath = "/_api/";
/** What else a portal has below `/_api`. */
const otherServices = new Set(["serverlogics", "cloudflow", "file"]);

/** They have rules of their own for the token, so this is told before it is asked for. Throws PortalFault. */
export function refuseOtherServices(url: URL): void {
  const service = url.pathname.slice(servicePath.length).split("/")[0] ?? "";
  if (url.pathname.startsWith(servicePath) && otherServices.has(service)) throw notBuilt(`${servicePath}${service}.`);
}

/** Finds what the path names; everything of it is judged before any permission. Throws PortalFault, PayloadFault. */
export function findTarget(call: WebApiCall): Target {
  if (!call.url.pathname.startsWith(servicePath)) throw unknownResource(call.url.pathname);
  const path = parsePath(call.url.pathname.slice(servicePath.length));
  switch (path.kind) {
    case "batch":
      throw notBuilt("$batch.");
    case "malformed":
      throw unknownResource(path.segment);
    case "forbidden-character":
      throw malformed(`A path cannot carry the character '${path.character}' in a key.`);
    case "service":
      throw unknownResource("");
    case "metadata":
      throw unknownResource("$metadata");
    default:
  }
  const table = findServedTable(call, path.entitySet);
  switch (path.kind) {
    case "collection":
    case "count":
      return { kind: path.kind, table };
    case "row":
    case "alternate-key":
      return { kind: "row", table, key: readKey(call, path, table) };
    case "part":
      return findPart(call, path, table);
    default:
      return assertNever(path);
  }
}

function readKey({ url }: WebApiCall, path: RowPath, table: TableDefinition): RowKey {
  if (path.kind === "row" && path.partitionId !== undefined && !table.elastic) throw malformed("A partition id is not part of a key here.");
  return bindKey(path, table, { alias: (name) => url.searchParams.get(name) });
}

/** Actions and functions of Dataverse are none of the portal's: a name with a dot is unknown as any other. */
function findPart(call: WebApiCall, { of, steps, end }: PartPath, table: TableDefinition): Target {
  const [step, next] = steps;
  if (step === undefined || of.kind === "collection") throw unknownResource(step?.name ?? "");
  if (next !== undefined) throw notBuilt(`paths over more than one part ('${steps.map(({ name }) => name).join("/")}').`);
  const key = readKey(call, of, table);
  const column = findColumn(table, step.name);
  const navigation = call.context.schema.findNavigation(table.name, step.name);
  const relatedId = step.key?.kind === "id" ? step.key.id : undefined;
  if (navigation !== undefined && (column === undefined || column.type === "lookup")) {
    if (step.key?.kind === "named") throw unknownResource(step.name);
    if (end === "$ref") return { kind: "reference", table, key, navigation, relatedId };
    if (relatedId !== undefined) throw notBuilt("reading one row of a collection-valued navigation property.");
    if (end === "$value") throw unknownResource("$value");
    return { kind: end === "$count" ? "navigation-count" : "navigation", table, key, navigation };
  }
  if (column !== undefined && column.type !== "lookup" && step.key === undefined && (end === undefined || end === "$value")) {
    if (end === "$value") throw notBuilt("the raw value of a column, and file and image columns.");
    return { kind: "column", table, key, column };
  }
  if (call.columns === "listed" && isListedCustom(step.name, allowedColumns(call, table, "read"))) {
    throw notBuilt(`the column ${step.name} of ${table.name}, which the site serves. Describe it in a schema file.`);
  }
  throw unknownResource(step.name);
}
