import type { CaptureLookup, ExistingPolicy } from "../../contract/configuration.ts";
import { captureSettings } from "../../contract/template-slots.ts";

export interface CaptureSettings {
  readonly lookup: CaptureLookup;
  readonly existing: ExistingPolicy;
  /** Where to go when done; undefined: a message in place of the form. */
  readonly successUrl: string | undefined;
  /** The site asks nobody for consent. Counts only where the tracking template is not on the page. */
  readonly isConsentFree: boolean;
}

/** Settings of the form element. */
export function readCaptureSettings(form: Element): CaptureSettings {
  const is = (name: string, value: string): boolean => form.getAttribute(name) === value;
  return {
    lookup: is(captureSettings.lookup, "none") ? "none" : "email",
    existing: is(captureSettings.existing, "confirmed") ? "confirmed" : "immediate",
    successUrl: is(captureSettings.successKind, "redirect") ? form.getAttribute(captureSettings.successUrl) || undefined : undefined,
    isConsentFree: is(captureSettings.consentMode, "none"),
  };
}
