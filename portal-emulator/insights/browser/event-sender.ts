import type { EventBatch, TrackedEvent } from "../event-batch.ts";

/** What a batch says besides its events. */
export type BatchHead = Omit<EventBatch, "version" | "sentAtMs" | "events">;

export interface EventSender {
  add(event: TrackedEvent): void;
  /** Gives what waits to the browser to send after the page is gone. */
  sendNow(): void;
}

/** Long enough to join a view with what follows it, short enough to watch. */
const gatherMs = 150;
/** `sendBeacon` and `keepalive` carry 64 KiB; twenty full events stay under it. */
const maxEvents = 20;
const retryDelaysMs = [500, 2_000, 8_000];

/** Gathers events into batches and sends each in order; one that does not arrive is tried again, then given up. */
export function createEventSender(page: Window & typeof globalThis, endpointUrl: string, head: BatchHead): EventSender {
  const waiting: TrackedEvent[] = [];
  let timer: number | undefined;
  let sending: readonly TrackedEvent[] = [];
  let failures = 0;

  const render = (events: readonly TrackedEvent[]): string =>
    JSON.stringify({ ...head, version: 1, sentAtMs: page.Date.now(), events } satisfies EventBatch);

  const schedule = (delayMs: number): void => {
    timer ??= page.setTimeout(() => {
      timer = undefined;
      void flush();
    }, delayMs);
  };

  const flush = async (): Promise<void> => {
    if (sending.length > 0 || waiting.length === 0) return;
    sending = waiting.splice(0, maxEvents);
    const isTaken = await post(page, endpointUrl, render(sending));
    const again = sending;
    sending = [];
    if (isTaken) failures = 0;
    else {
      const delayMs = retryDelaysMs[failures];
      failures += 1;
      if (delayMs === undefined) failures = 0;
      else {
        waiting.unshift(...again);
        schedule(delayMs);
        return;
      }
    }
    if (waiting.length > 0) schedule(0);
  };

  return {
    add(event) {
      waiting.push(event);
      schedule(gatherMs);
    },
    sendNow() {
      // A request under way may die with the page; the collector stores a signal once however often it comes.
      const all = [...sending, ...waiting.splice(0)];
      for (let start = 0; start < all.length; start += maxEvents) {
        const body = render(all.slice(start, start + maxEvents));
        if (!page.navigator.sendBeacon(endpointUrl, body)) void post(page, endpointUrl, body);
      }
    },
  };
}

/** Whether trying again would change nothing: taken, or refused for good. */
async function post(page: Window & typeof globalThis, endpointUrl: string, body: string): Promise<boolean> {
  try {
    const response = await page.fetch(endpointUrl, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "omit",
      headers: { "Content-Type": "text/plain" },
    });
    return response.status < 500;
  } catch {
    // Offline or blocked: told to nobody, as the real library tells nobody.
    return false;
  }
}
