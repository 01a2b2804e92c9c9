/**
 * Tokens in the built field fragment (`contact-capture-field.html`). `plan` makes one copy of the fragment per configured field, replaces every
 * occurrence of these tokens, and puts the copies where the form's template says `PORTAL_KIT_FIELDS`. Values go in HTML-escaped.
 */
export const fieldSlots = {
  /** Logical column name: name of the input and part of its ids. */
  column: "PORTAL_KIT_COLUMN",
  /** `text`, `email` or `tel`. */
  type: "PORTAL_KIT_TYPE",
  /** Characters, a whole number. */
  maxLength: "PORTAL_KIT_MAXLENGTH",
  /** Value of the `autocomplete` attribute. */
  autocomplete: "PORTAL_KIT_AUTOCOMPLETE",
  /** Full name of the content snippet with the label; stands in single quotes inside a Liquid output, so it must not hold one. */
  labelSnippet: "PORTAL_KIT_LABEL_SNIPPET",
  /** The label where the site has no such snippet; stands in single quotes inside a Liquid output, so it must not hold one. */
  labelDefault: "PORTAL_KIT_LABEL_DEFAULT",
  /** `required` or nothing. */
  required: "PORTAL_KIT_REQUIRED",
} as const;

/** Attributes that stand at `PORTAL_KIT_SETTINGS` in the tracking template; values HTML-escaped. Absent ones take the value in brackets. */
export const trackingSettings = {
  /** A `ConsentMode` ["opt-in"]. */
  consentMode: "data-consent-mode",
  /** "true" or "false" ["true"]. */
  respectGpc: "data-respect-gpc",
} as const;

/** Attributes that stand at `PORTAL_KIT_SETTINGS` in the contact capture template; values HTML-escaped. Absent ones take the value in brackets. */
export const captureSettings = {
  /** A `CaptureLookup` ["email"]. */
  lookup: "data-lookup",
  /** An `ExistingPolicy` ["immediate"]. */
  existing: "data-existing",
  /** "message" or "redirect" ["message"]. */
  successKind: "data-success-kind",
  /** Path on the same site, for "redirect". */
  successUrl: "data-success-url",
  /** What counts on a page that the tracking template is not on: "none" identifies and stores without asking, anything else does neither ["opt-in"]. */
  consentMode: "data-consent-mode",
} as const;

/** On `<html>`: the `ConsentState` the tracking template has established, for every other script; kept current, and announced by `portalkit:consent`. */
export const consentAttribute = "data-portal-kit-consent";
