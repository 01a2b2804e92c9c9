import { Option, type Command } from "commander";
import { readSite } from "../../site/read-site.ts";
import { checks } from "../checks/index.ts";
import { renderFindings } from "../checks/render-findings.ts";
import { renderSarif } from "../checks/render-sarif.ts";
import { openChecked, runChecks } from "../checks/run-checks.ts";
import { readWebFileTexts } from "../plan/read-web-file-texts.ts";
import { createTerminal } from "../terminal.ts";
import { addSiteOptions, siteFolder, type SiteOptions } from "./site-options.ts";

const formats = ["text", "json", "sarif"] as const;

interface CheckOptions extends SiteOptions {
  readonly format: (typeof formats)[number];
}

export function addCheck(program: Command): void {
  addSiteOptions(program.command("check"))
    .description("Find what is wrong with a site; changes nothing. Exit code 1 where there is an error or a warning.")
    .addOption(new Option("--format <format>", "how findings are printed; --json is --format json").choices(formats).default("text"))
    .action(async (options: CheckOptions) => {
      const format = options.json === true ? "json" : options.format;
      const terminal = createTerminal({ ...options, json: format !== "text" });
      const site = await readSite(siteFolder(options));
      const webFiles = await readWebFileTexts(site);
      const findings = runChecks(await openChecked(site, { configPath: options.config, webFiles }));
      terminal.say(renderFindings(findings, (path) => site.texts.get(path) ?? webFiles.get(path)));
      terminal.answer(format === "sarif" ? renderSarif(findings, checks) : { version: 1, findings });
      if (findings.some(({ severity }) => severity === "error" || severity === "warning")) process.exitCode = 1;
    });
}
