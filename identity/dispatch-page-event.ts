import type { PageEventDetails } from "../contract/page-events.ts";
import { attempt } from "./attempt.ts";

/** Tells the page what happened, on `document`, if the page lets events be made: one that has replaced its own is not told, and what was done stays done. */
export const dispatchPageEvent: <Name extends keyof PageEventDetails>(
  document: Document,
  name: Name,
  detail: PageEventDetails[Name],
) => void = (document, name, detail) =>
  // A document without a window throws too.
  attempt(() => document.dispatchEvent(new (document.defaultView as Window & typeof globalThis).CustomEvent(name, { detail })));
