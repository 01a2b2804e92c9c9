import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { PackageFolders } from "../create-program.ts";
import { planApply } from "../plan/plan-apply.ts";
import { planFileText } from "../plan/plan-file.ts";
import { renderPlan } from "../plan/render-plan.ts";
import { summarisePlan } from "../plan/summarise-plan.ts";
import { createTerminal } from "../terminal.ts";
import { addSiteOptions, siteFolder, type SiteOptions } from "./site-options.ts";

export function addPlan(program: Command, folders: PackageFolders): void {
  addSiteOptions(program.command("plan"))
    .description("Show what apply would change: what it opens to whom, then a diff.")
    .option("--out <file>", "also write the plan to a file that apply takes")
    .action(async (options: SiteOptions & { readonly out?: string }) => {
      const terminal = createTerminal(options);
      const plan = await planApply(siteFolder(options), { kitFolder: folders.kitFolder, configPath: options.config });
      terminal.say(renderPlan(plan));
      terminal.answer(summarisePlan(plan));
      if (options.out !== undefined) {
        await writeFile(resolve(options.out), planFileText(plan));
        terminal.say(`The plan is in ${options.out}; \`portal-kit apply ${options.out}\` carries it out.`);
      }
      if (plan.findings.some((finding) => finding.severity === "error")) process.exitCode = 1;
    });
}
