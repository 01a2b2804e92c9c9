/** Whether a request was meant for this origin. A name that was bound to loopback by somebody else (DNS rebinding) is not ours. */
export function isOwnHost(request: Request, origin: string): boolean {
  return (request.headers.get("host") ?? new URL(request.url).host) === new URL(origin).host;
}

/** Why a request to `/_emulator` or `org` is refused: only this machine's own pages may steer the emulator. */
export function findForeignCaller(request: Request, allowedOrigins: readonly string[]): string | undefined {
  if (!allowedOrigins.some((origin) => isOwnHost(request, origin))) return "this Host is not the emulator's";
  const origin = request.headers.get("origin");
  return origin === null || allowedOrigins.includes(origin) ? undefined : `Origin ${origin} may not call the emulator`;
}
