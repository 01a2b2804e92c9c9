import { Hono } from "hono";
import { createAccess } from "../../access/create-access.ts";
import type { TokenVerdict } from "../anti-forgery/create-anti-forgery.ts";
import { tokenFault } from "../anti-forgery/token-fault.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import { perSite } from "../per-site.ts";
import { answerCall } from "./answer-call.ts";
import { answerDataverseCall, type DataverseAnswer, type DataverseCall } from "./answer-dataverse-call.ts";
import { siteHeaders } from "./site-headers.ts";

export interface WebApiOptions {
  /** The anti-forgery token of a request; see `createAntiForgery`. */
  readonly verifyToken: (request: Request) => TokenVerdict;
  /** A portal has a limit; how large it is is not documented. Microsoft's sample for notes sends files of 3.5 MB, which are 4.7 MB in JSON. */
  readonly bodyLimitBytes?: number;
}

export interface WebApi {
  /** Answers `/_api/*`. */
  readonly app: Hono;
  /** What server logic asks of Dataverse: the same operations, without a token and without column lists. */
  readonly answerDataverseCall: (call: DataverseCall) => Promise<DataverseAnswer>;
}

const usualBodyLimitBytes = 5 * 1024 * 1024;

/**
 * The portal Web API, `/_api/<entity set>`. Requests are judged in this order: anti-forgery token (writes), names in the path, verb,
 * table permission, columns, body.
 * https://learn.microsoft.com/power-pages/configure/web-api-overview
 */
export function createWebApi(context: EmulatorContext, { verifyToken, bodyLimitBytes = usualBodyLimitBytes }: WebApiOptions): WebApi {
  const judge = perSite(createAccess);
  const headersOf = perSite(siteHeaders);
  const { readCache } = context;
  const app = new Hono();
  app.all("/_api/*", async (c) => {
    const request = c.req.raw;
    const answer = await answerCall({
      context,
      request,
      access: judge(context.site()),
      persona: context.persona(request),
      columns: "listed",
      deniedReads: "refused",
      readCache,
      cache: "use",
      bodyLimitBytes,
      effect: (words) => context.effect(request, words),
      requireToken: () => {
        const isRead = ["GET", "HEAD", "OPTIONS"].includes(request.method);
        if (isRead && context.switches.tokenOnReads === "needless") return;
        const fault = tokenFault(verifyToken(request), context.switches);
        if (fault !== undefined) throw fault;
      },
    });
    for (const [name, value] of headersOf(context.site())) answer.headers.set(name, value);
    return answer;
  });
  return {
    app,
    answerDataverseCall: (call) => answerDataverseCall({ context, access: judge(context.site()), readCache, bodyLimitBytes }, call),
  };
}
