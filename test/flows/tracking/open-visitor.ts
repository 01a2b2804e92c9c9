import type { Browser, BrowserContext, Page } from "puppeteer-core";
import type { EmulatorAddresses } from "../../../contract/emulator.ts";
import type { ConsentState } from "../../../contract/names.ts";
import type { PageEventDetails } from "../../../contract/page-events.ts";
import { waitUntil } from "../../support/wait-until.ts";

const eventsKey = "test.events";

export type ToldEvent = { readonly name: string } & Readonly<Record<string, unknown>>;

/** A browser of somebody's own, on one tab, and everything it asks for. */
export interface TestVisitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Address of every request so far. */
  readonly requests: readonly string[];
  /** Errors on the console and uncaught ones so far; what a policy blocked is reported elsewhere. */
  readonly errors: readonly string[];
  /** The kit's events on all pages of the tab so far. */
  events(): Promise<readonly ToldEvent[]>;
  /** Signs the visitor in, on no page. */
  signIn(persona: string): Promise<string>;
  close(): Promise<void>;
}

/** The kit's events that carry the state of consent. */
export const consentEvents = (events: readonly ToldEvent[]): readonly PageEventDetails["portalkit:consent"][] =>
  // As the kit promises; a test of its own looks at their form.
  events.filter(({ name }) => name === "portalkit:consent") as unknown as PageEventDetails["portalkit:consent"][];

export const statesOf = (events: readonly ToldEvent[]): readonly ConsentState[] => consentEvents(events).map(({ state }) => state);

/** Firefox at times loses a page's frame while it opens, before anything was asked for: then another one is opened. */
async function openPage(browser: Browser, triesLeft = 2): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.createBrowserContext();
  try {
    return { context, page: await context.newPage() };
  } catch (error) {
    await context.close();
    if (triesLeft === 0 || !String(error).includes("DiscardedBrowsingContextError")) throw error;
    return openPage(browser, triesLeft - 1);
  }
}

export async function openVisitor(browser: Browser, { portal, insights }: EmulatorAddresses): Promise<TestVisitor> {
  const { context, page } = await openPage(browser);
  const requests: string[] = [];
  const errors: string[] = [];
  // Other people's sites ask for what lies elsewhere: it is noted, and goes nowhere.
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const url = request.url();
    requests.push(url);
    const isOurs = [portal, insights].includes(originOf(url)) || !/^https?:/.test(url);
    void (isOurs ? request.continue() : request.abort()).catch(() => undefined);
  });
  const keep = (text: string): void => {
    if (!/Content.Security.Policy/i.test(text)) errors.push(text);
  };
  page.on("pageerror", (error) => keep(error instanceof Error ? error.message : String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") keep(message.text());
  });
  // Kept in the tab's session: a withdrawal loads the page anew.
  await page.evaluateOnNewDocument((key) => {
    for (const name of ["consent", "captured", "identified", "failed", "blocked"])
      document.addEventListener(`portalkit:${name}`, (event) => {
        const told = JSON.parse(sessionStorage.getItem(key) ?? "[]") as unknown[];
        // Events of the kit are custom events.
        told.push({ ...((event as CustomEvent).detail as object), name: `portalkit:${name}` });
        sessionStorage.setItem(key, JSON.stringify(told));
      });
  }, eventsKey);
  return {
    context,
    page,
    requests,
    errors,
    async events() {
      const text = await page.evaluate((key) => sessionStorage.getItem(key), eventsKey);
      // Written above.
      return JSON.parse(text ?? "[]") as ToldEvent[];
    },
    async signIn(persona) {
      const response = await fetch(`${portal}/_emulator/sign-in`, { method: "POST", body: JSON.stringify({ persona }) });
      const [cookie = ""] = response.headers.getSetCookie();
      const [, name, value] = /^([^=]+)=([^;]+)/.exec(cookie) ?? [];
      if (!response.ok || name === undefined || value === undefined) throw new Error(`nobody signed in: ${await response.text()}`);
      await context.setCookie({ name, value, domain: "localhost", path: "/", httpOnly: true, sameSite: "Lax" });
      const answer: unknown = await response.json();
      return String(Reflect.get(Object(answer), "contactId"));
    },
    close: () => context.close(),
  };
}

/** Does what makes the page load itself anew, and waits until it has. */
export async function awaitReload(page: Page, act: () => Promise<void>): Promise<void> {
  await page.evaluate("window.isFormerPage = true");
  await act();
  // Asked in the moment between the two pages, there is nobody to answer.
  const isAnew = (): Promise<boolean> =>
    page.evaluate('!window.isFormerPage && document.readyState === "complete"').then(
      (answer) => answer === true,
      () => false,
    );
  await waitUntil(isAnew, "the page is loaded anew");
}

export const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : "");
