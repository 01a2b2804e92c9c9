import { outboxKey } from "../../identity/known-contact.ts";
import { readSignedIn } from "./signed-in-contact.ts";
import type { CapturePage } from "./capture-page.ts";
import type { ContactValues } from "./validate.ts";

/*
 * In this tab's `sessionStorage`, under `outboxKey`: what has not been through yet, and since when, as JSON of `[milliseconds since the epoch, values]`.
 */
export const outboxLimitMs = 24 * 60 * 60_000;

/** Keeps what the visitor wants to be kept, in place of what was kept before. */
export function keepUnfinished({ session, clock }: CapturePage, values: ContactValues): void {
  session.setItem(outboxKey, JSON.stringify([clock.now(), values]));
}

/** What is kept, if it is not too old and nobody has signed in meanwhile: then it goes. */
export function readUnfinished({ window, session, clock }: CapturePage): ContactValues | undefined {
  try {
    // Only this file writes it; whatever else stands there fails here, or is refused by the portal.
    const [at, values] = JSON.parse(session.getItem(outboxKey) || "") as [number, ContactValues];
    if (clock.now() - at < outboxLimitMs && !readSignedIn(window)) return values;
  } catch {
    // Nothing, or nothing that we can read.
  }
  session.removeItem(outboxKey);
  return undefined;
}
