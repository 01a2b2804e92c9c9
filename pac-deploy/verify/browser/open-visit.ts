import type { Browser, HTTPRequest, Page } from "puppeteer-core";

/** A request of the page that did not leave the browser. */
export interface HeldRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface VisitOptions {
  readonly origin: URL;
  /** The browser says that it does not want its data sold or shared. https://privacycg.github.io/gpc-spec/ */
  readonly globalPrivacyControl?: boolean;
  /** What the portal's Web API is said to have answered: nothing of it is asked. */
  readonly answerApi?: (request: HeldRequest) => {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body: string;
  };
}

/** One visitor on one tab: the portal's pages are read, nothing is written, and no other host is asked. */
export interface Visit {
  readonly page: Page;
  /** Everything that was held back: to other hosts, to the Web API, and whatever was to write. */
  readonly held: readonly HeldRequest[];
  open(path: string): Promise<void>;
  close(): Promise<void>;
}

/** The browser came to no page: it waited in vain, or was led to another host. */
export class PageNotShown extends Error {
  override readonly name = "PageNotShown";
}

const navigationTimeoutMs = 30_000;

export async function openVisit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const held: HeldRequest[] = [];
  if (options.globalPrivacyControl === true) {
    await page.setExtraHTTPHeaders({ "Sec-GPC": "1" });
    await page.evaluateOnNewDocument(
      "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { configurable: true, get: () => true })",
    );
  }
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    // A page that is closed meanwhile has nobody left to answer.
    void decide(request, options, held).catch(() => undefined);
  });
  return {
    page,
    held,
    async open(path) {
      try {
        await page.goto(new URL(path, options.origin).href, { waitUntil: "load", timeout: navigationTimeoutMs });
      } catch (cause) {
        throw new PageNotShown(`${path} is not shown: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    },
    close: () => context.close(),
  };
}

async function decide(request: HTTPRequest, { origin, answerApi }: VisitOptions, held: HeldRequest[]): Promise<void> {
  const text = request.url();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return request.continue();
  const isPortals = url.origin === origin.origin;
  const isApi = isPortals && url.pathname.startsWith("/_api/");
  const isRead = ["GET", "HEAD"].includes(request.method());
  if (isPortals && isRead && !isApi) return request.continue();
  const one: HeldRequest = {
    method: request.method(),
    url,
    headers: request.headers(),
    body: request.postData(),
  };
  held.push(one);
  if (!isApi || answerApi === undefined) return request.abort();
  const { status, headers = {}, body } = answerApi(one);
  return request.respond({ status, headers, contentType: "application/json; charset=utf-8", body });
}
