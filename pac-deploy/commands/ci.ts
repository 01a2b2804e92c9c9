import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Argument, Option, type Command } from "commander";
import pc from "picocolors";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { isAbsence } from "../../site/whole-files.ts";
import { ciAuths, ciSystems, type CiAuth, type CiEnvironment, type CiFile, type CiSystem } from "../ci/ci-options.ts";
import { assertRenderable } from "../ci/assert-renderable.ts";
import { planCiFiles } from "../ci/plan-ci-files.ts";
import { renderAzure } from "../ci/render-azure.ts";
import { renderGithub } from "../ci/render-github.ts";
import { readConfiguration } from "../configuration/read-configuration.ts";
import { printable } from "../printable.ts";
import { listVariables } from "../profiles/profile-variables.ts";
import { readProfile } from "../profiles/read-profiles.ts";
import { Declined } from "../render-error.ts";
import { createTerminal } from "../terminal.ts";
import { addSiteOptions, siteFolder, type SiteOptions } from "./site-options.ts";

interface CiCommandOptions extends SiteOptions {
  readonly auth: CiAuth;
  readonly out: string;
  readonly dryRun?: boolean;
}

const renderers: Readonly<Record<CiSystem, typeof renderGithub>> = { github: renderGithub, "azure-devops": renderAzure };

export function addCi(program: Command): void {
  addSiteOptions(program.command("ci"))
    .description("Write pipelines that check, plan on pull requests, deploy after approval, verify and roll back. Overwrites nothing.")
    .addArgument(new Argument("<system>", "whose pipelines").choices(ciSystems))
    .addOption(new Option("--auth <kind>", "how the pipelines sign in").choices(ciAuths).default("federated"))
    .option("--out <folder>", "root of the repository", ".")
    .option("--dry-run", "show everything, write nothing")
    .action(async (system: CiSystem, options: CiCommandOptions) => {
      const terminal = createTerminal(options);
      const root = resolve(options.out);
      const site = await readSite(siteFolder(options));
      const environments = await listEnvironments(options, site.folder);
      const ciOptions = { auth: options.auth, site: pathInside(root, siteFolder(options)), siteName: site.website.name, environments };
      assertRenderable(ciOptions);
      const files = renderers[system](ciOptions);
      const planned = planCiFiles(files, await readPresent(root, files));
      const toWrite = planned.filter(({ kind }) => kind === "create");
      for (const { path, text } of toWrite) terminal.say(`${pc.bold(`create ${path}`)}${pc.dim(`  ${text.split("\n").length - 1} lines`)}`);
      const isWritten = toWrite.length > 0 && options.dryRun !== true;
      if (isWritten) {
        if (!(await terminal.confirm(`Write ${toWrite.length} files below ${root}?`))) throw new Declined();
        for (const file of toWrite) await writeNew(root, file);
      }
      for (const line of describeOutcome({ toWrite, isWritten })) terminal.say(line);
      terminal.answer({ version: 1, written: isWritten, files: planned.map(({ path, kind }) => ({ path, kind })) });
    });
}

/** Those of the configuration, production last. */
async function listEnvironments(options: SiteOptions, recordsFolder: string): Promise<CiEnvironment[]> {
  const { configuration } = await readConfiguration(siteFolder(options), options.config);
  const environments = Object.entries(configuration.deploy.environments);
  if (environments.length === 0) {
    throw new UserError("environment-missing", "the configuration names no environment to deploy to", {
      exitCode: 2,
      hint: 'Add them: "deploy": {"environments": {"test": {"url": "https://contoso-test.crm4.dynamics.com"}, "prod": {"url": "https://contoso.crm4.dynamics.com", "production": true}}}.',
    });
  }
  const described = await Promise.all(
    environments.map(async ([name, { url, production, profile }]) => {
      const rows = profile === undefined ? [] : (await readProfile(recordsFolder, profile)).profile.rows;
      const variables = rows.flatMap(({ values }) => Object.values(values).flatMap(({ text }) => listVariables(text)));
      return { name, url, isProduction: production, variables: [...new Set(variables)] };
    }),
  );
  return described.toSorted((a, b) => Number(a.isProduction) - Number(b.isProduction));
}

function pathInside(root: string, folder: string): string {
  const path = relative(root, folder).split(sep).join("/");
  if (path !== ".." && !path.startsWith("../") && !/^[A-Za-z]:/.test(path)) return path === "" ? "." : path;
  throw new UserError("site-outside-repository", `the site folder ${folder} is not below ${root}`, {
    exitCode: 2,
    hint: "Give the repository's root with --out: the pipelines name the site folder by its path from there.",
  });
}

async function readPresent(root: string, files: readonly CiFile[]): Promise<Map<string, string>> {
  const present = new Map<string, string>();
  for (const { path } of files) {
    try {
      present.set(path, await readFile(join(root, path), "utf8"));
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
  }
  return present;
}

async function writeNew(root: string, { path, text }: CiFile): Promise<void> {
  const file = join(root, path);
  try {
    await mkdir(dirname(file), { recursive: true });
    // Somebody may have written it since it was looked for.
    await writeFile(file, text, { flag: "wx" });
  } catch (cause) {
    throw new UserError("ci-file-not-written", `the file could not be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
      exitCode: 3,
      place: { path },
      hint: "Check the permissions of the folder, then run the command again: what is written already stays.",
      cause,
    });
  }
}

function describeOutcome({ toWrite, isWritten }: { readonly toWrite: readonly CiFile[]; readonly isWritten: boolean }): string[] {
  if (toWrite.length === 0) return ["Nothing to do: the pipelines are there."];
  if (!isWritten) return ["", "Dry run: nothing written."];
  return [
    "",
    pc.green(printable(`Done: ${toWrite.length} ${toWrite.length === 1 ? "file" : "files"}.`)),
    "What they need from you (environments, secrets, approvals): docs/deploy.md, In a pipeline.",
  ];
}
