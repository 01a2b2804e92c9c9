/**
 * True when the only tracker on the page is that of Customer Insights - Journeys. Its `MSCI.setUser` is not known to feed Customer Insights - Data.
 * The two products are told apart by the address of their library, which the pasted script names.
 */
export function isJourneysOnly(document: Document): boolean {
  let text = "";
  document.querySelectorAll("script").forEach((script) => (text += script.src + script.text));
  document.querySelectorAll<HTMLTemplateElement>("template[data-portal-kit-tracker]").forEach((template) => (text += template.innerHTML));
  return /\/webtracking\.bundle\.js/i.test(text) && !/\/ci-sdks\/web\/msci-/i.test(text);
}
