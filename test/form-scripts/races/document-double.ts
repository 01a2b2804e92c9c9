import { trackerCookieName } from "../../../contract/names.ts";
import { trackingSettings, type TrackingDataset } from "../../../contract/template-slots.ts";

export interface DocumentOptions {
  readonly cookies: Map<string, string>;
  readonly window: object;
  /** Who the portal has made the page for, "" for an anonymous visitor. */
  readonly madeFor: string;
  /** The tracker's cookie is deleted, or would be if there were one. */
  readonly onForget: () => void;
  /** A script element that holds the pasted script has come into the page. */
  readonly onScript: () => void;
}

const attributesOf = (
  entries: Iterable<readonly [string, string]> = [],
): Pick<Element, "getAttribute" | "setAttribute" | "hasAttribute" | "removeAttribute"> => {
  const attributes = new Map(entries);
  return {
    getAttribute: (name) => attributes.get(name) ?? null,
    setAttribute: (name, value) => void attributes.set(name, value),
    hasAttribute: (name) => attributes.has(name),
    removeAttribute: (name) => void attributes.delete(name),
  };
};

const pastedScript = {
  ...attributesOf(),
  attributes: [],
  src: "",
  text: "pasted",
  outerHTML: "<script src='https://tracker.example.com/CI-SDKs/web/msci-1.js'>",
};
const location = new URL("https://www.site.example.com/get-in-touch");

/** What our scripts ask of a document, and nothing else: a whole DOM per page would be most of what a schedule costs. Whatever else is asked throws. */
export function createDocument({ cookies, window, madeFor, onForget, onScript }: DocumentOptions): Document {
  const target = new EventTarget();
  const template = {
    dataset: { consentMode: "none", user: madeFor } satisfies Partial<TrackingDataset>,
    innerHTML: pastedScript.outerHTML,
    content: { querySelectorAll: () => [pastedScript] },
    ownerDocument: undefined as unknown,
  };
  const find = (selector: string): readonly object[] => {
    if (selector === "template[data-portal-kit-tracker]") return [template];
    if (selector === "script,template") return [pastedScript];
    // Only with another key than the contact's id.
    if (selector === `[${trackingSettings.authId}]`) return [];
    if (selector === "[data-portal-kit-banner]" || selector === "[data-portal-kit-reopen]") return [];
    throw new Error(`the document double does not know ${selector}`);
  };
  const document = {
    documentElement: attributesOf(),
    defaultView: Object.assign(window, { CustomEvent }),
    location,
    visibilityState: "visible",
    get cookie() {
      return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    set cookie(text: string) {
      const [name = "", value = ""] = (text.split(";")[0] ?? "").split("=");
      // The domain above the host has no cookies here, so that one deletion is as good as all of them.
      if (/Max-Age=0/i.test(text)) {
        cookies.delete(name);
        if (name === trackerCookieName) onForget();
      } else cookies.set(name, value);
    },
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    dispatchEvent: target.dispatchEvent.bind(target),
    querySelector: (selector: string) => find(selector)[0] ?? null,
    querySelectorAll: find,
    // A copy of the pasted script, which runs when it is appended.
    importNode: () => ({ ...attributesOf(), addEventListener: () => {} }),
    head: { append: onScript },
  };
  template.ownerDocument = document;
  // A double of what is used; the rest is not there, and asking for it fails the test.
  return document as unknown as Document;
}
