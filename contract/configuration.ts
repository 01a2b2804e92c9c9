/** The shape of `portal-kit.config.json` once parsed, with defaults filled in. */

export const trackingPlacements = ["header", "head-bottom", "tracking-code", "none"] as const;
export type TrackingPlacement = (typeof trackingPlacements)[number];

export const consentModes = ["opt-in", "opt-out", "none"] as const;
export type ConsentMode = (typeof consentModes)[number];

export const consentSources = ["banner", "onetrust", "cookiebot", "google", "tcf", "cookie", "event"] as const;
export type ConsentSource = (typeof consentSources)[number];

export const capturePaths = ["A", "A-key", "A-self", "B", "B-server", "none"] as const;
export type CapturePath = (typeof capturePaths)[number];

export const captureLookups = ["email", "none"] as const;
export type CaptureLookup = (typeof captureLookups)[number];

export const fieldTypes = ["text", "email", "tel"] as const;
export type FieldType = (typeof fieldTypes)[number];

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
}

export interface Configuration {
  readonly tracking: {
    /** File with the pasted script, relative to the configuration file; absent when placement is "none". */
    readonly script?: string;
    readonly placement: TrackingPlacement;
  };
  readonly consent: {
    readonly mode: ConsentMode;
    readonly source: ConsentSource;
    readonly respectGpc: boolean;
  };
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
  };
  readonly identify: {
    readonly existing: ExistingPolicy;
    readonly key: string;
  };
  /** Language codes such as "en-US"; absent: the site's. */
  readonly languages?: readonly string[];
}
