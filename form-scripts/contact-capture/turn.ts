import type { CapturePage } from "./capture-page.ts";
import type { CaptureSettings } from "./read-capture-settings.ts";
import type { ContactValues } from "./validate.ts";

/** One submission in its turn: the page, what is sent, and until when. */
export interface Turn extends CapturePage {
  /** Column → value, validated. */
  readonly values: ContactValues;
  readonly settings: CaptureSettings;
  /** Called before each write. */
  readonly onWrite?: () => void;
  /** It was sent before, and what came of it is not known. */
  readonly isRepeated?: boolean;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** What the turn before has left; see `takeTurn`. */
  readonly before: TurnMark;
}

/** A mark in `localStorage`; null where there is none, undefined where there is no storage, false where no turn can be noted. */
export type TurnMark = string | null | undefined | false;
