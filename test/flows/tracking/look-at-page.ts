import type { LogEntry } from "../../../contract/emulator.ts";
import { antiForgeryName, consentStates } from "../../../contract/names.ts";
import { consentAttribute } from "../../../contract/template-slots.ts";
import type { Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { EventBatch } from "../../../portal-emulator/insights/event-batch.ts";
import type { ConsentTool } from "../../support/consent-tools/consent-tool.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { readLog } from "./emulator-endpoints.ts";
import type { Look } from "./expect-run.ts";
import { originOf, type TestVisitor } from "./open-visitor.ts";

/** Nothing more comes: longer than the stand-in library gathers events, and than a tool takes to load. */
export const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

/** A batch of clicks, and of nothing else. */
function isParting({ origin, method, requestBody }: LogEntry): boolean {
  if (origin !== "insights" || method !== "POST") return false;
  const { events }: Partial<EventBatch> = Object(JSON.parse(requestBody ?? "{}"));
  return events?.every(({ kind }) => kind === "action") ?? false;
}

/** Looks at the page when it has come to where it is expected to be, and rested: so also what came too much is seen. */
export function createLook({ page, context, requests }: TestVisitor, emulator: Emulator, tool: ConsentTool) {
  const { addresses, store } = emulator;
  const seen = { requests: 0, library: 0, log: 0 };
  const names = new Set([antiForgeryName, "portalkit.run", ".AspNet.ApplicationCookie", ...(tool.cookie ? [tool.cookie.name] : [])]);
  const countViews = (): number => store.query("msdynci_personalizationview").length;
  const readUsers = (): string[] => [
    ...new Set(store.query("msdynci_personalizationuser").map((row) => String(row["msdynci_userauthid"]))),
  ];
  return async (expected: Look | undefined): Promise<Look> => {
    const readState = async (): Promise<Look["state"]> => {
      const text = await page.evaluate((name) => document.documentElement.getAttribute(name), consentAttribute);
      return consentStates.find((state) => state === text) ?? null;
    };
    const isThere = async (): Promise<boolean> =>
      (await readState()) === expected?.state && countViews() >= expected.views && readUsers().length >= expected.users.length;
    // What does not come is seen in what is looked at next.
    await waitUntil(isThere, "the expected state", 6_000).catch(() => undefined);
    await rest();
    const state = await readState();
    const log = await readLog(emulator, "?bodies=1");
    const library = log.filter(({ origin, method, path }) => origin === "insights" && method === "GET" && path.includes("/msci-")).length;
    const asked = requests.slice(seen.requests).filter((url) => originOf(url) === addresses.insights).length;
    const parting = log.slice(seen.log).filter(isParting).length;
    const { scripts, kept } = await page.evaluate((insights) => {
      const keys = [...Object.keys(sessionStorage), ...Object.keys(localStorage)];
      return {
        scripts: [...document.scripts].filter(({ src }) => src.startsWith(insights)).length,
        kept: keys.filter((key) => key.startsWith("portalkit.") || key === "contactid"),
      };
    }, addresses.insights);
    const cookies = (await context.cookies()).map(({ name }) => name).filter((name) => !names.has(name));
    const taken: Look = {
      state,
      scripts,
      library: library - seen.library,
      // Nothing documented stops a library that runs: as its page is left it still sends the click that took the consent back.
      calls: asked > (state === "denied" ? parting : 0),
      views: countViews(),
      users: readUsers(),
      cookies: cookies.toSorted(),
      kept: state === "granted" ? [] : kept,
    };
    seen.log = log.length;
    seen.library = library;
    seen.requests = requests.length;
    return taken;
  };
}
