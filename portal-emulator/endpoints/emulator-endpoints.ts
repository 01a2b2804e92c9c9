import { Hono } from "hono";
import type { EmulatorAddresses } from "../../contract/emulator.ts";
import { parseSpan, type MovableClock } from "../clock.ts";
import type { EmulatorContext, EmulatorSwitches } from "../emulator-context.ts";
import { findForeignCaller } from "../emulator-guard.ts";
import { refreshCustomerInsights } from "../insights/refresh.ts";
import { visitorStates } from "../insights/visitor-states.ts";
import type { RenderedPage } from "../portal/render-all-pages.ts";
import type { RequestLog } from "../request-log.ts";
import type { CellValue } from "../store/store.ts";
import { createConsoleFiles } from "./console-files.ts";
import { parseSwitchChange } from "./switches.ts";

export interface EndpointParts {
  readonly ctx: EmulatorContext;
  readonly clock: MovableClock;
  readonly log: RequestLog;
  /** Folder of the built console. */
  readonly consoleFolder: string;
  /** Takes effect with the next request. */
  readonly setSwitches: (changes: Partial<EmulatorSwitches>) => void;
  readonly renderAllPages: () => Promise<readonly RenderedPage[]>;
}

/** `/_emulator/...` on the portal's origin: steering and watching, for this machine's own pages only. */
export function createEmulatorEndpoints({ ctx, clock, log, consoleFolder, setSwitches, renderAllPages }: EndpointParts): Hono {
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
  app.get("/state", (c) => c.json({ visitors: visitorStates(ctx.store, ctx.clock) }));
  app.post("/refresh", (c) => {
    refreshCustomerInsights(ctx.store, ctx.clock);
    ctx.effect(c.req.raw, "Customer Insights refreshed");
    return c.json({ visitors: visitorStates(ctx.store, ctx.clock) });
  });

  app.get("/clock", (c) => c.json({ now: clock.now().toISOString() }));
  app.post("/clock", async (c) => {
    const body = await readJson(c.req.raw);
    const advance = isObject(body) ? body["advance"] : undefined;
    const set = isObject(body) ? body["set"] : undefined;
    if (typeof advance === "string" && parseSpan(advance) !== undefined) clock.advance(parseSpan(advance) ?? 0);
    else if (typeof set === "string" && !Number.isNaN(Date.parse(set))) clock.set(new Date(set));
    else return c.json({ error: 'expected {"advance": "14m"} (s, m, h or d) or {"set": "<ISO 8601>"}' }, 400);
    return c.json({ now: clock.now().toISOString() });
  });

  app.get("/switches", (c) => c.json(ctx.switches));
  app.patch("/switches", async (c) => {
    const change = parseSwitchChange(await readJson(c.req.raw));
    if (!change.ok) return c.json({ error: change.message }, 400);
    setSwitches(change.changes);
    return c.json(ctx.switches);
  });

  app.post("/reset", (c) => {
    ctx.store.reset();
    log.clear();
    return c.json({ visitors: [] });
  });
  app.post("/seed", async (c) => {
    const body = await readJson(c.req.raw);
    if (!isSeed(body)) return c.json({ error: 'expected {"<table>": [{"<column>": <text, number, true, false or null>}]}' }, 400);
    try {
      const ids = ctx.store.transaction(() =>
        Object.entries(body).flatMap(([table, rows]) => rows.map((row) => ctx.store.insert(table, row))),
      );
      return c.json({ inserted: ids.length });
    } catch (error) {
      return c.json({ error: `nothing was seeded: ${error instanceof Error ? error.message : String(error)}` }, 400);
    }
  });

  app.get("/pages", async (c) => c.json({ pages: await renderAllPages() }));
  app.get("/console", (c) => c.redirect("/_emulator/console/"));
  app.route("/console", createConsoleFiles(consoleFolder));
  app.all("*", (c) => c.json({ error: `${c.req.method} ${c.req.path} is not an endpoint of this emulator` }, 404));
  return app;
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isCell = (value: unknown): value is CellValue => value === null || ["string", "number", "boolean"].includes(typeof value);

function isSeed(value: unknown): value is Record<string, Record<string, CellValue>[]> {
  return (
    isObject(value) &&
    Object.values(value).every((rows) => Array.isArray(rows) && rows.every((row) => isObject(row) && Object.values(row).every(isCell)))
  );
}
