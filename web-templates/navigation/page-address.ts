/**
 * What of an address makes it another page: all of it but the parameters that links of Customer Insights - Journeys add, in the fragment as far as is documented. Nothing but separators
 * left over says nothing either. https://learn.microsoft.com/dynamics365/customer-insights/journeys/real-time-marketing-form-prefill
 */
export const pageAddress = (href: string): string =>
  href
    .replace(/([?#&])msdynmkt_[^&#]*/g, "$1")
    .replace(/([?#])&+|&+(?=&)/g, "$1")
    .replace(/[?#&]+(?=#|$)/g, "");
