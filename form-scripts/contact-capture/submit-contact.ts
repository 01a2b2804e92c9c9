import { outboxKey } from "../../identity/known-contact.ts";
import type { CaptureOutcome } from "../../contract/names.ts";
import { readSignedIn } from "./signed-in-contact.ts";
import type { CaptureFailure } from "./capture-failure.ts";
import type { CapturePage } from "./capture-page.ts";
import { hasOutbox } from "./features.ts";
import { keepUnfinished } from "./outbox.ts";
import type { CaptureSettings } from "./read-capture-settings.ts";
import { runSubmission } from "./run-submission.ts";
import type { ContactValues } from "./validate.ts";

export interface Submission {
  /** Column → value, validated. */
  readonly values: ContactValues;
  readonly settings: CaptureSettings;
  /** The visitor wants it to be kept in this tab until it is through; heeded with `capture.outbox` only. */
  readonly keep?: boolean | undefined;
  /** It was sent before, and what came of it is not known. */
  readonly isRepeated?: boolean;
  /** Called before each write. */
  readonly onWrite?: () => void;
}

export type SubmitResult = Submitted | CaptureFailure;

export interface Submitted {
  readonly ok: true;
  readonly outcome: Exclude<CaptureOutcome, "requested">;
  /** See `portalkit:captured`. */
  readonly certain: boolean;
  /** What was typed has arrived, and who it belongs to is not told before it is confirmed. */
  readonly isPending: boolean;
  /** Resolves when the tracker has been told, or will not be on this page. Never rejects. */
  readonly identified: Promise<void>;
}

/**
 * One submission, whoever makes it: a form of ours, a form that was there, a script. token → upsert → session → setUser, one at a time over all tabs of the
 * site. Never throws, never rejects; dispatches the page events.
 */
export async function submitContact(page: CapturePage, submission: Submission): Promise<SubmitResult> {
  if (hasOutbox) {
    const { values, settings, keep } = submission;
    // What was kept before is not what the visitor wants any more.
    page.session.removeItem(outboxKey);
    // What is created without a look-up must not be sent twice unasked.
    const mayKeep = settings.outbox && settings.lookup !== "none" && !readSignedIn(page.window);
    if (keep && mayKeep) keepUnfinished(page, values);
    page.isSubmitting = true;
  }
  const sent = runSubmission(page, () => submission);
  if (hasOutbox) await sent.then(() => (page.isSubmitting = false));
  return sent;
}
