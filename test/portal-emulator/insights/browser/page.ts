import { JSDOM } from "jsdom";
import { installLibrary } from "../../../../portal-emulator/insights/browser/install-library.ts";
import { strictLibrarySettings } from "../../../../portal-emulator/insights/library-settings.ts";
import type { LibrarySettings } from "../../../../portal-emulator/insights/library-settings.ts";
import type { EventBatch } from "../../../../portal-emulator/insights/event-batch.ts";

const source = "http://127.0.0.1:4002/@download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js";
export const journeysSource = "http://127.0.0.1:4002/@rdrect-usa1.mkt.dynamics.com/webtracking/WebTracking/WebTracking.bundle.js";
export const cfg = { ingestionKey: "key-1", endpointUrl: "http://127.0.0.1:4002/@mobile.events.data.microsoft.com/OneCollector/1.0/" };

type Tracker = Record<string, (...values: unknown[]) => unknown> & { Analytics?: new () => Tracker };
interface Globals {
  MSCI?: Tracker;
  MSCIqueue?: unknown[];
  [name: string]: unknown;
}

export interface Sent {
  readonly url: string;
  readonly batch: EventBatch;
  readonly by: "fetch" | "beacon";
}

const batchOf = (body: unknown): EventBatch => JSON.parse(String(body)) as EventBatch; // written by the library under test

/** A page with the browser's senders recorded; `answer` decides what a fetch gets. */
export function openPage(
  options: {
    readonly url?: string;
    readonly html?: string;
    readonly cookie?: string;
    readonly settings?: Partial<LibrarySettings>;
    readonly answer?: () => Promise<{ readonly status: number }>;
  } = {},
) {
  const dom = new JSDOM(
    options.html ??
      '<title>Start</title><main><a id="more" href="https://example.com/more">Read <b>more</b></a><input name="email" value="ada@example.com"><button>Send</button></main>',
    {
      url: options.url ?? "http://localhost:4000/start/",
    },
  );
  const page = dom.window as unknown as Window & typeof globalThis; // jsdom's window has its own type
  const globals = dom.window as unknown as Globals;
  const sent: Sent[] = [];
  const answer = options.answer ?? (async () => ({ status: 200 }));
  if (options.cookie !== undefined) page.document.cookie = `${options.cookie}; path=/`;
  Object.assign(page, {
    fetch: async (url: string, init: RequestInit) => {
      sent.push({ url, batch: batchOf(init.body), by: "fetch" });
      return answer();
    },
  });
  Object.assign(page.navigator, {
    sendBeacon: (url: string, body: string) => {
      sent.push({ url, batch: batchOf(body), by: "beacon" });
      return true;
    },
  });
  return {
    page,
    globals,
    sent,
    load: (from = source) => installLibrary({ page, source: from, settings: { ...strictLibrarySettings, ...options.settings } }),
    events: () => sent.flatMap(({ batch }) => batch.events),
    kinds: () => sent.flatMap(({ batch }) => batch.events.map(({ kind }) => kind)),
    settle: async () => new Promise((resolve) => setTimeout(resolve, 400)),
    leave: () => page.dispatchEvent(new page.Event("pagehide")),
  };
}

/** What the pasted script does before its library arrives: a stub whose calls queue up. */
export function runLoader(
  globals: Globals,
  options: { readonly name?: string; readonly cfg?: unknown; readonly user?: unknown } = {},
): void {
  const name = options.name ?? "MSCI";
  const queue = (globals.MSCIqueue ??= []);
  if (globals.MSCI === undefined) {
    const stub: Tracker = {};
    for (const method of ["trackEvent", "trackView", "trackAction", "setConfig", "setProperty", "setUser", "initialize", "teardown"]) {
      stub[method] = function queueCall() {
        // eslint-disable-next-line prefer-rest-params -- the loader queues the arguments object itself
        queue.push([method, name, arguments]);
      };
    }
    globals[name] = stub;
    queue.push(["new", name]);
  } else {
    if (globals.MSCI.Analytics === undefined) throw new TypeError("Analytics is not a constructor");
    globals[name] = new globals.MSCI.Analytics();
  }
  const tracker = globals[name] as Tracker; // set in either branch above
  if (options.user !== undefined) tracker["setUser"]?.(options.user);
  tracker["initialize"]?.(options.cfg ?? cfg);
}
