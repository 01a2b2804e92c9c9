import type { ExistingPolicy } from "../../../contract/configuration.ts";
import { findFault, faults, type Fault } from "./faults.ts";
import type { CallKind } from "./model-portal.ts";

/** What differs between two sites, or two visitors: each has a table of its own. */
export interface Setup {
  readonly name: string;
  readonly visitor: "new" | "known" | "signed in";
  readonly existing: ExistingPolicy;
  readonly path: "A" | "A-key" | "A-self";
  readonly lookup: "email" | "none";
  /** Attributes of the form, besides those of path, look-up and policy. */
  readonly settings: string;
}

/** A call of the flow. Some are only made because another one went wrong. */
export interface Call {
  readonly name: string;
  readonly kind: CallKind;
  readonly because?: { readonly kind: CallKind; readonly fault: Fault };
}

/** once: the first such call · first press: every one until the visitor's first press has ended · for good: every one. */
export type Extent = "once" | "first press" | "for good";
/** stays: and the visitor presses again · closes: the tab, before the answer is read, and comes back later in another · offline: from the answer on, for a while. */
export type Fate = "stays" | "closes" | "offline";

/** How long the fault lasts, and what the visitor does. */
export const ways = [
  { name: "once, tab stays", extent: "once", fate: "stays" },
  { name: "once, tab closes", extent: "once", fate: "closes" },
  { name: "once, goes offline", extent: "once", fate: "offline" },
  { name: "for the first press, tab stays", extent: "first press", fate: "stays" },
  { name: "for good, tab stays", extent: "for good", fate: "stays" },
] as const satisfies readonly { readonly name: string; readonly extent: Extent; readonly fate: Fate }[];
export type Way = (typeof ways)[number];

export interface Cell {
  readonly setup: Setup;
  readonly call: Call;
  readonly fault: Fault;
  readonly way: Way;
}

const base = { existing: "immediate", path: "A", lookup: "email", settings: "" } as const;
const visitors = ["new", "known", "signed in"] as const;
export const setups: readonly Setup[] = [
  ...(["immediate", "confirmed"] as const).flatMap((existing) =>
    visitors.map((visitor) => ({ ...base, name: `Path A, ${existing}, ${visitor}`, visitor, existing })),
  ),
  ...(["new", "known"] as const).flatMap((visitor) => [
    { ...base, name: `Path A with prefetchLookup, ${visitor}`, visitor, settings: 'data-prefetch-lookup="true"' },
    { ...base, name: `Path A with lookup "none", ${visitor}`, visitor, lookup: "none" as const },
    {
      ...base,
      name: `Path A-key, ${visitor}`,
      visitor,
      path: "A-key" as const,
      settings: 'data-key-proved-at="https://www.site.example.com"',
    },
  ]),
  ...(["new", "signed in"] as const).map((visitor) => ({ ...base, name: `Path A-self, ${visitor}`, visitor, path: "A-self" as const })),
];

export const renderSettings = ({ existing, path, lookup, settings }: Setup): string =>
  `data-existing="${existing}" data-path="${path}" data-lookup="${lookup}" ${settings}`;

export const calls: readonly Call[] = [
  { name: "token", kind: "token" },
  { name: "page, to see who is signed in", kind: "page" },
  { name: "look-up", kind: "look-up" },
  { name: "create", kind: "create" },
  { name: "upsert by key", kind: "by-key" },
  { name: "update of one's own", kind: "update-own" },
  {
    name: "look-up after a lost create",
    kind: "look-up",
    because: { kind: "create", fault: findFault("cut after it took effect") },
  },
  { name: "look-up of a new id", kind: "look-up", because: { kind: "create", fault: findFault("no id header") } },
  { name: "second token", kind: "token", because: { kind: "create", fault: findFault("403 90040107") } },
  { name: "page, after a refusal", kind: "page", because: { kind: "create", fault: findFault("403 of a firewall") } },
];

/** Only where somebody exists can an older answer say otherwise. */
const isPossible = ({ fault, setup, call }: Pick<Cell, "fault" | "setup" | "call">): boolean =>
  (!fault.only || fault.only.includes(call.kind)) && (!fault.name.startsWith("an answer of the read cache") || setup.visitor === "known");

/** Every row of a setup's table: a call and a fault, with one cell per way. */
export function listRows(setup: Setup): (readonly Cell[])[] {
  // What follows from another fault is the same whichever way the first look-up went.
  const isWhole = setup.path === "A" && setup.lookup === "email" && setup.settings === "";
  return calls
    .filter(({ because }) => isWhole || !because)
    .flatMap((call) =>
      faults.filter((fault) => isPossible({ fault, setup, call })).map((fault) => ways.map((way) => ({ setup, call, fault, way }))),
    );
}
