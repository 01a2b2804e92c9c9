import type { SiteEdit } from "../../contract/edit.ts";
import type { Finding } from "../../contract/finding.ts";
import type { Opening, Plan } from "./plan.ts";

/** What `plan`, `apply` and `remove` answer with `--json`. */
export interface PlanSummary {
  readonly version: 1;
  readonly site: { readonly kind: string; readonly model: string };
  readonly changes: readonly { readonly path: string; readonly kind: SiteEdit["kind"]; readonly why: string }[];
  readonly opens: readonly Opening[];
  readonly closes: readonly Opening[];
  readonly findings: readonly Finding[];
}

export function summarisePlan(plan: Plan): PlanSummary {
  return {
    version: 1,
    site: { kind: plan.site.kind, model: plan.site.model },
    changes: plan.edits.map(({ path, kind, why }) => ({ path, kind, why })),
    opens: plan.opens,
    closes: plan.closes,
    findings: plan.findings,
  };
}
