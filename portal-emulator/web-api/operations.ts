import { clearColumn, readColumn, setColumn } from "./column-operations.ts";
import { createRow } from "./create-row.ts";
import { deleteRow } from "./delete-row.ts";
import { notBuilt, wrongMethod } from "./portal-faults.ts";
import { countRelated, countRows, listRows, readOneRow, readRelated } from "./read-operations.ts";
import { associate, disassociate, setReference } from "./reference-operations.ts";
import { updateRow } from "./update-row.ts";
import type { Target, TargetKind, TargetOf, WebApiCall } from "./web-api-call.ts";

type Operations<Kind extends TargetKind> = Readonly<Record<string, (call: WebApiCall, target: TargetOf<Kind>) => Promise<Response>>>;

/** What answers, by what the path asks for and by method. https://learn.microsoft.com/power-pages/configure/write-update-delete-operations */
const operations: { readonly [Kind in TargetKind]: Operations<Kind> } = {
  collection: { GET: listRows, POST: createRow },
  count: { GET: countRows },
  row: { GET: readOneRow, PATCH: updateRow, DELETE: deleteRow },
  column: { GET: readColumn, PUT: setColumn, DELETE: clearColumn, PATCH: refuseFile },
  navigation: { GET: readRelated, POST: refuseRelated },
  "navigation-count": { GET: countRelated },
  reference: { GET: refuseReferences, POST: associate, PUT: setReference, DELETE: disassociate },
};

/** Throws PortalFault 405 for a method the resource does not take. */
export async function runOperation(call: WebApiCall, target: Target): Promise<Response> {
  const method = call.request.method === "HEAD" ? "GET" : call.request.method;
  // The operations of a kind take targets of that kind; the compiler does not follow the index.
  const forKind = operations[target.kind] as Operations<TargetKind>;
  const operation = Object.hasOwn(forKind, method) ? forKind[method] : undefined;
  if (operation === undefined) throw wrongMethod(method);
  return operation(call, target);
}

/** The upload of a file or image column; of any other column PATCH is the wrong verb. */
async function refuseFile({ request }: WebApiCall): Promise<Response> {
  throw request.headers.get("content-type")?.includes("octet-stream") === true ? notBuilt("file and image columns.") : wrongMethod("PATCH");
}

async function refuseRelated(): Promise<Response> {
  throw notBuilt("creating a row in a collection-valued navigation property. Create it in its own entity set and bind its lookup.");
}

async function refuseReferences(): Promise<Response> {
  throw notBuilt("reading the references of a navigation property.");
}
