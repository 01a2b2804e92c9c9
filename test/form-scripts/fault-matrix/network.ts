import type { Call, Cell } from "./cells.ts";
import { usual, signInPage, type Fault } from "./faults.ts";
import { readCallKind, type ModelPortal, type PortalCall } from "./model-portal.ts";
import type { ModelBrowser } from "./open-page.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** From when on nobody can say any more that the visitor has not seen the fault. */
const noticedMs = 1_500;

export interface Network {
  /** The faults that were not met yet will not be, where they last for the first press only. */
  endFirstPress(): void;
  /** How many calls met the cell's own fault. */
  readonly met: number;
  readonly calls: readonly PortalCall[];
  goOffline(): void;
  fetch(url: string, init: RequestInit, pageNumber: number, isLive: () => boolean): Promise<Response>;
}

export interface NetworkParts {
  readonly cell: Pick<Cell, "call" | "fault" | "way"> | undefined;
  readonly portal: ModelPortal;
  readonly browser: ModelBrowser;
  readonly time: VirtualTime;
  readonly pageUrl: string;
  /** The visitor's fate comes upon them: just before the answer to the first call that met the fault is read, or just after. */
  readonly onFirstFault: (moment: "before-answer" | "after-answer") => void;
}

/** The way between page and portal, with the cell's fault on it. */
export function createNetwork({ cell, portal, browser, time, pageUrl, onFirstFault }: NetworkParts): Network {
  const calls: PortalCall[] = [];
  const inFlight = new Set<() => void>();
  let met = 0;
  let isFirstPress = true;
  let isTriggered = !cell?.call.because;

  const pickFault = ({ kind }: PortalCall): Fault | undefined => {
    if (!cell) return undefined;
    const because: Call["because"] = isTriggered ? undefined : cell.call.because;
    if (because && because.kind === kind) {
      isTriggered = true;
      return because.fault;
    }
    const lasts = { once: met === 0, "first press": isFirstPress, "for good": true }[cell.way.extent];
    if (!isTriggered || kind !== cell.call.kind || !lasts) return undefined;
    met += 1;
    return cell.fault;
  };

  return {
    get met() {
      return met;
    },
    calls,
    endFirstPress: () => (isFirstPress = false),
    goOffline() {
      browser.isOnline = false;
      for (const cut of inFlight) cut();
    },
    fetch(url, init, pageNumber, isLive) {
      const method = init.method ?? "GET";
      const kind = readCallKind(url, method, pageUrl);
      if (!kind) throw new Error(`no part of the flow: ${method} ${url}`);
      const call = {
        kind,
        url,
        method,
        headers: new Headers(init.headers),
        body: typeof init.body === "string" ? init.body : "",
        pageNumber,
      };
      calls.push(call);
      return new Promise((resolve, reject) => {
        const cut = (): void => {
          if (inFlight.delete(cut) && isLive()) reject(new TypeError("Failed to fetch"));
        };
        inFlight.add(cut);
        if (!browser.isOnline) {
          time.after(1, cut);
          return;
        }
        init.signal?.addEventListener("abort", () => inFlight.delete(cut) && reject(new DOMException("aborted", "AbortError")));
        const fault = pickFault(call);
        const isFirst = fault === cell?.fault && met === 1;
        const { carriedOutMs, answeredMs } = fault ?? usual;
        let own: Response | undefined;
        if (carriedOutMs !== null)
          time.after(carriedOutMs, () => {
            if (fault?.isTokenLost) portal.forgetTokens();
            own = portal.handle(call, browser.session);
          });
        const noticed = Math.min(answeredMs, noticedMs);
        if (isFirst) time.after(noticed, () => onFirstFault("before-answer"));
        time.after(answeredMs, () => {
          if (!inFlight.has(cut)) return;
          const answer = fault?.answer ?? "own";
          if (answer === "cut") cut();
          else if (inFlight.delete(cut) && isLive()) resolve(render(answer, call, own, init.redirect));
        });
        if (isFirst) time.after(noticed, () => onFirstFault("after-answer"));
      });
    },
  };
}

function render(
  answer: Exclude<Fault["answer"], "cut">,
  call: PortalCall,
  own: Response | undefined,
  mode: RequestRedirect = "follow",
): Response {
  if (typeof answer === "function") return answer(call, own);
  if (answer === "own") {
    if (!own) throw new Error("the portal has not answered yet");
    return own;
  }
  // As a browser's fetch does: not followed it shows nothing, followed it is what stands there.
  return mode === "manual" ? Object.defineProperty(new Response(null), "status", { value: 0 }) : signInPage();
}
