import { createRandom, pick, seedOf, somewhere, type Random } from "./random.ts";
import type { PortalCall, PortalModel, PortalSession } from "./portal-model.ts";
import type { Delay, Owner, Scheduler } from "./scheduler.ts";

/**
 * What may happen to a request. cut-before: lost on its way · cut-after: carried out, its answer is lost · cut-late: the browser sees the connection
 * break, the portal carries it out all the same, later · slow-there, slow-back: longer under way than a request may take · drag: slow, within the limit.
 */
export const allFaultKinds = [
  "cut-before",
  "cut-after",
  "cut-late",
  "slow-there",
  "slow-back",
  "drag",
  "busy-429",
  "busy-503-before",
  "busy-503-after",
  "error-500-before",
  "error-500-after",
] as const;
export type FaultKind = (typeof allFaultKinds)[number];

interface Fault {
  readonly kind: FaultKind;
  readonly random: Random;
}

/** One request of a page; numbers are places in the order of everything that happens. */
export interface Sent {
  readonly page: Owner;
  leftAt: number | undefined;
  /** Nobody waits for it any more: the page has gone, or was told that it failed. */
  abandonedAt: number | undefined;
  /** What the portal made of it; undefined as long as it has not arrived. */
  call: PortalCall | undefined;
}

export interface NetworkOptions {
  readonly scheduler: Scheduler;
  readonly portal: PortalModel;
  readonly portalOwner: Owner;
  readonly seed: number;
  readonly faultRate: number;
  readonly faultKinds?: readonly FaultKind[];
  readonly mutedFaults: readonly string[];
  readonly tick: () => number;
}

export interface Network {
  readonly sent: Sent[];
  /** Faults that happened, by a name that stays the same when others are muted. */
  readonly faults: string[];
  /** `fetch` of one page: leaves → takes effect → its answer arrives, each a step. */
  open(page: Owner, session: PortalSession): (url: string, init: RequestInit) => Promise<Response>;
  /** The page has gone: what it still waits for goes on without it. */
  letGo(page: Owner, at: number): void;
}

const hop: Delay = [5, 150];

export function createNetwork({
  scheduler,
  portal,
  portalOwner,
  seed,
  faultRate,
  faultKinds = allFaultKinds,
  mutedFaults,
  tick,
}: NetworkOptions): Network {
  const sent: Sent[] = [];
  const faults: string[] = [];
  const counts = new Map<Owner, number>();

  const drawFault = (page: Owner): Fault | undefined => {
    if (faultRate === 0) return undefined;
    const count = (counts.get(page) ?? 0) + 1;
    counts.set(page, count);
    const name = `${page.name} #${count}`;
    const random = createRandom(seedOf(seed, name));
    if (random() >= faultRate || mutedFaults.includes(name)) return undefined;
    faults.push(name);
    return { kind: pick(random, faultKinds), random };
  };

  return {
    sent,
    faults,
    open: (page, session) => (url, init) =>
      new Promise((resolve, reject) => {
        const request: Sent = { page, leftAt: undefined, abandonedAt: undefined, call: undefined };
        const fault = drawFault(page);
        const what = `${init.method ?? "GET"} ${describe(url)}${fault ? ` [${fault.kind}]` : ""}`;
        let isOver = false;
        /** As it left with the request. */
        let cookies = session;
        const fail = (error: Error): void => {
          isOver = true;
          request.abandonedAt ??= tick();
          reject(error);
        };
        const answer = (delay: Delay, status: number, headers: Readonly<Record<string, string>>, text: string): void =>
          scheduler.after(page, `gets ${status} for ${what}`, delay, () => {
            if (isOver) return;
            isOver = true;
            resolve(createResponse(status, headers, text));
          });
        const breakOff = (delay: Delay): void =>
          scheduler.after(page, `loses ${what}`, delay, () => {
            if (!isOver) fail(new TypeError("Failed to fetch"));
          });
        const arrive = (
          delay: Delay,
          then: (call: PortalCall, status: number, headers: Readonly<Record<string, string>>, text: string) => void,
        ): void =>
          scheduler.after(portalOwner, `carries out ${what} of ${page.name}`, delay, () => {
            const { call, answer: made } = portal.handle(cookies, url, init);
            request.call = call;
            then(call, made.status, made.headers, made.text);
          });

        init.signal?.addEventListener("abort", () => {
          if (!isOver) fail(new DOMException("aborted", "AbortError"));
        });
        scheduler.after(page, `sends ${what}`, [0, 10], () => {
          // Called off before it left.
          if (isOver) return;
          cookies = { ...session };
          request.leftAt = tick();
          sent.push(request);
          if (!fault) return arrive(hop, (_call, status, headers, text) => answer(hop, status, headers, text));
          const { kind, random } = fault;
          switch (kind) {
            case "cut-before":
              return breakOff(hop);
            case "cut-after":
              return arrive(hop, () => breakOff(hop));
            case "cut-late":
              breakOff(hop);
              return arrive(somewhere(random, 5, 3_000), () => {});
            case "slow-there":
              return arrive(somewhere(random, 8_100, 18_000), (_call, status, headers, text) => answer(hop, status, headers, text));
            case "slow-back":
              return arrive(hop, (_call, status, headers, text) => answer(somewhere(random, 8_100, 18_000), status, headers, text));
            case "drag":
              return arrive(somewhere(random, 2_000, 7_000), (_call, status, headers, text) => answer(hop, status, headers, text));
            case "busy-429":
              return answer([10, 300], 429, { "retry-after": "1" }, "");
            case "busy-503-before":
              return answer([10, 300], 503, {}, "");
            case "busy-503-after":
              return arrive(hop, () => answer(hop, 503, {}, ""));
            case "error-500-before":
              return answer([10, 300], 500, {}, "");
            case "error-500-after":
              return arrive(hop, () => answer(hop, 500, {}, ""));
          }
        });
      }),
    letGo(page, at) {
      for (const request of sent) if (request.page === page) request.abandonedAt ??= at;
    },
  };
}

const describe = (url: string): string => decodeURIComponent(url).replace(/^\/_api\/contacts\?.*'(.*)'$/, "look-up of $1");

/** What our scripts read of a response; a real one would cost more than the rest of the step. */
function createResponse(status: number, headers: Readonly<Record<string, string>>, text: string): Response {
  const response = {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name: string) => headers[name.toLowerCase()] ?? null },
    text: () => Promise.resolve(text),
    json: () => new Promise((resolve) => resolve(JSON.parse(text))),
  };
  // A double of what is used; the rest is not there, and asking for it fails the test.
  return response as unknown as Response;
}
