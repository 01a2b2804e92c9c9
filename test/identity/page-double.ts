import { JSDOM } from "jsdom";
import { parseContactId, type ContactId } from "../../identity/contact-id.ts";

export const idA = toContactId("11111111-aaaa-4bbb-8ccc-00000000000a");
export const idB = toContactId("22222222-aaaa-4bbb-8ccc-00000000000b");

function toContactId(text: string): ContactId {
  const id = parseContactId(text);
  if (!id) throw new Error(`not a contact id: ${text}`);
  return id;
}

export interface RecordedEvent {
  readonly name: string;
  readonly detail: unknown;
}

const names = ["portalkit:consent", "portalkit:captured", "portalkit:identified", "portalkit:failed", "portalkit:blocked"];

/** Every event of the kit on a document, in order. */
export function recordEvents(document: Document): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const name of names)
    document.addEventListener(name, (event) => events.push({ name, detail: (event as CustomEvent<unknown>).detail }));
  return events;
}

export function openDocument(html: string, url = "https://www.site.example.com/page"): Document {
  return new JSDOM(html, { url }).window.document;
}

/** A tracker that records its calls, as `window.MSCI`. */
export function createTracker(): { readonly calls: unknown[]; readonly MSCI: { setUser(user: unknown): void } } {
  const calls: unknown[] = [];
  return { calls, MSCI: { setUser: (user) => void calls.push(user) } };
}

export const signedIn = (contactId: string): object => ({ Microsoft: { Dynamic365: { Portal: { User: { contactId } } } } });
