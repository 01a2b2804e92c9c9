import type { Command } from "commander";
import { writeEdits } from "../../site/write-edits.ts";
import type { PackageFolders } from "../create-program.ts";
import { assertApplicable } from "../plan/assert-applicable.ts";
import { planApply } from "../plan/plan-apply.ts";
import { readPlanFile } from "../plan/plan-file.ts";
import { renderOutcome, renderPlan } from "../plan/render-plan.ts";
import { summarisePlan } from "../plan/summarise-plan.ts";
import { Declined } from "../render-error.ts";
import { createTerminal } from "../terminal.ts";
import { addSiteOptions, siteFolder, type SiteOptions } from "./site-options.ts";

export function addApply(program: Command, folders: PackageFolders): void {
  addSiteOptions(program.command("apply"))
    .description("Write the kit into the site folder, as plan showed it.")
    .argument("[plan]", "a file written by plan --out; refused when the site has changed since")
    .option("--dry-run", "show everything, write nothing")
    .action(async (planFile: string | undefined, options: SiteOptions & { readonly dryRun?: boolean }) => {
      const terminal = createTerminal(options);
      const folder = siteFolder(options);
      const plan =
        planFile === undefined
          ? await planApply(folder, { kitFolder: folders.kitFolder, configPath: options.config })
          : await readPlanFile(planFile, folder);
      terminal.say(renderPlan(plan));
      assertApplicable(plan);
      if (plan.edits.length > 0 && options.dryRun !== true) {
        if (!(await terminal.confirm(`Write ${plan.edits.length} changes to ${folder}?`))) throw new Declined();
        await writeEdits(folder, plan.edits);
      }
      terminal.say(renderOutcome(plan, options.dryRun === true));
      terminal.answer(summarisePlan(plan));
    });
}
