/** JSON shapes of `/_emulator/faults`, and of the header that asks for one fault. */
import type { EmulatorOrigin } from "./emulator.ts";

/** before: the request never takes effect · after: it does, and its own answer is lost. */
export const faultMoments = ["before", "after"] as const;
export type FaultMoment = (typeof faultMoments)[number];

/** One way of going wrong; what is left out has the default named here. */
export type Fault =
  /** Another answer: status 503, an empty body and moment `before` unless said; a body that is no text is sent as JSON. */
  | {
      readonly kind: "status";
      readonly status?: number;
      readonly body?: unknown;
      readonly contentType?: string;
      readonly retryAfterSeconds?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly when?: FaultMoment;
    }
  /** The request is handled `ms` (1,000) milliseconds later. */
  | { readonly kind: "latency"; readonly ms?: number }
  /** The connection ends without an answer, and the request took no effect. */
  | { readonly kind: "cut-before" }
  /** The request takes effect, then the connection ends: without an answer, or after `bytes` bytes of its body. */
  | { readonly kind: "cut-after"; readonly bytes?: number }
  /** The connection is reset; moment `before` unless said. */
  | { readonly kind: "reset"; readonly when?: FaultMoment }
  /** HTML where something else was asked for: status 200, the portal's sign-in page and moment `before` unless said. */
  | {
      readonly kind: "html";
      readonly page?: "sign-in" | "firewall";
      readonly status?: number;
      readonly body?: string;
      readonly when?: FaultMoment;
    }
  /** 302 to the sign-in page with the way back in a query parameter, or to `location`; moment `before` unless said. */
  | { readonly kind: "redirect"; readonly location?: string; readonly when?: FaultMoment }
  /** Every anti-forgery token given so far is useless by the time this request arrives. */
  | { readonly kind: "token" }
  /** A read gives the JSON this address gave before it last changed; as it is now where no other answer is remembered. */
  | { readonly kind: "stale" }
  /** Blocked on the way, as by a browser extension or a firewall: no connection, or status 403. Without `path` and `origin`: tracking libraries. */
  | { readonly kind: "block"; readonly as?: "refused" | "forbidden" }
  /** The answer's body comes slowly: `chunkBytes` (16) bytes every `intervalMs` (100) milliseconds. */
  | { readonly kind: "drip"; readonly chunkBytes?: number; readonly intervalMs?: number }
  /** The request is delivered twice, as a proxy does that lost the first answer and tried again; `together`: both at once. */
  | { readonly kind: "duplicate"; readonly together?: boolean };

export const faultKinds = [
  "status",
  "latency",
  "cut-before",
  "cut-after",
  "reset",
  "html",
  "redirect",
  "token",
  "stale",
  "block",
  "drip",
  "duplicate",
] as const satisfies readonly Fault["kind"][];
export type FaultKind = (typeof faultKinds)[number];

/** Which requests a rule is for; all that is said must hold. */
export interface FaultMatch {
  readonly origin?: EmulatorOrigin;
  /** Without case; a rule without it also meets preflights (OPTIONS). */
  readonly method?: string;
  /** What the path begins with; with a `*`, which stands for any text, a pattern for the whole path. Queries do not count, letter case does. */
  readonly path?: string;
  /** ISO 8601: from then on, by the emulator's clock. */
  readonly from?: string;
  /** ISO 8601: before then, by the emulator's clock. */
  readonly until?: string;
  /** The nth of these requests, counted from 1 since the rule was made; with `times` or `every` it is the first one the fault acts on. */
  readonly nth?: number;
  /** Each so manieth of them. */
  readonly every?: number;
  /** From 0 to 1, drawn anew for each request that is left. */
  readonly probability?: number;
  /** The same seed (1) draws the same. */
  readonly seed?: number;
}

export interface FaultRule {
  readonly match?: FaultMatch;
  readonly fault: Fault;
  /** How often the fault acts at most; without it as long as the rule stands, and once where `nth` stands alone. */
  readonly times?: number;
}

/** A rule as `GET /_emulator/faults` shows it. */
export interface StandingFaultRule extends FaultRule {
  readonly id: number;
  /** Requests of the rule's kind so far. */
  readonly matched: number;
  /** How many of them the fault acted on. */
  readonly applied: number;
}

/** Asks for faults on the request that carries it: short (`latency=500, status=503`), or a fault or an array of them as JSON. */
export const faultHeaderName = "x-portal-kit-fault";
