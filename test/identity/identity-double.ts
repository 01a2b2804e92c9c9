import { JSDOM } from "jsdom";
import type { IdentityPage } from "../../identity/identity-machine.ts";
import { createMemoryStore } from "./memory-store.ts";
import { recordEvents } from "./page-double.ts";

interface Options {
  readonly html?: string;
  readonly url?: string;
  readonly session?: Readonly<Record<string, string>>;
  readonly local?: Readonly<Record<string, string>>;
  readonly portal?: object;
}

/** Lets what waits for promises alone happen; no time passes. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A page with a cookie of the tracker, and everything on it that the identity machine may change; time stands still until it is told to pass. */
export function openIdentityPage({
  html = "",
  url = "https://www.site.example.com/page",
  session = {},
  local = {},
  portal = {},
}: Options = {}) {
  const dom = new JSDOM(html, { url });
  const { document } = dom.window;
  document.cookie = "_msci=of-somebody; Path=/";
  const window: { MSCI?: unknown; MSCIqueue?: unknown } = { ...portal };
  const told: unknown[] = [];
  const waits: { readonly ms: number; readonly resolve: () => void }[] = [];
  const asked: number[] = [];
  let reloads = 0;
  const page = {
    window,
    document,
    session: createMemoryStore(session),
    local: createMemoryStore(local),
    clock: {
      wait: (ms: number): Promise<void> => {
        asked.push(ms);
        return new Promise((resolve) => void waits.push({ ms, resolve }));
      },
    },
    reload: () => void reloads++,
  } satisfies IdentityPage;
  return {
    page,
    window,
    document,
    told,
    /** Milliseconds of every wait so far. */
    asked,
    events: recordEvents(document),
    reloads: () => reloads,
    /** Puts a tracker there that notes what it is told. */
    bringTracker(): void {
      window.MSCI = { setUser: (user: unknown) => void told.push(user) };
    },
    /** Some script of the page has loaded. */
    async load(): Promise<void> {
      const script = document.createElement("script");
      document.head.append(script);
      script.dispatchEvent(new dom.window.Event("load"));
      await turn();
    },
    /** Ends the waits under way. */
    async passTime(): Promise<void> {
      for (const { resolve } of waits.splice(0)) resolve();
      await turn();
    },
    isWaiting: () => waits.length > 0,
    stored: () => ({ session: Object.fromEntries(page.session.entries), local: Object.fromEntries(page.local.entries) }),
  };
}
export type IdentityDouble = ReturnType<typeof openIdentityPage>;
