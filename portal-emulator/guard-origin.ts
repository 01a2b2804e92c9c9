import { isOwnHost } from "./emulator-guard.ts";

/** More than any page, script or Web API call sends. */
const maxRequestBytes = 8 * 1024 * 1024;

/** Refuses, before anybody else reads it, what was not meant for this origin or is larger than anything here takes. */
export function guardOrigin(origin: string, handle: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isOwnHost(request, origin)) return new Response(`This is ${origin}; the request names another host.`, { status: 421 });
    if (await isTooLarge(request)) return new Response(`The body is larger than ${maxRequestBytes} bytes.`, { status: 413 });
    return handle(request);
  };
}

/** By what the request says of its length; a body in chunks says nothing and is measured, as far as the limit. */
async function isTooLarge(request: Request): Promise<boolean> {
  const declared = request.headers.get("content-length");
  if (declared !== null) return Number(declared) > maxRequestBytes;
  if (request.method === "GET" || request.method === "HEAD" || request.body === null) return false;
  const reader = request.clone().body?.getReader();
  let bytes = 0;
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    bytes += read.value.byteLength;
    if (bytes <= maxRequestBytes) continue;
    // The copy's end is awaited by nobody: it comes with the original's.
    void reader?.cancel();
    await request.body.cancel();
    return true;
  }
  return false;
}
