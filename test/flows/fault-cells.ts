import type { Fault } from "../../contract/emulator-faults.ts";

/** One cell of the fault matrix (docs/fault-matrix.md) to be played in a real browser. */
export interface FaultCell {
  readonly call: "token" | "look-up" | "create" | "page";
  readonly faults: readonly Fault[];
  /** How many such calls meet it; `press`: all, until the first press has ended. */
  readonly times: number | "press";
  readonly visitor: "new" | "known" | "signed in";
  readonly existing: "immediate" | "confirmed";
  /** back: leaves the page once the first press has ended, and comes back by the browser's own button. */
  readonly fate: "stays" | "closes" | "offline" | "back";
  /** In the end; one unless said. */
  readonly contacts?: number;
}

const at = { times: 1, visitor: "new", existing: "immediate", fate: "stays" } as const;
const after = { when: "after" } as const;
const tokenFault = { error: { code: "90040107", message: "The anti-forgery cookie token and form field token do not match." } };
const slow: Fault = { kind: "latency", ms: 1_500 };

const broken: readonly Fault[] = [
  { kind: "cut-before" },
  { kind: "status", status: 401 },
  { kind: "status", status: 429, retryAfterSeconds: 60 },
  { kind: "status", status: 500 },
  { kind: "html" },
  { kind: "redirect" },
];
const half: readonly Fault[] = [
  { kind: "cut-after" },
  { kind: "reset", ...after },
  { kind: "status", status: 500, ...after },
  { kind: "status", status: 503, ...after },
  { kind: "html", ...after },
  { kind: "redirect", ...after },
  // Carried out, and no id in the answer.
  { kind: "status", status: 204, ...after },
];
const refused: readonly Fault[] = [
  slow,
  { kind: "reset" },
  { kind: "status", status: 401, body: tokenFault },
  { kind: "status", status: 403, body: tokenFault },
  { kind: "token" },
  { kind: "html", page: "firewall", status: 403 },
  { kind: "status", status: 404 },
  { kind: "status", status: 413 },
  { kind: "status", status: 429, retryAfterSeconds: 1 },
  { kind: "status", status: 503 },
];

/** The cells in which a browser may do otherwise than a page in memory: connections, redirects, cookies, a tab that goes, and navigation. */
export const faultCells: readonly FaultCell[] = [
  ...[...half, ...refused, ...broken].map((fault) => ({ ...at, call: "create" as const, faults: [fault] })),
  ...broken.map((fault) => ({ ...at, call: "look-up" as const, faults: [fault], times: "press" as const })),
  ...broken.map((fault) => ({ ...at, call: "token" as const, faults: [fault], times: "press" as const })),
  ...broken.slice(0, 4).map((fault) => ({ ...at, call: "look-up" as const, faults: [fault], visitor: "known" as const })),
  ...broken.map((fault) => ({ ...at, call: "page" as const, faults: [fault], times: "press" as const, visitor: "signed in" as const })),
  ...[half[0], half[2], half[4], slow].flatMap((fault) =>
    fault ? (["closes", "offline", "back"] as const).map((fate) => ({ ...at, call: "create" as const, faults: [fault], fate })) : [],
  ),
  { ...at, call: "look-up", faults: [slow], fate: "closes" },
  { ...at, call: "look-up", faults: [{ kind: "cut-before" }], fate: "offline" },
  { ...at, call: "token", faults: [{ kind: "cut-before" }], fate: "offline" },
  ...(["new", "known"] as const).flatMap((visitor) =>
    (["stays", "closes"] as const).map((fate) => ({
      ...at,
      call: "look-up" as const,
      faults: [fate === "stays" ? ({ kind: "cut-before" } as const) : slow],
      visitor,
      fate,
      existing: "confirmed" as const,
    })),
  ),
  { ...at, call: "look-up", faults: [{ kind: "drip", chunkBytes: 16, intervalMs: 5 }] },
  { ...at, call: "look-up", faults: [{ kind: "cut-after", bytes: 7 }] },
  // No older answer of this address is remembered.
  { ...at, call: "look-up", faults: [{ kind: "stale" }] },
  { ...at, call: "create", faults: [{ kind: "block" }] },
  // What a proxy delivers twice the portal creates twice: nothing on the page can know.
  { ...at, call: "create", faults: [{ kind: "duplicate" }], contacts: 2 },
  ...half.slice(0, 2).map((fault) => ({ ...at, call: "create" as const, faults: [fault], existing: "confirmed" as const })),
];

export const nameCell = ({ call, faults, times, visitor, existing, fate }: FaultCell): string =>
  `${visitor}, ${existing}, ${fate}: ${call} meets ${faults.map((fault) => JSON.stringify(fault)).join(" ")} (${times})`;
