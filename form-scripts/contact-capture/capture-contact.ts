import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import type { KnownContact } from "../../identity/known-contact.ts";
import { readPortalUser } from "../../identity/read-portal-user.ts";
import type { CaptureFailure } from "./capture-failure.ts";
import type { CapturePage } from "./capture-page.ts";
import { checkVisitor } from "./check-visitor.ts";
import { finish } from "./finish.ts";
import { readCaptureSettings, type CaptureSettings } from "./read-capture-settings.ts";
import { readFields, springTrap } from "./read-fields.ts";
import { submitLimitMs } from "./request.ts";
import { keepContact } from "./session.ts";
import { identifyContact } from "./set-user.ts";
import { showFailure, showFieldErrors, showState } from "./show-form.ts";
import { upsertContact, type CapturedContact } from "./upsert.ts";
import { validate } from "./validate.ts";

/** One submission, already shown as `checking`: validate → token → upsert → session → setUser. The token is fetched by the first request that needs it. */
export async function captureContact(page: CapturePage, form: HTMLFormElement): Promise<void> {
  const settings = readCaptureSettings(form);
  const endsAt = page.clock.now() + submitLimitMs;
  const checked = validate(readFields(form));
  if (!checked.ok) {
    showState(form, "failed");
    showFieldErrors(form, checked.errors);
    dispatchPageEvent(page.document, "portalkit:failed", { step: "validate", code: "invalid" });
    return;
  }
  if (springTrap(form)) return fail(page, form, { ok: false, step: "validate", code: "spam-suspected" });

  // A signed-in visitor is that contact, if still signed in: nothing is looked up, nothing created, whatever was typed.
  const own = readPortalUser(page.window).contactId;
  const visitor = own && (await checkVisitor(page, endsAt));
  if (visitor && !visitor.ok) return fail(page, form, { ...visitor, step: "session" });
  const contact: CapturedContact | CaptureFailure = own
    ? { ok: true, contactId: own, outcome: "reused" }
    : await upsertContact(page, { values: checked.values, lookup: settings.lookup, endsAt, onCreate: () => showState(form, "sending") });
  if (!contact.ok) return fail(page, form, contact);
  dispatchPageEvent(page.document, "portalkit:captured", { path: "A", outcome: contact.outcome });

  if (settings.existing === "confirmed" && contact.outcome === "reused" && !own) {
    dispatchPageEvent(page.document, "portalkit:identified", { state: "pending" });
    showState(form, "pending");
    return finish(page, settings.successUrl, Promise.resolve());
  }
  const identified = keepAndIdentify(
    page,
    settings,
    contact.contactId && { id: contact.contactId, source: own ? "sign-in" : "form" },
  ).catch(
    // The contact has arrived: what goes wrong after that is not the visitor's to repeat.
    () => dispatchPageEvent(page.document, "portalkit:failed", { step: "session", code: "unexpected" }),
  );
  showState(form, "done");
  return finish(page, settings.successUrl, identified);
}

async function keepAndIdentify(page: CapturePage, settings: CaptureSettings, contact: KnownContact | undefined): Promise<void> {
  await identifyContact(page, contact?.id, contact ? keepContact(page, settings, contact) : "kept");
}

/** Shows the failure and tells the page. What was typed stays in the form. */
export function fail(page: CapturePage, form: HTMLFormElement, failure: CaptureFailure): void {
  showState(form, "failed");
  showFailure(form, failure);
  dispatchPageEvent(page.document, "portalkit:failed", { step: failure.step, code: failure.code });
}
