import type { Finding } from "../../contract/finding.ts";

/** One thing that was asked of the portal. */
export interface VerifyStep {
  readonly name: string;
  /** null: it was not asked, and `detail` says why. */
  readonly ok: boolean | null;
  readonly detail: string;
}

/** Something that is wrong out there, at the place of the site folder that makes it so, where that is known. */
export interface VerifyFinding extends Finding {
  /** The smallest change that ends it. */
  readonly remedy: string;
}

/** What `verify --json` prints. */
export interface VerifyReport {
  readonly version: 1;
  readonly url: string;
  readonly steps: readonly VerifyStep[];
  readonly findings: readonly VerifyFinding[];
  /** What most keeps visitors unknown and cannot be seen from outside: said every time. */
  readonly advice: readonly string[];
  readonly requests: { readonly sent: number; readonly budget: number };
}

/** What one step comes to. */
export interface StepResult {
  readonly ok: boolean | null;
  readonly detail: string;
  readonly findings: readonly VerifyFinding[];
}

/** Findings that make a site wrong; what is accepted, or only told, is none. */
export const isFault = ({ severity, accepted }: Pick<Finding, "severity" | "accepted">): boolean =>
  accepted === undefined && (severity === "error" || severity === "warning");

interface FindingParts {
  readonly message: string;
  readonly remedy: string;
  /** Where the site folder makes it so. */
  readonly at?: { readonly path: string; readonly line: number } | undefined;
  readonly accepted?: string | undefined;
}

export const verifyFinding = (
  code: string,
  severity: Finding["severity"],
  { message, remedy, at, accepted }: FindingParts,
): VerifyFinding => ({
  code,
  severity,
  path: at?.path ?? "",
  line: at?.line ?? 0,
  column: at === undefined ? 0 : 1,
  message,
  fix: false,
  remedy,
  ...(accepted === undefined ? {} : { accepted }),
});

/** A step that went well where none of its findings is a fault. */
export const judged = (findings: readonly VerifyFinding[], detail: { readonly good: string; readonly bad: string }): StepResult => {
  const isOk = !findings.some(isFault);
  return { ok: isOk, detail: isOk ? detail.good : detail.bad, findings };
};

export const notRun = (why: string): StepResult => ({ ok: null, detail: why, findings: [] });
