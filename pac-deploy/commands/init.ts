import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { configurationFileName } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { isAbsence } from "../../site/whole-files.ts";
import { writeEdits } from "../../site/write-edits.ts";
import { readConfiguration } from "../configuration/read-configuration.ts";
import type { PackageFolders } from "../create-program.ts";
import { createTerminalAsk } from "../init/ask-in-terminal.ts";
import type { Answered } from "../init/collect-answers.ts";
import { describeView } from "../init/describe-view.ts";
import { findScripts } from "../init/find-scripts.ts";
import { lookAtSite, type SiteView } from "../init/look-at-site.ts";
import { parseSets } from "../init/parse-set.ts";
import { planConfiguration } from "../init/plan-configuration.ts";
import { readKitFiles } from "../kit-files.ts";
import { planEdits } from "../plan/plan-edits.ts";
import { readCodeSite } from "../plan/read-code-site.ts";
import { readWebFileTexts } from "../plan/read-web-file-texts.ts";
import { printable } from "../printable.ts";
import { renderTextDiff } from "../plan/render-changes.ts";
import { Declined } from "../render-error.ts";
import { canAsk, createTerminal } from "../terminal.ts";
import { addSiteOptions, collect, siteFolder, siteFlag, type SiteOptions } from "./site-options.ts";

interface InitOptions extends SiteOptions {
  readonly set?: readonly string[];
  readonly dryRun?: boolean;
}

export function addInit(program: Command, folders: PackageFolders): void {
  addSiteOptions(program.command("init"))
    .description("Look at the site, ask what it cannot tell, and write portal-kit.config.json. Writes nothing else.")
    .option("--set <key=value>", "settle a key of the configuration; may be given again; with it, or --yes, nothing is asked", collect)
    .option("--dry-run", "show everything, write nothing")
    .action(async (options: InitOptions) => {
      const terminal = createTerminal(options);
      const sets = parseSets(options.set ?? []);
      const path = resolve(options.config ?? join(siteFolder(options), configurationFileName));
      const existingText = await readText(path);
      const view = await readView(siteFolder(options), folders.kitFolder, dirname(path));
      for (const line of describeView(view)) terminal.say(printable(line));
      const isAsking = canAsk(options) && sets.length === 0;
      const { text, answered } = await planConfiguration({
        view,
        path,
        existingText,
        sets,
        ask: isAsking ? await createTerminalAsk(process.stdout) : undefined,
        schemaPath: relative(dirname(path), join(folders.packageFolder, "pac-deploy/portal-kit.config.schema.json")).replaceAll(sep, "/"),
      });
      if (!isAsking) for (const line of renderAnswered(answered)) terminal.say(line);
      const isNew = existingText === undefined;
      if (text === existingText) terminal.say("\nNothing to do: the configuration says this already.");
      else
        for (const line of isNew ? ["", pc.bold(`create ${path}`), text.trimEnd()] : ["", ...renderTextDiff(path, existingText, text)])
          terminal.say(line);
      const isWritten = text !== existingText && options.dryRun !== true;
      if (isWritten) {
        if (!isNew && !(await terminal.confirm(`Write this into ${path}, which is there already?`))) throw new Declined();
        await writeConfiguration(path, existingText, text);
      } else if (text !== existingText) terminal.say("\nDry run: nothing written.");
      const missing = isWritten || !isNew ? await findMissingScript(path) : [];
      for (const line of missing) terminal.say(`${pc.yellow("to do")} ${line}`);
      if (isWritten)
        terminal.say(
          `${pc.green("Done.")} Next: portal-kit plan${siteFlag(options)} shows what it would change, and what that opens to whom.`,
        );
      terminal.answer({
        version: 1,
        path,
        written: isWritten,
        configuration: JSON.parse(text) as unknown,
        proposals: answered,
        toDo: missing,
      });
    });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (cause) {
    if (isAbsence(cause)) return undefined;
    if (!(cause instanceof TypeError)) throw cause;
    throw new UserError("not-utf-8", `${path} is not UTF-8 text`, { exitCode: 2, place: { path }, hint: "Save it as UTF-8.", cause });
  }
}

async function readView(folder: string, kitFolder: string, configurationFolder: string): Promise<SiteView> {
  const [found, kit, scripts] = await Promise.all([readSite(folder), readKitFiles(kitFolder), findScripts(configurationFolder)]);
  const site = await readCodeSite(found, folder);
  return lookAtSite(site, { kit, scripts, webFiles: await readWebFileTexts(site) });
}

function renderAnswered(answered: readonly Answered[]): string[] {
  return answered.map(({ key, value, because }) => `  ${key} = ${printable(JSON.stringify(value))}  ${pc.dim(printable(because))}`);
}

async function writeConfiguration(path: string, before: string | undefined, after: string): Promise<void> {
  const name = path.slice(dirname(path).length).replace(/^[\\/]/, "");
  const texts = (text: string | undefined): Map<string, string> => new Map(text === undefined ? [] : [[name, text]]);
  await writeEdits(
    dirname(path),
    planEdits(texts(before), texts(after), () => "the configuration"),
  );
}

/** What is still missing before `plan` can be run. */
async function findMissingScript(path: string): Promise<string[]> {
  try {
    await readConfiguration(dirname(path), path);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`${error.message}${error.hint === undefined ? "" : ` ${error.hint}`}`];
  }
}
