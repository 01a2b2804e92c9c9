import { createClock } from "../../identity/clock.ts";
import { createIdentity } from "../../identity/identity.ts";
import { openStorage } from "../../identity/open-storage.ts";
import type { CapturePage } from "./capture-page.ts";
import { createMemory } from "./token.ts";

/** The page this script runs on. */
export function openCapturePage(): CapturePage {
  const page = {
    window,
    document,
    session: openStorage(() => window.sessionStorage),
    local: openStorage(() => window.localStorage),
    clock: createClock(),
  };
  return {
    ...page,
    identity: createIdentity(page),
    random: Math.random,
    fetch: (url, init) => window.fetch(url, init),
    memory: createMemory(),
    go: (url) => window.location.assign(url),
  };
}
