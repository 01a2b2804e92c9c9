/** What `initialize` reads from the pasted script's `cfg`; every other key is left alone. */
export interface TrackerSettings {
  readonly ingestionKey: string;
  readonly endpointUrl: string;
  readonly captureViews: boolean;
  readonly captureClicks: boolean;
  /** false only for `userConsent: false`: absent was consent to the predecessor. */
  readonly hasConsent: boolean;
}

const defaultEndpoint = "https://mobile.events.data.microsoft.com/OneCollector/1.0/";

/**
 * `autoCapture` absent means both: page views and clicks are captured automatically (documented).
 * https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization-overview
 * @param libraryOrigin where the stand-in library came from; a production endpoint is answered there and never called
 */
export function parseTrackerSettings(cfg: unknown, libraryOrigin: string): TrackerSettings {
  const autoCapture = readKey(cfg, "autoCapture");
  const endpointUrl = readKey(cfg, "endpointUrl");
  const ingestionKey = readKey(cfg, "ingestionKey");
  return {
    ingestionKey: typeof ingestionKey === "string" ? ingestionKey : "",
    endpointUrl: mapEndpoint(typeof endpointUrl === "string" ? endpointUrl : defaultEndpoint, libraryOrigin),
    captureViews: readKey(autoCapture, "view") !== false && autoCapture !== false,
    captureClicks: readKey(autoCapture, "click") !== false && autoCapture !== false,
    hasConsent: readKey(cfg, "userConsent") !== false,
  };
}

/** `https://<host>/<path>` → `<insights>/@<host>/<path>`; an address already there stays. */
function mapEndpoint(endpointUrl: string, libraryOrigin: string): string {
  const url = new URL(endpointUrl, libraryOrigin);
  return url.origin === libraryOrigin ? url.href : `${libraryOrigin}/@${url.host}${url.pathname}${url.search}`;
}

export function readKey(value: unknown, key: string): unknown {
  // Any object may be asked for any key; what comes back is checked by the caller.
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
