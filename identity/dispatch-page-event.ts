import type { PageEventDetails } from "../contract/page-events.ts";

/** Tells the page what happened, on `document`. */
export function dispatchPageEvent<Name extends keyof PageEventDetails>(
  document: Document,
  name: Name,
  detail: PageEventDetails[Name],
): void {
  const view = document.defaultView;
  if (view) document.dispatchEvent(new view.CustomEvent(name, { detail }));
}
