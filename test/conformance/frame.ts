import type { EmulatorSwitches } from "../../portal-emulator/switches.ts";
import type { SiteParts } from "./conformance-site.ts";
import type { World } from "./world.ts";

/*
 * The conformance table: what the platform does, case by case, asked of a real emulator. A case is data:
 *
 *   {
 *     area: "Web API: creating",
 *     behaviour: "A created row's id comes back in the header entityid, and the body is empty.",
 *     evidence: "documented",
 *     link: "https://learn.microsoft.com/power-pages/configure/write-update-delete-operations",
 *     steps: [
 *       {
 *         ask: "POST /_api/contacts",
 *         body: { lastname: "Example" },
 *         expect: { status: 204, headers: { entityid: /^[0-9a-f-]{36}$/ }, text: "" },
 *       },
 *     ],
 *   }
 *
 * Every case has an emulator to itself, with the site of conformance-site.ts (all rights on a handful of tables, for everybody) and the rows of
 * ordinary-rows.ts. `site` lays other settings, permissions, profiles and files over it, `rows` adds rows, `switches` turns switches; a step that is no
 * request is a function of the world. What happens inside the browser, or is advice, is a statement with the reason why the emulator has nothing to
 * answer, or the test that proves it.
 *
 * docs/conformance.md is rendered from the exchanges that took place: `npx vitest run test/conformance -u`.
 */

export const evidences = ["documented", "observed (third party)", "engine source", "assumed"] as const;
export type Evidence = (typeof evidences)[number];

interface Claim {
  /** Heading of the page the case stands under. */
  readonly area: string;
  /** One sentence, in our own words. */
  readonly behaviour: string;
  readonly evidence: Evidence;
  /** Page of Microsoft Learn that says so. */
  readonly link?: string;
}

export interface ConformanceCase extends Claim {
  /** Those that differ from the defaults; the page names them. */
  readonly switches?: Partial<EmulatorSwitches>;
  readonly site?: SiteParts;
  /** In the format of `/_emulator/seed`, beside the ordinary rows. */
  readonly rows?: Readonly<Record<string, readonly object[]>>;
  readonly steps: readonly Step[];
}

export interface ConformanceStatement extends Claim {
  /** Why there is nothing to ask the emulator: what it is instead, or which test proves it. */
  readonly why: string;
}

export type ConformanceEntry = ConformanceCase | ConformanceStatement;

export type Step = Exchange | ((world: World) => Promise<void> | void);

/** A request, as a browser of this visitor sends it, and the answer it must get. */
export interface Exchange {
  /** Method and path with query, e.g. `GET /_api/contacts?$select=fullname`; `#{name}` is the id of a row of ordinary-rows.ts. */
  readonly ask: string;
  /** `anonymous` (the default), `ada`, `ben`, or what `/_emulator/sign-in` takes; each has cookies of its own. */
  readonly as?: string;
  /** Of the anti-forgery token: own (default for all but reads) · none · without-cookie: own header, no cookie · the header's value. */
  readonly token?: "own" | "none" | "without-cookie" | { readonly value: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is; `#{name}` stands for ids in both. */
  readonly body?: unknown;
  readonly expect: Expected;
  /** Sent and judged, but left out of the page: what only prepares. */
  readonly quiet?: true;
}

export interface Expected {
  readonly status: number;
  /** `error.code` of the body. */
  readonly code?: string;
  /** undefined: the header must be absent. */
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  /** What the JSON body must hold at least; vitest's matchers may stand in it. */
  readonly json?: object;
  /** The whole JSON body. */
  readonly exactly?: unknown;
  /** The body as text. */
  readonly text?: string | RegExp;
}

export function isCase(entry: ConformanceEntry): entry is ConformanceCase {
  return "steps" in entry;
}
