/** The shape of `portal-kit.config.json` once parsed, with defaults filled in. */

export const trackingPlacements = ["header", "head-bottom", "tracking-code", "none"] as const;
export type TrackingPlacement = (typeof trackingPlacements)[number];

/** What is done when a page changes its address without being loaded. */
export const trackingNavigations = ["off", "track-view"] as const;
export type TrackingNavigation = (typeof trackingNavigations)[number];

/** What becomes of the site's Content-Security-Policy: extended; extended first where it is only reported about; or only said what it lacks. */
export const policyModes = ["edit", "report-only", "none"] as const;
export type PolicyMode = (typeof policyModes)[number];

export const consentModes = ["opt-in", "opt-out", "none"] as const;
export type ConsentMode = (typeof consentModes)[number];

export const consentSources = ["banner", "onetrust", "cookiebot", "google", "tcf", "cookie", "event"] as const;
export type ConsentSource = (typeof consentSources)[number];

export const capturePaths = ["A", "A-key", "A-self", "B", "B-server", "none"] as const;
export type CapturePath = (typeof capturePaths)[number];

export const captureLookups = ["email", "none"] as const;
export type CaptureLookup = (typeof captureLookups)[number];

export const fieldTypes = ["text", "email", "tel", "textarea", "hidden"] as const;
export type FieldType = (typeof fieldTypes)[number];

/** What a hidden field may hold: from the address's query only, never from its fragment, which belongs to Customer Insights - Journeys. */
export const hiddenSources = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "landing-page", "page"] as const;
export type HiddenSource = (typeof hiddenSources)[number];

/** How a consent question is put. A box cannot be used to refuse: left unticked it says nothing. */
export const consentQuestions = ["checkbox", "yes-no"] as const;
export type ConsentQuestion = (typeof consentQuestions)[number];

/** Three-valued: given, refused, or not answered, which sends nothing. */
export interface ConsentField {
  readonly ask: ConsentQuestion;
  /** What the column gets when consent is given: a boolean, or the number of a choice. */
  readonly given: boolean | number;
  /** What the column gets when it is refused, which only "yes-no" can say. */
  readonly refused: boolean | number;
}

export const successKinds = ["message", "redirect", "download"] as const;
export type SuccessKind = (typeof successKinds)[number];

export const existingPolicies = ["immediate", "confirmed"] as const;
export type ExistingPolicy = (typeof existingPolicies)[number];

export interface CaptureField {
  /** Logical name of a contact column, lower case. */
  readonly column: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Characters; what the Dataverse column holds. */
  readonly maxLength: number;
  /** Value of the HTML `autocomplete` attribute. */
  readonly autocomplete: string;
  /** Name of the content snippet with the label's text. */
  readonly label: string;
  /** For type "hidden": where its value comes from. */
  readonly from?: HiddenSource;
  /** The field is a consent question; its type does not count. */
  readonly consent?: ConsentField;
}

/** Who asks the visitor, and what counts as a yes; of the tools' own keys those of `source` count. */
export interface ConsentConfiguration {
  readonly mode: ConsentMode;
  readonly source: ConsentSource;
  readonly respectGpc: boolean;
  /** `version`: of the banner's question; another one asks everybody anew. */
  readonly banner: { readonly version: string };
  /** Ids of groups, e.g. "C0004". */
  readonly onetrust: { readonly groups: readonly string[] };
  readonly cookiebot: { readonly categories: readonly string[] };
  /** Consent types, e.g. "analytics_storage". */
  readonly google: { readonly types: readonly string[] };
  /** Numbers of purposes; the vendor's id in the Global Vendor List; whether a visitor to whom the law does not apply counts as asked. */
  readonly tcf: { readonly purposes: readonly number[]; readonly vendor?: number; readonly outside: "granted" | "unanswered" };
  /** Regular expressions over the cookie's decoded value; without `denied` every other value is a refusal. */
  readonly cookie?: { readonly name: string; readonly granted: string; readonly denied?: string };
  /** The same over one property of a DOM event, e.g. `detail.analytics`. */
  readonly event?: { readonly name: string; readonly property: string; readonly granted: string; readonly denied?: string };
}

/** A finding of `check` that somebody has decided to live with. */
export interface AcceptedFinding {
  readonly code: string;
  /** Path inside the site folder, `*` for any characters; absent: every one. */
  readonly path?: string;
  readonly reason: string;
}

/** Where a site is deployed to. */
export interface EnvironmentConfiguration {
  /** Address of the environment, e.g. `https://contoso.crm4.dynamics.com`. */
  readonly url: string;
  /** Lower-case GUID; absent: the one in the folder's `website.yml`. */
  readonly websiteId?: string;
  /** Tag of the deployment profile whose values count there. */
  readonly profile?: string;
  /** Asks once more before anything is written there. */
  readonly production: boolean;
}

export interface Configuration {
  readonly tracking: {
    /** File with the pasted script, relative to the configuration file; absent when placement is "none". */
    readonly script?: string;
    readonly placement: TrackingPlacement;
    readonly policy: PolicyMode;
    /** Of a folder without the policy's setting: true: the site has the policy of new sites; false: none; absent: not known. */
    readonly newSitePolicy?: boolean;
    readonly navigation: TrackingNavigation;
  };
  readonly consent: ConsentConfiguration;
  readonly capture: {
    readonly path: CapturePath;
    readonly lookup: CaptureLookup;
    readonly prefetchLookup: boolean;
    readonly acceptAnonymousContactAccess: boolean;
    /** Partial URL of the page to add; absent: the template is included by hand. */
    readonly page?: string;
    readonly fields: readonly CaptureField[];
    readonly success: { readonly kind: SuccessKind; readonly url?: string };
    readonly outbox: boolean;
    /** A form sent sooner than this after it was shown is taken for a robot's; 0: never. */
    readonly minFillMs: number;
    /** Also writes the template that works inside basic forms and multistep forms. */
    readonly existingForms: boolean;
    /** For path "A-key": origins of the portals (`https://…`) for which an upsert by alternate key has been proved. Elsewhere the look-up is used. */
    readonly keyProvedAt: readonly string[];
  };
  readonly identify: {
    readonly existing: ExistingPolicy;
    readonly key: string;
  };
  /** Language codes such as "en-US"; absent: the site's. */
  readonly languages?: readonly string[];
  readonly check: {
    readonly accept: readonly AcceptedFinding[];
  };
  readonly deploy: {
    /** By the name that `--environment` takes beside the address. */
    readonly environments: Readonly<Record<string, EnvironmentConfiguration>>;
  };
}
