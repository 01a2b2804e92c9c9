import { Hono } from "hono";
import { parseSpan, type MovableClock } from "../clock.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import { maxRefreshesPerMove, type Refreshes } from "../insights/create-refreshes.ts";
import { parseRefreshSchedule } from "../insights/refresh-schedule.ts";
import { RefreshAbandoned } from "../insights/refresh.ts";
import { sweepExpired, visitorStates } from "../insights/visitor-states.ts";
import { readJson } from "./read-json.ts";
import { isObject } from "../is-object.ts";

export interface InsightsEndpointParts {
  readonly ctx: EmulatorContext;
  readonly clock: MovableClock;
  readonly refreshes: Refreshes;
}

/**
 * Customer Insights and the time it lives by.
 * - `/state` GET: where each visitor stands.
 * - `/refresh` POST: a refresh now, once those before it have ended → `{visitors, refresh}`, the latter with what the run did; 409 when every row was
 *   replaced meanwhile.
 * - `/refresh-schedule` GET → `{schedule, next, last}`, PUT `{"frequency": "off" | "daily" | "weekly", "days"?, "times", "timeZone"?}`: refreshes by themselves,
 *   off by default, up to four a day. While real time passes one that is due runs within seconds; a clock moved forward by `/clock` stops at each that falls
 *   into the span and runs it at its time. It lasts as long as the process, through resets too.
 * - `/clock` GET → `{now}`, POST `{"advance": "14m"}` or `{"set": "<ISO 8601>"}` → `{now}`, with `refreshes` when some ran on the way; more than
 *   1,500 in one move are refused, and the clock stays.
 */
export function createInsightsEndpoints({ ctx, clock, refreshes }: InsightsEndpointParts): Hono {
  const app = new Hono();
  app.get("/state", (c) => {
    sweepExpired(ctx);
    return c.json({ visitors: visitorStates(ctx) });
  });

  app.post("/refresh", async (c) => {
    try {
      const refresh = await refreshes.run();
      ctx.effect(c.req.raw, "Customer Insights refreshed");
      return c.json({ visitors: visitorStates(ctx), refresh });
    } catch (error) {
      if (!(error instanceof RefreshAbandoned)) throw error;
      return c.json({ error: error.message }, 409);
    }
  });

  app.get("/refresh-schedule", (c) => c.json(refreshes.answer()));
  app.put("/refresh-schedule", async (c) => {
    const parsed = parseRefreshSchedule(await readJson(c.req.raw));
    if (!parsed.ok) return c.json({ error: parsed.message }, 400);
    refreshes.setSchedule(parsed.schedule);
    return c.json(refreshes.answer());
  });

  app.get("/clock", (c) => c.json({ now: clock.now().toISOString() }));
  app.post("/clock", async (c) => {
    const to = readMove(await readJson(c.req.raw));
    if (to === undefined) return c.json({ error: 'expected {"advance": "14m"} (s, m, h or d) or {"set": "<ISO 8601>"}' }, 400);
    try {
      const moved = await refreshes.moveClock(to);
      if (!moved.ok) {
        const error = `more than ${maxRefreshesPerMove} scheduled refreshes fall into this span; move in smaller steps, or turn the schedule off`;
        return c.json({ error }, 400);
      }
      if (moved.refreshes.length > 0) ctx.effect(c.req.raw, `Customer Insights refreshed ${moved.refreshes.length} times by schedule`);
      return c.json({ now: clock.now().toISOString(), ...(moved.refreshes.length === 0 ? {} : { refreshes: moved.refreshes }) });
    } catch (error) {
      if (!(error instanceof RefreshAbandoned)) throw error;
      return c.json({ error: error.message }, 409);
    }
  });
  return app;
}

/** What a date and time of Dataverse can hold. https://learn.microsoft.com/power-apps/developer/data-platform/behavior-format-date-time-attribute */
const minMs = Date.parse("1753-01-01T00:00:00Z");
const maxMs = Date.parse("9999-12-31T23:59:59Z");

function readMove(body: unknown): ((now: Date) => Date) | undefined {
  const { advance, set } = isObject(body) ? body : {};
  const span = typeof advance === "string" ? parseSpan(advance) : undefined;
  if (span !== undefined) return (now) => new Date(Math.min(now.getTime() + span, maxMs));
  const moment = typeof set === "string" ? Date.parse(set) : Number.NaN;
  return moment >= minMs && moment <= maxMs ? () => new Date(moment) : undefined;
}
