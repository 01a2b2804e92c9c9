/**
 * Production tracking hosts answer as paths of the emulated Customer Insights:
 * `https://<host>/<path>` becomes `<insights>/@<host>/<path>`, so that no emulated page ever calls the real one.
 */
export interface HostMap {
  readonly hosts: readonly string[];
  /** Rewrites every address of a mapped host in a text, in the spellings that HTML and scripts know. */
  apply(text: string): string;
}

export function createHostMap(hosts: readonly string[], insightsOrigin: string): HostMap {
  const known = [...new Set(hosts.map((host) => host.toLowerCase()))];
  if (known.length === 0) return { hosts: known, apply: (text) => text };
  const names = known.map(escapePattern).join("|");
  // `https://`, without a scheme, or with the slashes escaped as JSON may have them; in front of a bare `//` stands a quote, a bracket or an equals sign.
  // That one is looked at after a match: looking behind at every place of a page takes four times as long.
  const pattern = new RegExp(String.raw`(https?:)?(\\?\/\\?\/)(${names})(?=\\?[/"'\x60\s?#:)]|$)`, "gi");
  return {
    hosts: known,
    apply: (text) =>
      text.replace(pattern, (found: string, scheme: string | undefined, slashes: string, host: string, at: number) =>
        scheme === undefined && !/["'`=(]/.test(text.charAt(at - 1))
          ? found
          : escapeLike(slashes, `${insightsOrigin}/@${host.toLowerCase()}`),
      ),
  };
}

/** What the production library and its collector look like by their path. */
const trackingPaths = [/\/CI-SDKs\/web\/msci-/i, /\/WebTracking\.bundle\.js/i, /\/OneCollector\/1\.0\b/i];

/** Hosts of the tracking libraries and collectors that a text names, wherever and however it names them. */
export function findTrackingHosts(text: string): string[] {
  if (!/msci-|WebTracking\.bundle|OneCollector/i.test(text)) return [];
  const plain = text.replaceAll(String.raw`\/`, "/");
  return [...plain.matchAll(/(?:https?:)?\/\/([a-z0-9.-]+(?::\d+)?)(\/[^\s"'`<>)]*)/gi)].flatMap(([, host, path]) =>
    host !== undefined && path !== undefined && trackingPaths.some((shape) => shape.test(path)) ? [host] : [],
  );
}

const escapeLike = (slashes: string, url: string): string => (slashes.includes("\\") ? url.replaceAll("/", String.raw`\/`) : url);
const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
