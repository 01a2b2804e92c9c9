import { Hono } from "hono";
import type { LiveReload } from "./create-live-reload.ts";
import { liveReloadScript } from "./live-reload-script.ts";

/** `/changes` and `/live-reload.js` below `/_emulator`. */
export function createLiveReloadEndpoints(liveReload: LiveReload): Hono {
  const app = new Hono();
  // A browser that connects again by itself says what it heard last.
  app.get("/changes", (c) => liveReload.open(c.req.header("last-event-id") ?? c.req.query("revision")));
  app.get("/live-reload.js", (c) =>
    c.body(liveReloadScript, 200, { "content-type": "text/javascript; charset=utf-8", "x-content-type-options": "nosniff" }),
  );
  return app;
}
