import type { TrackingDataset } from "../../../contract/template-slots.ts";

/**
 * What a consent tool says of the visitor. `implied`: the visitor has not answered, and the tool takes that for a yes; "": it has not said anything yet, or waits
 * for an answer.
 */
export type ConsentWord = "granted" | "denied" | "implied" | "";

/** What a source reads of the page. */
export interface SourcePage {
  readonly window: Window;
  readonly document: Document;
  readonly settings: TrackingDataset;
  /** The visitor sends Global Privacy Control, and the site respects it. */
  readonly gpc: boolean | undefined;
}

/**
 * Begins to listen to the site's consent tool. Each source is one file, which alone knows its vendor; a site has one of them in its script.
 * @param changed to be called whenever the tool may say something else
 * @returns what the tool says now
 */
export type ConnectSource = (page: SourcePage, changed: () => void) => () => ConsentWord;

/** What counts when the visitor has answered, and when not. */
export const wordOf = (isAnswered: unknown, isGranted: unknown): ConsentWord =>
  isAnswered ? (isGranted ? "granted" : "denied") : isGranted ? "implied" : "";

/** Of the purposes, categories, … of the setting the visitor has to have agreed to every one; nothing but `true` counts, whatever a tool may hold there. */
export const isEvery = ({ consentPurposes }: TrackingDataset, test: (purpose: string) => unknown): boolean | undefined =>
  consentPurposes?.split(" ").every((purpose) => test(purpose) === true);

/** Tells a text of a tool's own by the patterns of the settings: what is not granted is denied, unless there is a pattern for that too. */
export const matchText = (text: string, { consentGranted, consentDenied = "" }: TrackingDataset): ConsentWord =>
  consentGranted && RegExp(consentGranted).test(text) ? "granted" : RegExp(consentDenied).test(text) ? "denied" : "";
