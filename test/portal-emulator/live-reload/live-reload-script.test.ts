import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, it } from "vitest";
import { liveReloadScript } from "../../../portal-emulator/live-reload/live-reload-script.ts";

type Listener = (event: unknown) => void;

/** What the script needs of a page: no more is here, so that it cannot lean on more unnoticed. */
function openPage() {
  const listeners: Record<string, Listener> = {};
  const streams: { readonly url: string; isOpen: boolean; readonly listeners: Record<string, Listener> }[] = [];
  const page = { visibility: "visible", reloads: 0 };
  const on = (name: string, listener: Listener): void => void (listeners[name] = listener);
  class EventSource {
    readonly #stream: (typeof streams)[number];
    constructor(url: string) {
      streams.push((this.#stream = { url, isOpen: true, listeners: {} }));
    }
    addEventListener(name: string, listener: Listener): void {
      this.#stream.listeners[name] = listener;
    }
    close(): void {
      this.#stream.isOpen = false;
    }
  }
  const location = { origin: "http://localhost:4180", reload: () => void (page.reloads += 1) };
  runInNewContext(liveReloadScript, {
    document: {
      currentScript: { src: "http://localhost:4180/_emulator/live-reload.js?revision=run-3" },
      get visibilityState() {
        return page.visibility;
      },
      addEventListener: on,
      querySelectorAll: () => [],
    },
    addEventListener: on,
    location,
    EventSource,
    URL,
  });
  return {
    page,
    streams,
    tell: (event: string, data: unknown, id: string) => streams.at(-1)?.listeners[event]?.({ data: JSON.stringify(data), lastEventId: id }),
    turn(visibility: "hidden" | "visible") {
      page.visibility = visibility;
      listeners["visibilitychange"]?.({});
    },
    fire: (name: string) => listeners[name]?.({}),
  };
}

let open: ReturnType<typeof openPage>;
beforeEach(() => {
  open = openPage();
});

describe("the script of pages under live reload", () => {
  it("listens from the revision of its page on, once", () => {
    open.fire("pageshow");
    expect(open.streams.map(({ url }) => url)).toEqual(["/_emulator/changes?revision=run-3"]);
  });

  it("loads the page again, and stops listening to the old one's stream", () => {
    open.tell("reload", true, "run-4");
    expect([open.page.reloads, open.streams[0]?.isOpen]).toEqual([1, false]);
  });

  it("loads the page again for a style sheet that it does not link", () => {
    open.tell("styles", ["/imported.css"], "run-4");
    expect(open.page.reloads).toBe(1);
  });

  it("holds no connection while the page is hidden, and asks for what it missed", () => {
    open.turn("hidden");
    expect(open.streams.map(({ isOpen }) => isOpen)).toEqual([false]);
    open.turn("visible");
    expect(open.streams.map(({ isOpen }) => isOpen)).toEqual([false, true]);
    expect(open.streams[1]?.url).toBe("/_emulator/changes?revision=run-3");
  });

  it("listens again on a page that comes back from the browser's memory", () => {
    open.fire("pagehide");
    open.fire("pageshow");
    expect(open.streams.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  it("bears the end of a failure it never showed", () => {
    expect(() => open.tell("recovered", true, "run-3")).not.toThrow();
    expect(open.page.reloads).toBe(0);
  });
});
