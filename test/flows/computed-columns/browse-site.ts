import type { Browser, BrowserContext, CookieData, Page } from "puppeteer-core";
import type { LogAnswer, LogEntry } from "../../../contract/emulator.ts";
import type { Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { StartedEmulator } from "../../../portal-emulator/start-emulator.ts";
import { askHere, callAll, countButtons, listLinks, noteListeners, pressAll, pressOne } from "./act-on-page.ts";
import { readLibrary, readPlatformLibraries } from "./read-library.ts";
import { traceCalls, type CallFrame } from "./trace-calls.ts";

/** What is done with a page, freshly opened; `open`: nothing more. */
export type PageAction =
  | { readonly kind: "open" | "press-all" | "call-functions" }
  | { readonly kind: "press"; /** Among what there is to press. */ readonly index: number };

export interface Step {
  readonly visitor: string;
  /** With its query. */
  readonly path: string;
  readonly action: PageAction;
}

/** A call of a page to the portal Web API, and what it got. */
export interface ObservedCall {
  readonly step: Step;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly requestBody: string | undefined;
  readonly responseBody: string | undefined;
  /** Where in the page's scripts it was made, innermost first; none for what the parser asks for. */
  readonly frames: readonly CallFrame[];
}

export interface Observation {
  readonly calls: readonly ObservedCall[];
  readonly steps: readonly Step[];
  /** What stopped scripts of the pages, each once. */
  readonly errors: readonly string[];
}

interface Visiting {
  /** Rows that pages are shown with: put back before each step, since pages remove them. */
  readonly restoreRows: () => void;
  /** A folder with packages that pages load from content hosts, beside the tree's own. */
  readonly libraries: string | undefined;
}

export interface BrowseOptions extends Visiting {
  /** Who is signed in, one after the other. */
  readonly personas: readonly string[];
  readonly paths: readonly string[];
  /** Each page is opened with each. */
  readonly queries: readonly string[];
  readonly limits: {
    readonly pages: number;
    /** Pressed on each page, each in a page of its own. */
    readonly buttons: number;
    /** Nothing but the page's functions is tried after it. */
    readonly budgetMs: number;
  };
  /** Whether every call that is looked for was answered: no more is tried then. */
  readonly isEnough: (calls: readonly ObservedCall[]) => boolean;
}

/** Of a row in every table, and of the contact that has every role: what pages that show one row are opened with. */
export const exampleId = "ada00000-0000-4000-8000-000000000002";

const settleMs = 200;
const settleAtMostMs = 1500;

/** Opens each page as a browser does, anonymous and as the persona, presses what there is to press, and calls the page's functions where calls are still lacking. */
export async function exploreSite(started: StartedEmulator, browser: Browser, options: BrowseOptions): Promise<Observation> {
  const { personas, paths: given, queries, limits, isEnough } = options;
  const steps: Step[] = [];
  const calls: ObservedCall[] = [];
  const errors = new Set<string>();
  const visit = createVisits(started, browser, options);
  try {
    const run = async (step: Step): Promise<{ readonly buttons: number; readonly links: readonly string[] }> => {
      const seen = await visit.run(step);
      steps.push(step);
      calls.push(...seen.calls);
      for (const error of seen.errors) errors.add(error);
      return seen;
    };
    const paths = [...given];
    // An application's own page leads to others.
    const grows = given.length === 1 && given[0] === "/";
    const opened: { readonly visitor: string; readonly path: string; readonly buttons: number }[] = [];
    const isLate = createDeadline(limits.budgetMs);
    for (let at = 0; at < Math.min(paths.length, limits.pages); at++) {
      const path = paths[at] ?? "/";
      // Who is known may do what others may, and more: a page's buttons are pressed by who is signed in only, and when time runs short nobody else comes.
      if (!isLate()) await run({ visitor: "anonymous", path: path + (queries[0] ?? ""), action: { kind: "open" } });
      for (const visitor of isLate() ? personas.slice(0, 1) : personas) {
        for (const query of isLate() ? queries.slice(0, 1) : queries) {
          const { buttons, links } = await run({ visitor, path: path + query, action: { kind: isLate() ? "open" : "press-all" } });
          opened.push({ visitor, path: path + query, buttons });
          if (grows) paths.push(...links.filter((link) => !paths.includes(link)));
        }
      }
    }
    for (const { buttons, ...page } of opened)
      for (let index = 0; index < Math.min(buttons, limits.buttons) && !isEnough(calls) && !isLate(); index++)
        await run({ ...page, action: { kind: "press", index } });
    for (const { visitor, path } of opened) if (!isEnough(calls)) await run({ visitor, path, action: { kind: "call-functions" } });
  } finally {
    await visit.close();
  }
  return { calls, steps, errors: [...errors] };
}

function createDeadline(budgetMs: number): () => boolean {
  const end = performance.now() + budgetMs;
  return () => performance.now() > end;
}

/** Does again what was done. */
export async function repeatSteps(
  started: StartedEmulator,
  browser: Browser,
  { steps, ...visiting }: Visiting & { readonly steps: readonly Step[] },
): Promise<ObservedCall[]> {
  const visit = createVisits(started, browser, visiting);
  const calls: ObservedCall[] = [];
  try {
    for (const step of steps) calls.push(...(await visit.run(step)).calls);
  } finally {
    await visit.close();
  }
  return calls;
}

interface Seen {
  readonly calls: readonly ObservedCall[];
  readonly errors: readonly string[];
  readonly buttons: number;
  readonly links: readonly string[];
}

function createVisits({ emulator }: StartedEmulator, browser: Browser, { restoreRows, libraries }: Visiting) {
  const { portal } = emulator.addresses;
  const contexts = new Map<string, BrowserContext>();
  let next = 0;
  const contextOf = async (visitor: string): Promise<BrowserContext> => {
    const context = contexts.get(visitor) ?? (await browser.createBrowserContext());
    if (!contexts.has(visitor) && visitor !== "anonymous") await context.setCookie(...(await signIn(emulator, visitor)));
    contexts.set(visitor, context);
    return context;
  };
  return {
    async run(step: Step): Promise<Seen> {
      restoreRows();
      const page = await (await contextOf(step.visitor)).newPage();
      try {
        const trace = await traceCalls(page);
        const errors: string[] = [];
        page.on("pageerror", (error) =>
          errors.push(`${step.path.split("?")[0] ?? ""}: ${error instanceof Error ? error.message : String(error)}`),
        );
        // Pages of other people ask questions that nobody answers.
        page.on("dialog", (dialog) => void dialog.accept("1").catch(() => undefined));
        await answerRequests(page, libraries);
        await page.evaluateOnNewDocument(await readPlatformLibraries(libraries));
        await page.evaluateOnNewDocument(noteListeners + askHere);
        await page.goto(portal + encodeURI(step.path), { waitUntil: "load", timeout: 20_000 }).catch(() => undefined);
        await settle(page);
        const buttons = await countButtons(page);
        const links = await listLinks(page);
        if (step.action.kind === "press-all") await pressAll(page, { settle, restoreRows });
        if (step.action.kind === "press") await pressOne(page, { settle, index: step.action.index });
        if (step.action.kind === "call-functions") await callAll(page, { settle, restoreRows, exampleId });
        await settle(page);
        const answer = await readLog(emulator, next);
        next = answer.next;
        const traced = await trace.read();
        const calls = answer.entries.filter(isWebApi).map(({ method, path, status, requestBody, responseBody }) => {
          const at = traced.findIndex((one) => one.method === method && one.path === path);
          const [call] = at < 0 ? [] : traced.splice(at, 1);
          return { step, method, path, status, requestBody, responseBody, frames: call?.frames ?? [] };
        });
        return { calls, errors, buttons, links };
      } finally {
        await page.close().catch(() => undefined);
      }
    },
    async close(): Promise<void> {
      for (const context of contexts.values()) await context.close();
    },
  };
}

/** Other hosts are not asked: of what pages load from there, libraries that lie here are given. A page that is shown stays, wherever its scripts lead. */
async function answerRequests(page: Page, libraries: string | undefined): Promise<void> {
  let isShown = false;
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const answer = async (): Promise<void> => {
      const isMove = request.isNavigationRequest() && request.frame() === page.mainFrame();
      if (isMove && isShown) return request.respond({ status: 204 });
      if (isMove && request.redirectChain().length === 0) isShown = true;
      if (isLocal(request.url())) return request.continue();
      const body = await readLibrary(request.url(), libraries);
      if (body === undefined) return request.abort();
      return request.respond({ contentType: "text/javascript", headers: { "access-control-allow-origin": "*" }, body });
    };
    void answer().catch(() => undefined);
  });
}

const isLocal = (url: string): boolean => /^(?:https?:\/\/(?:(?:\w+\.)*localhost|127\.0\.0\.1)[:/]|data:|blob:|about:)/.test(url);
const isWebApi = ({ origin, path }: LogEntry): boolean =>
  origin === "portal" && path.startsWith("/_api/") && !/\/(?:cloudflow|serverlogics)\//.test(path);

async function signIn(emulator: Emulator, persona: string): Promise<CookieData[]> {
  const { portal } = emulator.addresses;
  const request = new Request(`${portal}/_emulator/sign-in`, { method: "POST", body: JSON.stringify({ persona }) });
  const response = await emulator.fetch("portal", request);
  return response.headers.getSetCookie().map((cookie) => {
    const [name = "", value = ""] = cookie.split(";", 1)[0]?.split(/=(.*)/s) ?? [];
    return { name, value, domain: new URL(portal).hostname, path: "/" };
  });
}

async function readLog(emulator: Emulator, since: number): Promise<LogAnswer> {
  const address = `${emulator.addresses.portal}/_emulator/log?since=${since}&bodies=1`;
  const response = await emulator.fetch("portal", new Request(address));
  // The emulator's own answer.
  return (await response.json()) as LogAnswer;
}

const settle = async (page: Page): Promise<void> => {
  await page.waitForNetworkIdle({ idleTime: settleMs, timeout: settleAtMostMs }).catch(() => undefined);
};
