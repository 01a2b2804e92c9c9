import type { DataverseRow } from "../../dataverse-ts-client/create-dataverse-client.ts";

/** What the timeline reads of each table; times are milliseconds since 1970. */
export interface CookieRow {
  readonly cookieId: string;
  readonly createdAtMs: number;
}
export interface LinkRow {
  readonly id: string;
  readonly cookieId: string;
  readonly authId: string;
  readonly atMs: number;
  /** When the row last changed: the resolution, for a resolved one. */
  readonly modifiedAtMs: number;
  readonly isResolved: boolean;
}
export interface ViewRow {
  readonly id: string;
  readonly cookieId: string;
  readonly atMs: number;
  readonly title: string;
  readonly uri: string;
}
export interface ActionRow {
  readonly id: string;
  readonly cookieId: string;
  readonly atMs: number;
  readonly name: string;
  readonly type: string;
  readonly pageTitle: string;
}
export interface ContactRow {
  readonly id: string;
  readonly createdAtMs: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

export interface ConsoleRows {
  readonly cookies: readonly CookieRow[];
  readonly links: readonly LinkRow[];
  readonly views: readonly ViewRow[];
  readonly actions: readonly ActionRow[];
  readonly contacts: readonly ContactRow[];
}

export const noRows: ConsoleRows = { cookies: [], links: [], views: [], actions: [], contacts: [] };

/** How each table is asked for; columns by their documented logical names. https://learn.microsoft.com/dynamics365/customer-insights/data/tables */
export const rowQueries = {
  cookies: { set: "msdynci_personalizationcookies", select: ["msdynci_personalizationcookieid", "createdon"] },
  links: {
    set: "msdynci_personalizationusers",
    select: [
      "msdynci_personalizationuserid",
      "msdynci_userlocalid",
      "msdynci_userauthid",
      "msdynci_signaltimestamp",
      "createdon",
      "modifiedon",
      "_msdynci_alternatekeyreference_value",
    ],
  },
  views: {
    set: "msdynci_personalizationviews",
    select: [
      "msdynci_personalizationviewid",
      "msdynci_userlocalid",
      "msdynci_signaltimestamp",
      "createdon",
      "msdynci_viewtitle",
      "msdynci_viewname",
      "msdynci_viewuri",
    ],
  },
  actions: {
    set: "msdynci_personalizationactions",
    select: [
      "msdynci_personalizationactionid",
      "msdynci_userlocalid",
      "msdynci_signaltimestamp",
      "createdon",
      "msdynci_actionname",
      "msdynci_actiontype",
      "msdynci_viewtitle",
    ],
  },
  contacts: { set: "contacts", select: ["contactid", "createdon", "firstname", "lastname", "emailaddress1"] },
} as const satisfies Record<keyof ConsoleRows, { set: string; select: readonly string[] }>;

export const parseCookie = (row: DataverseRow): CookieRow => ({
  cookieId: text(row, "msdynci_personalizationcookieid"),
  createdAtMs: time(row, "createdon"),
});

export const parseLink = (row: DataverseRow): LinkRow => ({
  id: text(row, "msdynci_personalizationuserid"),
  cookieId: text(row, "msdynci_userlocalid"),
  authId: text(row, "msdynci_userauthid"),
  atMs: signalTime(row),
  modifiedAtMs: time(row, "modifiedon"),
  isResolved: text(row, "_msdynci_alternatekeyreference_value") !== "",
});

export const parseView = (row: DataverseRow): ViewRow => ({
  id: text(row, "msdynci_personalizationviewid"),
  cookieId: text(row, "msdynci_userlocalid"),
  atMs: signalTime(row),
  title: text(row, "msdynci_viewtitle") || text(row, "msdynci_viewname"),
  uri: text(row, "msdynci_viewuri"),
});

export const parseAction = (row: DataverseRow): ActionRow => ({
  id: text(row, "msdynci_personalizationactionid"),
  cookieId: text(row, "msdynci_userlocalid"),
  atMs: signalTime(row),
  name: text(row, "msdynci_actionname"),
  type: text(row, "msdynci_actiontype"),
  pageTitle: text(row, "msdynci_viewtitle"),
});

export const parseContact = (row: DataverseRow): ContactRow => ({
  id: text(row, "contactid"),
  createdAtMs: time(row, "createdon"),
  firstName: text(row, "firstname"),
  lastName: text(row, "lastname"),
  email: text(row, "emailaddress1"),
});

function text(row: DataverseRow, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : "";
}

function time(row: DataverseRow, column: string): number {
  const ms = Date.parse(text(row, column));
  return Number.isNaN(ms) ? 0 : ms;
}

/** The signal's own time is text of milliseconds; the row's creation counts whole seconds. */
const signalTime = (row: DataverseRow): number => time(row, "msdynci_signaltimestamp") || time(row, "createdon");
