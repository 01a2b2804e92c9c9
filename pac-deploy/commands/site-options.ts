import { resolve } from "node:path";
import type { Command } from "commander";

/** Flags of every command that acts on a site. */
export interface SiteOptions {
  readonly site: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

export function addSiteOptions(command: Command): Command {
  return command
    .option("--site <folder>", "site folder, as pac pages download writes it", ".")
    .option("--config <file>", "configuration (default: portal-kit.config.json in the site folder)")
    .option("--json", "machine-readable result on stdout, text for people on stderr")
    .option("--yes", "ask no questions (nor is anything asked without a terminal)");
}

/** Flags of the commands that show a plan. */
export interface PlanOptions extends SiteOptions {
  readonly full?: boolean;
}

export function addPlanOptions(command: Command): Command {
  return addSiteOptions(command).option("--full", "show every new file whole, not only what it is for");
}

export const siteFolder = (options: SiteOptions): string => resolve(options.site);
