import { Hono } from "hono";
import type { EmulatorContext } from "../emulator-context.ts";
import { findForeignCaller } from "../emulator-guard.ts";
import { QueryFault } from "../odata/query-fault.ts";
import { answerOrg } from "./answer-org.ts";
import { OrgFault, orgHeaders, renderOrgFault } from "./org-fault.ts";

const apiPath = "/api/data/v9.2";

/**
 * The Dataverse Web API of the emulated organization, `/api/data/v9.2/...`, for whoever has its bearer token; from a browser, only for pages
 * of the emulated portal. A stranger's page on this machine must not read contacts: Host and Origin are checked.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview
 */
export function createOrg(context: EmulatorContext): Hono {
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
  app.all(`${apiPath}/*`, async (c) => {
    try {
      requireToken(c.req.raw, context.addresses.orgToken);
      return await answerOrg(context, c.req.raw, `${context.addresses.org}${apiPath}`);
    } catch (error) {
      if (error instanceof OrgFault) {
        return renderOrgFault(error);
      }
      if (error instanceof QueryFault) {
        return renderOrgFault(OrgFault.fromQuery(error));
      }
      throw error;
    }
  });
  app.all("*", () => renderOrgFault(new OrgFault(404, "", `The emulated organization answers below ${apiPath}/ only.`)));
  return app;
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
      "www-authenticate": 'Bearer realm="portal-kit emulator"',
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
        "access-control-expose-headers": "OData-EntityId, OData-Version, Location, Preference-Applied, ETag, Retry-After",
      };
}

const preflightHeaders: Readonly<Record<string, string>> = {
  ...orgHeaders,
  "access-control-allow-methods": "GET, POST, PATCH, DELETE, OPTIONS",
  "access-control-allow-headers":
    "authorization, content-type, accept, prefer, if-match, if-none-match, odata-maxversion, odata-version, cache-control",
  "access-control-max-age": "600",
};
