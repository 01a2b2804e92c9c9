import { JSDOM, requestInterceptor, VirtualConsole } from "jsdom";
import { antiForgeryName } from "../../contract/names.ts";
import { origins, type World } from "./world.ts";

export interface PortalPage {
  /** The page's global scope, as its own scripts see it. */
  readonly window: Readonly<Record<string, unknown>>;
  readonly document: Document;
  /** Runs a script in the page that ends by calling `done(...)` with its results. */
  run(script: string): Promise<readonly unknown[]>;
  /** `METHOD /path` and the status of every call that the page's scripts made, in order, queries left out. */
  readonly calls: readonly string[];
  close(): void;
}

/**
 * A page as the emulator serves it, in jsdom, its scripts and the platform's run in the page's order; what they fetch is asked of the emulator with an
 * anonymous visitor's cookies.
 */
export async function openPortalPage(world: World, path = "/"): Promise<PortalPage> {
  const calls: string[] = [];
  const answer = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const token = request.headers.get(antiForgeryName);
    const type = request.headers.get("content-type");
    const reply = await world.send({
      ask: `${request.method} ${pathname}${search}`,
      token: token === null ? "none" : { value: token },
      ...(type === null ? {} : { headers: { "content-type": type } }),
      ...(request.body === null ? {} : { body: await request.text() }),
      quiet: true,
    });
    if (!pathname.startsWith("/_portal/")) calls.push(`${request.method} ${pathname} ${reply.status}`);
    return new Response(reply.status === 204 ? null : reply.text, { status: reply.status, headers: reply.headers });
  };
  const { text } = await world.send({ ask: `GET ${path}`, quiet: true });
  const { window } = new JSDOM(text, {
    url: `${origins.portal}${path}`,
    runScripts: "dangerously",
    virtualConsole: new VirtualConsole(),
    resources: {
      interceptors: [requestInterceptor((request) => answer(request))],
    },
  });
  if (window.document.readyState !== "complete") await new Promise((resolve) => window.addEventListener("load", resolve));
  return {
    // The scope of a page holds whatever its scripts put there.
    window: window as unknown as Readonly<Record<string, unknown>>,
    document: window.document,
    run: (script) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`The script never called done: ${script}`)), 5_000);
        Object.assign(window, {
          done: (...values: unknown[]) => {
            clearTimeout(timer);
            resolve(values);
          },
        });
        window.eval(script);
      }),
    calls,
    close: () => window.close(),
  };
}

/** A step: opens a page of the site, does something on it, and closes it. */
export function onPage(act: (page: PortalPage, world: World) => Promise<void> | void, path = "/"): (world: World) => Promise<void> {
  return async (world) => {
    const page = await openPortalPage(world, path);
    try {
      await act(page, world);
    } finally {
      page.close();
    }
  };
}
