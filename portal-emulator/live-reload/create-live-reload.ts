import { randomUUID } from "node:crypto";
import type { Refresh } from "./plan-refresh.ts";

/** Why the site folder could not be read; the pages of the reading before stay. */
export interface SiteFailure {
  /** `path:line:column`, as far as known; "" where nothing is. */
  readonly where: string;
  readonly message: string;
  /** The lines around the place. */
  readonly frame?: string;
}

/** Tells open pages that the site has changed. */
export interface LiveReload {
  /** What a page that is rendered now shows: it is told of everything after that. */
  revision(): string;
  /** Another reading of the site is being shown. */
  siteChanged(refresh: Refresh): void;
  siteRefused(failure: SiteFailure): void;
  /** An event stream for a page of that revision: `reload`, `styles` (JSON list of addresses), `failure` (JSON SiteFailure) and `recovered`. */
  open(revision: string | undefined): Response;
  /** Says a line to the person at the terminal, the first time it is said. */
  sayOnce(line: string): void;
  /** Ends all streams; a later one ends at once. */
  close(): void;
}

/** How soon a page asks again after the emulator went away, e.g. because it is started anew. */
const retryMs = 1_000;

/** @param say prints a line in the terminal */
export function createLiveReload(say: (line: string) => void): LiveReload {
  // Revisions of another run are never mistaken for one's own.
  const run = randomUUID();
  const encoder = new TextEncoder();
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const said = new Set<string>();
  let number = 0;
  let failure: SiteFailure | undefined;
  let isClosed = false;
  const revision = (): string => `${run}-${number}`;
  const render = (event: string, value: unknown): Uint8Array =>
    encoder.encode(`event: ${event}\nid: ${revision()}\ndata: ${JSON.stringify(value)}\n\n`);
  const tell = (event: string, value: unknown): void => {
    const bytes = render(event, value);
    for (const stream of streams) stream.enqueue(bytes);
  };
  return {
    revision,
    siteChanged(refresh) {
      const hadFailed = failure !== undefined;
      failure = undefined;
      if (refresh.kind === "none") {
        if (hadFailed) tell("recovered", true);
        return;
      }
      number += 1;
      if (hadFailed) tell("recovered", true);
      if (refresh.kind === "styles") tell("styles", refresh.urls);
      else tell("reload", true);
    },
    siteRefused(next) {
      failure = next;
      tell("failure", next);
    },
    open(shown) {
      let own: ReadableStreamDefaultController<Uint8Array> | undefined;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(encoder.encode(`retry: ${retryMs}\n\n`));
          if (shown !== undefined && shown !== revision()) controller.enqueue(render("reload", true));
          // A page that was hidden may show a failure of before.
          controller.enqueue(failure === undefined ? render("recovered", true) : render("failure", failure));
          if (isClosed) return controller.close();
          own = controller;
          streams.add(controller);
        },
        cancel() {
          if (own !== undefined) streams.delete(own);
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
    },
    sayOnce(line) {
      if (!said.has(line)) say(line);
      said.add(line);
    },
    close() {
      isClosed = true;
      for (const stream of streams) stream.close();
      streams.clear();
    },
  };
}
