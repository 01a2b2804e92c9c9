import type { Clock } from "../../identity/clock.ts";
import type { ContactId } from "../../identity/contact-id.ts";
import type { KeyStore } from "../../identity/open-storage.ts";
import type { TokenSource } from "./token.ts";

/** What the steps need of the page they run on; handed in, so that they run on any. */
export interface CapturePage {
  readonly window: object;
  readonly document: Document;
  readonly session: KeyStore;
  readonly local: KeyStore;
  readonly clock: Clock;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly tokens: TokenSource;
  readonly memory: {
    /** The contact that was captured without consent: gone with the page unless consent comes. */
    contactId: ContactId | undefined;
  };
  /** Goes to an address of this site. */
  go(url: string): void;
}
