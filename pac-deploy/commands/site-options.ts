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
  readonly discard?: readonly string[];
}

export function addPlanOptions(command: Command): Command {
  return addSiteOptions(command)
    .option("--full", "show every new file whole, not only what it is for")
    .option("--discard <path>", "drop what was changed by hand in this file of the kit; may be given again", collect);
}

/** For a flag that may be given again. */
export const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

export const siteFolder = (options: SiteOptions): string => resolve(options.site);

/** ` --site …` for a command that is told to be run next, as it was given; "" for the current folder. */
export const siteFlag = ({ site }: SiteOptions): string =>
  site === "." ? "" : ` --site ${/^[\w./\\:+-]+$/.test(site) ? site : `"${site}"`}`;
