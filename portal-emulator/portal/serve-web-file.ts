import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Site, WebFile } from "../../site/site.ts";

const typesByExtension: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "application/javascript; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".pdf": "application/pdf",
};

/** A web file is an attachment: its bytes as uploaded, never rendered. https://learn.microsoft.com/power-pages/configure/web-files */
export async function serveWebFile(site: Site, file: WebFile): Promise<Response> {
  if (file.contentPath === undefined) return new Response("This web file's content is missing from the site folder.", { status: 404 });
  const bytes = await readFile(join(site.folder, file.contentPath));
  const type = file.mimeType ?? typesByExtension[extname(file.partialUrl).toLowerCase()] ?? "application/octet-stream";
  const attachment = file.values["adx_contentdisposition"] === "756150001";
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": type,
      "x-content-type-options": "nosniff",
      ...(attachment ? { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` } : {}),
    },
  });
}
