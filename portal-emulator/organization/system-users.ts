/** Users of the emulated organization; the ids mean nothing. */
export const systemUserId = "00000000-0000-4000-8000-00000000a000";
/** Whom the organization's bearer token stands for. */
export const operatorUserId = "00000000-0000-4000-8000-00000000a001";
/** The portal's application user: every visitor's calls are its own. */
export const portalUserId = "00000000-0000-4000-8000-00000000a002";
/** The service account Customer Insights writes with. https://learn.microsoft.com/dynamics365/customer-insights/data/integrate-d365-apps */
export const insightsUserId = "00000000-0000-4000-8000-00000000a003";
