import { JSDOM } from "jsdom";
import { connectExistingForms } from "../../../form-scripts/existing-form/connect-existing-forms.ts";
import { createMemory } from "../../../form-scripts/contact-capture/token.ts";
import { beginPageView } from "../../../identity/begin-page-view.ts";
import { createIdentity } from "../../../identity/identity.ts";
import { createManualClock } from "./manual-clock.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { recordEvents } from "../../identity/page-double.ts";
import { createPortal, type FakePortal } from "../contact-capture/portal-double.ts";
import { renderForm, type FormMarkup } from "./form-page.ts";

export interface OpenFormOptions extends FormMarkup {
  readonly portal?: FakePortal;
  /** Attributes of the template's element. */
  readonly settings?: string;
  /** Script of the page that runs before ours. */
  readonly before?: string;
  /** Script of the page that runs after ours, while the page is still being read. */
  readonly after?: string;
  readonly consent?: string;
  readonly url?: string;
  readonly referrer?: string;
  readonly session?: ReturnType<typeof createMemoryStore>;
  readonly local?: ReturnType<typeof createMemoryStore>;
  readonly clock?: ReturnType<typeof createManualClock>;
  readonly body?: string;
  /** How often the template is on the page. */
  readonly copies?: number;
}

/** A page of the portal with a form, our script running on it as if inlined. */
export function openForm(options: OpenFormOptions = {}) {
  const { portal = createPortal(), settings = "", consent = "granted", url = "https://www.site.example.com/feedback" } = options;
  const { window } = new JSDOM(
    `<body>${options.body ?? renderForm(options)}${`<div data-portal-kit-existing-form ${settings} hidden></div>`.repeat(options.copies ?? 1)}</body>`,
    { url, runScripts: "dangerously", pretendToBeVisual: true, ...(options.referrer ? { referrer: options.referrer } : {}) },
  );
  const { document } = window;
  if (consent) document.documentElement.setAttribute("data-portal-kit-consent", consent);
  // jsdom has no locks. https://developer.mozilla.org/docs/Web/API/LockManager
  Object.defineProperty(window.navigator, "locks", { value: { request: async (_name: string, run: () => unknown) => run() } });
  /** Button and values of each postback. */
  const postbacks: Readonly<Record<string, string>>[] = [];
  for (const form of document.forms)
    form.submit = () =>
      void postbacks.push(
        Object.fromEntries([...new window.FormData(form)].map(([name, value]) => [name, typeof value === "string" ? value : ""])),
      );
  const { session = createMemoryStore(), local = createMemoryStore(), clock = createManualClock() } = options;
  const identityPage = { window, document, session, local, clock };
  const page = {
    ...identityPage,
    identity: createIdentity(identityPage),
    random: () => 0,
    fetch: (target: string, init: RequestInit) => portal.fetch(target, init),
    memory: createMemory(),
    go: () => {},
  };
  // As the tracking template of the page's header does.
  if (consent === "granted") void beginPageView(identityPage);
  const events = recordEvents(document);
  const run = (script = ""): void => void window.eval(script);
  run(options.before);
  for (let copy = 0; copy < (options.copies ?? 1); copy++) connectExistingForms(page);
  run(options.after);
  document.dispatchEvent(new window.Event("DOMContentLoaded"));
  const find = (id: string): HTMLInputElement => {
    const element = document.querySelector<HTMLInputElement>(`[id$="${id}"]`);
    if (!element) throw new Error(`no ${id}`);
    return element;
  };
  return {
    window,
    document,
    page,
    portal,
    events,
    postbacks,
    session,
    clock,
    run,
    find,
    press: (id = options.button ?? "InsertButton") => find(id).click(),
    /** A global of the page. */
    read: (name: string): unknown => Reflect.get(window, name),
  };
}
