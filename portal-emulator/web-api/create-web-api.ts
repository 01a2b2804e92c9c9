import { Hono } from "hono";
import { assertNever } from "../../access/assert-never.ts";
import type { Access } from "../../access/access.ts";
import { createAccess } from "../../access/create-access.ts";
import type { Site } from "../../site/site.ts";
import type { TokenVerdict } from "../anti-forgery/create-anti-forgery.ts";
import { tokenFault } from "../anti-forgery/token-fault.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import { parsePath } from "../odata/parse-path.ts";
import { QueryFault } from "../odata/query-fault.ts";
import { findServedTable } from "./find-served-table.ts";
import { operations } from "./operations.ts";
import { PortalFault, renderPortalFault } from "./portal-fault.ts";
import { malformed, notBuilt, queryRefused, unknownResource, wrongMethod } from "./portal-faults.ts";
import type { Operation } from "./web-api-call.ts";

export interface WebApiOptions {
  /** The anti-forgery token of a write; see `createAntiForgery`. */
  readonly verifyToken: (request: Request) => TokenVerdict;
  /** A portal has a limit; how large it is is not documented. */
  readonly bodyLimitBytes?: number;
}

const usualBodyLimitBytes = 4 * 1024 * 1024;

/**
 * The portal Web API, `/_api/<entity set>`. Requests are judged in this order: path and verb, anti-forgery token (writes), table,
 * table permission, columns, body.
 * https://learn.microsoft.com/power-pages/configure/web-api-overview
 */
export function createWebApi(context: EmulatorContext, { verifyToken, bodyLimitBytes = usualBodyLimitBytes }: WebApiOptions): Hono {
  const app = new Hono();
  const known = new WeakMap<Site, Access>();
  const judge = (site: Site): Access => {
    const access = known.get(site) ?? createAccess(site);
    known.set(site, access);
    return access;
  };
  app.all("/_api/*", async (c) => {
    const request = c.req.raw;
    const access = judge(context.site());
    try {
      const { operation, entitySet, id } = route(request);
      const fault = operation.writes ? tokenFault(verifyToken(request), context.switches) : undefined;
      if (fault !== undefined) {
        throw fault;
      }
      if (access.cannotConclude !== undefined) {
        throw notBuilt(access.cannotConclude);
      }
      const table = findServedTable(entitySet, access, context.site());
      const persona = context.persona(request);
      return await operation.run({ context, request, access, persona, table, id, bodyLimitBytes });
    } catch (error) {
      const fault = error instanceof QueryFault ? queryRefused(error) : error;
      if (fault instanceof PortalFault) {
        return renderPortalFault(fault, access.setting("Webapi/error/innererror")?.toLowerCase() === "true");
      }
      throw error;
    }
  });
  return app;
}

interface Route {
  readonly operation: Operation;
  readonly entitySet: string;
  /** "" for a collection. */
  readonly id: string;
}

function route(request: Request): Route {
  const url = new URL(request.url);
  const path = parsePath(url.pathname.slice("/_api/".length));
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (path.kind === "batch") {
    throw notBuilt("$batch.");
  }
  if (path.kind === "malformed") {
    throw unknownResource(path.segment);
  }
  if (path.entitySet === "serverlogics" || path.entitySet === "cloudflow" || path.entitySet === "file") {
    throw notBuilt(`/_api/${path.entitySet}.`);
  }
  switch (path.kind) {
    case "alternate-key":
      throw notBuilt("URLs with an alternate key.");
    case "property":
      throw notBuilt(`requests for a part of a row ('${path.rest}').`);
    case "collection":
    case "count":
    case "row": {
      if (path.kind === "row" && path.partitionId !== undefined) {
        throw malformed("A partition id is not part of a key here.");
      }
      const operation = operations[path.kind][method];
      if (operation === undefined) {
        throw wrongMethod(method);
      }
      return { operation, entitySet: path.entitySet, id: path.kind === "row" ? path.id : "" };
    }
    default:
      return assertNever(path);
  }
}
