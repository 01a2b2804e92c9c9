import { OrgFault } from "../org-fault.ts";
import type { BatchItem, BatchPart } from "./batch-part.ts";

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api */
const maxRequests = 1000;
const maxUrlChars = 64 * 1024;

/** Reads a `multipart/mixed` body, with lines that end with CRLF. Throws OrgFault (400): nothing of it was run. */
export function parseBatch(body: string, contentType: string | null): BatchItem[] {
  const items = splitParts(body, readBoundary(contentType)).map(({ headers, content }): BatchItem => {
    const type = headers.get("content-type") ?? "";
    if (/^application\/http\b/iu.test(type)) return { kind: "request", part: parseRequest(headers, content) };
    if (!/^multipart\/mixed\b/iu.test(type)) throw malformed("a part is neither application/http nor multipart/mixed");
    const parts = splitParts(content, readBoundary(type)).map((inner) => {
      if (!/^application\/http\b/iu.test(inner.headers.get("content-type") ?? ""))
        throw malformed("a change set holds something that is not application/http");
      return parseRequest(inner.headers, inner.content);
    });
    return { kind: "change-set", parts: requireChangeSet(parts) };
  });
  const count = items.reduce((sum, item) => sum + (item.kind === "request" ? 1 : item.parts.length), 0);
  if (count > maxRequests) throw malformed(`it holds ${count} requests; ${maxRequests} are allowed`);
  return items;
}

function requireChangeSet(parts: readonly BatchPart[]): readonly BatchPart[] {
  if (parts.some(({ method }) => method === "GET")) throw malformed("a change set cannot hold GET requests");
  const ids = parts.flatMap(({ contentId }) => (contentId === undefined ? [] : [contentId]));
  if (new Set(ids).size < ids.length) throw malformed("a Content-ID is used twice in one change set");
  return parts;
}

interface RawPart {
  readonly headers: ReadonlyMap<string, string>;
  readonly content: string;
}

/** The boundary's lines end with CRLF; so do the headers'. */
function splitParts(body: string, boundary: string): RawPart[] {
  const chunks = `\r\n${body}`.split(`\r\n--${boundary}`);
  const [, ...parts] = chunks;
  const closing = parts.findIndex((part) => part.startsWith("--"));
  if (parts.length === 0 || closing < 0) throw malformed("its boundary is not found, or not closed; lines must end with CRLF");
  return parts.slice(0, closing).map((part) => {
    const [, text] = /^[ \t]*\r\n(.*)$/su.exec(part) ?? [];
    if (text === undefined) throw malformed("a boundary does not stand in a line of its own");
    return splitHeaders(text);
  });
}

function parseRequest(outer: ReadonlyMap<string, string>, content: string): BatchPart {
  const [, line = "", rest = ""] = /^(?:\r\n)*([^\r\n]*)(?:\r\n)?(.*)$/su.exec(content) ?? [];
  const [, method, url] = /^([A-Za-z]+) (\S+)(?: HTTP\/1\.[01])?[ \t]*$/u.exec(line) ?? [];
  if (method === undefined || url === undefined) throw malformed("a request line is not '<METHOD> <address> HTTP/1.1'");
  if (url.length > maxUrlChars) throw malformed(`an address is longer than ${maxUrlChars} characters`);
  const { headers, content: body } = splitHeaders(rest);
  return {
    method: method.toUpperCase(),
    url,
    headers,
    // The line end before the next boundary is the boundary's; a second one is no part of JSON either.
    body: body.trim() === "" ? "" : body,
    contentId: outer.get("content-id") ?? headers.get("content-id"),
  };
}

function splitHeaders(text: string): RawPart {
  const end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
  const head = end < 0 ? text : text.slice(0, end);
  const content = end < 0 ? "" : text.slice(text.startsWith("\r\n") ? 2 : end + 4);
  const headers = new Map<string, string>();
  for (const line of head.split("\r\n").filter((one) => one.trim() !== "")) {
    const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):[ \t]*([^\r\n]*?)[ \t]*$/u.exec(line) ?? [];
    if (name === undefined || value === undefined) throw malformed("a header is not '<name>: <value>' in a line that ends with CRLF");
    headers.set(name.toLowerCase(), value);
  }
  return { headers, content };
}

function readBoundary(contentType: string | null): string {
  const [, quoted, bare] = /^multipart\/mixed\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/iu.exec(contentType ?? "") ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw malformed("its Content-Type is not multipart/mixed with a boundary");
  return boundary;
}

function malformed(why: string): OrgFault {
  return new OrgFault(400, "0x80048d19", `The batch cannot be read: ${why}.`);
}
