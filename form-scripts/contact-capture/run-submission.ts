import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { outboxKey } from "../../identity/known-contact.ts";
import { readSignedIn } from "./signed-in-contact.ts";
import { callPortal } from "./call-portal.ts";
import type { CaptureFailure, CaptureFailureCode } from "./capture-failure.ts";
import type { CapturePage } from "./capture-page.ts";
import { checkVisitor } from "./check-visitor.ts";
import { hasOutbox, hasSelf } from "./features.ts";
import { submitLimitMs, type Answer } from "./request.ts";
import type { Submission, SubmitResult, Submitted } from "./submit-contact.ts";
import { takeTurn } from "./take-turn.ts";
import type { Turn } from "./turn.ts";
import { upsertContact, type Upserted } from "./upsert.ts";

type Written = Omit<Upserted, "outcome"> & { readonly outcome: Submitted["outcome"] };

/** Sends, when it is this page's turn, what `read` says then; nothing, and undefined, when it says nothing. Never rejects. */
export async function runSubmission<Read extends Submission | undefined>(
  page: CapturePage,
  read: () => Read,
): Promise<SubmitResult | Extract<Read, undefined>> {
  const fail = (code: CaptureFailureCode): CaptureFailure => ({ ok: false, step: "upsert", code });
  // Where it does not come to its turn.
  let result: SubmitResult | undefined = fail("busy");
  await takeTurn(page, async (before) => {
    const submission = read();
    result = submission && (await submitInTurn({ ...page, ...submission, endsAt: page.clock.now() + submitLimitMs, before }));
  }).catch(() => {
    // Whatever went wrong is ours; the caller gets a code.
    result = fail("unexpected");
  });
  if (result && !result.ok) dispatchPageEvent(page.document, "portalkit:failed", { step: result.step, code: result.code });
  return result;
}

/**
 * Steps 3 to 5. A signed-in visitor is that contact, if still signed in: nothing is looked up, nothing created, whatever was typed. With path "A-self" what was typed goes to that
 * contact, and nobody else may send.
 */
async function submitInTurn(turn: Turn): Promise<SubmitResult> {
  const { session, document, window, identity, isRepeated, settings } = turn;
  const { path, existing, authColumn, consentMode } = settings;
  const kept = hasOutbox && session.getItem(outboxKey);
  const own = readSignedIn(window);
  const isSelf = hasSelf && path === "A-self";
  const answer: Written | Answer = own
    ? await (isSelf ? callPortal(turn, `(${own})`, "If-Match") : checkVisitor(turn))
    : isSelf
      ? { code: "sign-in-required", step: "session" }
      : await upsertContact(turn);
  if (answer.code) return { step: answer.code === "token-refused" ? "token" : "upsert", ...answer, ok: false };
  // What has been put there since is not through.
  if (hasOutbox && session.getItem(outboxKey) === kept) session.removeItem(outboxKey);
  // Without a sign-in it comes from the upsert.
  const { contactId, authId, outcome, certain }: Written = own
    ? { contactId: own, outcome: isSelf ? "updated" : "reused", certain: true }
    : (answer as Written);
  const isPending = existing === "confirmed" && outcome === "reused" && !own;
  const isCertain = hasOutbox && isRepeated ? false : certain;
  dispatchPageEvent(document, "portalkit:captured", { path, outcome, certain: isCertain });
  const identified = identity
    .captured({
      contact: contactId && {
        id: contactId,
        source: own ? "sign-in" : "form",
        authId: own || authColumn === "contactid" ? undefined : authId || "",
      },
      isPending,
      isConsentFree: consentMode === "none",
    })
    .catch(
      // The contact has arrived: what goes wrong after that is not the visitor's to repeat.
      () => dispatchPageEvent(document, "portalkit:failed", { step: "session", code: "unexpected" }),
    );
  return { ok: true, outcome, certain: isCertain, isPending, identified };
}
