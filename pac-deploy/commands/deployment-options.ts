import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import pc from "picocolors";
import type { Configuration } from "../../contract/configuration.ts";
import type { Finding } from "../../contract/finding.ts";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { openChecked } from "../checks/run-checks.ts";
import type { CheckedSite } from "../checks/check.ts";
import { findTarget, type Target } from "../deploy/find-target.ts";
import { findStoreRoot } from "../deploy/store/store-folder.ts";
import { openStore, type Store } from "../deploy/store/store.ts";
import { createStepLog, type Step, type StepLog } from "../deploy/steps.ts";
import { listenForStop } from "../listen-for-stop.ts";
import { createPac } from "../pac/create-pac.ts";
import { addPacOption, type PacOption } from "../pac/pac-option.ts";
import type { Pac } from "../pac/pac.ts";
import { printable, printableInLine } from "../printable.ts";
import { readWebFileTexts } from "../plan/read-web-file-texts.ts";
import { Declined } from "../render-error.ts";
import type { Terminal } from "../terminal.ts";
import { addSiteOptions, collect, siteFolder, type SiteOptions } from "./site-options.ts";

/** Flags of the commands that talk to an environment. */
export interface EnvironmentOptions extends SiteOptions, PacOption {
  readonly environment?: string;
  readonly profile?: string;
  readonly store?: string;
  readonly verbose?: boolean;
  readonly full?: boolean;
}

export function addEnvironmentOptions(command: Command): Command {
  return addPacOption(addSiteOptions(command))
    .option("--environment <url|name>", "address of the environment, or its name in the configuration (deploy.environments)")
    .option("--profile <tag>", "deployment profile whose values count (deployment-profiles/<tag>.deployment.yml)")
    .option(
      "--store <folder>",
      "folder for what is remembered between runs, outside of every site (default: PORTAL_KIT_STORE, else where this user's programs keep such things)",
    )
    .option("--full", "every record by its name, every changed value whole")
    .option("--verbose", "also what pac prints");
}

/** Flags of those that upload. */
export interface UploadOptions extends EnvironmentOptions {
  readonly take?: "local" | "remote";
  readonly takeLocal?: readonly string[];
  readonly takeRemote?: readonly string[];
  readonly confirm?: string;
  readonly dryRun?: boolean;
}

export function addUploadOptions(command: Command): Command {
  return addEnvironmentOptions(command)
    .option(
      "--take <local|remote>",
      "decide every conflict: for what is wanted (local), or for what the environment has (remote)",
      parseSide,
    )
    .option(
      "--take-local <record>",
      "decide this one's conflicts for what is wanted: a path, <table>/<id> or <table>/<name>; may be given again",
      collect,
    )
    .option("--take-remote <record>", "the same for what the environment has; may be given again", collect)
    .option("--confirm <site name>", "answers what is asked before a production environment is written, which --yes does not")
    .option("--dry-run", "show everything, upload nothing");
}

function parseSide(value: string): "local" | "remote" {
  if (value === "local" || value === "remote") return value;
  throw new UserError("take-invalid", `--take ${value}: expected local or remote`, { exitCode: 2 });
}

/** What every command of this family begins with. */
export interface Session {
  readonly folder: string;
  readonly site: Site;
  readonly checked: CheckedSite;
  readonly target: Target;
  readonly pac: Pac;
  readonly store: Store;
  readonly log: StepLog;
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; undefined: none. */
  readonly stoppedBy: () => number | undefined;
}

/** @throws UserError what is wrong with folder, configuration, environment, store or pac */
export async function openSession(options: EnvironmentOptions, terminal: Terminal): Promise<Session> {
  const folder = siteFolder(options);
  const site = await readSite(folder);
  const checked = await openChecked(site, { configPath: options.config, webFiles: await readWebFileTexts(site), folder });
  const target = findSessionTarget(options, { site, configuration: checked.configuration });
  const controller = new AbortController();
  let stopped: number | undefined;
  const stopOnSignal = async (): Promise<void> => {
    stopped = await listenForStop().requested;
    controller.abort(new Error("stopped by a signal"));
  };
  void stopOnSignal();
  const log = createTerminalLog(terminal, options.verbose === true);
  const pac = await createPac({ path: options.pac, signal: controller.signal });
  const root = findStoreRoot({ store: options.store });
  assertOutside(root, folder);
  return {
    folder,
    site,
    checked,
    target,
    pac,
    store: await openStore(root, target),
    log,
    signal: controller.signal,
    stoppedBy: () => stopped,
  };
}

export const findSessionTarget = (
  options: EnvironmentOptions,
  { site, configuration }: { readonly site: Site; readonly configuration: Configuration | undefined },
): Target => findTarget({ environment: options.environment, profile: options.profile, configuration, websiteId: site.website.id });

/** Snapshots in the site folder would be committed, and uploaded with a code site. */
function assertOutside(root: string, folder: string): void {
  const inside = root === folder || root.startsWith(`${folder.replace(/[\\/]$/, "")}/`) || root.startsWith(`${folder}\\`);
  if (!inside) return;
  throw new UserError("store-inside-site", "the folder that remembers deployments would lie inside the site folder", {
    exitCode: 1,
    place: { path: root },
    hint: "Name a folder outside of it with --store or PORTAL_KIT_STORE: it holds the site's settings.",
  });
}

function createTerminalLog(terminal: Terminal, isVerbose: boolean): StepLog {
  return createStepLog({
    onStep: ({ name, ok, detail }: Step) =>
      terminal.say(`${ok ? pc.green("ok") : pc.red("no")}  ${pc.bold(name)} ${printableInLine(detail)}`),
    onProgress: (line) => {
      if (isVerbose || !line.startsWith("pac: ")) terminal.say(pc.dim(printableInLine(line)));
    },
  });
}

export interface ApproveOptions {
  readonly options: UploadOptions;
  readonly terminal: Terminal;
  readonly target: Target;
  readonly siteName: string;
  readonly question: string;
}

/**
 * Asks before an environment is written; a production one by the site's name, whatever --yes says.
 * @throws Declined; UserError `confirm-wrong` (exit code 2), `production-unconfirmed` (exit code 1)
 */
export async function askToWrite({ options, terminal, target, siteName, question }: ApproveOptions): Promise<void> {
  if (options.confirm !== undefined && options.confirm !== siteName) {
    throw new UserError("confirm-wrong", `--confirm ${options.confirm}: the site is called "${printable(siteName)}"`, { exitCode: 2 });
  }
  if (!target.production || options.confirm !== undefined) {
    if (!(await terminal.confirm(question))) throw new Declined();
    return;
  }
  if (!process.stdin.isTTY) {
    throw new UserError("production-unconfirmed", `${target.label} is production, and nobody is here to be asked`, {
      exitCode: 1,
      hint: `Give --confirm "${printable(siteName)}". --yes does not answer this.`,
    });
  }
  terminal.say(`${pc.bold(printable(target.label))} is production (${target.environment}).`);
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await questions.question(`${question} Type the site's name, ${pc.bold(printable(siteName))}, to go on: `);
    if (answer.trim() !== siteName) throw new Declined();
  } finally {
    questions.close();
  }
}

/** The result for a machine. */
export const summarise = (
  { steps }: Pick<StepLog, "steps">,
  {
    findings,
    rollback,
    ...more
  }: { readonly findings: readonly Finding[]; readonly rollback?: string | undefined } & Readonly<Record<string, unknown>>,
): object => ({ version: 1, steps, findings, ...(rollback === undefined ? {} : { rollback }), ...more });
