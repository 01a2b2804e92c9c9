import { Hono } from "hono";
import type { Context } from "hono";
import type { EmulatorContext } from "../emulator-context.ts";
import { renderLibrary } from "./library-settings.ts";
import { parseEventBatch } from "./parse-event-batch.ts";
import { renderStoredCounts, storeEvents } from "./store-events.ts";

const maxBodyChars = 1_000_000;

/** The two libraries a pasted script can name, by the end of their address; both are the same stand-in, which knows its product by its own address. */
const libraryPattern = /\/(msci-[^/]*|WebTracking\.bundle)\.js$/;
const collectorPattern = /\/OneCollector\/1\.0\/?$/;

export interface InsightsOptions {
  /** Gives the built library's text. */
  readonly readLibrary: () => Promise<string>;
}

/**
 * The insights origin: stands in for every production tracking host, whose `https://<host>/<path>` it answers at `/@<host>/<path>`.
 * Serves the tracking library and takes what it collects. What it does not stand in for answers 404 and says so.
 */
export function createInsights(ctx: EmulatorContext, { readLibrary }: InsightsOptions): Hono {
  const portalOrigin = new URL(ctx.addresses.portal).origin;
  const app = new Hono();

  app.use(async (c, next) => {
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== portalOrigin) return c.text(`Origin ${origin} is not the emulated portal.`, 403);
    await next();
    c.header("Access-Control-Allow-Origin", portalOrigin);
    c.header("Access-Control-Allow-Credentials", "true");
    c.header("Vary", "Origin");
    c.header("Cache-Control", "no-store");
    return undefined;
  });

  app.get("/:host{@[^/]+}/*", async (c) => {
    if (!libraryPattern.test(c.req.path)) return notEmulated(c);
    return c.body(renderLibrary(await readLibrary(), ctx.switches), 200, {
      "Content-Type": "text/javascript; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
    });
  });

  app.options("/:host{@[^/]+}/*", (c) => {
    if (!collectorPattern.test(c.req.path)) return notEmulated(c);
    return c.body(null, 204, {
      "Access-Control-Allow-Methods": "POST, OPTIONS",
      "Access-Control-Allow-Headers": "content-type",
      "Access-Control-Max-Age": "600",
    });
  });

  app.post("/:host{@[^/]+}/*", async (c) => {
    if (!collectorPattern.test(c.req.path)) return notEmulated(c);
    const body = await c.req.text();
    if (body.length > maxBodyChars)
      return c.json({ ok: false, code: "batch-too-large", message: `The body is longer than ${maxBodyChars} characters.` }, 413);
    const parsed = parseEventBatch(body);
    if (!parsed.ok) return c.json(parsed, 400);
    const words = renderStoredCounts(storeEvents(ctx, parsed.batch));
    if (words !== "") ctx.effect(c.req.raw, words);
    else if (parsed.batch.product === "journeys")
      ctx.effect(c.req.raw, "sent to Customer Insights - Journeys, whose tables are not emulated");
    return c.json({ ok: true, accepted: parsed.batch.events.length });
  });

  app.notFound(notEmulated);
  return app;
}

function notEmulated(c: Context): Response {
  const production = c.req.path.startsWith("/@") ? `https://${c.req.path.slice(2)}` : c.req.path;
  return c.text(
    `The emulator does not stand in for ${production}. It serves Customer Insights tracking libraries (…/msci-*.js, …/WebTracking.bundle.js) and the collector (…/OneCollector/1.0/).`,
    404,
  );
}
