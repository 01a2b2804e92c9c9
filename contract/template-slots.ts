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
  /** A `ConsentSource`, for the record of consent [absent]. */
  consentSource: "data-consent-source",
  /** Version of the question that the banner asks; answers to another one do not count ["1"]. */
  consentVersion: "data-consent-version",
  /** OneTrust's groups, Cookiebot's categories, Google's consent types or the framework's purposes, separated by blanks: all of them have to be agreed to. */
  consentPurposes: "data-consent-purposes",
  /** The framework's id of the vendor who has to be agreed to [absent: nobody by name]. */
  consentVendor: "data-consent-vendor",
  /** "granted": where the framework says that its law does not apply, that counts as consent [absent: as no answer]. */
  consentOutside: "data-consent-outside",
  /** Name of the site's own cookie or DOM event. */
  consentName: "data-consent-name",
  /** Where in the event the answer is, e.g. `detail.analytics` ["detail"]. */
  consentProperty: "data-consent-property",
  /** Patterns (regular expressions) of the cookie's or event's text. Without the second one whatever is not granted is denied. */
  consentGranted: "data-consent-granted",
  consentDenied: "data-consent-denied",
  /** With another `identify.key` than `contactid`: its value for the signed-in visitor, "" for an anonymous one [absent]. */
  authId: "data-auth-id",
  /** Rendered by the template itself: the id of the signed-in visitor's contact, "" for an anonymous one. */
  user: "data-user",
  /** Rendered by the template itself: "journeys-only" where the pasted tracker is that of Customer Insights - Journeys, which is told about nobody [absent]. */
  tracker: "data-tracker",
} as const;

/** The same as a script reads them: each name is that of its attribute in `dataset`. */
export type TrackingDataset = Readonly<Record<keyof typeof trackingSettings, string | undefined>>;

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
