import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import type { CapturePage } from "../contact-capture/capture-page.ts";
import { connectForm } from "../contact-capture/connect-form.ts";
import { redirectLimitMs } from "../contact-capture/finish.ts";
import { emailColumn } from "../contact-capture/look-up.ts";
import { parseEmail } from "../contact-capture/parse-email.ts";
import { lookUpEarly } from "../contact-capture/look-up-early.ts";
import { readCaptureSettings } from "../contact-capture/read-capture-settings.ts";
import { submitLimitMs } from "../contact-capture/request.ts";
import { resumeOutbox } from "../contact-capture/resume-outbox.ts";
import { readToken } from "../contact-capture/token.ts";
import { submitContact, type SubmitResult } from "../contact-capture/submit-contact.ts";
import type { CaptureOptions } from "./capture-options.ts";
import type { Capture, CaptureResult } from "./capture.ts";
import { cleanValues } from "./clean-values.ts";
import { answerConsent, identify } from "./identify.ts";
import type { PageEvents } from "./page-globals.ts";

/** The steps on a page that renders its own forms. */
export function captureOn(page: CapturePage, options: CaptureOptions): Capture {
  const { document, clock } = page;
  // Settings are read where the templates' are: from attributes.
  const host = document.createElement("div");
  writeSettings(host, options);
  const settings = readCaptureSettings(host);
  const isConsentFree = settings.consentMode === "none";
  return {
    async submit(raw, { keep = false } = {}) {
      const values = cleanValues(raw);
      if (!values || !(values[emailColumn] || settings.path === "A-self" || settings.lookup === "none")) {
        const failure = { step: "validate", code: "invalid" } as const;
        dispatchPageEvent(document, "portalkit:failed", failure);
        return { ok: false, ...failure };
      }
      // Where nobody has begun yet, it is this submission that begins.
      void identify(page, isConsentFree);
      let state: "identified" | "pending" = "pending";
      const note = ({ detail }: PageEvents["portalkit:identified"]): void => void (state = detail.state);
      document.addEventListener("portalkit:identified", note);
      const result = await submitContact(page, { values, settings, keep });
      if (result.ok) await Promise.race([result.identified, clock.wait(redirectLimitMs)]);
      document.removeEventListener("portalkit:identified", note);
      return toResult(result, state);
    },
    connect(form) {
      writeSettings(form, options);
      connectForm(page, form);
    },
    prefetch(typed) {
      void readToken(page, clock.now() + submitLimitMs);
      const email = parseEmail(typed);
      if (email && settings.prefetchLookup) lookUpEarly(page, settings, email);
    },
    async resume() {
      await resumeOutbox(page, settings);
    },
    consent: (state) => answerConsent(page, state),
    identify: (authId) => identify(page, isConsentFree, authId),
  };
}

/** As the templates carry them: `data-` attributes, lists separated by blanks, and only what is on. */
function writeSettings({ dataset }: HTMLElement, options: CaptureOptions): void {
  for (const [name, value] of Object.entries(options)) if (value) dataset[name] = [value].flat().join(" ");
}

const toResult = (result: SubmitResult, state: "identified" | "pending"): CaptureResult =>
  result.ok ? { ok: true, outcome: result.outcome, certain: result.certain, state } : { ok: false, step: result.step, code: result.code };
