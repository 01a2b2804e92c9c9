/**
 * Logical names of the tables Customer Insights - Data writes and the emulator fills.
 * https://learn.microsoft.com/dynamics365/customer-insights/data/tables
 */
export const userTable = "msdynci_personalizationuser";
export const cookieTable = "msdynci_personalizationcookie";
export const viewTable = "msdynci_personalizationview";
export const actionTable = "msdynci_personalizationaction";
export const profileTable = "msdynci_customerprofile";
export const alternateKeyTable = "msdynci_alternatekey";
export const segmentMembershipTable = "msdynci_segmentmembership";
export const measureTable = "msdynci_customermeasure";
export const activityTable = "msdynci_unifiedactivity";
export const enrichmentTable = "msdynci_enrichment";
export const predictionTable = "msdynci_prediction";

/** Rows of an event each, tied to the visitor's cookie by `msdynci_personalizationcookiereference`. */
export const signalTables = [viewTable, actionTable, userTable] as const;

/** What Customer Insights works out per customer, each row with its `msdynci_customerid`; seeded by hand here. */
export const outcomeTables = [segmentMembershipTable, measureTable, activityTable, enrichmentTable, predictionTable] as const;

/** The lookup a refresh stamps on contacts. https://learn.microsoft.com/dynamics365/customer-insights/data/integrate-d365-apps */
export const profileLookup = "msdynci_lookupfield_customerprofile";

/** Widths above the 100 characters every other text column of these tables has (documented table reference). */
const widthOf: Readonly<Record<string, number>> = {
  msdynci_usertrackingcontext: 300,
  msdynci_viewuri: 300,
  msdynci_viewpreviousviews: 300,
  msdynci_referrerpagetitle: 300,
  msdynci_referreruri: 300,
  // The widths of an action's own columns are not public; an address gets what other addresses get (assumed).
  msdynci_actiontarget: 300,
};

/** Cuts a text to its column's width. Widths are documented; that longer values are cut, not refused, is assumed. */
export const fitColumn = (column: string, text: string): string => text.slice(0, widthOf[column] ?? 100);
