import type { Context } from "hono";

/** Whether an answer is a page that a person looks at; what a page fetches as a part of itself stays as it is. */
export function isShownPage(c: Context): boolean {
  const destination = c.req.header("sec-fetch-dest");
  if (c.req.method !== "GET" && c.req.method !== "POST") return false;
  if (c.req.path.startsWith("/_") || (destination !== undefined && destination !== "document")) return false;
  return (c.res.headers.get("content-type") ?? "").startsWith("text/html");
}

/** Puts markup of the emulator's at the end of the page that is being answered. */
export async function appendToPage(c: Context, markup: string): Promise<void> {
  const html = await c.res.text();
  const headers = new Headers(c.res.headers);
  headers.delete("content-length");
  const { status } = c.res;
  const end = findBodyEnd(html) ?? html.length;
  // Hono would carry the headers of the answer that was there over to the new one.
  c.res = undefined;
  c.res = new Response(`${html.slice(0, end)}${markup}\n${html.slice(end)}`, { status, headers });
}

/** Where the page's last body ends; undefined: nowhere. One way through the page, however many ends it has. */
export function findBodyEnd(html: string): number | undefined {
  let end: number | undefined;
  for (const match of html.matchAll(/<\/body>/gi)) end = match.index;
  return end;
}
