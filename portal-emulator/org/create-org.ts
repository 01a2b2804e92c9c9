import { Hono } from "hono";
import type { EmulatorContext } from "../emulator-context.ts";
import { findForeignCaller } from "../emulator-guard.ts";
import type { Caller } from "../organization/organization.ts";
import { answerOrg } from "./answer-org.ts";
import { answerBatch } from "./batch/answer-batch.ts";
import type { OrgCall, OrgFunctions } from "./org-call.ts";
import { OrgFault, orgHeaders, renderOrgFault, toOrgFault } from "./org-fault.ts";
import { ownFunctions } from "./own-functions.ts";
import { readCall, type CallParts } from "./read-call.ts";
import { readPreferences } from "./preferences.ts";

const apiPath = "/api/data/v9.2";

export interface OrgOptions {
  /** Functions other parts answer, e.g. Customer Insights' own; by name. */
  readonly functions?: OrgFunctions;
}

/**
 * The Dataverse Web API of the emulated organization, `/api/data/v9.2/...`, for whoever has its bearer token; from a browser, only for pages
 * of the emulated portal. A stranger's page on this machine must not read contacts: Host and Origin are checked.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview
 */
export function createOrg(context: EmulatorContext, { functions = new Map() }: OrgOptions = {}): Hono {
  const parts: CallParts = {
    context,
    root: `${context.addresses.org}${apiPath}`,
    functions: new Map([...ownFunctions, ...functions]),
  };
  const app = new Hono();
  app.use("*", async (c, next) => {
    const { org, portal } = context.addresses;
    const request = c.req.raw;
    const foreign = findForeignCaller(request, [org, portal]) ?? findForeignHost(request, org);
    if (foreign !== undefined) {
      return renderOrgFault(new OrgFault(403, "0x80040220", `${foreign}.`));
    }
    if (request.method === "OPTIONS") {
      return new Response(null, { status: 204, headers: { ...corsHeaders(request), ...preflightHeaders } });
    }
    await next();
    for (const [name, value] of Object.entries(corsHeaders(request))) {
      c.res.headers.set(name, value);
    }
    return undefined;
  });
  for (const path of [apiPath, `${apiPath}/*`]) app.all(path, async (c) => answerRequest(c.req.raw, parts));
  app.all("*", () => renderOrgFault(new OrgFault(404, "", `The emulated organization answers below ${apiPath}/ only.`)));
  return app;
}

async function answerRequest(request: Request, parts: CallParts): Promise<Response> {
  const { organization, addresses, switches } = parts.context;
  let caller: Caller | undefined;
  const response = await answering(
    () => request.headers,
    async () => {
      requireToken(request, addresses.orgToken);
      const call = readCall(request, parts);
      ({ caller } = call);
      return organization.admit(call.caller, async () => (call.path === "$batch" ? answerBatch(call, answerPart) : answerOrg(call)));
    },
  );
  if (caller !== undefined && switches.serviceProtection === "on")
    for (const [name, value] of limitHeaders(organization.remaining(caller))) response.headers.set(name, value);
  return response;
}

/** Names: https://learn.microsoft.com/power-apps/developer/data-platform/api-limits; seconds with a thousands separator and two decimals: observed (third party). */
function limitHeaders({
  requests,
  executionSeconds,
}: {
  readonly requests: number;
  readonly executionSeconds: number;
}): [string, string][] {
  const seconds = executionSeconds.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return [
    ["x-ms-ratelimit-burst-remaining-xrm-requests", String(requests)],
    ["x-ms-ratelimit-time-remaining-xrm-requests", seconds],
  ];
}

async function answerPart(readPart: () => OrgCall): Promise<Response> {
  let headers = new Headers();
  return answering(
    () => headers,
    async () => {
      const call = readPart();
      headers = call.request.headers;
      return answerOrg(call);
    },
  );
}

/** Faults become answers; what is no fault is a bug and goes on. */
async function answering(headers: () => Headers, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    const fault = toOrgFault(error);
    if (fault === undefined) throw error;
    return renderOrgFault(fault, readPreferences(headers()).includes("Microsoft.PowerApps.CDS.TraceText"));
  }
}

/** The portal's address is allowed as an origin, never as a host: the two listen at different places. */
function findForeignHost(request: Request, org: string): string | undefined {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return host === new URL(org).host ? undefined : `Host ${host} is not the organization's`;
}

function requireToken(request: Request, token: string): void {
  const [, given] = /^Bearer\s+(\S+)$/iu.exec(request.headers.get("authorization") ?? "") ?? [];
  if (given !== token) {
    throw new OrgFault(401, "", "A bearer token of the emulated organization is needed; the emulator prints it when it starts.", {
      headers: { "www-authenticate": 'Bearer realm="portal-kit emulator"' },
    });
  }
}

function corsHeaders(request: Request): Readonly<Record<string, string>> {
  const origin = request.headers.get("origin");
  return origin === null
    ? { vary: "origin" }
    : {
        vary: "origin",
        "access-control-allow-origin": origin,
        "access-control-expose-headers":
          "OData-EntityId, OData-Version, Location, Preference-Applied, ETag, Retry-After, " +
          "x-ms-ratelimit-burst-remaining-xrm-requests, x-ms-ratelimit-time-remaining-xrm-requests",
      };
}

const preflightHeaders: Readonly<Record<string, string>> = {
  ...orgHeaders,
  "access-control-allow-methods": "GET, POST, PATCH, PUT, DELETE, OPTIONS",
  "access-control-allow-headers":
    "authorization, content-type, accept, prefer, if-match, if-none-match, odata-maxversion, odata-version, cache-control, " +
    "mscrmcallerid, callerobjectid, mscrm.suppressduplicatedetection, mscrm.mergelabels, mscrm.sessiontoken",
  "access-control-max-age": "600",
};
