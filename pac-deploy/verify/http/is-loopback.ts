/** Whether the address is this machine's own: what answers there is nobody else's. */
export function isLoopback({ hostname }: Pick<URL, "hostname">): boolean {
  const host = hostname.toLowerCase();
  return /^(?:[a-z0-9-]+\.)*localhost$/u.test(host) || /^127(?:\.\d{1,3}){3}$/u.test(host) || host === "[::1]";
}
