import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { textOf } from "../../site/site-rows.ts";
import type { Site, WebFile } from "../../site/site.ts";
import { isAbsence } from "../../site/whole-files.ts";
import { toHeaderValue } from "../web-api/site-headers.ts";

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
  ".mjs": "application/javascript; charset=utf-8",
  ".map": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".htm": "text/html; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
  ".avif": "image/avif",
  ".otf": "font/otf",
  ".eot": "application/vnd.ms-fontobject",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
};

/** By the ending of a path or address; undefined for others. */
export const mimeTypeOf = (path: string): string | undefined => typesByExtension[extname(path).toLowerCase()];

/** `attachment` of `adx_contentdisposition`; inline, and a file that says nothing, are shown in place. */
const attachment = "756150001";

/** A web file is an attachment: its bytes as uploaded, never rendered. https://learn.microsoft.com/power-pages/configure/web-files */
export async function serveWebFile(site: Site, file: WebFile): Promise<Response> {
  const bytes = file.contentPath === undefined ? undefined : await readInside(site.folder, file.contentPath);
  if (bytes === undefined) return new Response("This web file's content is missing from the site folder.", { status: 404 });
  const type = toHeaderValue(file.mimeType ?? "") || (mimeTypeOf(file.partialUrl) ?? "application/octet-stream");
  const isAttachment = textOf(file.values, "contentdisposition") === attachment;
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": type,
      "x-content-type-options": "nosniff",
      ...(isAttachment ? { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` } : {}),
    },
  });
}

/** The bytes of a file of the site; undefined where it has gone since the site was read, or has become a link that leads out. */
export async function readInside(folder: string, path: string): Promise<Buffer | undefined> {
  try {
    const target = await realpath(join(folder, path));
    return target.startsWith((await realpath(folder)) + sep) ? await readFile(target) : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}
