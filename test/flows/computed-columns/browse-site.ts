import type { Browser, CookieData, Page } from "puppeteer-core";
import type { LogAnswer, LogEntry } from "../../../contract/emulator.ts";
import type { Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { StartedEmulator } from "../../../portal-emulator/start-emulator.ts";

/** A call of a page to the portal Web API, and what it got. */
export interface ObservedCall {
  readonly visitor: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly requestBody: string | undefined;
  readonly responseBody: string | undefined;
}

export interface BrowseLimits {
  readonly pages: number;
  /** Pressed on each page, each in a page of its own. */
  readonly buttons: number;
}

/** Of a row in every table, and of the persona `admin`: what pages that show one row are opened with. */
export const exampleId = "ada00000-0000-4000-8000-000000000002";

const settleMs = 250;

/** Opens each page as a browser does, anonymous and as the persona, presses what there is to press, and tells the calls to the Web API. */
export async function browseSite(
  { emulator }: StartedEmulator,
  browser: Browser,
  { persona, paths: given, limits }: { readonly persona: string; readonly paths: readonly string[]; readonly limits: BrowseLimits },
): Promise<ObservedCall[]> {
  const { portal } = emulator.addresses;
  const calls: ObservedCall[] = [];
  let next = (await readLog(emulator, 0)).next;
  for (const visitor of ["anonymous", persona]) {
    const context = await browser.createBrowserContext();
    try {
      const open = async (path: string): Promise<Page> => {
        const page = await context.newPage();
        // Pages of other people name hosts that are not to be asked, and ask questions that nobody answers.
        await page.setRequestInterception(true);
        page.on("request", (request) => void (isLocal(request.url()) ? request.continue() : request.abort()).catch(() => undefined));
        page.on("dialog", (dialog) => void dialog.accept("1").catch(() => undefined));
        await page.goto(`${portal}${encodeURI(path)}?id=${exampleId}`, { waitUntil: "load", timeout: 20_000 }).catch(() => undefined);
        await settle(page);
        return page;
      };
      if (visitor !== "anonymous") await context.setCookie(...(await signIn(emulator, visitor)));
      const paths = [...given];
      // Grows by where an application's own page leads.
      for (let at = 0; at < Math.min(paths.length, limits.pages); at++) {
        const path = paths[at] ?? "/";
        const first = await open(path);
        if (given.length === 1 && given[0] === "/") paths.push(...(await listLinks(first)).filter((link) => !paths.includes(link)));
        const [buttonCount, functionCount] = await count(first);
        // Who is known may do what others may, and more: a page's buttons are pressed by one visitor only.
        const presses = visitor === "anonymous" ? 0 : Math.min(buttonCount, limits.buttons);
        const calledFunctions = visitor === "anonymous" ? 0 : Math.min(functionCount, limits.buttons);
        for (let index = 0; index < presses + calledFunctions; index++) {
          const page = index === 0 ? first : await open(path);
          await act(page, index < presses ? { press: index } : { call: index - presses });
          await settle(page);
          await page.close();
        }
        if (!first.isClosed()) await first.close();
      }
    } finally {
      await context.close();
    }
    const answer = await readLog(emulator, next);
    next = answer.next;
    for (const { method, path, status, requestBody, responseBody } of answer.entries.filter(isWebApi))
      calls.push({ visitor, method, path, status, requestBody, responseBody });
  }
  return calls;
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
  await page.waitForNetworkIdle({ idleTime: settleMs, timeout: 3000 }).catch(() => undefined);
};

/** Runs in the page: what there is to press outside of the site's frame, and functions of the page's own that ask the Web API. */
const finders = `
  const buttons = () => [...document.querySelectorAll("button, input[type=submit], input[type=button], a[onclick], a[href='#'], [role=button]")]
    .filter((one) => !one.matches(":disabled") && one.closest("header, nav, footer, [role=navigation]") === null);
  const functions = () => Object.getOwnPropertyNames(window).flatMap((name) => {
    const value = Object.getOwnPropertyDescriptor(window, name).value;
    return typeof value === "function" && /_api\\/|safeAjax\\(/.test(Function.prototype.toString.call(value)) ? [value] : [];
  });
`;

async function listLinks(page: Page): Promise<string[]> {
  const links: unknown = await page
    .evaluate(
      `[...new Set([...document.querySelectorAll("a[href]")].filter((one) => one.origin === location.origin).map((one) => one.pathname))]`,
    )
    .catch(() => []);
  return Array.isArray(links) ? links.map(String).filter((link) => !/^\/_|sign|account|logout/i.test(link)) : [];
}

async function count(page: Page): Promise<readonly [buttons: number, functions: number]> {
  const counts: unknown = await page
    .evaluate(`(() => { ${finders} return [buttons().length, functions().length]; })()`)
    .catch(() => undefined);
  return Array.isArray(counts) ? [Number(counts[0]), Number(counts[1])] : [0, 0];
}

/** Fills what is empty first, since most forms send nothing else. */
async function act(page: Page, what: { readonly press: number } | { readonly call: number }): Promise<void> {
  const action = "press" in what ? `buttons()[${what.press}]?.click()` : `call(functions()[${what.call}])`;
  await page
    .evaluate(
      `(() => {
        ${finders}
        const values = { email: "a@example.com", tel: "1234567", number: "1", date: "2030-01-02", url: "https://example.com" };
        for (const control of document.querySelectorAll("input, textarea")) {
          const part = { year: "2030", month: "1", day: "2" }[(/year|month|day/i.exec(control.id + control.name) ?? [""])[0].toLowerCase()];
          if (control.value === "" && !["file", "hidden", "submit", "button"].includes(control.type)) control.value = part ?? values[control.type] ?? "Example text";
          for (const name of ["input", "change"]) control.dispatchEvent(new Event(name, { bubbles: true }));
        }
        for (const choice of document.querySelectorAll("select")) {
          if (choice.value === "" && choice.options.length > 1) choice.selectedIndex = 1;
          choice.dispatchEvent(new Event("change", { bubbles: true }));
        }
        const call = (one) => one?.(...Array.from({ length: one.length }, () => "${exampleId}"));
        ${action};
      })()`,
    )
    .catch(() => undefined);
}
