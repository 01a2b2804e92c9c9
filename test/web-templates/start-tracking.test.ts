import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { openMachine } from "../../identity/identity-machine.ts";
import { captured } from "../../identity/identity-table.ts";
import { renderContact } from "../../identity/known-contact.ts";
import { digestContactId } from "../../identity/linked-contact.ts";
import { keepLanding } from "../../web-templates/landing/keep-landing.ts";
import { connectSource as connectBanner } from "../../web-templates/tracking/sources/banner.ts";
import { connectSource as connectNone } from "../../web-templates/tracking/sources/none.ts";
import { startTracking } from "../../web-templates/tracking/start-tracking.ts";
import { createAutoClock, settle } from "../identity/auto-clock.ts";
import { createMemoryStore } from "../identity/memory-store.ts";
import { idA, idB, recordEvents, type RecordedEvent } from "../identity/page-double.ts";
import { renderTracking } from "./render-template.ts";

/** A pasted script that notes that it ran, with the cookie it found, and puts a tracker there. */
const pasted = `<script>
  window.runs = (window.runs || []).concat(document.cookie.replace("_msci=", "tracker cookie "));
  window.MSCI = {setUser: function (user) { (window.users = window.users || []).push(user.authId); }};
</script>`;

interface Options {
  readonly settings?: string;
  readonly cookies?: readonly string[];
  readonly gpc?: boolean;
  readonly session?: Readonly<Record<string, string>>;
  readonly local?: Readonly<Record<string, string>>;
  /** Who the portal has made the page for, "" for an anonymous visitor; without it the page does not say. */
  readonly user?: string;
  readonly script?: string;
  readonly copies?: number;
  /** Of the page, below the site's root. */
  readonly address?: string;
  /** A form asks where the visitor came from. */
  readonly keepsLanding?: boolean;
}

function open({
  settings = 'data-consent-mode="opt-in"',
  cookies = [],
  gpc = false,
  session,
  local,
  user,
  script = pasted,
  copies = 1,
  address = "",
  keepsLanding = false,
}: Options) {
  // Where nobody is asked there is no banner either.
  const connectSource = settings.includes('"none"') ? connectNone : connectBanner;
  const template = renderTracking(script, settings, { hasBanner: connectSource === connectBanner }).replace(
    ' data-user=""',
    user === undefined ? "" : ` data-user="${user}"`,
  );
  const html = `<body>${template.repeat(copies)}<a href="#" data-portal-kit-settings id="own">Cookies</a></body>`;
  const { window } = new JSDOM(html, { url: `https://www.site.example.com/${address}`, runScripts: "dangerously" });
  const { document } = window;
  for (const cookie of cookies) document.cookie = `${cookie}; Path=/`;
  const events: RecordedEvent[] = recordEvents(document);
  const page = {
    window,
    document,
    session: createMemoryStore(session),
    local: createMemoryStore(local),
    clock: createAutoClock(),
    nonce: "page-nonce",
    gpc,
    reloads: 0,
    reload: () => void page.reloads++,
    fail: () => expect.fail("something of ours went wrong"),
  };
  const click = (part: string): void => document.querySelector<HTMLElement>(`[data-portal-kit-${part}]`)?.click();
  const isShown = (part: string): boolean => document.querySelector<HTMLElement>(`[data-portal-kit-${part}]`)?.hidden === false;
  // What the pasted script left on the window.
  const seen = window as unknown as { runs?: string[]; users?: string[] };
  // jsdom's window is one, but for the types.
  const run = (): void => startTracking({ ...page, window: window as unknown as Window }, connectSource);
  const start = async (): Promise<void> => {
    run();
    if (keepsLanding) keepLanding(page);
    await settle();
  };
  /** The cookies, without the moment of the answer. */
  const cookie = (): string => document.cookie.replace(/(portalkit\.consent=\w+\.\w+)\.[\da-z]+/, "$1.moment");
  const consents = (): unknown[] =>
    events.filter(({ name }) => name === "portalkit:consent").map(({ detail }) => (detail as { state: string }).state);
  return {
    page,
    document,
    cookie,
    run,
    events,
    click,
    isShown,
    start,
    consents,
    runs: () => seen.runs ?? [],
    users: () => seen.users ?? [],
  };
}

const granted = "portalkit.consent=granted.1.moment";
const denied = "portalkit.consent=denied.1.moment";

describe("consent at the start of a page", () => {
  it.each([
    { settings: 'data-consent-mode="opt-in"', cookie: "", gpc: false, state: "unknown", banner: true },
    { settings: 'data-consent-mode="opt-in"', cookie: granted, gpc: false, state: "granted", banner: false },
    { settings: 'data-consent-mode="opt-in"', cookie: denied, gpc: false, state: "denied", banner: false },
    { settings: 'data-consent-mode="opt-in"', cookie: "portalkit.consent=maybe", gpc: false, state: "unknown", banner: true },
    { settings: 'data-consent-mode="opt-in"', cookie: "portalkit.consent=granted", gpc: false, state: "unknown", banner: true },
    { settings: 'data-consent-mode="opt-in" data-consent-version="2"', cookie: granted, gpc: false, state: "unknown", banner: true },
    { settings: 'data-consent-mode="opt-in"', cookie: "", gpc: true, state: "denied", banner: false },
    { settings: 'data-consent-mode="opt-in"', cookie: granted, gpc: true, state: "granted", banner: false },
    { settings: 'data-consent-mode="opt-in" data-respect-gpc="false"', cookie: "", gpc: true, state: "unknown", banner: true },
    { settings: 'data-consent-mode="opt-out"', cookie: "", gpc: false, state: "granted", banner: true },
    { settings: 'data-consent-mode="opt-out"', cookie: "", gpc: true, state: "denied", banner: false },
    { settings: 'data-consent-mode="opt-out"', cookie: denied, gpc: false, state: "denied", banner: false },
    { settings: 'data-consent-mode="none"', cookie: "", gpc: false, state: "granted", banner: false },
    { settings: 'data-consent-mode="none"', cookie: "", gpc: true, state: "denied", banner: false },
    { settings: 'data-consent-mode="none" data-respect-gpc="false"', cookie: "", gpc: true, state: "granted", banner: false },
    { settings: "", cookie: "", gpc: false, state: "unknown", banner: true },
    { settings: 'data-consent-mode="typo"', cookie: "", gpc: false, state: "unknown", banner: true },
  ])("is $state with <$settings>, cookie <$cookie>, GPC $gpc", async ({ settings, cookie, gpc, state, banner }) => {
    const page = open({ settings, cookies: cookie ? [cookie] : [], gpc });
    await page.start();
    expect(page.consents()).toEqual([state]);
    expect(page.document.documentElement.getAttribute("data-portal-kit-consent")).toBe(state);
    expect(page.runs()).toHaveLength(state === "granted" ? 1 : 0);
    expect(page.isShown("banner")).toBe(banner);
  });
});

describe("before consent", () => {
  it("loads nothing, sets no cookie, keeps nothing", async () => {
    const page = open({ script: `${pasted}<script src="https://cdn.example.com/sdk.js"></script>`, user: idA });
    await page.start();
    expect(page.document.querySelectorAll("head script")).toHaveLength(0);
    expect(page.runs()).toEqual([]);
    expect(page.users()).toEqual([]);
    expect(page.document.cookie).toBe("");
    expect(page.page.session.entries.size).toBe(0);
    expect(page.page.local.entries.size).toBe(0);
  });

  it("starts with the visitor's acceptance, remembers it, and closes the banner", async () => {
    const page = open({});
    await page.start();
    page.click("accept");
    await settle();
    expect(page.consents()).toEqual(["unknown", "granted"]);
    expect(page.runs()).toHaveLength(1);
    expect(page.cookie()).toBe(granted);
    expect(page.isShown("banner")).toBe(false);
    expect(page.isShown("reopen")).toBe(true);
    page.click("accept");
    await settle();
    expect(page.runs()).toHaveLength(1);
  });

  it("stays away after a refusal, which is remembered, without a reload", async () => {
    const page = open({});
    await page.start();
    page.click("reject");
    await settle();
    expect(page.consents()).toEqual(["unknown", "denied"]);
    expect(page.runs()).toEqual([]);
    expect(page.cookie()).toBe(denied);
    expect(page.page.reloads).toBe(0);
  });

  it("lets an explicit acceptance win over Global Privacy Control", async () => {
    const page = open({ gpc: true });
    await page.start();
    page.document.querySelector<HTMLElement>("#own")?.click();
    expect(page.isShown("banner")).toBe(true);
    page.click("accept");
    await settle();
    expect(page.consents()).toEqual(["denied", "granted"]);
    expect(page.runs()).toHaveLength(1);
  });
});

describe("withdrawal", () => {
  it("deletes the tracker's cookie and everything of ours, and loads the page anew", async () => {
    const page = open({ cookies: [granted, "_msci=abc", "theirs=1"], session: { contactid: idA, theirs: "1" } });
    await page.start();
    page.document.querySelector<HTMLElement>("#own")?.click();
    expect(page.isShown("banner")).toBe(true);
    page.click("reject");
    expect(page.consents()).toEqual(["granted", "withdrawn"]);
    expect(page.cookie().split("; ").sort()).toEqual([denied, "theirs=1"].sort());
    expect([...page.page.session.entries]).toEqual([["theirs", "1"]]);
    expect(page.page.local.entries.size).toBe(0);
    expect(page.page.reloads).toBe(1);
  });

  it("deletes what a tracker that was still running wrote, on the page after", async () => {
    const page = open({ cookies: [denied, "_msci=again"] });
    await page.start();
    expect(page.cookie()).toBe(denied);
  });
});

describe("withdrawal while the pasted script loads", () => {
  it("ends it: what follows is not run, and nobody is named, even where the page stays", async () => {
    const page = open({
      cookies: [granted],
      user: idA,
      script: `<script src="https://lib.example.net/slow.js"></script>${pasted}`,
    });
    await page.start();
    page.document.querySelector<HTMLElement>("#own")?.click();
    page.click("reject");
    Object.assign(page.page.window, { MSCI: { setUser: () => expect.fail("named") } });
    page.document.querySelector("script[src*=slow]")?.dispatchEvent(new page.page.window.Event("load"));
    await settle();
    expect(page.runs()).toEqual([]);
    expect(page.events).not.toContainEqual({ name: "portalkit:identified", detail: { state: "identified" } });
    expect(page.page.session.entries.size + page.page.local.entries.size).toBe(0);
  });
});

describe("a page that the browser kept and shows again", () => {
  const leaveAndComeBack = async (page: ReturnType<typeof open>, meanwhile: () => void): Promise<void> => {
    const { window } = page.page;
    window.dispatchEvent(new window.Event("pagehide"));
    meanwhile();
    window.dispatchEvent(Object.assign(new window.Event("pageshow"), { persisted: true }));
    await settle();
  };

  it.each([
    { case: "somebody else has become known", to: idB, reloads: 1 },
    { case: "the contact has signed out", to: "", reloads: 1 },
    { case: "nothing has changed", to: idA, reloads: 0 },
  ])("is loaded anew $reloads times when $case, since its tracker names the first one", async ({ to, reloads }) => {
    const page = open({ cookies: [granted], session: { contactid: idA } });
    await page.start();
    await leaveAndComeBack(page, () => page.page.session.setItem("contactid", to));
    expect(page.page.reloads).toBe(reloads);
  });

  it("stays when it named nobody, so that what was typed there stays", async () => {
    const page = open({ cookies: [granted] });
    await page.start();
    await leaveAndComeBack(page, () => page.page.session.setItem("contactid", idA));
    expect(page.page.reloads).toBe(0);
  });

  it("follows a withdrawal made meanwhile also where the browser tells of no change of visibility", async () => {
    const page = open({ cookies: [granted], session: { contactid: idA } });
    await page.start();
    await leaveAndComeBack(page, () => (page.document.cookie = `${denied}; Path=/`));
    expect(page.consents()).toEqual(["granted", "withdrawn"]);
    expect(page.page.reloads).toBe(1);
    expect(page.page.session.entries.size).toBe(0);
  });
});

describe("an answer given in another tab, or on the next page before coming back", () => {
  const comeBack = async (page: ReturnType<typeof open>, cookie: string): Promise<void> => {
    page.document.cookie = `${cookie}; Path=/`;
    page.document.dispatchEvent(new (page.document.defaultView ?? window).Event("visibilitychange"));
    await settle();
  };

  it("withdraws consent here too", async () => {
    const page = open({ cookies: [granted, "_msci=abc"], session: { contactid: idA } });
    await page.start();
    await comeBack(page, denied);
    expect(page.consents()).toEqual(["granted", "withdrawn"]);
    expect(page.cookie()).toBe(denied);
    expect(page.page.session.entries.size).toBe(0);
    expect(page.page.reloads).toBe(1);
  });

  it.each([
    { cookie: granted, state: "granted", runs: 1 },
    { cookie: denied, state: "denied", runs: 0 },
  ])("closes the banner with $state and does not load the page anew", async ({ cookie, state, runs }) => {
    const page = open({});
    await page.start();
    await comeBack(page, cookie);
    expect(page.consents()).toEqual(["unknown", state]);
    expect(page.runs()).toHaveLength(runs);
    expect(page.isShown("banner")).toBe(false);
    expect(page.isShown("reopen")).toBe(true);
    expect(page.page.reloads).toBe(0);
  });

  it.each([granted, "theirs=1"])("changes nothing when the page knows it: <%s>", async (cookie) => {
    const page = open({ cookies: [granted] });
    await page.start();
    page.document.querySelector<HTMLElement>("#own")?.click();
    await comeBack(page, cookie);
    expect(page.consents()).toEqual(["granted"]);
    expect(page.isShown("banner")).toBe(true);
    expect(page.runs()).toHaveLength(1);
  });

  it("does not count where the site asks nobody", async () => {
    const page = open({ settings: 'data-consent-mode="none"' });
    await page.start();
    await comeBack(page, denied);
    expect(page.consents()).toEqual(["granted"]);
    expect(page.page.reloads).toBe(0);
  });
});

describe("the pasted script", () => {
  it("runs once where the template is on the page twice", async () => {
    const page = open({ cookies: [granted], copies: 2 });
    page.run();
    await page.start();
    expect(page.runs()).toHaveLength(1);
    expect(page.consents()).toEqual(["granted"]);
  });

  it("carries the page's nonce and its own attributes, and runs in order", async () => {
    const script = `<!-- from the product --><script type="text/javascript" data-x="1">window.order = ["a"];</script>
      <script>window.order.push("b");</script><noscript><img src="https://cdn.example.com/p.gif"></noscript>`;
    const page = open({ cookies: [granted], script });
    await page.start();
    const scripts = [...page.document.querySelectorAll("head script")];
    expect(scripts.map((element) => (element as HTMLScriptElement).nonce)).toEqual(["page-nonce", "page-nonce"]);
    expect(scripts[0]?.getAttribute("data-x")).toBe("1");
    expect((page.page.window as unknown as { order: string[] }).order).toEqual(["a", "b"]);
    expect(page.document.querySelector("img")).toBeNull();
  });

  it("waits for an external script before the next one, also for one that fails", async () => {
    const page = open({ cookies: [granted], script: `<script src="https://cdn.example.com/sdk.js"></script>${pasted}` });
    await page.start();
    expect(page.runs()).toEqual([]);
    page.document.querySelector("head script")?.dispatchEvent(new (page.document.defaultView ?? window).Event("error"));
    await settle();
    expect(page.runs()).toHaveLength(1);
  });

  it("does nothing on a page without the template", () => {
    const page = open({});
    page.document.querySelector("template")?.remove();
    page.run();
    expect(page.events).toEqual([]);
  });
});

describe("the known contact", () => {
  it("is told to the tracker again on every page of the tab session", async () => {
    const page = open({ cookies: [granted, "_msci=abc"], session: { contactid: idA } });
    await page.start();
    expect(page.users()).toEqual([idA]);
    expect(page.runs()[0]).toContain("tracker cookie abc");
    expect(JSON.stringify(page.events)).not.toContain(idA);
  });

  it.each(["", "not-a-guid", "<script>"])("is nobody when the session holds <%s>", async (contactid) => {
    const page = open({ cookies: [granted], session: { contactid } });
    await page.start();
    expect(page.users()).toEqual([]);
  });

  it("is the signed-in one, who is kept for the next page", async () => {
    const page = open({ cookies: [granted], user: idA });
    await page.start();
    expect(page.users()).toEqual([idA]);
    expect(page.page.session.entries.get("contactid")).toBe(idA);
  });

  it("never joins another person's cookie: it is gone before the tracker starts", async () => {
    const page = open({ cookies: [granted, "_msci=of-a"], session: { contactid: idA }, user: idB });
    await page.start();
    expect(page.runs()).toEqual([granted]);
    expect(page.users()).toEqual([idB]);
    expect(page.page.session.entries.get("contactid")).toBe(idB);
  });

  it("is not named to a slow tracker any more once somebody else has sent the form on this page", async () => {
    const page = open({
      cookies: [granted],
      session: { contactid: idA },
      script: `<script src="https://lib.example.net/slow.js"></script>${pasted}`,
    });
    await page.start();
    await openMachine(page.page)(captured, renderContact(idB, "="));
    page.document.querySelector("script[src*=slow]")?.dispatchEvent(new page.page.window.Event("load"));
    await settle();
    expect(page.runs()).toHaveLength(1);
    expect(page.users()).toEqual([]);
  });

  it("never joins another person's cookie in a new tab either", async () => {
    const page = open({ cookies: [granted, "_msci=of-a"], local: { "portalkit.linked": digestContactId(idA) }, user: idB });
    await page.start();
    expect(page.runs()).toEqual([granted]);
    expect(page.users()).toEqual([idB]);
  });

  it("is forgotten, with the cookie, after a sign-out", async () => {
    const page = open({
      cookies: [granted, "_msci=of-a"],
      session: { contactid: idA, "portalkit.as": "+" },
      local: { "portalkit.linked": digestContactId(idA) },
      user: "",
    });
    await page.start();
    expect(page.runs()).toEqual([granted]);
    expect(page.users()).toEqual([]);
    expect(page.page.session.entries.size).toBe(0);
    expect(page.page.local.entries.size).toBe(0);
  });

  it("stays when it came from the form and nobody is signed in", async () => {
    const page = open({ cookies: [granted, "_msci=of-a"], session: { contactid: idA, "portalkit.as": "=" }, user: "" });
    await page.start();
    expect(page.users()).toEqual([idA]);
  });

  it("is not told to a tracker of Customer Insights - Journeys", async () => {
    const journeys = `${pasted}<script>/* src: "https://cdn.example.com/webtracking/WebTracking/WebTracking.bundle.js" */</script>`;
    const page = open({ cookies: [granted], session: { contactid: idA }, script: journeys });
    await page.start();
    expect(page.runs()).toHaveLength(1);
    expect(page.users()).toEqual([]);
    expect(page.events).toContainEqual({ name: "portalkit:blocked", detail: { what: "journeys-only" } });
  });
});

describe("another column that Customer Insights identifies by", () => {
  it.each([
    { case: "the signed-in visitor's value", authId: "C-1", user: idA, session: {}, users: ["C-1"], blocked: false },
    { case: "nothing for one without a value", authId: "", user: idA, session: {}, users: [], blocked: true },
    {
      case: "what the form has kept",
      authId: "",
      user: "",
      session: { contactid: idA, "portalkit.as": "=C-2" },
      users: ["C-2"],
      blocked: false,
    },
  ])("names $case", async ({ authId, user, session, users, blocked }) => {
    const page = open({ settings: `data-consent-mode="opt-in" data-auth-id="${authId}"`, cookies: [granted], user, session });
    await page.start();
    expect(page.users()).toEqual(users);
    expect(page.events.some(({ detail }) => (detail as { what?: string }).what === "auth-id-missing")).toBe(blocked);
  });
});

describe("the landing page", () => {
  const kept = (page: ReturnType<typeof open>): string | undefined => page.page.session.entries.get("portalkit.landing");

  it.each([
    { address: "", landing: "/" },
    { address: "offers/spring", landing: "/offers/spring" },
    { address: "offers?utm_source=mail&id=7&utm_campaign=a%20b#f-part", landing: "/offers?utm_source=mail&utm_campaign=a%20b" },
    { address: "offers?email=ada@example.com", landing: "/offers" },
    { address: "offers?xutm_source=mail&UTM_SOURCE=mail", landing: "/offers" },
    { address: "offers#?utm_source=mail", landing: "/offers" },
  ])("of <$address> is kept as $landing", async ({ address, landing }) => {
    const page = open({ keepsLanding: true, cookies: [granted], address });
    await page.start();
    expect(kept(page)).toBe(landing);
  });

  it.each([
    { case: "before consent", keepsLanding: true, cookies: [] },
    { case: "after a refusal", keepsLanding: true, cookies: [denied] },
    { case: "where no form asks for it", keepsLanding: false, cookies: [granted] },
  ])("is not kept $case", async ({ keepsLanding, cookies }) => {
    const page = open({ keepsLanding, cookies, address: "offers" });
    await page.start();
    expect(kept(page)).toBeUndefined();
  });

  it("is the page on which consent comes", async () => {
    const page = open({ keepsLanding: true, address: "offers" });
    await page.start();
    page.click("accept");
    expect(kept(page)).toBe("/offers");
  });

  it("stays that of the first page, and goes with a withdrawal", async () => {
    const page = open({ keepsLanding: true, cookies: [granted], address: "offers", session: { "portalkit.landing": "/first" } });
    await page.start();
    expect(kept(page)).toBe("/first");
    page.document.querySelector<HTMLElement>("#own")?.click();
    page.click("reject");
    expect(kept(page)).toBeUndefined();
  });

  it("of another person is that person's own first page", async () => {
    const session = { contactid: idA, "portalkit.landing": "/first" };
    const page = open({ keepsLanding: true, cookies: [granted], address: "offers", session, user: idB });
    await page.start();
    expect(kept(page)).toBe("/offers");
  });
});

describe("the outbox", () => {
  const outbox = { "portalkit.outbox": "[1,{}]" };
  it.each([
    { case: "a page with consent", cookies: [granted], user: "", isKept: true },
    { case: "a refusal on an earlier page", cookies: [denied], user: "", isKept: true },
    { case: "a sign-in", cookies: [granted], user: idA, isKept: false },
  ])("after $case is kept: $isKept", async ({ cookies, user, isKept }) => {
    const page = open({ cookies, user, session: outbox });
    await page.start();
    expect(page.page.session.entries.has("portalkit.outbox")).toBe(isKept);
  });
});

describe("the banner", () => {
  it("gives the focus back to the control that opened it", async () => {
    const page = open({ cookies: [denied] });
    await page.start();
    const own = page.document.querySelector<HTMLElement>("#own");
    own?.click();
    expect(page.document.activeElement).toBe(page.document.querySelector("[data-portal-kit-banner]"));
    page.click("reject");
    expect(page.document.activeElement).toBe(own);
  });

  it("does not take the focus when it opens by itself", async () => {
    const page = open({});
    await page.start();
    expect(page.document.activeElement).toBe(page.document.body);
  });
});
