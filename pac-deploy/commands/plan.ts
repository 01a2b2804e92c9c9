import type { Command } from "commander";
import type { PackageFolders } from "../create-program.ts";
import { settleUnfinished } from "../journal/settle-unfinished.ts";
import { planApply } from "../plan/plan-apply.ts";
import { writePlanFile } from "../plan/plan-file.ts";
import { renderPlan, renderPrognosis } from "../plan/render-plan.ts";
import { summarisePlan } from "../plan/summarise-plan.ts";
import { createTerminal } from "../terminal.ts";
import { addPlanOptions, siteFolder, type PlanOptions } from "./site-options.ts";

export function addPlan(program: Command, folders: PackageFolders): void {
  addPlanOptions(program.command("plan"))
    .description("Show what apply would change: what it opens to whom, then a diff.")
    .option("--out <file>", "also write the plan to a file that apply takes")
    .action(async (options: PlanOptions & { readonly out?: string }) => {
      const terminal = createTerminal(options);
      const folder = siteFolder(options);
      await settleUnfinished(folder, { mayWrite: false, terminal });
      const plan = await planApply(folder, { kitFolder: folders.kitFolder, configPath: options.config, discard: options.discard });
      terminal.say(renderPlan(plan, options));
      terminal.say(renderPrognosis(plan));
      if (options.out !== undefined) {
        await writePlanFile(options.out, plan);
        terminal.say(
          `The plan is in ${options.out}; \`portal-kit apply ${options.out}${options.site === "." ? "" : ` --site ${options.site}`}\` carries it out.`,
        );
      }
      terminal.answer(summarisePlan(plan));
      if (plan.findings.some((finding) => finding.severity === "error")) process.exitCode = 1;
    });
}
