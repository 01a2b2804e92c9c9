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
  /** A `HiddenSource`, in the fragment of hidden fields. */
  from: "PORTAL_KIT_FROM",
  /** JSON texts of what a consent column gets, in the fragments of consent questions. */
  given: "PORTAL_KIT_GIVEN",
  refused: "PORTAL_KIT_REFUSED",
  /** A Liquid output of the signed-in visitor's own value with path "A-self", else nothing; stands in a `value` attribute or an element's text. */
  value: "PORTAL_KIT_VALUE",
} as const;

/** Attributes that stand at `PORTAL_KIT_SETTINGS` in the tracking template; values HTML-escaped. Absent ones take the value in brackets. */
export const trackingSettings = {
  /** A `ConsentMode` ["opt-in"]. */
  consentMode: "data-consent-mode",
  /** "true" or "false" ["true"]. */
  respectGpc: "data-respect-gpc",
  /** With another `identify.key` than `contactid`: its value for the signed-in visitor, "" for an anonymous one [absent]. */
  authId: "data-auth-id",
  /** "true": remember the landing page's path and campaign (`utm_*`) for the form, with consent only ["false"]. */
  keepLanding: "data-keep-landing",
  /** Rendered by the template itself: the id of the signed-in visitor's contact, "" for an anonymous one. */
  user: "data-user",
  /** Rendered by the template itself: why the pasted tracker is not told about anybody [absent]. */
  blocked: "data-blocked",
} as const;

/** Attributes that stand at `PORTAL_KIT_SETTINGS` in the contact capture template; values HTML-escaped. Absent ones take the value in brackets. */
export const captureSettings = {
  /** A `CaptureLookup` ["email"]. */
  lookup: "data-lookup",
  /** An `ExistingPolicy` ["immediate"]. */
  existing: "data-existing",
  /** A `ContactPath` ["A"]. */
  path: "data-path",
  /** "true": the look-up is sent when the address is complete, not at submit [absent]. */
  prefetchLookup: "data-prefetch-lookup",
  /** "true": what was typed may be kept in this tab until it is through, if the visitor ticks the form's own box [absent]. */
  outbox: "data-outbox",
  /** Milliseconds ["0"]. */
  minFillMs: "data-min-fill-ms",
  /** Origins, separated by blanks, where path "A-key" was proved [none]. */
  keyProvedAt: "data-key-proved-at",
  /** Column that Customer Insights was told to identify by ["contactid"]. */
  authColumn: "data-auth-column",
  /** In the template for existing forms: the captured columns, separated by commas; its other sources are what the page's author says there ["emailaddress1"]. */
  contactColumns: "data-contact-columns",
  /** A `SuccessKind` ["message"]. */
  successKind: "data-success-kind",
  /** Path on the same site, for "redirect" and "download". */
  successUrl: "data-success-url",
  /** What counts on a page that the tracking template is not on: "none" identifies and stores without asking, anything else does neither ["opt-in"]. */
  consentMode: "data-consent-mode",
} as const;

/** On `<html>`: the `ConsentState` the tracking template has established, for every other script; kept current, and announced by `portalkit:consent`. */
export const consentAttribute = "data-portal-kit-consent";
