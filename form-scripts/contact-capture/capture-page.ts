import type { Clock } from "../../identity/clock.ts";
import type { Identity } from "../../identity/identity.ts";
import type { KeyStore } from "../../identity/open-storage.ts";
import type { PortalMemory } from "./token.ts";

/** What the steps need of the page they run on; handed in, so that they run on any. */
export interface CapturePage {
  readonly window: object;
  readonly document: Document;
  readonly session: KeyStore;
  readonly local: KeyStore;
  readonly clock: Clock;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly memory: PortalMemory;
  readonly identity: Identity;
  /** From 0 to below 1, as `Math.random`. */
  random: () => number;
  /** Goes to an address of this site. */
  go: (url: string) => void;
  /** A submission of the page's own is under way. */
  isSubmitting?: boolean;
}
