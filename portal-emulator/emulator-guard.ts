/** Whether a request was meant for this origin. A name that was bound to loopback by somebody else (DNS rebinding) is not ours. */
export function isOwnHost(request: Request, origin: string): boolean {
  const own = new URL(origin).host;
  // A request line may name a whole address, whatever the Host header says.
  return (request.headers.get("host") ?? own) === own && new URL(request.url).host === own;
}

/** Why a request to `/_emulator` or `org` is refused: only this machine's own pages may steer the emulator. */
export function findForeignCaller(request: Request, allowedOrigins: readonly string[]): string | undefined {
  if (!allowedOrigins.some((origin) => isOwnHost(request, origin))) return "this Host is not the emulator's";
  const origin = request.headers.get("origin");
  if (origin === null) return isForeignRead(request) ? "another site's page may not call the emulator" : undefined;
  return allowedOrigins.includes(origin) ? undefined : `Origin ${origin} may not call the emulator`;
}

/**
 * Browsers send no Origin with a page's images, scripts and `no-cors` reads; whose page it is they say here. A person may follow a link.
 * https://www.w3.org/TR/fetch-metadata/
 */
function isForeignRead({ headers }: Request): boolean {
  const isLinkFollowed = headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
  return ["cross-site", "same-site"].includes(headers.get("sec-fetch-site") ?? "") && !isLinkFollowed;
}
