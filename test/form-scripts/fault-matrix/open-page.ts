import type { CapturePage } from "../../../form-scripts/contact-capture/capture-page.ts";
import { createMemory } from "../../../form-scripts/contact-capture/token.ts";
import { beginPageView } from "../../../identity/begin-page-view.ts";
import { createIdentity } from "../../../identity/identity.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { createLocks } from "./create-locks.ts";
import type { PortalSession } from "./model-portal.ts";
import type { Stage } from "./stage.ts";
import type { VirtualTime } from "./virtual-time.ts";

export const person = { lastname: "Example", emailaddress1: "ada@example.com" } as const;

/** What stays when a tab is closed. */
export interface ModelBrowser {
  readonly session: PortalSession;
  readonly local: ReturnType<typeof createMemoryStore>;
  isOnline: boolean;
}

/** What a visitor sees at a moment, and what is true then. */
export interface Sight {
  readonly pageNumber: number;
  readonly state: string;
  /** `<step> <code> …` of the failure shown. */
  readonly failure: string;
  readonly isTypedKept: boolean;
  readonly contacts: number;
  readonly ownIsUpdated: boolean;
}

export interface OpenPage {
  readonly isLive: boolean;
  readonly state: string;
  /** Resolves when the form shows another state, or the page has gone. */
  changed(): Promise<void>;
  /** As a person does: into the first field, and every field left as it is done. */
  type(): void;
  /** Clicks on the button; nothing happens while it is disabled. */
  press(): void;
  drop(): void;
}

export interface PageParts {
  readonly stage: Stage;
  readonly markup: string;
  readonly time: VirtualTime;
  readonly browser: ModelBrowser;
  readonly pageNumber: number;
  readonly connect: (page: CapturePage) => void;
  readonly fetch: (url: string, init: RequestInit, isLive: () => boolean) => Promise<Response>;
  readonly onSetUser: (authId: unknown) => void;
  readonly onCaptured: (detail: unknown) => void;
  /** A new state is on the screen. */
  readonly onSight: (sight: Pick<Sight, "pageNumber" | "state" | "failure" | "isTypedKept">) => void;
}

/** Opens the form's page in a tab of its own and connects the form. */
export function openPage(parts: PageParts): OpenPage {
  const { stage, time, browser, pageNumber } = parts;
  const staged = stage.open(parts.markup);
  const { window, document, form } = staged;
  const { contactId } = browser.session;
  let isLive = true;

  const define = (target: object, name: string, value: unknown): void =>
    void Object.defineProperty(target, name, { configurable: true, get: () => value });
  define(window, "MSCI", { setUser: (user: { authId?: unknown } | null) => parts.onSetUser(user?.authId) });
  define(window, "Microsoft", { Dynamic365: { Portal: { User: { contactId } } } });
  define(window.navigator, "locks", createLocks());
  Object.defineProperty(window.navigator, "onLine", { configurable: true, get: () => browser.isOnline });

  // A page that is gone waits for nothing.
  const wait = (ms: number): Promise<void> => new Promise((resolve) => time.after(ms, () => isLive && resolve()));
  const identityPage = { window, document, session: createMemoryStore(), local: browser.local, clock: { now: () => time.now(), wait } };
  const inputs = [...form.querySelectorAll<HTMLInputElement>("[data-portal-kit-field] input[name]")];
  const read = (): string => form.getAttribute("data-state") ?? "";
  let tellChange: () => void = () => undefined;
  const observer = new window.MutationObserver(() => {
    parts.onSight({
      pageNumber,
      state: read(),
      failure: form.getAttribute("data-failure") ?? "",
      isTypedKept: inputs.every(({ name, value }) => value === Reflect.get(person, name)),
    });
    tellChange();
  });
  document.addEventListener("portalkit:captured", (event) => parts.onCaptured((event as CustomEvent<unknown>).detail));
  // As the tracking template does in the header, with consent.
  void beginPageView(identityPage);
  parts.connect({
    ...identityPage,
    identity: createIdentity(identityPage),
    random: () => 0.5,
    fetch: (url, init) => parts.fetch(url, init, () => isLive),
    memory: createMemory(),
    go: () => {
      throw new Error("no cell sends its visitor on");
    },
  });
  observer.observe(form, { attributeFilter: ["data-state"] });
  return {
    get isLive() {
      return isLive;
    },
    get state() {
      return read();
    },
    changed: () => new Promise((resolve) => (tellChange = resolve)),
    type() {
      for (const input of inputs) {
        input.focus();
        input.value = String(Reflect.get(person, input.name));
        input.dispatchEvent(new window.Event("change", { bubbles: true }));
        input.blur();
      }
    },
    press: () => form.querySelector<HTMLButtonElement>("button[type=submit]")?.click(),
    drop() {
      isLive = false;
      tellChange();
      observer.disconnect();
      staged.drop();
    },
  };
}
