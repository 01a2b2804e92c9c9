import { Hono } from "hono";
import { portalCaches, type ClearCacheAnswer, type PortalCache } from "../../contract/emulator.ts";
import type { EmulatorContext } from "../emulator-context.ts";

/** How each of the portal's caches is emptied. */
export type ClearCaches = Readonly<Record<PortalCache, () => void>>;

/** `/_emulator/clear-cache`: everything the portal keeps is forgotten, as with "Clear cache" of `/_services/about` or a restart. */
export function createCacheEndpoints(ctx: Pick<EmulatorContext, "effect">, clear: ClearCaches): Hono {
  const app = new Hono();
  app.post("/clear-cache", (c) => {
    for (const cache of portalCaches) clear[cache]();
    ctx.effect(c.req.raw, "caches cleared");
    return c.json({ cleared: portalCaches } satisfies ClearCacheAnswer);
  });
  return app;
}
