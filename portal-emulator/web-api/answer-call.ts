import type { Access } from "../../access/access.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import { portalUserId } from "../organization/system-users.ts";
import { createPermissions } from "../permissions/create-permissions.ts";
import { findTarget, refuseOtherServices } from "./find-target.ts";
import { runOperation } from "./operations.ts";
import { passOnFault } from "./pass-on-fault.ts";
import { renderPortalFault } from "./portal-fault.ts";
import { notBuilt } from "./portal-faults.ts";
import type { WebApiCall } from "./web-api-call.ts";

export interface CallParts extends Pick<WebApiCall, "columns" | "deniedReads" | "readCache" | "cache" | "bodyLimitBytes" | "effect"> {
  readonly context: EmulatorContext;
  readonly access: Access;
  readonly persona: Persona;
  readonly request: Request;
  /** Throws PortalFault when the anti-forgery token is not in order. */
  readonly requireToken: () => void;
}

/** Judges one request and carries it out; every refusal is an answer. Anything else that is thrown is a bug. */
export async function answerCall(parts: CallParts): Promise<Response> {
  const { context, access } = parts;
  const { switches } = context;
  try {
    return await carryOut(parts);
  } catch (error) {
    const fault = passOnFault(error, switches);
    if (fault === undefined) throw error;
    const showInner = access.setting("Webapi/error/innererror")?.trim().toLowerCase() === "true";
    return renderPortalFault(fault, { showInner, codeCase: switches.errorCodeCase });
  }
}

async function carryOut({ requireToken, ...parts }: CallParts): Promise<Response> {
  const { context, access, persona } = parts;
  const { organization, switches } = context;
  const url = new URL(parts.request.url);
  refuseOtherServices(url);
  requireToken();
  if (access.cannotConclude !== undefined) throw notBuilt(access.cannotConclude);
  const caller = { userId: portalUserId, ...(persona.contactId === undefined ? {} : { contactId: persona.contactId }) };
  const service = organization.serviceFor(caller);
  const call: WebApiCall = {
    ...parts,
    url,
    caller,
    service,
    permissions: createPermissions({ access, schema: context.schema, persona, reader: service, switches }),
    cache: switches.readCache === "on" ? parts.cache : "skip",
  };
  const target = findTarget(call);
  return organization.admit(caller, () => runOperation(call, target));
}
