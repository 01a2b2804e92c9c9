import type { Command } from "commander";
import { writeEdits } from "../../site/write-edits.ts";
import type { PackageFolders } from "../create-program.ts";
import { planRemove } from "../plan/plan-remove.ts";
import { renderOutcome, renderPlan } from "../plan/render-plan.ts";
import { summarisePlan } from "../plan/summarise-plan.ts";
import { Declined } from "../render-error.ts";
import { createTerminal } from "../terminal.ts";
import { addSiteOptions, siteFolder, type SiteOptions } from "./site-options.ts";

export function addRemove(program: Command, _folders: PackageFolders): void {
  addSiteOptions(program.command("remove"))
    .description("Take the kit out of the site folder again, byte for byte.")
    .option("--dry-run", "show everything, write nothing")
    .action(async (options: SiteOptions & { readonly dryRun?: boolean }) => {
      const terminal = createTerminal(options);
      const folder = siteFolder(options);
      const plan = await planRemove(folder);
      terminal.say(renderPlan(plan));
      if (plan.edits.length > 0 && options.dryRun !== true) {
        if (!(await terminal.confirm(`Write ${plan.edits.length} changes to ${folder}?`))) throw new Declined();
        await writeEdits(folder, plan.edits);
      }
      terminal.say(renderOutcome(plan, options.dryRun === true));
      terminal.answer(summarisePlan(plan));
    });
}
