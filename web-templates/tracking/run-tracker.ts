interface JourneysWindow {
  disableCookiesUsage?: () => boolean;
}

export interface TrackerPlace {
  readonly window: object;
  /** Nonce of our own script element; "" or nothing where the page has none. */
  readonly nonce: string | undefined;
}

/**
 * Runs the pasted script that lies inert in the template: its script elements one after the other, external and inline, as a parser would have,
 * each with the page's nonce (a script made at run time has none of its own). Other pasted markup is left out. Resolves when the last script has
 * run or has failed to load, or consent has been withdrawn.
 * @param isHeldBack whether the visitor may not be tracked, by now
 */
export async function runTracker(template: HTMLTemplateElement, { window, nonce }: TrackerPlace, isHeldBack: () => boolean): Promise<void> {
  const document = template.ownerDocument;
  // What the tracker of Customer Insights - Journeys asks before it sets a cookie; a site's own answer stays.
  // https://learn.microsoft.com/dynamics365/customer-insights/journeys/real-time-journeys-cookies
  (window as JourneysWindow).disableCookiesUsage ||= isHeldBack;
  for (const script of template.content.querySelectorAll("script")) {
    if (isHeldBack()) break;
    // A copy runs when it comes into the page: the one in the template never has.
    const copy = document.importNode(script, true);
    if (nonce) copy.nonce = nonce;
    copy.async = script.async;
    const ended = new Promise((resolve) => ["load", "error"].map((type) => copy.addEventListener(type, resolve)));
    document.head.append(copy);
    // Inline scripts have run by now, and an async one never held those after it.
    if (script.src && !copy.async) await ended;
  }
}
