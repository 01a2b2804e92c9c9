import { actionTypes, trackerProducts } from "./event-batch.ts";
import type { EventBatch, PageAction, TrackedEvent, ViewedPage } from "./event-batch.ts";

const maxEventsPerBatch = 200;

export type ParsedBatch =
  | { readonly ok: true; readonly batch: EventBatch }
  | { readonly ok: false; readonly code: "batch-not-json" | "batch-malformed"; readonly message: string };

/** Text of a request body → a batch; the first thing wrong is named by its path. */
export function parseEventBatch(text: string): ParsedBatch {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: "batch-not-json", message: "The body is not JSON." };
  }
  try {
    return { ok: true, batch: readBatch(value) };
  } catch (error) {
    if (error instanceof MalformedBatch) return { ok: false, code: "batch-malformed", message: error.message };
    throw error;
  }
}

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower case without braces, as Dataverse returns ids. */
export const isGuid = (text: string): boolean => guidPattern.test(text);

class MalformedBatch extends Error {
  override readonly name = "MalformedBatch";
}

function readBatch(value: unknown): EventBatch {
  const batch = readObject(value, "batch");
  if (batch["version"] !== 1) throw new MalformedBatch("batch.version must be 1.");
  const events = batch["events"];
  if (!Array.isArray(events) || events.length === 0) throw new MalformedBatch("batch.events must be a list with at least one event.");
  if (events.length > maxEventsPerBatch)
    throw new MalformedBatch(`batch.events holds ${events.length} events; ${maxEventsPerBatch} at most.`);
  const ingestionKey = readText(batch, "ingestionKey", "batch");
  // Microsoft's own screenshot of the script shows "null" for a key that was never issued.
  if (ingestionKey === "" || ingestionKey === "null") throw new MalformedBatch('batch.ingestionKey must be a key, not empty or "null".');
  const product = readOneOf(batch, "product", trackerProducts, "batch");
  return {
    version: 1,
    product,
    ingestionKey,
    sdkVersion: readText(batch, "sdkVersion", "batch"),
    ...(product === "data" ? readCookieId(batch) : readIdentification(batch)),
    sentAtMs: readNumber(batch, "sentAtMs", "batch"),
    events: events.map((event: unknown, index) => readEvent(event, `batch.events[${index}]`)),
  };
}

function readCookieId(batch: Readonly<Record<string, unknown>>): Pick<EventBatch, "cookieId"> {
  const cookieId = readText(batch, "cookieId", "batch");
  if (!isGuid(cookieId)) throw new MalformedBatch("batch.cookieId must be a lower-case GUID.");
  return { cookieId };
}

function readIdentification(
  batch: Readonly<Record<string, unknown>>,
): Pick<EventBatch, "cookieId" | "trackingContext" | "formSubmissionId"> {
  if (readText(batch, "cookieId", "batch") !== "") throw new MalformedBatch("batch.cookieId must be empty for the product journeys.");
  const trackingContext = readText(batch, "trackingContext", "batch");
  const formSubmissionId = readText(batch, "formSubmissionId", "batch");
  if (trackingContext === "" && formSubmissionId === "")
    throw new MalformedBatch("batch.trackingContext or batch.formSubmissionId must not be empty: anonymous visits are not recorded.");
  return { cookieId: "", trackingContext, formSubmissionId };
}

function readEvent(value: unknown, path: string): TrackedEvent {
  const event = readObject(value, path);
  const occasion = {
    signalId: readText(event, "signalId", path),
    atMs: readNumber(event, "atMs", path),
    timezone: readText(event, "timezone", path),
    sessionId: readText(event, "sessionId", path),
    sessionDurationMs: readNumber(event, "sessionDurationMs", path),
    authId: readText(event, "authId", path),
    page: readPage(event["page"], `${path}.page`),
  };
  if (occasion.signalId === "") throw new MalformedBatch(`${path}.signalId must not be empty.`);
  const kind = readOneOf(event, "kind", ["view", "action", "user", "custom"] as const, path);
  if (kind === "action") return { ...occasion, kind, action: readAction(event["action"], `${path}.action`) };
  if (kind === "custom") return { ...occasion, kind, name: readText(event, "name", path) };
  if (kind === "user" && occasion.authId === "") throw new MalformedBatch(`${path}.authId must not be empty in a user event.`);
  return { ...occasion, kind };
}

function readPage(value: unknown, path: string): ViewedPage {
  const page = readObject(value, path);
  const text = (key: keyof ViewedPage): string => readText(page, key, path);
  return {
    name: text("name"),
    title: text("title"),
    type: text("type"),
    uri: text("uri"),
    previousViews: text("previousViews"),
    referrerUri: text("referrerUri"),
    referrerTitle: text("referrerTitle"),
  };
}

function readAction(value: unknown, path: string): PageAction {
  const action = readObject(value, path);
  if (typeof action["isOutbound"] !== "boolean") throw new MalformedBatch(`${path}.isOutbound must be true or false.`);
  return {
    name: readText(action, "name", path),
    type: readOneOf(action, "type", actionTypes, path),
    target: readText(action, "target", path),
    elementId: readText(action, "elementId", path),
    isOutbound: action["isOutbound"],
    elapsedMs: readNumber(action, "elapsedMs", path),
    coordinates: readText(action, "coordinates", path),
  };
}

function readObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedBatch(`${path} must be an object.`);
  // A plain JSON object: every key holds something of unknown kind, checked where it is read.
  return value as Readonly<Record<string, unknown>>;
}

function readText(object: Readonly<Record<string, unknown>>, key: string, path: string): string {
  const value = object[key];
  if (typeof value !== "string") throw new MalformedBatch(`${path}.${key} must be text.`);
  return value;
}

function readNumber(object: Readonly<Record<string, unknown>>, key: string, path: string): number {
  const value = object[key];
  if (typeof value !== "number" || !Number.isFinite(value)) throw new MalformedBatch(`${path}.${key} must be a number.`);
  return value;
}

function readOneOf<Choice extends string>(
  object: Readonly<Record<string, unknown>>,
  key: string,
  choices: readonly Choice[],
  path: string,
): Choice {
  const value = object[key];
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new MalformedBatch(`${path}.${key} must be one of ${choices.join(", ")}.`);
  return choice;
}
