import type { ConsentSource } from "../../contract/configuration.ts";

/** A consent tool that a site has, and how the kit can listen to it. */
export interface ConsentTool {
  readonly name: string;
  /** undefined: the kit has no script of its own for it; its cookie or event can be named. */
  readonly source: Extract<ConsentSource, "onetrust" | "cookiebot" | "google" | "tcf"> | undefined;
}

/** Each told by the address of its script or by what pages write for it; those that say most come first. */
const tools: readonly (ConsentTool & { readonly sign: RegExp })[] = [
  // https://developer.onetrust.com/onetrust/docs/javascript-api
  { name: "OneTrust", source: "onetrust", sign: /otSDKStub(?:\.min)?\.js|\bcdn\.cookielaw\.org\b|\bOptanonWrapper\b/i },
  // https://www.cookiebot.com/en/developer/
  { name: "Cookiebot", source: "cookiebot", sign: /\bconsent\.cookiebot\.(?:com|eu)\b|\bdata-cbid\b/i },
  // https://developers.google.com/funding-choices: it offers the framework's API
  { name: "Google's consent messages", source: "tcf", sign: /\bfundingchoicesmessages\.google\.com\b/i },
  // https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
  { name: "the IAB's Transparency and Consent Framework", source: "tcf", sign: /\b__tcfapi\b/ },
  // https://developers.google.com/tag-platform/security/guides/consent
  { name: "Google Consent Mode", source: "google", sign: /\bgtag\s*\(\s*["']consent["']\s*,/ },
  { name: "Microsoft's consent banner", source: undefined, sign: /\bwcp-consent(?:\.min)?\.js|\bWcpConsent\s*\./i },
  { name: "Usercentrics", source: undefined, sign: /\b(?:app|web\.cmp)\.usercentrics\.eu\b/i },
  { name: "Didomi", source: undefined, sign: /\bsdk\.privacy-center\.org\b/i },
  { name: "CookieYes", source: undefined, sign: /\bcdn-cookieyes\.com\b/i },
  { name: "Osano", source: undefined, sign: /\bcmp\.osano\.com\b/i },
  { name: "TrustArc", source: undefined, sign: /\bconsent\.trustarc\.com\b/i },
  { name: "Klaro", source: undefined, sign: /\bklaroConfig\b/ },
];

/** The consent tools a text brings; what is commented out counts for nothing. */
export function recogniseConsentTools(text: string): ConsentTool[] {
  const shown = text
    .replaceAll(/\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g, "")
    .replaceAll(/<!--[\s\S]*?-->/g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "");
  return tools.filter(({ sign }) => sign.test(shown)).map(({ name, source }) => ({ name, source }));
}
