import { UserError } from "../../contract/user-error.ts";
import type { Plan } from "./plan.ts";

/**
 * Refuses a plan with errors among its findings: nothing is written then.
 * @throws UserError with the first error's code, exit code 1
 */
export function assertApplicable(plan: Plan): void {
  const first = plan.findings.find((finding) => finding.severity === "error");
  if (first === undefined) return;
  throw new UserError(first.code, first.message, {
    exitCode: 1,
    ...(first.path === "" ? {} : { place: { path: first.path, ...(first.line > 0 ? { line: first.line, column: first.column } : {}) } }),
    hint: "Nothing was written.",
  });
}
