/** The names the kit's parts must agree on: records in the site folder, attributes and events on the page, keys in storage. */

export const kitVersion = "0.1.0";

/** Record names of the web templates, as a person sees them and as `{% include %}` finds them. */
export const templateNames = {
  tracking: "Portal Kit Tracking",
  contactCapture: "Portal Kit Contact Capture",
  capturePage: "Portal Kit Capture Page",
  /** The form's script without its markup: for forms of a page's own, and in the header for the outbox. */
  captureScript: "Portal Kit Capture Script",
  /** The script for basic forms and multistep forms. */
  existingForm: "Portal Kit Existing Form",
} as const;

/** The content snippet that holds the customer's pasted tracking script, the same for every language. */
export const trackingScriptSnippet = "Portal Kit/Tracking Script";

/** Texts are content snippets `Portal Kit/<key>`, one per language. */
export const textSnippetPrefix = "Portal Kit/";

/** Paths inside a site folder. */
export const configurationFileName = "portal-kit.config.json";
export const stateFilePath = ".portal-kit/state.json";

/** DOM events on `document`; details hold no personal data and no contact id. */
export const eventNames = {
  consent: "portalkit:consent",
  captured: "portalkit:captured",
  identified: "portalkit:identified",
  failed: "portalkit:failed",
  blocked: "portalkit:blocked",
} as const;

export const consentStates = ["unknown", "granted", "denied", "withdrawn"] as const;
export type ConsentState = (typeof consentStates)[number];

/** updated: a signed-in visitor's own contact (path "A-self"). */
export const captureOutcomes = ["created", "reused", "updated", "requested"] as const;
export type CaptureOutcome = (typeof captureOutcomes)[number];

export const formStates = ["idle", "checking", "sending", "done", "failed", "pending"] as const;
export type FormState = (typeof formStates)[number];

/** `sessionStorage` key of the known contact: a lower-case GUID without braces. Every other key starts with `portalkit.`. */
export const contactIdStorageKey = "contactid";
export const storageKeyPrefix = "portalkit.";

/** First-party cookie that remembers the visitor's answer to the kit's own banner: `granted` or `denied`, the question's version and the time. */
export const consentCookieName = "portalkit.consent";

/** Cookie of the Customer Insights tracking library. https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization */
export const trackerCookieName = "_msci";

/** Cookies of the Customer Insights - Journeys tracker. https://learn.microsoft.com/dynamics365/customer-insights/journeys/real-time-journeys-cookies */
export const journeysCookieNames = ["msdynci_trackingContext", "msdynmkt_formsubmissionid"] as const;

/** Header, form field and cookie of the portal's anti-forgery token, and where a page fetches it. */
export const antiForgeryName = "__RequestVerificationToken";
export const tokenPath = "/_layout/tokenhtml";

/** Tokens in the built web templates that `plan` replaces with what the configuration says. */
export const templateSlots = {
  /** Attributes of the element that carries a script's settings. */
  settings: "PORTAL_KIT_SETTINGS",
  /** The kit's own banner, or nothing. */
  banner: "PORTAL_KIT_BANNER",
  /** The script that remembers the landing page, or nothing. */
  landing: "PORTAL_KIT_LANDING",
  /** The script that tells the tracker of changes of the address, or nothing. */
  navigation: "PORTAL_KIT_NAVIGATION",
  /** One copy of the field fragment per configured field. */
  fields: "PORTAL_KIT_FIELDS",
  /** The box that lets the visitor keep what was typed, or nothing. */
  outbox: "PORTAL_KIT_OUTBOX",
} as const;

/** Name of the web file under the home page by which a site says who may verify it. */
export const challengeFileName = "portal-kit-verify.txt";
