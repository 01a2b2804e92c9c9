import type { EmulatorContext } from "../emulator-context.ts";
import type { OrgCall, OrgFunctions, PartOfCall } from "./org-call.ts";
import { OrgFault } from "./org-fault.ts";
import { readPreferences } from "./preferences.ts";
import { readCaller, refuseUnbuiltHeaders } from "./read-caller.ts";

export interface CallParts {
  readonly context: EmulatorContext;
  /** Address of the service, without a trailing slash. */
  readonly root: string;
  readonly functions: OrgFunctions;
}

/** A request as its operations see it: who calls, what is asked for. Throws OrgFault. */
export function readCall(request: Request, { context, root, functions }: CallParts): OrgCall {
  const caller = readCaller(request.headers);
  const readPart = (part: Request): PartOfCall => readRequest(part, root);
  return {
    context,
    caller,
    root,
    functions,
    ...readPart(request),
    readPart,
    service: context.organization.serviceFor(caller),
    transact: async (work) => context.organization.transaction(caller, work),
    effect: (words) => context.effect(request, words),
    contentIds: new Map(),
    wrote: () => undefined,
  };
}

function readRequest(request: Request, root: string): PartOfCall {
  refuseUnbuiltHeaders(request.headers);
  const url = new URL(request.url);
  const preferences = readPreferences(request.headers);
  if (preferences.trackChanges) throw OrgFault.notBuilt("change tracking (Prefer: odata.track-changes).");
  return {
    request,
    url,
    method: request.method === "HEAD" ? "GET" : request.method,
    path: url.pathname.slice(new URL(root).pathname.length + 1),
    preferences,
  };
}
