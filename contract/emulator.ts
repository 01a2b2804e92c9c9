/** JSON shapes of the emulator's own endpoints (`/_emulator/...`) and of its start line. */

export const emulatorOrigins = ["portal", "org", "insights"] as const;
export type EmulatorOrigin = (typeof emulatorOrigins)[number];

/** The one line `dev --json` and `demo --json` print once all three origins answer. */
export interface EmulatorAddresses {
  readonly portal: string;
  readonly org: string;
  readonly insights: string;
  readonly orgToken: string;
  readonly console: string;
}

export interface LogEntry {
  readonly n: number;
  /** ISO 8601, UTC, of the emulator's clock. */
  readonly at: string;
  readonly origin: EmulatorOrigin;
  readonly method: string;
  /** Path with query; values in the query are redacted unless bodies are asked for. */
  readonly path: string;
  /** As the client saw it; 0 when it saw none, because the connection broke or it gave up waiting. */
  readonly status: number;
  /** What the request changed, in words without personal data, e.g. `contact created`; "" when nothing. */
  readonly effect: string;
  /** Kinds of the faults that acted on the request, e.g. `latency, status`; absent when none did. */
  readonly fault?: string;
  /** Only with `?bodies=1`. */
  readonly requestBody?: string;
  readonly responseBody?: string;
}

export interface LogAnswer {
  readonly next: number;
  readonly entries: readonly LogEntry[];
}

/** unknown: only a cookie · pending: linked to a contact that no refresh has seen · known: linked and unified · expired: unknown and silent for 7 days. */
export const visitorStates = ["unknown", "pending", "known", "expired"] as const;
export type VisitorState = (typeof visitorStates)[number];

export interface Visitor {
  readonly cookieId: string;
  readonly contactId?: string;
  readonly state: VisitorState;
  readonly views: number;
  readonly actions: number;
}

export interface StateAnswer {
  readonly visitors: readonly Visitor[];
}

/**
 * How a Dataverse environment compares text: never by case, and by accents or not as its base language says.
 * https://learn.microsoft.com/power-platform/admin/language-collations
 */
export const collations = ["accent-insensitive", "accent-sensitive"] as const;
export type Collation = (typeof collations)[number];

/** What a portal keeps: its records, rows of its tables, rendered headers and footers. */
export const portalCaches = ["configuration", "data", "output"] as const;
export type PortalCache = (typeof portalCaches)[number];

/** What `/_emulator/clear-cache` gives. */
export interface ClearCacheAnswer {
  readonly cleared: readonly PortalCache[];
}

/** What `/_emulator/snapshot` gives and `/_emulator/restore` takes. */
export interface SnapshotAnswer {
  readonly id: string;
}
