import { JSDOM, VirtualConsole } from "jsdom";
import type { ConsentMode } from "../../../contract/configuration.ts";
import type { TrackingVariant } from "../../../pac-deploy/kit-files.ts";
import type { ConnectSource } from "../../../web-templates/tracking/sources/source.ts";
import { startTracking } from "../../../web-templates/tracking/start-tracking.ts";
import { createMemoryStore } from "../../identity/memory-store.ts";
import { idA, recordEvents } from "../../identity/page-double.ts";
import { renderTracking } from "../render-template.ts";
import type { Signal } from "./oracle.ts";
import type { ToolDouble, ToolState, ToolWindow } from "./tools.ts";

/** A pasted script with a tracker's effects: it asks for its library, sets its cookie, sends a view, and takes a user. */
const pasted = `<script>
  window.runs = (window.runs || 0) + 1;
  document.cookie = "_msci=new; Path=/";
  window.views = (window.views || []).concat(location.pathname);
  window.MSCI = {setUser: function (user) { window.users = (window.users || []).concat(user.authId); }};
  document.head.appendChild(Object.assign(document.createElement("script"), {src: "https://lib.example.com/tracker.js"}));
</script>`;

/** What the pasted script leaves on the window. */
interface Effects {
  readonly runs?: number;
  readonly views?: readonly string[];
  readonly users?: readonly string[];
  readonly disableCookiesUsage?: () => boolean;
}

export interface ConsentCase {
  readonly tool: ToolDouble;
  readonly mode: ConsentMode;
  readonly signal: Signal;
  /** One after the other; the first before the tracking script. */
  readonly states: readonly ToolState[];
}

const rendered = new Map<string, string>();
const sources = new Map<TrackingVariant, ConnectSource>();
export async function loadSource(source: TrackingVariant): Promise<void> {
  // Each source exports the same name.
  const { connectSource } = (await import(`../../../web-templates/tracking/sources/${source}.ts`)) as { connectSource: ConnectSource };
  sources.set(source, connectSource);
}

/** Timers of the page and promises have their turn. */
const settle = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 3));

/** A returning visitor, whom the browser still knows from an earlier visit, on a page with a consent tool: what became of all that. */
export async function observe({ tool, mode, signal, states: [first, ...rest] }: ConsentCase) {
  const connectSource = sources.get(tool.source);
  if (!connectSource || !first) throw new Error(`nothing to observe of ${tool.source}`);
  const attributes = `data-consent-mode="${mode}" data-consent-source="${tool.source}" data-respect-gpc="${signal !== "on, not respected"}" ${tool.settings}`;
  const html = rendered.get(attributes) ?? renderTracking(pasted, attributes, { hasBanner: false });
  rendered.set(attributes, html);
  const buttons = tool.source === "banner" ? "<button data-portal-kit-accept></button><button data-portal-kit-reject></button>" : "";
  const errors: string[] = [];
  const virtualConsole = new VirtualConsole();
  virtualConsole.on("jsdomError", ({ message }) => errors.push(message));
  const dom = new JSDOM(`<body>${html}${buttons}</body>`, {
    url: "https://www.site.example.com/page",
    runScripts: "dangerously",
    virtualConsole,
  });
  // The double puts its vendor's names there.
  const window = dom.window as unknown as ToolWindow & Effects;
  const { document } = window;
  for (const name of ["_msci", "msdynci_trackingContext", "msdynmkt_formsubmissionid"]) document.cookie = `${name}=old; Path=/`;
  const events = recordEvents(document);
  const session = createMemoryStore({ contactid: idA, "portalkit.as": "=" });
  const local = createMemoryStore();
  let reloads = 0;
  const page = {
    window,
    document,
    session,
    local,
    clock: { wait: () => new Promise<void>((resolve) => void setImmediate(resolve)) },
    nonce: "",
    gpc: signal !== "off",
    reload: () => void reloads++,
    fail: () => void errors.push("failed"),
  };
  (first.putBefore ?? first.put)(window);
  startTracking(page, connectSource);
  await settle();
  for (const state of rest) {
    state.put(window);
    await settle();
  }
  const cookies = new Map(document.cookie.split("; ").map((cookie) => cookie.split("=", 2) as [string, string]));
  const observed = {
    announced: events.filter(({ name }) => name === "portalkit:consent").map(({ detail }) => (detail as { state: string }).state),
    libraryRequests: document.querySelectorAll('head script[src*="lib.example.com"]').length,
    runs: window.runs ?? 0,
    views: window.views?.length ?? 0,
    users: window.users?.length ?? 0,
    trackerCookie: cookies.get("_msci") ?? "",
    journeysCookies: ["msdynci_trackingContext", "msdynmkt_formsubmissionid"].filter((name) => cookies.has(name)).length,
    isContactKept: session.entries.has("contactid"),
    localKeys: [...local.entries.keys()],
    reloads,
    disablesCookies: window.disableCookiesUsage?.(),
    errors,
  };
  const attribute = document.documentElement.getAttribute("data-portal-kit-consent");
  if (attribute !== observed.announced.at(-1)) errors.push(`the page says ${attribute}`);
  if (!observed.isContactKept && session.entries.size > 0) errors.push(`the tab session still holds ${[...session.entries.keys()].join()}`);
  window.close();
  return observed;
}
