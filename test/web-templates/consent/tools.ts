import type { TrackingVariant } from "../../../pac-deploy/kit-files.ts";

/** What a consent tool says, in the words of the oracle: not of the code under test. */
export type Says = "yes" | "no" | "yes unless asked" | "nothing";

export interface ToolState {
  readonly name: string;
  readonly says: Says;
  /** Brings the tool on the page into this state, as its vendor's own script would; also where it was not there before. */
  readonly put: (window: ToolWindow) => void;
  /** The same before the tracking script runs, where that is something else. */
  readonly putBefore?: (window: ToolWindow) => void;
  /** A state that only a page's beginning can be in. */
  readonly isFirstOnly?: true;
  /** Nothing comes after it: the tool is not heard any more. */
  readonly isLast?: true;
}

export interface ToolDouble {
  readonly source: TrackingVariant;
  /** Attributes of the tracking template. */
  readonly settings: string;
  readonly states: readonly ToolState[];
  /** What the page begins with where the tool's word counts only once the tracking script listens. */
  readonly begin?: readonly ToolState[];
}

export type ToolWindow = Window & typeof globalThis & Record<string, unknown>;

const purposes = (first: string, second: string): string => `data-consent-purposes="${first} ${second}"`;
const fire = (window: ToolWindow, name: string): boolean => window.dispatchEvent(new window.Event(name));
const throwing = (): never => {
  throw new Error("the tool is broken");
};
const absent: ToolState = { name: "absent", says: "nothing", put: () => {}, isFirstOnly: true };

/** Its documented names: the active groups, the alert box, the event. */
const oneTrust = (groups: unknown, isClosed: () => unknown) => (window: ToolWindow) => {
  Object.assign(window, { OnetrustActiveGroups: groups, OneTrust: { IsAlertBoxClosed: isClosed } });
  fire(window, "OneTrustGroupsUpdated");
};

const cookiebot = (hasResponse: unknown, statistics: unknown, marketing: unknown, method: string | null) => (window: ToolWindow) => {
  Object.assign(window, { Cookiebot: { hasResponse, consent: { necessary: true, statistics, marketing, method } } });
  fire(window, hasResponse ? (marketing ? "CookiebotOnAccept" : "CookiebotOnDecline") : "CookiebotOnConsentReady");
};

/** `gtag("consent", kind, values)`: what is pushed are the arguments of a call. */
const gtag =
  (...commands: readonly unknown[][]) =>
  (window: ToolWindow) => {
    const layer = (window["dataLayer"] ??= []) as unknown[];
    for (const command of commands) layer.push(Object.assign({ length: command.length }, command));
  };
const types = (analytics: string, ads: string) => ({ analytics_storage: analytics, ad_storage: ads });

interface FrameworkWindow {
  listeners?: ((data: unknown, success: boolean) => void)[];
  last?: readonly [unknown, boolean];
}

/** Keeps its listeners, and tells each at once what it last said, as the framework asks of a tool. */
const framework =
  (data: unknown, success = true) =>
  (window: ToolWindow) => {
    const tool = window as FrameworkWindow;
    tool.last = [data, success];
    if (tool.listeners) return tool.listeners.forEach((listener) => listener(data, success));
    const listeners: FrameworkWindow["listeners"] = (tool.listeners = []);
    window["__tcfapi"] = (command: string, version: number, listener: (data: unknown, success: boolean) => void) => {
      if (command !== "addEventListener" || version !== 2) throw new Error(`not in the framework: ${command} ${version}`);
      listeners.push(listener);
      if (tool.last) listener(...tool.last);
    };
    // A tool whose stub comes after the tracking template is there by then.
    fire(window, "load");
  };
const transparency = (eventStatus: string, first: unknown, second: unknown, vendor: unknown, more = {}) => ({
  gdprApplies: true,
  eventStatus,
  purpose: { consents: { 1: first, 8: second }, legitimateInterests: { 1: true, 8: true } },
  vendor: { consents: { 755: vendor }, legitimateInterests: { 755: true }, ...more },
});

const cookie = (value: string) => (window: ToolWindow) => {
  window.document.cookie = `site-consent=${value}; Path=/`;
  window.document.body.click();
};

const dispatch = (detail: unknown) => (window: ToolWindow) =>
  void window.document.body.dispatchEvent(new window.CustomEvent("site:consent", { detail }));

const answer = (what: "accept" | "reject") => (window: ToolWindow) => {
  window.document.querySelector<HTMLElement>(`[data-portal-kit-${what}]`)?.click();
};

const remembered = (value: string) => (window: ToolWindow) => {
  window.document.cookie = `portalkit.consent=${value}; Path=/`;
};

export const tools: readonly ToolDouble[] = [
  {
    source: "banner",
    settings: 'data-consent-version="2"',
    states: [
      { name: "not answered", says: "yes unless asked", put: () => {}, isFirstOnly: true },
      { name: "accepted", says: "yes", put: answer("accept"), putBefore: remembered("granted.2.mb1c2d3e") },
      { name: "rejected", says: "no", put: answer("reject"), putBefore: remembered("denied.2.mb1c2d3e") },
      {
        name: "accepted, another version",
        says: "yes unless asked",
        put: () => {},
        putBefore: remembered("granted.1.mb1c2d3e"),
        isFirstOnly: true,
      },
      { name: "garbage", says: "yes unless asked", put: () => {}, putBefore: remembered("granted"), isFirstOnly: true },
    ],
  },
  {
    source: "onetrust",
    settings: purposes("C0002", "C0004"),
    states: [
      absent,
      { name: "not answered, groups off", says: "nothing", put: oneTrust(",C0001,", () => false) },
      { name: "not answered, groups on", says: "yes unless asked", put: oneTrust(",C0001,C0002,C0004,", () => false) },
      { name: "answered, groups on", says: "yes", put: oneTrust(",C0001,C0002,C0004,", () => true) },
      { name: "answered, groups off", says: "no", put: oneTrust(",C0001,", () => true) },
      { name: "answered, one of two groups on", says: "no", put: oneTrust(",C0001,C0002,C00045,", () => true) },
      { name: "garbage", says: "nothing", put: oneTrust(5, () => true) },
      { name: "throws", says: "nothing", put: oneTrust(",C0002,C0004,", throwing) },
    ],
  },
  {
    source: "cookiebot",
    settings: purposes("statistics", "marketing"),
    states: [
      absent,
      { name: "not answered", says: "nothing", put: cookiebot(false, false, false, null) },
      { name: "not answered, on by itself", says: "nothing", put: cookiebot(false, true, true, null) },
      { name: "implied", says: "yes unless asked", put: cookiebot(true, true, true, "implied") },
      { name: "accepted", says: "yes", put: cookiebot(true, true, true, "explicit") },
      { name: "declined", says: "no", put: cookiebot(true, false, false, "explicit") },
      { name: "one of two accepted", says: "no", put: cookiebot(true, true, false, "explicit") },
      { name: "garbage", says: "no", put: cookiebot("?", "yes", 1, "explicit") },
      {
        name: "throws",
        says: "nothing",
        put: (window) => {
          window["Cookiebot"] = { hasResponse: true, consent: new Proxy({}, { get: throwing }) };
          fire(window, "CookiebotOnAccept");
        },
      },
    ],
  },
  {
    source: "google",
    settings: purposes("analytics_storage", "ad_storage"),
    states: [
      absent,
      { name: "default denied", says: "nothing", put: gtag(["consent", "default", types("denied", "denied")]), isFirstOnly: true },
      {
        name: "default granted",
        says: "yes unless asked",
        put: gtag(["consent", "default", types("granted", "granted")]),
        isFirstOnly: true,
      },
      {
        name: "default granted for some regions",
        says: "nothing",
        put: gtag(["consent", "default", { ...types("granted", "granted"), region: ["US"] }]),
        isFirstOnly: true,
      },
      { name: "update granted", says: "yes", put: gtag(["consent", "update", types("granted", "granted")]) },
      { name: "update denied", says: "no", put: gtag(["consent", "update", types("denied", "denied")]) },
      { name: "update, one of two granted", says: "no", put: gtag(["consent", "update", types("granted", "denied")]) },
      { name: "garbage", says: "no", put: gtag(["consent", "update", { analytics_storage: 1, ad_storage: ["granted"] }]) },
      {
        name: "other things",
        says: "nothing",
        put: (window) => {
          gtag(["js", 1], ["consent"], ["consent", "update"])(window);
          const layer = window["dataLayer"] as unknown[];
          layer.push(null, undefined, "consent", 5, { event: "gtm.js" }, () => {}, new Proxy({}, { get: throwing }));
        },
        isFirstOnly: true,
      },
    ],
  },
  {
    source: "tcf",
    settings: `${purposes("1", "8")} data-consent-vendor="755"`,
    states: [
      absent,
      { name: "being asked", says: "nothing", put: framework(transparency("cmpuishown", true, true, true)), isFirstOnly: true },
      { name: "outside the law", says: "yes unless asked", put: framework({ gdprApplies: false, eventStatus: "tcloaded" }) },
      { name: "consents", says: "yes", put: framework(transparency("tcloaded", true, true, true)) },
      {
        name: "consents (2.3)",
        says: "yes",
        put: framework(transparency("useractioncomplete", true, true, true, { disclosedVendors: { 755: true } })),
      },
      { name: "no consents", says: "no", put: framework(transparency("useractioncomplete", false, false, false)) },
      { name: "one of two purposes", says: "no", put: framework(transparency("tcloaded", true, false, true)) },
      { name: "purposes without the vendor", says: "no", put: framework(transparency("tcloaded", true, true, undefined)) },
      {
        name: "vendor not disclosed (2.3)",
        says: "no",
        put: framework(transparency("tcloaded", true, true, true, { disclosedVendors: { 1: true } })),
      },
      { name: "texts for consents", says: "no", put: framework(transparency("tcloaded", "false", "no", "0")) },
      { name: "garbage", says: "nothing", put: framework("?") },
      { name: "failure", says: "nothing", put: framework(null, false) },
      {
        name: "throws",
        says: "nothing",
        put: (window) => {
          window["__tcfapi"] = throwing;
          fire(window, "load");
        },
        isFirstOnly: true,
        isLast: true,
      },
    ],
  },
  {
    source: "cookie",
    settings: 'data-consent-name="site-consent" data-consent-granted="analytics:1" data-consent-denied="analytics:0"',
    states: [
      { name: "no cookie", says: "yes unless asked", put: () => {}, isFirstOnly: true },
      { name: "value granted", says: "yes", put: cookie("a%2Canalytics:1") },
      { name: "value denied", says: "no", put: cookie("analytics%3A0") },
      { name: "another value", says: "nothing", put: cookie("pending") },
      { name: "garbage", says: "nothing", put: cookie("analytics:1%zz") },
    ],
  },
  {
    source: "event",
    settings:
      'data-consent-name="site:consent" data-consent-property="detail.analytics" data-consent-granted="^(true|yes)$" data-consent-denied="^(false|no)$"',
    begin: [absent],
    states: [
      { ...absent, name: "no event yet" },
      { name: "granted", says: "yes", put: dispatch({ analytics: true }) },
      { name: "denied", says: "no", put: dispatch({ analytics: "no" }) },
      { name: "another value", says: "nothing", put: dispatch({ analytics: "later" }) },
      { name: "garbage", says: "nothing", put: dispatch(null) },
      { name: "throws", says: "nothing", put: dispatch({ analytics: { toString: throwing } }) },
    ],
  },
  { source: "none", settings: "", states: [{ name: "nobody is asked", says: "yes unless asked", put: () => {} }] },
];
