/**
 * True when the only tracker on the page is that of Customer Insights - Journeys. Its `MSCI.setUser` is not known to feed Customer Insights - Data.
 * The two products are told apart by the address of their library, which the pasted script names. Our own script, which may stand on the page too, does
 * not match itself: in its text the characters after a name are escaped.
 */
export function isJourneysOnly(document: Document): boolean {
  const scripts = Array.from(document.querySelectorAll("script,template"), (element) => element.outerHTML);
  return /^(?!.*ci-sdks\/).*webtracking\.b/is.test(scripts.join());
}
