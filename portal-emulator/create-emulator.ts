import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import type { Collation, EmulatorAddresses, EmulatorOrigin } from "../contract/emulator.ts";
import type { PolicyViolation } from "../contract/policy-violation.ts";
import { UserError } from "../contract/user-error.ts";
import type { Site } from "../site/site.ts";
import { answerBug } from "./answer-bug.ts";
import { createAntiForgery } from "./anti-forgery/create-anti-forgery.ts";
import { createClock, createKeptClock, type MovableClock } from "./clock.ts";
import { createEmulatorEndpoints } from "./endpoints/emulator-endpoints.ts";
import { type DataReplacement, type EmulatorContext, type Persona } from "./emulator-context.ts";
import { defaultSwitches, type EmulatorSwitches } from "./switches.ts";
import { forgetFormerRun } from "./forget-former-run.ts";
import { createFaults } from "./faults/create-faults.ts";
import { findSignInAddress } from "./sign-in/find-sign-in-address.ts";
import { guardOrigin } from "./guard-origin.ts";
import { createHostMap, findTrackingHosts } from "./host-map.ts";
import { createInsights } from "./insights/create-insights.ts";
import { createRefreshes } from "./insights/create-refreshes.ts";
import { personalizationFunctions } from "./insights/personalization-functions.ts";
import { addLiveReload } from "./live-reload/add-live-reload.ts";
import type { LiveReload } from "./live-reload/create-live-reload.ts";
import { createOrganization } from "./organization/create-organization.ts";
import type { CustomApi, PluginStep } from "./organization/plugin.ts";
import type { Schema } from "./schema/schema.ts";
import { standardSchema } from "./schema/standard-schema.ts";
import { addSolutionTables } from "./solution/add-solution-tables.ts";
import type { Solution } from "./solution/solution.ts";
import { createCustomApiCall } from "./server-logic/create-custom-api-call.ts";
import { createServerLogic } from "./server-logic/create-server-logic.ts";
import { createOrg } from "./org/create-org.ts";
import { createConfigurationCache } from "./portal/cache/configuration-cache.ts";
import { createOutputCache } from "./portal/cache/output-cache.ts";
import { readCodeSite } from "./portal/code-site/read-code-site.ts";
import { renderCodeSite } from "./portal/code-site/render-code-site.ts";
import { createPageServices } from "./portal/create-page-services.ts";
import { createForms } from "./portal/forms/create-forms.ts";
import { createPortal, type PortalView } from "./portal/create-portal.ts";
import { createPlatformScripts } from "./portal/create-platform-scripts.ts";
import { renderAllPages, type RenderedPage } from "./portal/render-all-pages.ts";
import { createPageRenderer } from "./portal/render-page.ts";
import { createSiteIndex, type SiteIndex } from "./portal/site-index.ts";
import { addPersonaBar } from "./persona-bar/add-persona-bar.ts";
import { findVisitor } from "./portal/user-object.ts";
import { createRequestLog } from "./recorder/create-request-log.ts";
import { openStore } from "./store/open-store.ts";
import { findPersona } from "./sign-in/find-persona.ts";
import { rolesOfContact } from "./sign-in/roles-of-contact.ts";
import { createSignIn } from "./sign-in/create-sign-in.ts";
import { createPrivateSite } from "./sign-in/private-site.ts";
import { redirectUnauthorized } from "./sign-in/redirect-unauthorized.ts";
import { createVisitors } from "./sign-in/visitors.ts";
import type { Store } from "./store/store.ts";
import { createWebApi } from "./web-api/create-web-api.ts";
import { createReadCache } from "./web-api/read-cache.ts";

export interface EmulatorOptions {
  readonly site: Site;
  readonly addresses: Pick<EmulatorAddresses, "portal" | "org" | "insights">;
  /** Database file, or ":memory:". */
  readonly database: string;
  /** Tables of the organization; absent: the standard ones. */
  readonly schema?: Schema;
  /** Forms and views as an unpacked solution has them, and tables and columns that the schema lacks. */
  readonly solution?: Solution;
  /** How the organization compares text; absent: as English (United States) does, without accents. */
  readonly collation?: Collation;
  /** `dist`: the built tracking library (`emulator/`) and console (`console/`). */
  readonly distFolder: string;
  /** Put to the time at which the database's former run left it, if somebody moved it there. */
  readonly clock?: MovableClock;
  readonly switches?: Partial<EmulatorSwitches>;
  /** Values of the organization's environment variables by schema name, for server logic; a site folder holds none. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Plug-in steps of the organization. */
  readonly steps?: readonly PluginStep[];
  readonly customApis?: readonly CustomApi[];
  /** Tells open pages of changes of the site; absent: pages are as a portal sends them. Closed with the emulator. */
  readonly liveReload?: LiveReload;
  /** Pages say who they are shown for and offer others; absent: pages are as a portal sends them. */
  readonly personaBar?: boolean;
  /** Is told what a browser says that a page's Content-Security-Policy blocked. */
  readonly policyViolated?: (violation: PolicyViolation) => void;
}

/** A portal, its Dataverse organization and Customer Insights in one process; each origin takes a Request and gives a Response. */
export interface Emulator {
  readonly addresses: EmulatorAddresses;
  readonly store: Store;
  readonly clock: MovableClock;
  fetch(origin: EmulatorOrigin, request: Request): Promise<Response>;
  /** A fault that breaks connections stands: none is to be kept open for a next request. */
  breaksConnections(): boolean;
  /** Shows another reading of the site folder from now on. */
  useSite(site: Site): void;
  /**
   * For an anonymous visitor, or for whom `persona` names as `/_emulator/sign-in` does.
   * @throws UserError `unknown-persona`, `no-such-role`, `inactive-contact`
   */
  renderAllPages(persona?: string): Promise<readonly RenderedPage[]>;
  close(): Promise<void>;
}

/** Opens the database and puts the three origins together over it; listens nowhere. Throws UserError as `openStore` does. */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const givenClock = options.clock ?? createClock();
  const givenSchema = options.schema ?? standardSchema;
  const schema = options.solution === undefined ? givenSchema : addSolutionTables(givenSchema, options.solution);
  const organization = createOrganization({
    store: openStore({
      file: options.database,
      clock: givenClock,
      schema,
      ...(options.collation === undefined ? {} : { collation: options.collation }),
    }),
    schema,
    clock: givenClock,
    switches: () => switches,
  });
  for (const step of options.steps ?? []) organization.registerStep(step);
  for (const api of options.customApis ?? []) organization.registerCustomApi(api);
  const store = organization.committed;
  const clock = createKeptClock(givenClock, store);
  const log = createRequestLog(clock);
  const addresses: EmulatorAddresses = {
    ...options.addresses,
    orgToken: randomBytes(24).toString("base64url"),
    console: `${options.addresses.portal}/_emulator/console/`,
  };
  const configuration = createConfigurationCache(createView(options.site, addresses, clock), { clock, switches: () => switches });
  const anonymousRoleIds = (): string[] =>
    ctx
      .site()
      .roles.filter((role) => role.active && role.isAnonymous)
      .map((role) => role.id);
  let switches: EmulatorSwitches = { ...defaultSwitches, ...options.switches };
  const visitors = createVisitors({ clock, store, site: () => ctx.site(), switches: () => switches });
  const forgetting: ((how: DataReplacement) => void)[] = [];
  const ctx: EmulatorContext = {
    store,
    schema,
    ...(options.solution === undefined ? {} : { solution: options.solution }),
    organization,
    clock,
    addresses,
    site: () => configuration.current().site,
    readCache: createReadCache(clock),
    persona: (request) => visitors.persona(request),
    effect: (request, words) => log.effect(request, words),
    onDataReplaced: (forget) => void forgetting.push(forget),
    get switches() {
      return switches;
    },
  };
  const forms = createForms({ ctx, view: () => configuration.current(), showPage: async (request) => pages.fetch(request) });
  const renderEveryPage = async (personaName?: string): Promise<RenderedPage[]> => {
    const { index, renderer, codeSite } = configuration.current();
    if (codeSite !== undefined) return renderCodeSite(codeSite, index);
    const persona = personaName === undefined ? { contactId: undefined, roleIds: anonymousRoleIds() } : await assumePersona(personaName);
    return renderAllPages(index, renderer, {
      origin: addresses.portal,
      reader: { ...persona, rulesWithoutPage: ctx.switches.rulesWithoutPage },
      visitor: {
        visitor: findVisitor(ctx, persona),
        anonymousPortalUser: ctx.switches.anonymousPortalUser,
        templateOfRewritePages: ctx.switches.templateOfRewritePages,
      },
      services: (request, page, language) => createPageServices({ ctx, index, request, persona, page, language, forms }),
    });
  };
  const assumePersona = async (name: string): Promise<Persona> => {
    const found = await findPersona(ctx, name);
    if (!found.ok) throw new UserError(found.code, `No page is rendered for "${name}": ${found.message}.`, { exitCode: 1 });
    return { contactId: found.contactId, roleIds: rolesOfContact(ctx.site(), store, found.contactId, switches) };
  };

  const antiForgery = createAntiForgery(ctx);
  const faults = createFaults({
    clock,
    visitorOf: (request) => ctx.persona(request).contactId ?? "anonymous",
    signInAddress: (origin, request) => findSignInAddress(ctx.site(), addresses.portal, { origin, request }),
    rotateToken: () => antiForgery.rotate(),
    note: (request, kind) => log.fault(request, kind),
    tellBody: (response, text) => log.body(response, text),
    redeliver: (origin, request) => log.record(origin, (copy) => answer(origin, copy))(request),
  });
  const outputCache = createOutputCache(ctx);
  const clearCaches = { configuration: () => configuration.clear(), data: () => ctx.readCache.clear(), output: () => outputCache.clear() };
  ctx.onDataReplaced((how) => {
    // Seeded rows come from elsewhere, as a flow's do: the portal sees them when its caches are old enough, or cleared.
    if (how === "seed") return;
    clearCaches.data();
    clearCaches.output();
  });
  ctx.onDataReplaced(() => faults.forgetAnswers());
  ctx.onDataReplaced((how) => void (how === "seed" || visitors.endAll()));

  const webApi = createWebApi(ctx, { verifyToken: (request) => antiForgery.verify(request) });
  const serverLogic = createServerLogic(ctx, {
    verifyToken: (request) => antiForgery.verify(request),
    workerFile: join(options.distFolder, "emulator", "server-logic-worker.mjs"),
    callDataverse: ({ skipCache, body, ...call }) =>
      webApi.answerDataverseCall({ ...call, columns: "every", cache: skipCache ? "skip" : "use", ...(body === undefined ? {} : { body }) }),
    invokeCustomApi: createCustomApiCall(ctx),
    ...(options.environmentVariables === undefined ? {} : { environmentVariables: options.environmentVariables }),
  });

  const refreshes = createRefreshes(ctx, { clock });
  const privateSite = createPrivateSite(ctx);
  const portal = new Hono();
  if (options.liveReload !== undefined) portal.use("*", addLiveReload(options.liveReload, addresses.portal));
  if (options.personaBar === true) portal.use("*", addPersonaBar(ctx));
  portal.use("*", privateSite.guard);
  portal.use("*", redirectUnauthorized(ctx, visitors));
  portal.route("/", serverLogic.app);
  portal.route(
    "/",
    createEmulatorEndpoints({
      ctx,
      visitors,
      clock,
      log,
      faults,
      refreshes,
      dataReplaced: (how) => forgetting.forEach((forget) => forget(how)),
      consoleFolder: join(options.distFolder, "console"),
      setSwitches: (changes) => {
        switches = { ...switches, ...changes };
        // Kept headers were rendered by another portal, so to speak.
        clearCaches.output();
      },
      renderAllPages: () => renderEveryPage(),
      clearCaches,
      liveReload: options.liveReload,
      privateSite,
      policyViolated: options.policyViolated,
    }),
  );
  portal.route("/", antiForgery.app);
  portal.route("/", createSignIn({ ctx, visitors, antiForgery }));
  portal.route("/", webApi.app);
  portal.route("/", createPlatformScripts(join(options.distFolder, "emulator")));
  const pages = createPortal(ctx, () => configuration.current(), { outputCache, forms, antiForgery });
  portal.route("/", pages);
  const apps: Readonly<Record<EmulatorOrigin, Hono>> = {
    portal,
    org: createOrg(ctx, { functions: personalizationFunctions }),
    insights: createInsights(ctx, { readLibrary: () => readFile(join(options.distFolder, "emulator", "msci.js"), "utf8") }),
  };
  for (const app of Object.values(apps)) app.onError(answerBug);
  const answer = async (origin: EmulatorOrigin, request: Request): Promise<Response> =>
    forgetFormerRun(origin, request, store.runId(), await apps[origin].fetch(request));
  const openOrigin = (origin: EmulatorOrigin): ((request: Request) => Promise<Response>) =>
    log.record(
      origin,
      guardOrigin(
        addresses[origin],
        faults.wrap(origin, (request) => answer(origin, request)),
      ),
    );
  const origins = { portal: openOrigin("portal"), org: openOrigin("org"), insights: openOrigin("insights") };
  return {
    addresses,
    store,
    clock,
    fetch: (origin, request) => origins[origin](request),
    breaksConnections: () => faults.breaksConnections(),
    useSite(site) {
      configuration.change(createView(site, addresses, clock));
    },
    renderAllPages: renderEveryPage,
    async close() {
      options.liveReload?.close();
      faults.close();
      await serverLogic.close();
      await refreshes.close();
      store.close();
    },
  };
}

function createView(site: Site, addresses: EmulatorAddresses, clock: MovableClock): PortalView & { site: Site; index: SiteIndex } {
  const index = createSiteIndex(site);
  const codeSite = site.kind === "code" ? readCodeSite(site) : undefined;
  const hosts = [...site.texts.values(), ...(codeSite?.texts ?? [])].flatMap(findTrackingHosts);
  let previewed: Pick<PortalView, "index" | "renderer"> | undefined;
  return {
    site,
    index,
    renderer: createPageRenderer(index, clock),
    hostMap: createHostMap(hosts, addresses.insights),
    codeSite,
    previewed() {
      if (previewed === undefined) {
        const all = createSiteIndex(site, true);
        previewed = { index: all, renderer: createPageRenderer(all, clock) };
      }
      return previewed;
    },
  };
}
