import { captureSettings } from "../../../contract/template-slots.ts";
import type { CapturePage } from "../../../form-scripts/contact-capture/capture-page.ts";
import { readCaptureSettings, type CaptureSettings } from "../../../form-scripts/contact-capture/read-capture-settings.ts";
import { createMemory } from "../../../form-scripts/contact-capture/token.ts";
import { createIdentity } from "../../../identity/identity.ts";
import { openStorage, type KeyStore } from "../../../identity/open-storage.ts";
import { connectSource as connectNone } from "../../../web-templates/tracking/sources/none.ts";
import { startTracking } from "../../../web-templates/tracking/start-tracking.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { createDocument } from "./document-double.ts";
import { createLocksModel, type LocksModel } from "./locks-model.ts";
import { createNetwork, type Network } from "./network.ts";
import { createPortalModel, type PortalModel, type PortalSession } from "./portal-model.ts";
import { between, createRandom, seedOf, somewhere, type Random } from "./random.ts";
import { emailOf, type BrowserPlan, type Scenario } from "./scenario.ts";
import type { Delay, Owner, Scheduler } from "./scheduler.ts";
import { createSharedStorage, type SharedStorage } from "./shared-storage.ts";
import { runPastedScript, type Told } from "./tracker-model.ts";

export interface Browser extends Owner {
  readonly plan: BrowserPlan;
  readonly session: PortalSession;
  readonly cookies: Map<string, string>;
  /** How often somebody has been forgotten. */
  forgettings: number;
  readonly locks: LocksModel;
  readonly storage: SharedStorage;
  readonly tabs: Tab[];
}

/** A tab, and whoever sits before it. */
export interface Tab extends Owner {
  readonly browser: Browser;
  readonly session: KeyStore;
  page: Page | undefined;
  pages: number;
}

export interface Page extends Owner {
  readonly tab: Tab;
  readonly capture: CapturePage;
  readonly openedAtMs: number;
  /** When it went, in the order of everything that happens. */
  leftAt: number | undefined;
  /** Who the portal made it for, "" for an anonymous visitor. */
  readonly madeFor: string;
}

export interface World {
  readonly scenario: Scenario;
  readonly scheduler: Scheduler;
  readonly portal: PortalModel;
  readonly network: Network;
  readonly browsers: readonly Browser[];
  readonly told: Told[];
  /** Faults of our own scripts, as they report them: none of them may be. */
  readonly unexpected: string[];
  readonly settings: CaptureSettings;
  /** Called for every page that has opened. */
  readonly onPage: (page: Page) => void;
  /** The pasted tracker runs by itself, without our tracking template: the control. */
  readonly isNaive: boolean;
  /** The next place in the order of everything that happens. */
  readonly tick: () => number;
  readonly newSessionId: () => number;
}

export interface WorldOptions extends Pick<World, "scenario" | "scheduler" | "isNaive" | "onPage"> {}

export function createWorld(options: WorldOptions): World {
  const { scenario, scheduler } = options;
  const { seed, known, importedLater, hasReadCache, answersKeys } = scenario;
  let ticks = 0;
  let sessions = 0;
  const tick = (): number => ++ticks;
  const portal = createPortalModel({ random: createRandom(seedOf(seed, "portal")), tick, hasReadCache, answersKeys });
  const portalOwner: Owner = { name: "portal", isGone: false };
  for (const who of known) portal.addOutside(emailOf(who));
  for (const who of importedLater) {
    // Somebody else asked for the address before: the cache remembers that there was nobody.
    portal.handle(
      { id: 0, contactId: "" },
      `/_api/contacts?$select=contactid,emailaddress1&$filter=${encodeURIComponent(`emailaddress1 eq '${emailOf(who)}'`)}`,
      {},
    );
    scheduler.after(
      portalOwner,
      `gets ${emailOf(who)} from outside the site`,
      somewhere(createRandom(seed), 0, 5_000),
      () => void portal.addOutside(emailOf(who)),
    );
  }
  const settings = readCaptureSettings(createSettingsElement(scenario));
  const network = createNetwork({ scheduler, portal, portalOwner, tick, ...scenario });
  const browsers = scenario.browsers.map((plan, index) => createBrowser(scheduler, plan, index, ++sessions));
  return { ...options, portal, network, browsers, told: [], unexpected: [], settings, tick, newSessionId: () => ++sessions };
}

/** Settings are read by their attributes alone. */
function createSettingsElement(scenario: Scenario): HTMLElement {
  const attributes: Readonly<Record<string, string>> = {
    [captureSettings.lookup]: scenario.lookup,
    [captureSettings.existing]: scenario.existing,
    [captureSettings.consentMode]: "none",
    [captureSettings.path]: scenario.path,
    [captureSettings.keyProvedAt]: "https://www.site.example.com",
    ...(scenario.prefetchLookup && { [captureSettings.prefetchLookup]: "true" }),
    ...(scenario.outbox && { [captureSettings.outbox]: "true" }),
  };
  const dataset = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name.replace(/^data-/, "").replace(/-./g, (dash) => dash.slice(1).toUpperCase()),
      value,
    ]),
  );
  // A double of what is used.
  return { dataset, getAttribute: (name: string) => attributes[name] ?? null } as unknown as HTMLElement;
}

function createBrowser(scheduler: Scheduler, plan: BrowserPlan, index: number, sessionId: number): Browser {
  const owner: Owner = { name: `browser ${index + 1}`, isGone: false };
  const browser: Browser = {
    ...owner,
    plan,
    session: { id: sessionId, contactId: "" },
    cookies: new Map(),
    forgettings: 0,
    locks: createLocksModel(scheduler, owner, plan.locks !== "broken"),
    storage: createSharedStorage(scheduler, owner),
    tabs: [],
  };
  plan.tabs.forEach((_actions, tabIndex) =>
    browser.tabs.push({
      name: `browser ${index + 1} tab ${tabIndex + 1}`,
      isGone: false,
      browser,
      session: createMemoryStore(),
      page: undefined,
      pages: 0,
    }),
  );
  return browser;
}

/** Leaves the page of the tab, if any: what it held and waited for is let go. What it had sent goes on. */
export function leavePage(world: World, tab: Tab): void {
  const { page } = tab;
  if (!page) return;
  page.isGone = true;
  page.leftAt = world.tick();
  tab.page = undefined;
  world.network.letGo(page, page.leftAt);
  tab.browser.locks.letGo(page);
}

/**
 * Opens a page of the site in the tab, for whoever the portal sees then, and runs what a page of the kit runs.
 * @param isLast the tracker's library comes for sure, and soon
 */
export function openPage(world: World, tab: Tab, isLast = false): Page {
  leavePage(world, tab);
  const { scheduler, network, isNaive } = world;
  const { browser } = tab;
  const owner: Owner = { name: `${tab.name} page ${++tab.pages}`, isGone: false };
  const random = createRandom(seedOf(world.scenario.seed, owner.name));
  const madeFor = browser.session.contactId;
  const hasStorage = browser.plan.locks !== "none";
  const onStorage: ((event: Pick<StorageEvent, "key" | "newValue">) => void)[] = [];
  const localStorage = hasStorage
    ? browser.storage.open(owner, ({ key, value }) => onStorage.forEach((listen) => listen({ key, newValue: value })))
    : null;
  const window: Record<string, unknown> = {
    navigator: { onLine: true, ...(hasLocks(browser.plan) && { locks: browser.locks.open(owner) }) },
    location: { origin: "https://www.site.example.com" },
    Microsoft: { Dynamic365: { Portal: { User: { contactId: madeFor } } } },
    addEventListener: (name: string, listen: (event: Pick<StorageEvent, "key" | "newValue">) => void) => {
      if (name === "storage") onStorage.push(listen);
    },
  };
  const loadDelay = isLast ? soonLoaded : drawLoadDelay(random);
  const runTracker = (): void =>
    runPastedScript({
      scheduler,
      page: owner,
      window,
      cookies: browser.cookies,
      countForgettings: () => browser.forgettings,
      loadDelay,
      newCookieId: () => `cookie of ${owner.name}`,
      onTold: (told) => void world.told.push(told),
    });
  const document = createDocument({
    cookies: browser.cookies,
    window,
    madeFor,
    onForget: () => void browser.forgettings++,
    onScript: runTracker,
  });
  document.addEventListener("portalkit:failed", (event) => {
    const { step, code } = event.detail;
    if (code === "unexpected") world.unexpected.push(`${step} of ${owner.name}`);
  });
  const identityPage = {
    window,
    document,
    session: openStorage(() => (hasStorage ? tab.session : null)),
    local: openStorage(() => localStorage),
    clock: {
      now: () => scheduler.now() + browser.plan.skewMs,
      wait: (ms: number) =>
        new Promise<void>((resolve) => scheduler.after(owner, `has waited ${ms} ms`, [ms, ms + browser.plan.timerLateMs], resolve)),
    },
  };
  const capture: CapturePage = {
    ...identityPage,
    identity: createIdentity(identityPage),
    random,
    fetch: network.open(owner, browser.session),
    memory: createMemory(),
    go: () => {
      throw new Error("no form here sends anybody on");
    },
  };
  const page: Page = Object.assign(owner, { tab, capture, openedAtMs: scheduler.now(), leftAt: undefined, madeFor });
  tab.page = page;
  if (isNaive) runTracker();
  else
    startTracking(
      {
        ...identityPage,
        // The double has what is asked of it.
        window: window as unknown as Window,
        nonce: "",
        gpc: false,
        reload: () => void openPage(world, tab),
        fail: () => void world.unexpected.push(`tracking of ${owner.name}`),
      },
      connectNone,
    );
  world.onPage(page);
  return page;
}

const hasLocks = ({ locks }: BrowserPlan): boolean => locks === "web-locks" || locks === "broken";

/** Not before the other tabs see what this page has written to localStorage: a library takes longer than that to load. Assumed. */
const soonLoaded: Delay = [20, 300];

/** Mostly soon, sometimes late, now and then never. */
function drawLoadDelay(random: Random): Delay | undefined {
  const draw = random();
  if (draw < 0.03) return undefined;
  const fromMs = draw < 0.15 ? between(random, 1_000, 8_000) : between(random, 20, 300);
  return [fromMs, fromMs + 300];
}
