import type { Browser, Page } from "puppeteer-core";
import type { LogAnswer, LogEntry } from "../../contract/emulator.ts";
import type { EmulatorSwitches } from "../../portal-emulator/switches.ts";
import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import type { Row, Store } from "../../portal-emulator/store/store.ts";
import { readSite } from "../../site/read-site.ts";
import { launchBrowser } from "../support/browser.ts";
import { distFolder } from "../support/kit-site.ts";
import { clientPage, createClientSite, type ClientSiteParts } from "./client-site.ts";

export interface OpenOptions extends ClientSiteParts {
  readonly switches?: Partial<EmulatorSwitches>;
  readonly portalHost?: string;
}

/** What a call of the page's came to; of an error what tells errors apart. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly name?: string; readonly message?: string; readonly status?: number; readonly body?: unknown };

export interface ClientPage {
  readonly page: Page;
  readonly started: StartedEmulator;
  readonly portal: string;
  readonly store: Store;
  /** Errors that no script caught, and violations of the policy. */
  readonly problems: readonly string[];
  /** Calls a function of the page by its name, e.g. `webapi.safeAjax`, and awaits what it gives. */
  call(name: string, ...values: readonly unknown[]): Promise<Outcome>;
  /** The same for calls that are to work. */
  value(name: string, ...values: readonly unknown[]): Promise<unknown>;
  /** Requests to the portal's services since the last asking. */
  requests(): Promise<readonly LogEntry[]>;
  /** Puts rows there behind everybody's back. */
  seed(table: string, row: Row): string;
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** A page of a site that loads the client, in Chromium, against the emulator. */
export async function openClientPage({ switches, portalHost, ...parts }: OpenOptions): Promise<ClientPage> {
  const site = createClientSite(parts);
  let browser: Browser | undefined;
  let started: StartedEmulator | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await started?.close();
    site.remove();
  };
  try {
    browser = await launchBrowser("chromium");
    started = await startEmulator(
      {
        site: await readSite(site.folder),
        database: ":memory:",
        distFolder,
        ...(switches === undefined ? {} : { switches }),
        ...(portalHost === undefined ? {} : { portalHost }),
      },
      { portal: 0, org: 0, insights: 0 },
    );
    return await openPage(browser, started, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPage(browser: Browser, started: StartedEmulator, close: () => Promise<void>): Promise<ClientPage> {
  const { emulator } = started;
  const { portal } = emulator.addresses;
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy/u.test(message.text())) problems.push(message.text());
  });
  const reopen = async (): Promise<void> => void (await page.goto(portal + clientPage, { waitUntil: "load" }));
  await reopen();
  let seen = 0;
  const call = async (name: string, ...values: readonly unknown[]): Promise<Outcome> =>
    // The function below answers in this shape.
    (await page.evaluate(callingScript(name, values))) as Outcome;
  return {
    page,
    started,
    portal,
    store: emulator.store,
    problems,
    call,
    async value(name, ...values) {
      const outcome = await call(name, ...values);
      if (!outcome.ok) throw new Error(`${name} failed: ${JSON.stringify(outcome)}`);
      return outcome.value;
    },
    async requests() {
      // Node knows no name below localhost.
      const log = await emulator.fetch("portal", new Request(`${portal}/_emulator/log?since=${seen}&bodies=1`));
      const { next, entries } = (await log.json()) as LogAnswer;
      seen = next;
      return entries.filter(({ path }) => path.startsWith("/_api/") || path.startsWith("/_layout/"));
    },
    seed: (table, row) => String(emulator.store.insert(table, row)[`${table}id`]),
    reopen,
    close,
  };
}

/** Promises of jQuery are awaited as any; of several values the first counts. */
function callingScript(name: string, values: readonly unknown[]): string {
  return `(async () => {
    try {
      const value = await ${name}(${values.map((value) => JSON.stringify(value)).join(", ")});
      return { ok: true, value: value === undefined ? undefined : JSON.parse(JSON.stringify(value)) };
    } catch (error) {
      const { name, message, status, details, responseJSON } = Object(error);
      return JSON.parse(JSON.stringify({ ok: false, name, message, status, body: details ?? responseJSON }));
    }
  })()`;
}
