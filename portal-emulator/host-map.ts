/**
 * Production tracking hosts answer as paths of the emulated Customer Insights:
 * `https://<host>/<path>` becomes `<insights>/@<host>/<path>`, so that no emulated page ever calls the real one.
 */
export interface HostMap {
  readonly hosts: readonly string[];
  /** Rewrites every address of a mapped host in a text. */
  apply(text: string): string;
}

export function createHostMap(hosts: readonly string[], insightsOrigin: string): HostMap {
  const known = [...new Set(hosts.map((host) => host.toLowerCase()))];
  if (known.length === 0) return { hosts: known, apply: (text) => text };
  const pattern = new RegExp(`https://(${known.map(escapePattern).join("|")})(?=[/"'\\s?#]|$)`, "gi");
  return { hosts: known, apply: (text) => text.replace(pattern, (_, host: string) => `${insightsOrigin}/@${host.toLowerCase()}`) };
}

/** The library and collector hosts that Customer Insights scripts in a text name: the `src` and `endpointUrl` of their settings. */
export function findTrackingHosts(text: string): string[] {
  if (!/\bMSCI\b|OneCollector|WebTracking\.bundle\.js/.test(text)) return [];
  return [...text.matchAll(/\b(?:src|endpointUrl)["']?\s*[:=]\s*["']https:\/\/([^/"'\s]+)/g)].flatMap(([, host]) => (host === undefined ? [] : [host]));
}

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
