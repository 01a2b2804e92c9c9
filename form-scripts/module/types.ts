export type { PageEventDetails, ContactPath } from "../../contract/page-events.ts";
export type { CaptureOutcome, ConsentState, FormState } from "../../contract/names.ts";
export type { InsightsTracker, PageEvents } from "./page-globals.ts";
