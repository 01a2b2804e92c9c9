import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import type { EmulatorAddresses, EmulatorOrigin } from "../contract/emulator.ts";
import type { Site } from "../site/site.ts";
import { createAntiForgery } from "./anti-forgery/create-anti-forgery.ts";
import { createClock, type MovableClock } from "./clock.ts";
import { createEmulatorEndpoints } from "./endpoints/emulator-endpoints.ts";
import { defaultSwitches, type EmulatorContext, type EmulatorSwitches } from "./emulator-context.ts";
import { isOwnHost } from "./emulator-guard.ts";
import { forgetFormerRun } from "./forget-former-run.ts";
import { createHostMap, findTrackingHosts } from "./host-map.ts";
import { createInsights } from "./insights/create-insights.ts";
import { createOrganization } from "./organization/create-organization.ts";
import { standardSchema } from "./schema/standard-schema.ts";
import { createOrg } from "./org/create-org.ts";
import { createPortal, type PortalView } from "./portal/create-portal.ts";
import { renderAllPages, type RenderedPage } from "./portal/render-all-pages.ts";
import { createPageRenderer } from "./portal/render-page.ts";
import { createSiteIndex, type SiteIndex } from "./portal/site-index.ts";
import { createRequestLog } from "./request-log.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";
import { createWebApi } from "./web-api/create-web-api.ts";

export interface EmulatorOptions {
  readonly site: Site;
  readonly addresses: Pick<EmulatorAddresses, "portal" | "org" | "insights">;
  /** Database file, or ":memory:". */
  readonly database: string;
  /** `dist`: the built tracking library (`emulator/`) and console (`console/`). */
  readonly distFolder: string;
  readonly clock?: MovableClock;
  readonly switches?: Partial<EmulatorSwitches>;
}

/** A portal, its Dataverse organization and Customer Insights in one process; each origin takes a Request and gives a Response. */
export interface Emulator {
  readonly addresses: EmulatorAddresses;
  readonly store: Store;
  readonly clock: MovableClock;
  fetch(origin: EmulatorOrigin, request: Request): Promise<Response>;
  /** Shows another reading of the site folder from now on. */
  useSite(site: Site): void;
  renderAllPages(): Promise<readonly RenderedPage[]>;
  close(): Promise<void>;
}

export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const clock = options.clock ?? createClock();
  const store = openStore({ file: options.database, clock });
  const schema = standardSchema;
  const organization = createOrganization({ store, schema, clock });
  const log = createRequestLog(clock);
  const addresses: EmulatorAddresses = {
    ...options.addresses,
    orgToken: randomBytes(24).toString("base64url"),
    console: `${options.addresses.portal}/_emulator/console/`,
  };
  let view = createView(options.site, addresses, clock);
  const anonymousRoleIds = (): string[] => view.site.roles.filter((role) => role.active && role.isAnonymous).map((role) => role.id);
  let switches: EmulatorSwitches = { ...defaultSwitches, ...options.switches };
  const ctx: EmulatorContext = {
    store,
    schema,
    organization,
    clock,
    addresses,
    site: () => view.site,
    persona: () => ({ contactId: undefined, roleIds: anonymousRoleIds() }),
    effect: (request, words) => log.effect(request, words),
    get switches() {
      return switches;
    },
  };
  const renderEveryPage = (): Promise<RenderedPage[]> =>
    renderAllPages(view.index, view.renderer, {
      origin: addresses.portal,
      reader: { contactId: undefined, roleIds: anonymousRoleIds(), rulesWithoutPage: ctx.switches.rulesWithoutPage },
    });

  const portal = new Hono();
  portal.route(
    "/",
    createEmulatorEndpoints({
      ctx,
      clock,
      log,
      consoleFolder: join(options.distFolder, "console"),
      setSwitches: (changes) => void (switches = { ...switches, ...changes }),
      renderAllPages: renderEveryPage,
    }),
  );
  const antiForgery = createAntiForgery(ctx);
  portal.route("/", antiForgery.app);
  portal.route("/", createWebApi(ctx, { verifyToken: (request) => antiForgery.verify(request) }));
  portal.route(
    "/",
    createPortal(ctx, () => view),
  );
  const apps: Readonly<Record<EmulatorOrigin, Hono>> = {
    portal,
    org: createOrg(ctx),
    insights: createInsights(ctx, { readLibrary: () => readFile(join(options.distFolder, "emulator", "msci.js"), "utf8") }),
  };
  const handlers = Object.fromEntries(
    Object.entries(apps).map(([origin, app]) => {
      // The keys are the record's own.
      const name = origin as EmulatorOrigin;
      return [
        name,
        guardOrigin(
          addresses[name],
          log.record(name, async (request) => forgetFormerRun(name, request, store.runId(), await app.fetch(request))),
        ),
      ];
    }),
  );
  return {
    addresses,
    store,
    clock,
    fetch: (origin, request) => handlers[origin]?.(request) ?? Promise.reject(new TypeError(`no origin ${origin}`)),
    useSite(site) {
      view = createView(site, addresses, clock);
    },
    renderAllPages: renderEveryPage,
    async close() {
      store.close();
    },
  };
}

/** More than any page, script or Web API call sends. */
const maxRequestBytes = 8 * 1024 * 1024;

/** Refuses, before anything is read, what was not meant for this origin or is larger than anything here takes. */
function guardOrigin(origin: string, handle: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isOwnHost(request, origin)) return new Response(`This is ${origin}; the request names another host.`, { status: 421 });
    if (Number(request.headers.get("content-length") ?? "0") > maxRequestBytes)
      return new Response(`The body is larger than ${maxRequestBytes} bytes.`, { status: 413 });
    return handle(request);
  };
}

function createView(site: Site, addresses: EmulatorAddresses, clock: MovableClock): PortalView & { site: Site; index: SiteIndex } {
  const index = createSiteIndex(site);
  const hosts = [...site.texts.values()].flatMap(findTrackingHosts);
  return { site, index, renderer: createPageRenderer(index, clock), hostMap: createHostMap(hosts, addresses.insights) };
}
