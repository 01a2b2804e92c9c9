import { describe, expect, it } from "vitest";
import type { FaultMatch, FaultRule } from "../../../contract/emulator-faults.ts";
import { createStandingRule, type Arrival } from "../../../portal-emulator/faults/standing-rule.ts";

const arrival: Arrival = { origin: "portal", method: "POST", path: "/_api/contacts", now: new Date("2026-03-04T05:00:00Z") };
const token = { kind: "token" } as const;
const meets = (match: FaultMatch, changes: Partial<Arrival> = {}): boolean =>
  createStandingRule(1, { match, fault: token }).meets({ ...arrival, ...changes });

/** The numbers of the requests a rule acts on, of `count`. */
function turns(rule: Omit<FaultRule, "fault">, count: number): number[] {
  const standing = createStandingRule(1, { ...rule, fault: token });
  return Array.from({ length: count }, (_, index) => index + 1).filter(() => {
    const isTurn = standing.meets(arrival);
    if (isTurn) standing.use();
    return isTurn;
  });
}

describe("createStandingRule", () => {
  it.each<[FaultMatch, boolean]>([
    [{}, true],
    [{ method: "post" }, true],
    [{ method: "GET" }, false],
    [{ origin: "portal" }, true],
    [{ origin: "org" }, false],
    [{ path: "/_api/" }, true],
    [{ path: "/_API/" }, false],
    [{ path: "/contacts" }, false],
    [{ path: "*contacts" }, true],
    [{ path: "/_api/*" }, true],
    [{ path: "/*/contacts" }, true],
    [{ path: "/_api/*s*" }, true],
    [{ path: "/_api/contact*tacts" }, false],
    [{ path: "/_api/c*x*s" }, false],
    [{ path: "*/accounts" }, false],
    [{ from: "2026-03-04T05:00:00Z" }, true],
    [{ from: "2026-03-04T05:00:01Z" }, false],
    [{ until: "2026-03-04T05:00:00Z" }, false],
    [{ until: "2026-03-04T07:00:00+01:00" }, true],
    [{ probability: 0 }, false],
    [{ probability: 1 }, true],
  ])("with %j meets the request: %s", (match, expected) => {
    expect(meets(match)).toBe(expected);
  });

  it("reads the path's escapes", () => {
    expect(meets({ path: "/my page" }, { path: "/my%20page" })).toBe(true);
    expect(meets({ path: "/100%" }, { path: "/100%" })).toBe(true);
  });

  it.each<[Omit<FaultRule, "fault">, number[]]>([
    [{}, [1, 2, 3, 4, 5, 6]],
    [{ times: 2 }, [1, 2]],
    [{ match: { nth: 3 } }, [3]],
    [{ match: { nth: 3 }, times: 2 }, [3, 4]],
    [{ match: { every: 2 } }, [2, 4, 6]],
    [{ match: { every: 2 }, times: 1 }, [2]],
    [{ match: { nth: 1, every: 3 } }, [1, 4]],
  ])("acts in turn: %j on %j", (rule, expected) => {
    expect(turns(rule, 6)).toEqual(expected);
  });

  it("draws the same with the same seed, and about as often as it should", () => {
    const drawn = turns({ match: { probability: 0.3, seed: 5 } }, 1_000);
    expect(drawn).toEqual(turns({ match: { probability: 0.3, seed: 5 } }, 1_000));
    expect(drawn).not.toEqual(turns({ match: { probability: 0.3, seed: 6 } }, 1_000));
    expect(drawn.length).toBeGreaterThan(240);
    expect(drawn.length).toBeLessThan(360);
  });

  it("counts only what it matches", () => {
    const standing = createStandingRule(4, { match: { method: "POST", nth: 2 }, fault: token });
    expect([arrival, { ...arrival, method: "GET" }, arrival].map((one) => standing.meets(one))).toEqual([false, false, true]);
    expect(standing.describe()).toEqual({ id: 4, match: { method: "POST", nth: 2 }, fault: token, matched: 2, applied: 0 });
  });

  it("blocks tracking libraries and nothing else unless told what", () => {
    const block = createStandingRule(1, { fault: { kind: "block" } });
    const library = { ...arrival, origin: "insights", method: "GET", path: "/@download.pi.dynamics.com/sdk/msci-1.1.0.js" } as const;
    expect([library, { ...library, path: "/@x/OneCollector/1.0/" }, arrival].map((one) => block.meets(one))).toEqual([true, false, false]);
  });

  it("makes only reads stale", () => {
    const stale = createStandingRule(1, { fault: { kind: "stale" } });
    expect([stale.meets(arrival), stale.meets({ ...arrival, method: "GET" })]).toEqual([false, true]);
  });
});
