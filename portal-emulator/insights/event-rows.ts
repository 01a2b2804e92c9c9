import type { Row } from "../store/store.ts";
import type { EventBatch, TrackedEvent } from "./event-batch.ts";
import { actionTable, fitColumn, userTable, viewTable } from "./insights-tables.ts";

export interface EventRow {
  readonly table: string;
  readonly row: Row;
}

/**
 * The row an event becomes; undefined for a custom event, which no documented table takes, and for `setUser` of Customer Insights - Journeys.
 * Columns and widths are documented; which value Customer Insights writes where is assumed.
 *
 * @param now the emulator's time, to which the event's age is applied: the browser's clock does not move with the emulator's
 */
export function renderEventRow(batch: EventBatch, event: TrackedEvent, now: Date): EventRow | undefined {
  if (event.kind === "custom") return undefined;
  if (event.kind === "user" && batch.product === "journeys") return undefined;
  if (event.kind === "user") return { table: userTable, row: signalColumns(batch, event, now, "User") };
  if (event.kind === "view") {
    const referrer = fit({ msdynci_referrerpagetitle: event.page.referrerTitle });
    return { table: viewTable, row: { ...signalColumns(batch, event, now, "View"), ...pageColumns(event), ...referrer } };
  }
  const { action } = event;
  const texts = fit({
    msdynci_actionname: action.name,
    msdynci_actiontype: action.type,
    msdynci_actiontarget: action.target,
    msdynci_actionelementid: action.elementId,
    msdynci_clickcoordinates: action.coordinates,
    msdynci_actionisoutbound: String(action.isOutbound),
  });
  const elapsed = { msdynci_actionelapsedtimems: wholeMs(action.elapsedMs) };
  return { table: actionTable, row: { ...signalColumns(batch, event, now, "Action"), ...pageColumns(event), ...texts, ...elapsed } };
}

function signalColumns(batch: EventBatch, event: TrackedEvent, now: Date, signalName: string): Row {
  const ageMs = Math.max(0, batch.sentAtMs - event.atMs);
  return {
    ...fit({
      msdynci_signalid: event.signalId,
      msdynci_signalname: signalName,
      msdynci_signalsource: "Web",
      msdynci_signaltimestamp: new Date(now.getTime() - ageMs).toISOString(),
      msdynci_signaltimezone: event.timezone,
      msdynci_signalversion: "1.0",
      msdynci_sdkversion: batch.sdkVersion,
      msdynci_hostdomain: hostOf(event.page.uri),
      msdynci_sessionid: event.sessionId,
    }),
    ...(batch.product === "data" ? cookieColumns(batch) : identificationColumns(batch)),
    msdynci_sessiondurationms: wholeMs(event.sessionDurationMs),
    msdynci_userauthid: event.authId === "" ? null : fitColumn("msdynci_userauthid", event.authId),
  };
}

/** The two natural homes of the cookie's id: the user's local id, and the lookup, with the partition of the row it leads to (assumed). */
const cookieColumns = ({ cookieId }: EventBatch): Row => ({
  msdynci_userlocalid: cookieId,
  msdynci_personalizationcookiereference: cookieId,
  msdynci_personalizationcookiereferencepid: cookieId,
});

/** That this column holds what a Customer Insights - Journeys cookie says is assumed from its name. */
const identificationColumns = ({ trackingContext = "", formSubmissionId = "" }: EventBatch): Row =>
  fit({ msdynci_usertrackingcontext: trackingContext === "" ? formSubmissionId : trackingContext });

const pageColumns = ({ page }: TrackedEvent): Row =>
  fit({
    msdynci_viewname: page.name,
    msdynci_viewtitle: page.title,
    msdynci_viewtype: page.type,
    msdynci_viewuri: page.uri,
    msdynci_viewpreviousviews: page.previousViews,
    msdynci_referreruri: page.referrerUri,
  });

const fit = (texts: Readonly<Record<string, string>>): Row =>
  Object.fromEntries(Object.entries(texts).map(([column, text]) => [column, fitColumn(column, text)]));

const wholeMs = (ms: number): number => Math.max(0, Math.round(ms));

/** The row a cookie gets when it is first seen, under its own GUID (assumed: no column list of the table is public). */
export const renderCookieRow = (batch: EventBatch): Row => ({
  msdynci_personalizationcookieid: batch.cookieId,
  ...fit({ msdynci_cookievalue: batch.cookieId, msdynci_hostdomain: hostOf(batch.events[0]?.page.uri ?? "") }),
});

function hostOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).host : "";
}
