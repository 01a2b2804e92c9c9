import type { CapturePage } from "./capture-page.ts";
import { readUnfinished } from "./outbox.ts";
import type { CaptureSettings } from "./read-capture-settings.ts";
import { runSubmission } from "./run-submission.ts";
import type { Submission, SubmitResult } from "./submit-contact.ts";

/**
 * Finishes what the outbox holds, without a form: to be called on every page, and when the browser is online again. Undefined when there is nothing to finish, or the page's own
 * submission is under way, which stands for it. Another script or form of the page may have the same in mind: what is to be sent is read when it is this one's turn.
 */
export async function resumeOutbox(page: CapturePage, settings: CaptureSettings): Promise<SubmitResult | undefined> {
  const read = (): Submission | undefined => {
    const values = settings.outbox && !page.isSubmitting ? readUnfinished(page) : undefined;
    return values && { values, settings, isRepeated: true };
  };
  return read() && runSubmission(page, read);
}
