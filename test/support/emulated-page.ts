import { CookieJar, JSDOM } from "jsdom";
import type { Emulator } from "../../portal-emulator/create-emulator.ts";

/** Changes what a call of the page gets: a Response in place of the portal's, a throw for a broken network, or undefined to let it through. */
export type Interference = (
  call: { readonly method: string; readonly path: string; readonly headers: Headers },
  nth: number,
) => Response | undefined | Promise<Response | undefined>;

export interface EmulatedPage {
  readonly dom: JSDOM;
  readonly document: Document;
  readonly form: HTMLFormElement;
  /** `METHOD /path` of every call, in order, queries left out. */
  readonly calls: readonly string[];
  /** What the portal has set, by name; shared by the pages of one browser. */
  readonly cookies: Map<string, string>;
  /** Entries of the tracker's queue that call setUser. */
  setUserCalls(): unknown[];
  enter(values: Readonly<Record<string, string>>): void;
  submit(): void;
  /** Settles when the form has left its busy states. */
  settled(): Promise<string>;
}

/**
 * A page of the emulated portal in jsdom, its own scripts running, its fetch answered by the emulator's handler: no socket anywhere.
 * Cookies the portal sets reach the portal again and no script.
 */
export async function openEmulatedPage(
  emulator: Emulator,
  path: string,
  options: {
    readonly consent?: "granted" | "denied";
    readonly interfere?: Interference;
    /** Those of another page of the same browser. */
    readonly cookies?: Map<string, string>;
  } = {},
): Promise<EmulatedPage> {
  const { portal } = emulator.addresses;
  const cookies = options.cookies ?? new Map<string, string>();
  const calls: string[] = [];
  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const target = new URL(url, portal);
    const headers = new Headers(init.headers);
    headers.set("cookie", renderCookies(cookies));
    const method = init.method ?? "GET";
    calls.push(`${method} ${target.pathname}`);
    const replaced = await options.interfere?.(
      { method, path: target.pathname, headers },
      calls.filter((call) => call === calls.at(-1)).length,
    );
    const response = replaced ?? (await emulator.fetch("portal", new Request(target, { method, headers, body: init.body ?? null })));
    keepCookies(cookies, response);
    const location = response.status === 302 ? response.headers.get("location") : null;
    if (location === null) return response;
    // As a browser's fetch does: not followed it shows nothing, followed it is what stands there.
    if (init.redirect === "manual") return Object.defineProperty(new Response(null), "status", { value: 0 });
    return Object.defineProperty(await send(new URL(location, target).href), "redirected", { value: true });
  };
  const cookieJar = new CookieJar();
  if (options.consent) cookieJar.setCookieSync(`portalkit.consent=${options.consent}.1.mb1c2d3e`, portal);
  const opened = await emulator.fetch("portal", new Request(new URL(path, portal), { headers: { cookie: renderCookies(cookies) } }));
  keepCookies(cookies, opened);
  const html = await opened.text();
  const dom = new JSDOM(html, {
    url: new URL(path, portal).href,
    runScripts: "dangerously",
    pretendToBeVisual: true,
    cookieJar,
    beforeParse(window) {
      Object.assign(window, { fetch: send, Response, Headers });
    },
  });
  const { document } = dom.window;
  const form = document.querySelector<HTMLFormElement>("form[data-portal-kit-form]");
  if (form === null) throw new Error(`no form on ${path}`);
  return {
    dom,
    document,
    form,
    calls,
    cookies,
    setUserCalls() {
      const queue: unknown = Reflect.get(dom.window, "MSCIqueue");
      return Array.isArray(queue)
        ? queue
            .filter((entry: unknown) => Array.isArray(entry) && entry[0] === "setUser")
            .map((entry: unknown[]) => Array.from(entry[2] as ArrayLike<unknown>)[0])
        : [];
    },
    enter(values) {
      for (const [name, value] of Object.entries(values)) {
        const input = form.elements.namedItem(name);
        if (!(input instanceof dom.window.HTMLInputElement)) throw new Error(`no input ${name}`);
        input.value = value;
      }
    },
    submit() {
      form.querySelector<HTMLButtonElement>("button[type=submit]")?.click();
    },
    async settled() {
      const deadline = Date.now() + 10_000;
      while (["checking", "sending", "idle"].includes(form.dataset["state"] ?? "") && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return form.dataset["state"] ?? "";
    },
  };
}

const renderCookies = (cookies: ReadonlyMap<string, string>): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

/** Sets what an answer sets, and drops what it lets expire. */
export function keepCookies(cookies: Map<string, string>, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [name = "", value = ""] = cookie.split(";", 1)[0]?.split("=", 2) ?? [];
    if (/;\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(cookie)) cookies.delete(name);
    else cookies.set(name, value);
  }
}
