import type { EmulatorOrigin } from "../../contract/emulator.ts";
import type { Fault, FaultRule, StandingFaultRule } from "../../contract/emulator-faults.ts";
import { faultHeaderName } from "../../contract/emulator-faults.ts";
import type { Clock } from "../emulator-context.ts";
import { applyFault, endsRequest, type FaultWorld, type Handle } from "./fault-effects.ts";
import { parseFaultHeader } from "./parse-fault-header.ts";
import { createStaleAnswers } from "./stale-answers.ts";
import { createWaits } from "./create-waits.ts";
import { createStandingRule, type StandingRule } from "./standing-rule.ts";

/** What can go wrong, and does so on purpose. */
export interface Faults {
  /** Wraps an origin's handler: faults by header first, then by rule, in the order they were made. `/_emulator` is never touched. */
  wrap(origin: EmulatorOrigin, handle: Handle): Handle;
  /** Later rules act behind earlier ones. */
  add(rules: readonly FaultRule[]): void;
  rules(): readonly StandingFaultRule[];
  clear(): void;
  /** Forgets the answers kept for stale reads: they are of other rows. */
  forgetAnswers(): void;
  /** A rule that breaks connections stands: a browser must not send a request again by itself on a connection it kept. */
  breaksConnections(): boolean;
  /** Ends requests that a fault holds up; from now on none is held up. */
  close(): void;
}

export interface FaultParts {
  readonly clock: Clock;
  readonly visitorOf: (request: Request) => string;
  readonly signInAddress: (origin: EmulatorOrigin, request: Request) => string;
  readonly rotateToken: () => void;
  /** Notes in the log which fault acted. */
  readonly note: (request: Request, kind: string) => void;
  /** Tells the log the whole body of an answer. */
  readonly tellBody: (response: Response, text: string) => void;
  /** Handles a copy of a request, recorded on its own. */
  readonly redeliver: (origin: EmulatorOrigin, request: Request) => Promise<Response>;
}

export function createFaults({ clock, visitorOf, signInAddress, rotateToken, note, tellBody, redeliver }: FaultParts): Faults {
  let standing: readonly StandingRule[] = [];
  let made = 0;
  const stale = createStaleAnswers(visitorOf, tellBody);
  const waits = createWaits();

  /** The faults that act on a request, outermost first. Every rule counts the request, whether or not its fault gets a turn. */
  const choose = (origin: EmulatorOrigin, request: Request, asked: readonly Fault[]): readonly Fault[] => {
    const arrival = { origin, method: request.method, path: new URL(request.url).pathname, now: clock.now() };
    const ready = standing.filter((one) => one.meets(arrival));
    const chosen: Fault[] = [];
    for (const { fault, use } of [...asked.map((one) => ({ fault: one, use: () => undefined })), ...ready.map(withUse)]) {
      if (chosen.some(endsRequest)) break;
      use();
      chosen.push(fault);
    }
    return chosen;
  };

  return {
    wrap(origin, handle) {
      const world: FaultWorld = {
        redeliver: (request) => {
          note(request, "duplicate");
          return redeliver(origin, request);
        },
        signInAddress: (request) => signInAddress(origin, request),
        rotateToken,
        stale,
        wait: (ms) => waits.wait(ms),
      };
      const handleAndRemember: Handle = origin === "insights" ? handle : async (request) => stale.remember(request, await handle(request));
      return async (request) => {
        if (isSteering(origin, request)) return handle(request);
        const header = request.headers.get(faultHeaderName);
        const asked = header === null ? { ok: true as const, value: [] } : parseFaultHeader(header);
        if (!asked.ok) return Response.json({ error: asked.message }, { status: 400 });
        if (asked.value.length === 0 && standing.length === 0) return handleAndRemember(request);
        return choose(origin, request, asked.value).reduceRight<Handle>(
          (next, fault) => async (one) => {
            note(one, fault.kind);
            return applyFault(fault, one, next, world);
          },
          handleAndRemember,
        )(request);
      };
    },
    add(rules) {
      standing = [...standing, ...rules.map((rule, index) => createStandingRule(made + index + 1, rule))];
      made += rules.length;
    },
    rules: () => standing.map((one) => one.describe()),
    clear() {
      standing = [];
    },
    forgetAnswers: () => stale.clear(),
    breaksConnections: () => standing.some(({ rule }) => breaking.has(rule.fault.kind)),
    close: () => waits.endAll(),
  };
}

const breaking: ReadonlySet<Fault["kind"]> = new Set(["cut-before", "cut-after", "reset", "block"]);

const withUse = (one: StandingRule): { fault: Fault; use: () => void } => ({ fault: one.rule.fault, use: () => one.use() });

/** The emulator's own endpoints stay reachable whatever goes wrong. */
function isSteering(origin: EmulatorOrigin, request: Request): boolean {
  return origin === "portal" && /^\/_emulator(?:\/|$)/.test(new URL(request.url).pathname);
}
