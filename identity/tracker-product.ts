/**
 * True when the only tracker on the page is that of Customer Insights - Journeys. Its `MSCI.setUser` is not known to feed Customer Insights - Data.
 * The two products are told apart by the address of their library, which the pasted script names.
 */
export function isJourneysOnly(document: Document): boolean {
  let text = "";
  document.querySelectorAll("script,template[data-portal-kit-tracker]").forEach((element) => (text += element.outerHTML));
  return /\/webtracking\.bundle\.js/i.test(text) && !/\/ci-sdks\/web\/msci-/i.test(text);
}
