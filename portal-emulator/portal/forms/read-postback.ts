import type { Context } from "hono";
import type { PostedFiles } from "./attachments.ts";

/** What a page's form posts: texts, and files where it has an input for them. */
export interface Postback {
  readonly sent: URLSearchParams;
  readonly files: PostedFiles;
}

const maxBodyChars = 4 * 1024 * 1024;

/** undefined: the request posts no form that can be read. Files are as long as a request may be, texts shorter. */
export async function readPostback(c: Context): Promise<Postback | undefined | "too-long"> {
  const type = c.req.header("content-type") ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) {
    const text = await c.req.text();
    return text.length > maxBodyChars ? "too-long" : { sent: new URLSearchParams(text), files: new Map() };
  }
  if (!type.startsWith("multipart/form-data")) return undefined;
  const form = await c.req.formData().catch((error: unknown) => {
    // What is no multipart body after all.
    if (error instanceof TypeError) return undefined;
    throw error;
  });
  if (form === undefined) return undefined;
  const sent = new URLSearchParams();
  const files = new Map<string, File[]>();
  for (const [name, value] of form) {
    if (typeof value === "string") sent.append(name, value);
    // An input without a file posts one of no name.
    else if (value.name !== "") files.set(name, [...(files.get(name) ?? []), value]);
  }
  return [...sent.values()].reduce((sum, value) => sum + value.length, 0) > maxBodyChars ? "too-long" : { sent, files };
}
