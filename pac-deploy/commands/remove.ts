import type { Command } from "commander";
import type { PackageFolders } from "../create-program.ts";
import { settleUnfinished } from "../journal/settle-unfinished.ts";
import { writePlan } from "../journal/write-plan.ts";
import { withoutInterruption } from "../listen-for-stop.ts";
import { planRemove } from "../plan/plan-remove.ts";
import { renderOutcome, renderPlan } from "../plan/render-plan.ts";
import { summarisePlan } from "../plan/summarise-plan.ts";
import { Declined } from "../render-error.ts";
import { createTerminal } from "../terminal.ts";
import { addPlanOptions, siteFolder, type PlanOptions } from "./site-options.ts";

export function addRemove(program: Command, _folders: PackageFolders): void {
  addPlanOptions(program.command("remove"))
    .description("Take the kit out of the site folder again, byte for byte.")
    .option("--dry-run", "show everything, write nothing")
    .action(async (options: PlanOptions & { readonly dryRun?: boolean }) => {
      const terminal = createTerminal(options);
      const folder = siteFolder(options);
      await settleUnfinished(folder, { mayWrite: options.dryRun !== true, terminal });
      const plan = await planRemove(folder, { discard: options.discard });
      terminal.say(renderPlan(plan, options));
      if (plan.edits.length > 0 && options.dryRun !== true) {
        if (!(await terminal.confirm(`Write ${plan.edits.length} changes to ${folder}?`))) throw new Declined();
        process.exitCode = await withoutInterruption(() => writePlan(folder, plan));
      }
      terminal.say(renderOutcome(plan, { isDryRun: options.dryRun === true, site: options.site }));
      terminal.answer(summarisePlan(plan));
    });
}
