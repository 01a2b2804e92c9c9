import { captureContact } from "./capture-contact.ts";
import type { CapturePage } from "./capture-page.ts";
import { readUnfinished } from "./outbox.ts";
import { readCaptureSettings } from "./read-capture-settings.ts";
import { fillControls } from "./read-fields.ts";
import { resumeOutbox } from "./resume-outbox.ts";
import { isOpen } from "./show-form.ts";
import { validate } from "./validate.ts";

export const formSelector = "form[data-portal-kit-form]";
/** Carries the page's settings and texts: our own form, or an element of the script's template. */
export const settingsSelector = "[data-portal-kit-capture]";

/**
 * Finishes what the outbox holds: in the page's form, where the visitor sees it, or without one. A form that holds something else than what is kept is being typed in and
 * stays as it is, unless `isNew`: then it gets what is kept.
 */
export function resumeForm(page: CapturePage, isNew: boolean): void {
  const { document } = page;
  const form = document.querySelector<HTMLFormElement>(formSelector);
  const host = form || document.querySelector<HTMLElement>(settingsSelector);
  const kept = readUnfinished(page);
  if (!host || !kept) return;
  const settings = readCaptureSettings(host);
  if (!form) return void resumeOutbox(page, settings);
  if (!settings.outbox || !isOpen(form)) return;
  if (isNew) fillControls(form, kept);
  else if (JSON.stringify(validate(page, form).values) !== JSON.stringify(kept)) return;
  void captureContact(page, form, settings, () => resumeOutbox(page, settings));
}
