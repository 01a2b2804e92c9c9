import type { EmulatorOrigin } from "../contract/emulator.ts";
import { journeysCookieNames, trackerCookieName } from "../contract/names.ts";
import { readCookie } from "./read-cookie.ts";

const runCookieName = "portalkit.run";

/**
 * A browser outlives the emulator's data: its tracker cookie and what the kit stored then name contacts that are gone, and the same person
 * would count as somebody else. The first page of a new run takes them away. A real portal never forgets, so it has nothing of this.
 */
export function forgetFormerRun(origin: EmulatorOrigin, request: Request, runId: string, response: Response): Response {
  const isPage = request.method === "GET" && (response.headers.get("content-type") ?? "").startsWith("text/html");
  if (origin !== "portal" || !isPage || new URL(request.url).pathname.startsWith("/_")) return response;
  const held = readCookie(request, runCookieName);
  if (held === runId) return response;
  const headers = new Headers(response.headers);
  headers.append("set-cookie", `${runCookieName}=${runId}; path=/; SameSite=Lax`);
  if (held !== undefined) {
    for (const name of [trackerCookieName, ...journeysCookieNames]) headers.append("set-cookie", `${name}=; path=/; Max-Age=0`);
    // Not "cookies": that would take those of every program on this machine's localhost.
    headers.set("clear-site-data", '"storage"');
  }
  return new Response(response.body, { status: response.status, headers });
}
