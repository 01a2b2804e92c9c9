/** Why a request to `/_emulator` or `org` is refused: only this machine's own pages may steer the emulator. */
export function findForeignCaller(request: Request, allowedOrigins: readonly string[]): string | undefined {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (!allowedOrigins.some((origin) => new URL(origin).host === host)) return `Host ${host} is not the emulator's`;
  const origin = request.headers.get("origin");
  if (origin !== null && !allowedOrigins.includes(origin)) return `Origin ${origin} may not call the emulator`;
  return undefined;
}
