import { emulatorOrigins } from "../../contract/emulator.ts";
import type { Fault, FaultKind, FaultMatch, FaultRule } from "../../contract/emulator-faults.ts";
import { faultKinds, faultMoments } from "../../contract/emulator-faults.ts";
import type { Properties } from "./property-rules.ts";
import {
  checkProperties,
  flag,
  headerPairs,
  headerText,
  isoTime,
  jsonValue,
  number,
  oneOf,
  pathPattern,
  text,
  token,
  whole,
} from "./property-rules.ts";
import { isObject } from "../is-object.ts";

const when = oneOf(faultMoments);

/** What each kind of fault may say besides its kind. */
const faultProperties: Readonly<Record<FaultKind, Properties>> = {
  status: {
    status: whole(200, 599),
    body: jsonValue,
    contentType: headerText,
    retryAfterSeconds: whole(0, 86_400),
    headers: headerPairs,
    when,
  },
  latency: { ms: whole(0, 600_000) },
  "cut-before": {},
  "cut-after": { bytes: whole(0, 10_000_000) },
  reset: { when },
  html: { page: oneOf(["sign-in", "firewall"]), status: whole(200, 599), body: text, when },
  redirect: { location: headerText, when },
  token: {},
  stale: {},
  block: { as: oneOf(["refused", "forbidden"]) },
  drip: { chunkBytes: whole(1, 65_536), intervalMs: whole(1, 60_000) },
  duplicate: { together: flag },
};

const matchProperties: Readonly<Record<keyof FaultMatch, Properties[string]>> = {
  origin: oneOf(emulatorOrigins),
  method: token,
  path: pathPattern,
  from: isoTime,
  until: isoTime,
  nth: whole(1, 1_000_000),
  every: whole(1, 1_000_000),
  probability: number(0, 1),
  seed: whole(0, 2 ** 32 - 1),
};

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

/** Reads what `POST /_emulator/faults` was sent; the message names place, value and what is allowed. */
export function parseFaultRules(body: unknown): Parsed<readonly FaultRule[]> {
  if (!Array.isArray(body)) return { ok: false, message: 'expected an array of {"match": {…}, "fault": {"kind": …}, "times": <number>}' };
  const problem = body.map((rule: unknown, index) => findRuleProblem(rule, `[${index}]`)).find((one) => one !== undefined);
  // Just checked.
  return problem === undefined ? { ok: true, value: body as FaultRule[] } : { ok: false, message: problem };
}

/** Reads one fault: its kind and what that kind may say. */
export function parseFault(value: unknown, place: string): Parsed<Fault> {
  const problem = findFaultProblem(value, place);
  // Just checked.
  return problem === undefined ? { ok: true, value: value as Fault } : { ok: false, message: problem };
}

function findRuleProblem(rule: unknown, place: string): string | undefined {
  if (!isObject(rule)) return `${place}: expected an object with match, fault and times`;
  const match = rule["match"] ?? {};
  return (
    checkProperties(rule, { match: jsonValue, fault: jsonValue, times: whole(1, 1_000_000) }, place) ??
    (isObject(match) ? checkProperties(match, matchProperties, `${place}.match`) : `${place}.match: expected an object`) ??
    findFaultProblem(rule["fault"], `${place}.fault`)
  );
}

function findFaultProblem(fault: unknown, place: string): string | undefined {
  if (!isObject(fault)) return `${place}: expected an object with a kind`;
  const kind = faultKinds.find((one) => one === fault["kind"]);
  if (kind === undefined) return `${place}.kind: expected one of ${faultKinds.join(", ")}`;
  const { kind: _, ...rest } = fault;
  return checkProperties(rest, faultProperties[kind], place);
}
