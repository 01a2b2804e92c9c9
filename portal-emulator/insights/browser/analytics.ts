import type { LibrarySettings } from "../library-settings.ts";
import type { PageAction, TrackedEvent, TrackerProduct, ViewedPage } from "../event-batch.ts";
import { captureClicks } from "./capture-clicks.ts";
import { createEventSender } from "./event-sender.ts";
import type { BatchHead, EventSender } from "./event-sender.ts";
import { hasOptedOut, identifyJourneysVisitor } from "./identify-journeys-visitor.ts";
import { findTabStorage, readTabSession, rememberView } from "./tab-session.ts";
import type { TabSession } from "./tab-session.ts";
import type { QueueTarget } from "./take-over-queue.ts";
import { parseTrackerSettings, readKey } from "./tracker-settings.ts";
import { forgetVisitorCookie, renewVisitorCookie } from "./visitor-cookie.ts";
import { watchNavigation } from "./watch-navigation.ts";

export const sdkVersion = "portal-kit-stand-in-1";

export interface AnalyticsOptions {
  readonly page: Window & typeof globalThis;
  readonly product: TrackerProduct;
  readonly libraryOrigin: string;
  readonly settings: LibrarySettings;
}

type EventStart = Omit<TrackedEvent, "sessionId" | "sessionDurationMs">;

/**
 * Stands in for one instance of the tracking library. `setUser({authId})` is the one documented method; the others exist in the loader,
 * and what they do here is assumed. None throws, returns or promises anything.
 */
export class Analytics implements QueueTarget {
  readonly #page: AnalyticsOptions["page"];
  readonly #product: TrackerProduct;
  readonly #libraryOrigin: string;
  readonly #settings: LibrarySettings;
  #cfg: Readonly<Record<string, unknown>> = {};
  #authId = "";
  #session: TabSession | undefined;
  #shown: ViewedPage | undefined;
  #shownAtMs = 0;
  #sender: EventSender | undefined;
  /** Events before `initialize`, which has the address to send them to. */
  readonly #early: EventStart[] = [];
  /** Initialized for a visitor who is not to be recorded. */
  #isSilent = false;
  #stop: (() => void) | undefined;

  constructor({ page, product, libraryOrigin, settings }: AnalyticsOptions) {
    this.#page = page;
    this.#product = product;
    this.#libraryOrigin = libraryOrigin;
    this.#settings = settings;
  }

  /** Starts the visit: cookie, session, automatic capture. Once more starts anew, with the cookie as it is then. */
  initialize(cfg: unknown): void {
    this.teardown();
    // An object or nothing usable; spreading the latter adds no key.
    this.#cfg = { ...this.#cfg, ...(cfg as object | undefined) };
    const settings = parseTrackerSettings(this.#cfg, this.#libraryOrigin);
    const page = this.#page;
    const createId = (): string => page.crypto.randomUUID();
    const visitor = this.#meetVisitor(settings.hasConsent, createId);
    this.#isSilent = visitor === undefined;
    if (visitor === undefined) {
      this.#early.length = 0;
      return;
    }
    this.#session = readTabSession(findTabStorage(page), { createId, nowMs: page.Date.now() });
    this.#shownAtMs = page.Date.now();
    const sender = createEventSender(page, settings.endpointUrl, {
      product: this.#product,
      ingestionKey: settings.ingestionKey,
      sdkVersion,
      ...visitor,
    });
    this.#sender = sender;

    const leave = (): void => sender.sendNow();
    const hide = (): void => {
      if (page.document.visibilityState === "hidden") sender.sendNow();
    };
    page.addEventListener("pagehide", leave);
    page.document.addEventListener("visibilitychange", hide);
    const stopClicks = settings.captureClicks ? captureClicks(page, (action) => this.#act(action)) : undefined;
    const stopNavigation = this.#settings.trackerNavigation === "history" ? watchNavigation(page, () => this.trackView()) : undefined;
    this.#stop = () => {
      stopNavigation?.();
      page.removeEventListener("pagehide", leave);
      page.document.removeEventListener("visibilitychange", hide);
      stopClicks?.();
    };
    if (settings.captureViews) this.trackView();
    for (const event of this.#early.splice(0)) this.#send(event);
  }

  /** Ties the cookie to a known person. Every call is sent; what follows carries the id. */
  setUser(user: unknown): void {
    const authId = readKey(user, "authId");
    if (typeof authId !== "string" || authId === "") return;
    this.#authId = authId;
    this.#add({ kind: "user" });
  }

  /** @param view overrides of what the page says: `{name?, title?, type?, uri?}` */
  trackView(view?: unknown): void {
    this.#shown = this.#describePage(view);
    this.#shownAtMs = this.#page.Date.now();
    this.#add({ kind: "view" });
    if (this.#session !== undefined) this.#session = rememberView(findTabStorage(this.#page), this.#session, this.#shown);
  }

  /** @param action `{name?, target?, elementId?}` */
  trackAction(action?: unknown): void {
    this.#act({
      name: textOr(readKey(action, "name"), "action"),
      type: "LClick",
      target: textOr(readKey(action, "target"), ""),
      elementId: textOr(readKey(action, "elementId"), ""),
      isOutbound: false,
      coordinates: "0,0",
    });
  }

  /** @param event `{name, properties?}`; sent, but no table is documented for it */
  trackEvent(event?: unknown): void {
    this.#add({ kind: "custom", name: textOr(readKey(event, "name"), "event") });
  }

  setConfig(key: unknown, value?: unknown): void {
    const change = typeof key === "string" ? { [key]: value } : typeof key === "object" ? key : {};
    this.#cfg = { ...this.#cfg, ...change };
  }

  /** Takes any property and sends none: no column is documented for it. */
  setProperty(): void {}

  /** Sends what waits and stops listening; the cookie stays. The real effect is not documented. */
  teardown(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#sender?.sendNow();
    this.#sender = undefined;
  }

  /** undefined: this visitor is not to be recorded. */
  #meetVisitor(
    hasConsent: boolean,
    createId: () => string,
  ): Pick<BatchHead, "cookieId" | "trackingContext" | "formSubmissionId"> | undefined {
    const page = this.#page;
    const { trackerOptOutHook, trackerUserConsent } = this.#settings;
    // The Journeys cookies are set by its links and forms, never by a bare visit, and a bare visit is not recorded there.
    if (this.#product === "journeys") {
      const identification = identifyJourneysVisitor(page);
      return identification === undefined ? undefined : { cookieId: "", ...identification };
    }
    if (trackerOptOutHook === "both" && hasOptedOut(page)) return undefined;
    if (trackerUserConsent === "obeyed" && !hasConsent) {
      forgetVisitorCookie(page.document);
      return undefined;
    }
    return { cookieId: renewVisitorCookie(page.document, createId) };
  }

  #act(action: Omit<PageAction, "elapsedMs">): void {
    this.#add({ kind: "action", action: { ...action, elapsedMs: this.#page.Date.now() - this.#shownAtMs } });
  }

  #add(
    what:
      | { readonly kind: "view" | "user" }
      | { readonly kind: "custom"; readonly name: string }
      | { readonly kind: "action"; readonly action: PageAction },
  ): void {
    // That `setUser` does anything in Customer Insights - Journeys is not documented.
    if (this.#isSilent || (this.#product === "journeys" && what.kind === "user")) return;
    const event: EventStart = {
      ...what,
      signalId: this.#page.crypto.randomUUID(),
      atMs: this.#page.Date.now(),
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
      authId: this.#authId,
      page: this.#shown ?? this.#describePage(undefined),
    };
    if (this.#sender === undefined) this.#early.push(event);
    else this.#send(event);
  }

  #send(event: EventStart): void {
    if (this.#session === undefined || this.#sender === undefined) return;
    const sessionDurationMs = Math.max(0, event.atMs - this.#session.startedAtMs);
    // The start carries its kind's own parts; spreading loses that to the type, not to the value.
    this.#sender.add({ ...event, sessionId: this.#session.id, sessionDurationMs } as TrackedEvent);
  }

  #describePage(view: unknown): ViewedPage {
    const { document, location } = this.#page;
    const before = this.#session?.views ?? [];
    return {
      name: textOr(readKey(view, "name"), location.pathname),
      title: textOr(readKey(view, "title"), document.title),
      type: textOr(readKey(view, "type"), "page"),
      uri: textOr(readKey(view, "uri"), location.href),
      previousViews: before.map(({ name }) => name).join(","),
      referrerUri: document.referrer,
      referrerTitle: before.find(({ uri }) => uri === document.referrer)?.title ?? "",
    };
  }
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === "string" && value !== "" ? value : otherwise);
