import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { readSignedIn } from "./signed-in-contact.ts";
import { captureContact, refuse } from "./capture-contact.ts";
import type { CapturePage } from "./capture-page.ts";
import { hasOutbox, hasSelf } from "./features.ts";
import { emailColumn } from "./look-up.ts";
import { cleanEmail } from "./parse-email.ts";
import { lookUpEarly } from "./look-up-early.ts";
import { readCaptureSettings } from "./read-capture-settings.ts";
import { findControl, keepName, trapName } from "./read-fields.ts";
import { submitLimitMs } from "./request.ts";
import { formSelector, resumeForm, settingsSelector } from "./resume-form.ts";
import { addPlaces, buttonSelector, isOpen, showState } from "./show-form.ts";
import { submitContact } from "./submit-contact.ts";
import { readToken } from "./token.ts";
import { validate } from "./validate.ts";

/**
 * Connects every capture form of the page: those that are there, and those that follow the script. Then what an earlier page has left in the outbox is finished, and again when
 * the browser is online.
 */
export function connectForms(page: CapturePage): void {
  const { document } = page;
  const { defaultView: view } = document;
  const connect = (): void => document.querySelectorAll<HTMLFormElement>(formSelector).forEach((form) => connectForm(page, form));
  connect();
  // A browser drops a form inside a form: its inputs would then belong to somebody else's.
  if (document.querySelector("form:not([data-portal-kit-form]) [data-portal-kit-errors]"))
    dispatchPageEvent(document, "portalkit:blocked", { what: "form-inside-form" });
  document.addEventListener("DOMContentLoaded", connect);
  const resume = ({ persisted }: Partial<PageTransitionEvent>): void => {
    // A page that comes back as it was left may hold a token of a session that is over.
    if (persisted) page.memory.token = undefined;
    if (hasOutbox) resumeForm(page, persisted === false);
  };
  view?.addEventListener("pageshow", resume);
  if (hasOutbox) view?.addEventListener("online", resume);
}

/** Makes a form a capture form, once: its inputs are named by column. Where it has no places for errors and states, it gets them. */
export function connectForm(page: CapturePage, form: HTMLFormElement): void {
  const { dataset } = form;
  if (dataset["state"]) return;
  // What the form does not say itself, it takes from the element that carries the page's settings and texts.
  Object.assign(dataset, { ...(page.document.querySelector<HTMLElement>(settingsSelector)?.dataset as object), ...(dataset as object) });
  addPlaces(form);
  const { clock } = page;
  const settings = readCaptureSettings(form);
  let opensAt = clock.now() + Number(settings.minFillMs);
  // Our messages in place of the browser's, and nothing but `submit` below sends anything.
  form.noValidate = true;
  form.addEventListener(
    "focusin",
    () => {
      // Of a signed-in visitor nothing is written but with path "A-self".
      if ((hasSelf && settings.path === "A-self") || !readSignedIn(page.window)) void readToken(page, clock.now() + submitLimitMs);
    },
    { once: true },
  );
  // By the time of the click the look-up is on its way: a press lasts a tenth of a second. A tap, which may become a swipe, has no press that is not a click.
  const anticipate = ({ type, target }: Event): void => {
    const control = findControl(form, emailColumn);
    const isWanted =
      type === "change"
        ? settings.prefetchLookup && target === control
        : (target as Element).closest(buttonSelector) && !form.querySelector(":invalid");
    const email = isWanted && control?.validity.valid && cleanEmail(control.value);
    if (email) lookUpEarly(page, settings, email);
  };
  form.addEventListener("change", anticipate);
  form.addEventListener("mousedown", anticipate);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isOpen(form)) return;
    void captureContact(page, form, settings, async () => {
      const { values, errors } = validate(page, form);
      if (Object.keys(errors)[0]) return refuse(page, "invalid", errors);
      const trap = findControl(form, trapName);
      if (trap?.value || clock.now() < opensAt) {
        // A person cannot empty the trap that a browser has filled in, and need not wait: the next try passes.
        if (trap) trap.value = "";
        opensAt = 0;
        return refuse(page, "spam-suspected");
      }
      return submitContact(page, {
        values,
        settings,
        ...(hasOutbox && { keep: findControl(form, keepName)?.checked }),
        onWrite: () => showState(form, "sending"),
      });
    });
  });
}
