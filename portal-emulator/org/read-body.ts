import { assertNever } from "../../access/assert-never.ts";
import { readBody } from "../odata/read-body.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault } from "./org-fault.ts";

const bodyLimitBytes = 16 * 1024 * 1024;

/** The JSON object of a write. Throws OrgFault. */
export async function requireObject({ request }: Pick<OrgCall, "request">): Promise<Readonly<Record<string, unknown>>> {
  const reading = await readBody(request, bodyLimitBytes);
  switch (reading.kind) {
    case "object":
      return reading.body;
    case "empty":
      throw new OrgFault(400, "0x80048d19", "The body must be a JSON object.");
    case "malformed":
      throw new OrgFault(400, "0x80048d19", reading.message);
    case "too-large":
      throw new OrgFault(413, "", "The request entity is too large.");
    default:
      return assertNever(reading);
  }
}

/** As `requireObject`; no body at all is an empty object: an action without parameters. */
export async function readObject({ request }: Pick<OrgCall, "request">): Promise<Readonly<Record<string, unknown>>> {
  return request.body === null || request.headers.get("content-length") === "0" ? {} : requireObject({ request });
}
