import type { Command } from "commander";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { openChecked } from "../checks/run-checks.ts";
import { examineSite } from "../doctor/examine-site.ts";
import { readBootstraps } from "../doctor/read-bootstraps.ts";
import { renderReport } from "../doctor/render-report.ts";
import { readWebFileTexts } from "../plan/read-web-file-texts.ts";
import { createTerminal } from "../terminal.ts";
import { addSiteOptions, siteFolder, type SiteOptions } from "./site-options.ts";

interface DoctorOptions extends SiteOptions {
  readonly today: string;
}

export function addDoctor(program: Command): void {
  addSiteOptions(program.command("doctor"))
    .description("One page about a site: what it is, what it was made with, and which dated changes of the platform concern it.")
    .option("--today <date>", "look at the changes as of this day, YYYY-MM-DD", new Date().toISOString().slice(0, 10))
    .action(async (options: DoctorOptions) => {
      const { today } = options;
      if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || Number.isNaN(Date.parse(today))) {
        throw new UserError("date-invalid", `--today: expected a day as YYYY-MM-DD, got "${today}"`, { exitCode: 2 });
      }
      const terminal = createTerminal(options);
      const folder = siteFolder(options);
      const site = await readSite(folder);
      const checked = await openChecked(site, { configPath: options.config, webFiles: await readWebFileTexts(site), folder });
      const report = examineSite(checked, { today, bootstraps: await readBootstraps(site) });
      terminal.say(renderReport(report));
      terminal.answer({ version: 1, ...report });
    });
}
