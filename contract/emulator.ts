/** JSON shapes of the emulator's own endpoints (`/_emulator/...`) and of its start line. */

export type EmulatorOrigin = "portal" | "org" | "insights";

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
  readonly status: number;
  /** What the request changed, in words without personal data, e.g. `contact created`; "" when nothing. */
  readonly effect: string;
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
