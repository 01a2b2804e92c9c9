import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import { platformScriptFolder, platformScripts } from "./platform-scripts.ts";

/**
 * Serves the platform's own scripts, which pages load after the header: the portal's `preform` bundle, in two files.
 * @param folder of the built scripts
 */
export function createPlatformScripts(folder: string): Hono {
  const app = new Hono();
  app.get(`${platformScriptFolder}:file`, async (c, next) => {
    const name = c.req.param("file");
    if (!platformScripts.includes(platformScriptFolder + name)) return next();
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (text === undefined) return c.text("The emulator's scripts have not been built: run `npm run build`.", 500);
    return c.body(text, 200, {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    });
  });
  return app;
}
