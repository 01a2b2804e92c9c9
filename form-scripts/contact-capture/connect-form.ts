import { readConsent } from "../../identity/consent.ts";
import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { readPortalUser } from "../../identity/read-portal-user.ts";
import { captureContact, fail } from "./capture-contact.ts";
import type { CapturePage } from "./capture-page.ts";
import { readCaptureSettings } from "./read-capture-settings.ts";
import { listInputs } from "./read-fields.ts";
import { submitLimitMs } from "./request.ts";
import { keepContact } from "./session.ts";
import { clearErrors, showState } from "./show-form.ts";
import { takeTurn } from "./take-turn.ts";

const connectedAttribute = "data-portal-kit-connected";

/** Connects every capture form of the page that is not connected yet: the template may be on a page more than once. */
export function connectForms(page: CapturePage): void {
  const { document } = page;
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-portal-kit-form=contact-capture]")];
  // A browser drops a form inside a form: its inputs would then belong to somebody else's.
  if (forms.length === 0) dispatchPageEvent(document, "portalkit:blocked", { what: "form-inside-form" });
  forms.forEach((form, index) => {
    if (form.hasAttribute(connectedAttribute)) return;
    form.setAttribute(connectedAttribute, "");
    if (index > 0) renumberIds(form, `-${index + 1}`);
    connectForm(page, form);
  });
}

function connectForm(page: CapturePage, form: HTMLFormElement): void {
  let isInFlight = false;
  showState(form, "idle");
  const prefetchToken = (): void => {
    if (!readPortalUser(page.window).contactId) void page.tokens.read(page, page.clock.now() + submitLimitMs);
  };
  for (const input of listInputs(form)) input.addEventListener("focus", prefetchToken, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const state = form.getAttribute("data-state");
    if (isInFlight || state === "done" || state === "pending") return;
    isInFlight = true;
    clearErrors(form);
    showState(form, "checking");
    takeTurn(page, () => captureContact(page, form))
      .catch(() => fail(page, form, { ok: false, step: "upsert", code: "unexpected" }))
      .finally(() => (isInFlight = false));
  });
  // Consent that comes after the submission: kept now, and told to the tracker by the script that starts it.
  page.document.addEventListener("portalkit:consent", () => {
    const { contactId } = page.memory;
    if (!contactId) return;
    const consent = readConsent(page.document);
    if (consent === "granted") keepContact(page, readCaptureSettings(form), { id: contactId, source: "form" });
    else page.memory.contactId = undefined;
  });
}

/** Ids must differ between two copies of the form, and what refers to them must follow. */
function renumberIds(form: HTMLFormElement, suffix: string): void {
  for (const name of ["id", "for", "aria-describedby"]) {
    form.querySelectorAll(`[${name}]`).forEach((element) => element.setAttribute(name, `${element.getAttribute(name) || ""}${suffix}`));
  }
}
