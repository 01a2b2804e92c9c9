import type { AdvancedForm, AdvancedFormStep } from "../../../site/parse-forms.ts";
import { textOf } from "../../../site/site-rows.ts";
import type { FormCall } from "./form-call.ts";
import { FormRefusal } from "./form-permissions.ts";
import { planRedirect } from "./plan-redirect.ts";
import { ConditionFault, parseStepCondition } from "./step-condition.ts";

export type StepLeft =
  | { readonly kind: "step"; readonly step: AdvancedFormStep }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "end" };

/** Conditions that lead to conditions, at most. */
const maxJumps = 50;

/**
 * Where a saved step leads, over conditions and redirects. A condition looks at the row that was saved last; one that fails and names no other step ends the
 * form (assumed). Throws FormRefusal.
 */
export async function leaveStep(
  call: FormCall,
  form: AdvancedForm,
  { step, rowId }: { readonly step: AdvancedFormStep; readonly rowId: string | undefined },
): Promise<StepLeft> {
  const row = rowId === undefined ? undefined : await call.service.find(step.table, rowId);
  let nextId = step.nextStepId;
  for (let jumps = 0; jumps < maxJumps; jumps += 1) {
    if (nextId === undefined) return { kind: "end" };
    const next = form.steps.find(({ id, active }) => id === nextId && active);
    if (next === undefined) throw new FormRefusal(`The multistep form "${form.name}" leads to a step that is not there.`);
    switch (next.type) {
      case "load-form":
      case "load-tab":
        return { kind: "step", step: next };
      case "redirect":
        return { kind: "redirect", location: planRedirect(call, next, rowId === undefined ? undefined : { id: rowId, row }) };
      case "condition":
        nextId = isMet(call, next, step.table)(row ?? {}) ? next.nextStepId : next.elseStepId;
        break;
      case "user-control":
      case undefined:
        throw new FormRefusal(
          `The step "${next.name}" of the multistep form "${form.name}" is not emulated: ${next.type ?? `type ${textOf(next.values, "type") ?? "missing"}`}.`,
        );
    }
  }
  throw new FormRefusal(`The conditions of the multistep form "${form.name}" lead round in a circle.`);
}

function isMet({ ctx }: FormCall, step: AdvancedFormStep, savedTable: string): ReturnType<typeof parseStepCondition> {
  const table = ctx.schema.findTable(step.table || savedTable);
  if (table === undefined) throw new FormRefusal(`The condition "${step.name}" is one of the table "${step.table}", which is not there.`);
  try {
    return parseStepCondition(textOf(step.values, "condition") ?? "", table);
  } catch (error) {
    if (error instanceof ConditionFault) throw new FormRefusal(`${step.name}: ${error.message}`);
    throw error;
  }
}
