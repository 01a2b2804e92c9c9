import { UserError } from "../../contract/user-error.ts";
import { advice } from "./advice.ts";
import { findReadLeaks } from "./attack/find-read-leaks.ts";
import { findSideLeaks } from "./attack/find-side-leaks.ts";
import { probeWrites } from "./attack/probe-writes.ts";
import { tryPaths } from "./attack/try-paths.ts";
import { tryRegistration } from "./attack/try-registration.ts";
import { proveOwnership } from "./challenge/prove-ownership.ts";
import type { ChallengeStore } from "./challenge/challenge-store.ts";
import { PageNotShown } from "./browser/open-visit.ts";
import { BudgetSpent } from "./http/portal-client.ts";
import { checkConsent } from "./steps/check-consent.ts";
import { checkForm } from "./steps/check-form.ts";
import { checkGate } from "./steps/check-gate.ts";
import { checkHeader } from "./steps/check-header.ts";
import { checkPages } from "./steps/check-pages.ts";
import { checkPolicy } from "./steps/check-policy.ts";
import { checkSecurityHeaders } from "./steps/check-security-headers.ts";
import { checkToken } from "./steps/check-token.ts";
import { checkTracker } from "./steps/check-tracker.ts";
import { checkWebApi } from "./steps/check-web-api.ts";
import type { VerifyContext } from "./verify-context.ts";
import { isFault, notRun, type StepResult, type VerifyFinding, type VerifyReport, type VerifyStep } from "./verify-report.ts";

type Ask = (context: VerifyContext) => Promise<StepResult>;

/** Everything that is asked, in this order, once the site is known to be the person's own and open. */
const questions: readonly (readonly [name: string, ask: Ask])[] = [
  ["tracker", checkTracker],
  ["token", checkToken],
  ["policy", checkPolicy],
  ["header", checkHeader],
  ["security headers", checkSecurityHeaders],
  ["web api", checkWebApi],
  ["attack: read", findReadLeaks],
  ["attack: joins and filters", findSideLeaks],
  ["attack: other ways", tryPaths],
  ["attack: registration", tryRegistration],
  ["attack: write", probeWrites],
  ["pages", checkPages],
  ["consent", checkConsent],
  ["form", checkForm],
];

export interface VerifyOptions {
  readonly store: ChallengeStore;
  /** Is told of each step when it is done. */
  readonly onStep?: (step: VerifyStep) => void;
}

/**
 * Asks a running portal as somebody whom nobody knows.
 * @throws UserError `verify-not-yours`, exit code 1, before anything but the challenge was asked; `portal-unreachable`, exit code 3
 */
export async function verifySite(context: VerifyContext, { store, onStep }: VerifyOptions): Promise<VerifyReport> {
  const steps: VerifyStep[] = [];
  const findings: VerifyFinding[] = [];
  const keep = (name: string, { ok, detail, findings: found }: StepResult): void => {
    const step: VerifyStep = { name, ok, detail };
    steps.push(step);
    findings.push(...found);
    onStep?.(step);
  };
  const ownership = await proveOwnership(context.client, store);
  keep("yours", {
    ok: true,
    detail: ownership === "loopback" ? "on this machine" : "publishes the number of a secret that you hold",
    findings: [],
  });
  const gate = await checkGate(context);
  keep("gate", gate);
  for (const [name, ask] of questions)
    keep(name, gate.isPrivate ? notRun("not asked: the site is private") : await askWithin(context, ask));
  return {
    version: 1,
    url: context.client.origin.origin,
    steps,
    findings: sortFindings(findings),
    advice,
    requests: { sent: context.client.sent(), budget: context.client.budget },
  };
}

/** A step that comes too late says so, and counts as not asked. */
async function askWithin(context: VerifyContext, ask: Ask): Promise<StepResult> {
  try {
    return await ask(context);
  } catch (error) {
    if (error instanceof BudgetSpent) return notRun(`${error.message}: give more with --requests`);
    if (error instanceof PageNotShown) return { ok: false, detail: error.message, findings: [] };
    throw error;
  }
}

const order = ["error", "warning", "cannot-conclude", "info"] as const;

const sortFindings = (findings: readonly VerifyFinding[]): VerifyFinding[] =>
  findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || Number(isFault(b)) - Number(isFault(a)));

/** 0: nothing is wrong, as far as it was asked · 1: something is. */
export const exitCodeOf = ({ steps, findings }: VerifyReport): 0 | 1 =>
  findings.some(isFault) || steps.some(({ ok }) => ok === false) ? 1 : 0;

export const assertCanVerify = (url: string | undefined): string => {
  if (url !== undefined) return url;
  throw new UserError("verify-url-missing", "nothing says which portal to verify", {
    exitCode: 2,
    hint: "Give its address with --url, e.g. --url https://contoso.powerappsportals.com, or the one that `portal-kit dev` prints.",
  });
};
