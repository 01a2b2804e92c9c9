import type { PageEventDetails } from "../contract/page-events.ts";

/** Tells the page what happened, on `document`, if the page lets events be made. */
export function dispatchPageEvent<Name extends keyof PageEventDetails>(
  document: Document,
  name: Name,
  detail: PageEventDetails[Name],
): void {
  try {
    // A document without a window throws too.
    const { CustomEvent } = document.defaultView as Window & typeof globalThis;
    document.dispatchEvent(new CustomEvent(name, { detail }));
  } catch {
    // A page that has replaced its own events is not told; what was done stays done.
  }
}
