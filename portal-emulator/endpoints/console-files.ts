import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";

const files: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "console.js": "text/javascript; charset=utf-8",
  "console.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/** The built console, as static files under its own policy: its scripts come from here and nowhere else. */
export function createConsoleFiles(folder: string): Hono {
  const app = new Hono();
  app.get("/:file{[a-z.]*}", async (c) => {
    const name = c.req.param("file") === "" ? "index.html" : c.req.param("file");
    const type = files[name];
    if (type === undefined) return c.text("Not found", 404);
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (text === undefined) return c.text("The console has not been built: run `npm run build`.", 500);
    return c.body(text, 200, {
      "content-type": type,
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' http://127.0.0.1:*; base-uri 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
    });
  });
  return app;
}
