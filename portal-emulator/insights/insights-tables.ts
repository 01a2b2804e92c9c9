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
