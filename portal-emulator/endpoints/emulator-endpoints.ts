import type { PolicyViolation } from "../../contract/policy-violation.ts";
import { Hono } from "hono";
import type { EmulatorAddresses } from "../../contract/emulator.ts";
import type { MovableClock } from "../clock.ts";
import type { DataReplacement, EmulatorContext } from "../emulator-context.ts";
import type { EmulatorSwitches } from "../switches.ts";
import { findForeignCaller } from "../emulator-guard.ts";
import type { Refreshes } from "../insights/create-refreshes.ts";
import type { RenderedPage } from "../portal/render-all-pages.ts";
import type { Faults } from "../faults/create-faults.ts";
import type { Visitors } from "../sign-in/visitors.ts";
import type { RequestLog } from "../recorder/create-request-log.ts";
import { createCacheEndpoints, type ClearCaches } from "./cache-endpoints.ts";
import { createConsoleFiles } from "./console-files.ts";
import { createDataEndpoints } from "./data-endpoints.ts";
import { createFaultEndpoints } from "./fault-endpoints.ts";
import { createInsightsEndpoints } from "./insights-endpoints.ts";
import type { LiveReload } from "../live-reload/create-live-reload.ts";
import { createLiveReloadEndpoints } from "../live-reload/live-reload-endpoints.ts";
import { personaBarStyle } from "../persona-bar/persona-bar-style.ts";
import type { PrivateSite } from "../sign-in/private-site.ts";
import { overlayStyle } from "../portal/overlay-style.ts";
import { createPolicyReportEndpoint } from "./policy-report-endpoint.ts";
import { createSignInEndpoints } from "./sign-in-endpoints.ts";
import { readJson } from "./read-json.ts";
import { parseSwitchChange } from "../switches.ts";

export interface EndpointParts {
  readonly ctx: EmulatorContext;
  readonly visitors: Visitors;
  readonly clock: MovableClock;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly refreshes: Refreshes;
  /** Tells everything that holds something derived from rows that they are other ones now. */
  readonly dataReplaced: (how: DataReplacement) => void;
  /** Folder of the built console. */
  readonly consoleFolder: string;
  /** Takes effect with the next request. */
  readonly setSwitches: (changes: Partial<EmulatorSwitches>) => void;
  readonly renderAllPages: () => Promise<readonly RenderedPage[]>;
  readonly clearCaches: ClearCaches;
  /** undefined: open pages are told nothing. */
  readonly liveReload: LiveReload | undefined;
  readonly privateSite: Pick<PrivateSite, "app">;
  readonly policyViolated: ((violation: PolicyViolation) => void) | undefined;
}

/** `/_emulator/...` on the portal's origin: steering and watching, for this machine's own pages only. */
export function createEmulatorEndpoints(parts: EndpointParts): Hono {
  const {
    ctx,
    visitors,
    clock,
    log,
    faults,
    refreshes,
    dataReplaced,
    consoleFolder,
    setSwitches,
    renderAllPages,
    clearCaches,
    liveReload,
    privateSite,
    policyViolated,
  } = parts;
  const app = new Hono().basePath("/_emulator");
  app.use("*", async (c, next) => {
    const reason = findForeignCaller(c.req.raw, [ctx.addresses.portal]);
    if (reason !== undefined) return c.json({ error: reason }, 403);
    await next();
    c.res.headers.set("cache-control", "no-store");
    return undefined;
  });

  app.get("/addresses", (c) => c.json(ctx.addresses satisfies EmulatorAddresses));
  app.get("/log", (c) => {
    const since = Number(c.req.query("since") ?? "0");
    if (!Number.isInteger(since) || since < 0) return c.json({ error: "since: expected a whole number from 0" }, 400);
    return c.json(log.read(since, c.req.query("bodies") === "1"));
  });
  app.route("/", createInsightsEndpoints({ ctx, clock, refreshes }));

  app.get("/switches", (c) => c.json(ctx.switches));
  app.patch("/switches", async (c) => {
    const change = parseSwitchChange(await readJson(c.req.raw));
    if (!change.ok) return c.json({ error: change.message }, 400);
    setSwitches(change.changes);
    return c.json(ctx.switches);
  });

  app.route("/", createDataEndpoints({ ctx, log, dataReplaced }));
  app.route("/", createSignInEndpoints(ctx, visitors));
  app.route("/faults", createFaultEndpoints(faults));
  app.route("/", createCacheEndpoints(ctx, clearCaches));
  app.route("/", createPolicyReportEndpoint(ctx, policyViolated));

  if (liveReload !== undefined) app.route("/", createLiveReloadEndpoints(liveReload));
  app.get("/overlay.css", (c) =>
    c.body(overlayStyle, 200, { "content-type": "text/css; charset=utf-8", "x-content-type-options": "nosniff" }),
  );
  app.get("/persona-bar.css", (c) =>
    c.body(personaBarStyle, 200, { "content-type": "text/css; charset=utf-8", "x-content-type-options": "nosniff" }),
  );
  app.route("/", privateSite.app);
  app.get("/pages", async (c) => c.json({ pages: await renderAllPages() }));
  app.get("/console", (c) => c.redirect("/_emulator/console/"));
  app.route("/console", createConsoleFiles(consoleFolder));
  app.all("*", (c) => c.json({ error: `${c.req.method} ${c.req.path} is not an endpoint of this emulator` }, 404));
  return app;
}
