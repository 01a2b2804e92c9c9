import type { Command } from "commander";
import { readSite } from "../../site/read-site.ts";
import type { PackageFolders } from "../create-program.ts";
import { settleUnfinished } from "../journal/settle-unfinished.ts";
import { writePlan } from "../journal/write-plan.ts";
import { withoutInterruption } from "../listen-for-stop.ts";
import { assertApplicable } from "../plan/assert-applicable.ts";
import { planApply } from "../plan/plan-apply.ts";
import { readPlanFile } from "../plan/plan-file.ts";
import { readCodeSite } from "../plan/read-code-site.ts";
import { renderOutcome, renderPlan } from "../plan/render-plan.ts";
import { summarisePlan } from "../plan/summarise-plan.ts";
import { Declined } from "../render-error.ts";
import { createTerminal } from "../terminal.ts";
import { addPlanOptions, siteFolder, type PlanOptions } from "./site-options.ts";

export function addApply(program: Command, folders: PackageFolders): void {
  addPlanOptions(program.command("apply"))
    .alias("upgrade")
    .description("Write the kit into the site folder, as plan showed it; over an older version's files, an upgrade.")
    .argument("[plan]", "a file written by plan --out; refused when the site has changed since")
    .option("--dry-run", "show everything, write nothing")
    .action(async (planFile: string | undefined, options: PlanOptions & { readonly dryRun?: boolean }) => {
      const terminal = createTerminal(options);
      const folder = siteFolder(options);
      await settleUnfinished(folder, { mayWrite: options.dryRun !== true, terminal });
      const plan =
        planFile === undefined
          ? await planApply(folder, { kitFolder: folders.kitFolder, configPath: options.config, discard: options.discard })
          : await readPlanFile(planFile, await readCodeSite(await readSite(folder), folder));
      terminal.say(renderPlan(plan, options));
      assertApplicable(plan);
      if (plan.edits.length > 0 && options.dryRun !== true) {
        if (!(await terminal.confirm(`Write ${plan.edits.length} changes to ${folder}?`))) throw new Declined();
        process.exitCode = await withoutInterruption(() => writePlan(folder, plan));
      }
      terminal.say(renderOutcome(plan, { isDryRun: options.dryRun === true, site: options.site }));
      terminal.answer(summarisePlan(plan));
    });
}
