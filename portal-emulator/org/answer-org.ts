import type { EmulatorContext } from "../emulator-context.ts";
import { parsePath } from "../odata/parse-path.ts";
import { findTableBySet } from "../schema/tables.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault, orgHeaders } from "./org-fault.ts";
import { countRows, listRows, readOneRow } from "./read-rows.ts";
import { createRow, deleteRow, updateRow } from "./write-rows.ts";

type Operation = (call: OrgCall) => Promise<Response> | Response;

const operations: Readonly<Record<"collection" | "count" | "row", Readonly<Record<string, Operation>>>> = {
  collection: { GET: listRows, POST: createRow },
  count: { GET: countRows },
  row: { GET: readOneRow, PATCH: updateRow, DELETE: deleteRow },
};

/** The emulated organization has one user; the ids mean nothing. */
const whoAmI = {
  BusinessUnitId: "00000000-0000-4000-8000-00000000b001",
  UserId: "00000000-0000-4000-8000-00000000a001",
  OrganizationId: "00000000-0000-4000-8000-00000000c001",
} as const;

/** Functions of Dataverse and of Customer Insights that exist and are not built. */
const unbuiltSegments = new Set(["EntityDefinitions", "RetrieveCurrentOrganization", "$metadata"]);

/**
 * Answers a request whose caller may ask. Throws OrgFault and QueryFault.
 * @param root address of the service, without a trailing slash
 */
export async function answerOrg(context: EmulatorContext, request: Request, root: string): Promise<Response> {
  const encoded = new URL(request.url).pathname.slice(new URL(root).pathname.length + 1);
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (encoded === "WhoAmI" || encoded === "WhoAmI()") {
    requireMethod(method === "GET", method);
    const body = { "@odata.context": `${root}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`, ...whoAmI };
    return Response.json(body, { headers: orgHeaders });
  }
  if (encoded.startsWith("msdynci_p13n") || unbuiltSegments.has(encoded.split(/[(/?]/u)[0] ?? "")) {
    throw OrgFault.notBuilt(`'${encoded.split(/[(/?]/u)[0]}'.`);
  }
  const path = parsePath(encoded);
  if (path.kind === "batch") {
    throw OrgFault.notBuilt("$batch.");
  }
  if (path.kind === "malformed") {
    throw new OrgFault(404, "0x8006088a", `Resource not found for the segment '${path.segment}'.`);
  }
  const table = findTableBySet(path.entitySet);
  if (table === undefined) {
    throw new OrgFault(404, "0x8006088a", `Resource not found for the segment '${path.entitySet}'.`);
  }
  if (path.kind === "alternate-key" || path.kind === "property") {
    throw OrgFault.notBuilt(path.kind === "property" ? `requests for a part of a row ('${path.rest}').` : "URLs with an alternate key.");
  }
  const operation = operations[path.kind][method];
  requireMethod(operation !== undefined, method);
  if (table.readOnly && method !== "GET") {
    // Documented for Customer Insights' tables: use Dataverse to read only.
    throw new OrgFault(403, "0x80040220", `The table ${table.name} belongs to Customer Insights and is read-only here.`);
  }
  const id = path.kind === "row" ? path.id : "";
  const partitionId = path.kind === "row" ? path.partitionId : undefined;
  return operation({ context, request, root, table, id, partitionId });
}

function requireMethod(isKnown: boolean, method: string): asserts isKnown {
  if (!isKnown) {
    throw new OrgFault(405, "0x8006088a", `The requested resource does not support http method '${method}'.`);
  }
}
