import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContext, HTTPRequest, Page } from "puppeteer-core";
import type { EventBatch } from "../../../portal-emulator/insights/event-batch.ts";
import { distFolder } from "../../support/kit-site.ts";

export interface ForeignPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Addresses of every request but those for the page itself. */
  readonly requests: readonly string[];
  /** Views that have reached the collector. */
  views(): number;
  readonly errors: readonly string[];
}

export interface ForeignSite {
  readonly origin: string;
  close(): Promise<void>;
}

/** A site that is no Power Pages: each path shows its page, under its policy if it has one. */
export async function startForeignSite(
  pages: ReadonlyMap<string, { readonly html: string; readonly policy?: string }>,
): Promise<ForeignSite> {
  const server: Server = createServer((request, response) => {
    const found = pages.get(request.url ?? "");
    response.writeHead(found === undefined ? 404 : 200, {
      "content-type": "text/html; charset=utf-8",
      ...(found?.policy === undefined ? {} : { "content-security-policy": found.policy }),
    });
    response.end(found?.html ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const library = readFileSync(join(distFolder, "emulator/msci.js"), "utf8");

/** Opens a visitor's page: the library's host is answered here with the stand-in library and its collector, every other host not at all. */
export async function openForeignPage(browser: Browser, origin: string): Promise<ForeignPage> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  let views = 0;
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.setRequestInterception(true);
  page.on("request", (request: HTTPRequest) => {
    const url = request.url();
    if (url.startsWith(origin)) return void request.continue();
    requests.push(url);
    const headers = { "access-control-allow-origin": "*" };
    if (url.endsWith("/msci-1.1.0.js"))
      return void request.respond({ status: 200, contentType: "text/javascript", headers, body: library });
    if (!url.includes("/OneCollector/")) return void request.abort();
    // The stand-in library's own shape.
    const batch = JSON.parse(request.postData() ?? '{"events":[]}') as EventBatch;
    views += batch.events.filter(({ kind }) => kind === "view").length;
    return void request.respond({ status: 200, headers, body: "{}" });
  });
  return { page, context, requests, views: () => views, errors };
}
