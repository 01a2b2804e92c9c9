import type { Fault, FaultKind, FaultMoment } from "../../contract/emulator-faults.ts";
import { BrokenConnection } from "./broken-connection.ts";
import { renderFirewallPage, renderSignInPage } from "./fault-pages.ts";
import { dripBody } from "./drip-body.ts";
import type { StaleAnswers } from "./stale-answers.ts";

export type Handle = (request: Request) => Promise<Response>;

/** What faults need of the emulator around them. */
export interface FaultWorld {
  /** Delivers a request once more than it was sent, with an entry of its own in the log. */
  readonly redeliver: Handle;
  /** Where the portal sends somebody who has to sign in. */
  readonly signInAddress: (request: Request) => string;
  readonly rotateToken: () => void;
  readonly stale: StaleAnswers;
  /** Rejects when the emulator closes. */
  readonly wait: (ms: number) => Promise<void>;
}

type Effect<Kind extends FaultKind> = (
  fault: Extract<Fault, { readonly kind: Kind }>,
  request: Request,
  next: Handle,
  world: FaultWorld,
) => Promise<Response>;

/** What each kind of fault does with a request. That a portal goes wrong in these ways is assumed, where nothing else is said. */
const effects: { readonly [Kind in FaultKind]: Effect<Kind> } = {
  status: async (fault, request, next) => {
    await takeEffect(fault.when, request, next);
    return renderStatus(fault);
  },
  latency: async ({ ms = 1_000 }, request, next, world) => {
    await world.wait(ms);
    return next(request);
  },
  "cut-before": async () => {
    throw new BrokenConnection("cut");
  },
  "cut-after": async ({ bytes }, request, next) => {
    const response = await next(request);
    if (bytes === undefined) throw new BrokenConnection("cut");
    const body = new Uint8Array(await response.arrayBuffer());
    throw new BrokenConnection("cut", announceLength(response, body, bytes));
  },
  reset: async ({ when }, request, next) => {
    await takeEffect(when, request, next);
    throw new BrokenConnection("reset");
  },
  html: async ({ page = "sign-in", status = 200, body, when }, request, next, world) => {
    await takeEffect(when, request, next);
    const html = body ?? (page === "sign-in" ? renderSignInPage(world.signInAddress(request)) : renderFirewallPage());
    return respond(html, status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  },
  // Documented for pages; whether the Web API does it is not. https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity
  redirect: async ({ location, when }, request, next, world) => {
    await takeEffect(when, request, next);
    return respond(null, 302, { location: location ?? world.signInAddress(request), "cache-control": "no-store" });
  },
  token: async (_, request, next, world) => {
    world.rotateToken();
    return next(request);
  },
  stale: async (_, request, next, world) => world.stale.before(request, await next(request)),
  block: async ({ as = "refused" }) => {
    if (as === "refused") throw new BrokenConnection("cut");
    return respond("Blocked.", 403, { "content-type": "text/plain; charset=utf-8" });
  },
  drip: async ({ chunkBytes = 16, intervalMs = 100 }, request, next, world) =>
    dripBody(await next(request), { chunkBytes, intervalMs }, world.wait),
  duplicate: async ({ together = false }, request, next, world) => {
    const copy = request.clone();
    if (!together) {
      await world.redeliver(copy);
      return next(request);
    }
    const [, response] = await Promise.all([world.redeliver(copy), next(request)]);
    return response;
  },
};

/** Lets a fault act on a request; `next` is what comes behind it: more faults, then the emulator. */
export async function applyFault(fault: Fault, request: Request, next: Handle, world: FaultWorld): Promise<Response> {
  // The table's type says that an effect takes its own kind; TypeScript does not follow the link through the index.
  const effect = effects[fault.kind] as Effect<FaultKind>;
  return effect(fault, request, next, world);
}

/** Whether nothing behind this fault sees the request any more. */
export function endsRequest(fault: Fault): boolean {
  switch (fault.kind) {
    case "cut-before":
    case "block":
      return true;
    case "status":
    case "html":
    case "redirect":
    case "reset":
      return fault.when !== "after";
    default:
      return false;
  }
}

async function takeEffect(when: FaultMoment | undefined, request: Request, next: Handle): Promise<void> {
  if (when === "after") await next(request);
}

function renderStatus({
  status = 503,
  body,
  contentType,
  retryAfterSeconds,
  headers,
}: Extract<Fault, { readonly kind: "status" }>): Response {
  const isText = body === undefined || typeof body === "string";
  return respond(isText ? (body ?? "") : JSON.stringify(body), status, {
    "content-type": contentType ?? (isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8"),
    ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    ...headers,
  });
}

/** 204, 205 and 304 have no body. https://fetch.spec.whatwg.org/#null-body-status */
function respond(body: string | null, status: number, headers: Record<string, string>): Response {
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
}

/** The head promises the whole body, so that the reader notices what is missing. */
function announceLength(response: Response, body: Uint8Array<ArrayBuffer>, bytes: number): Response {
  const headers = new Headers(response.headers);
  headers.set("content-length", String(body.length));
  return new Response([204, 205, 304].includes(response.status) ? null : body.slice(0, bytes), { status: response.status, headers });
}
