import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { Option, type Command } from "commander";
import pc from "picocolors";
import { configurationFileName } from "../../contract/names.ts";
import { writeEdits } from "../../site/write-edits.ts";
import type { PackageFolders } from "../create-program.ts";
import { assertApplicable } from "../plan/assert-applicable.ts";
import { planApply } from "../plan/plan-apply.ts";
import { listenForStop } from "../listen-for-stop.ts";
import { runEmulator } from "../run-emulator.ts";
import { createTerminal } from "../terminal.ts";
import { addEmulatorOptions, type EmulatorOptions } from "./emulator-options.ts";

interface DemoOptions extends EmulatorOptions {
  readonly site?: string;
  readonly starter: "standard" | "enhanced";
  readonly json?: boolean;
}

/** What the demo applies: the form on a page of its own, the sample tracking script, the kit's own banner. */
const demoConfiguration = {
  tracking: { script: "tracking.html", placement: "header" },
  consent: { mode: "opt-in", source: "banner" },
  capture: { path: "A", acceptAnonymousContactAccess: true, page: "get-in-touch" },
};

export function addDemo(program: Command, folders: PackageFolders): void {
  addEmulatorOptions(program.command("demo"))
    .description("Apply the kit to a copy of a site and run it: an anonymous visitor becomes a known contact on this machine.")
    .addOption(new Option("--starter <name>", "which starter site").choices(["standard", "enhanced"]).default("enhanced"))
    .option("--site <folder>", "a copy of this site folder instead of a starter")
    .option("--json", "print the addresses as one line of JSON on stdout")
    .action(async (options: DemoOptions) => {
      const terminal = createTerminal({ ...options, yes: true });
      // Before there is anything to clean up: Ctrl+C leaves nothing behind at any time.
      const stop = listenForStop();
      const temporary = await mkdtemp(join(tmpdir(), "portal-kit-demo-"));
      try {
        const site = await prepareSite(temporary, options, folders);
        process.exitCode = await runEmulator({
          siteFolder: site,
          flags: options,
          reloadsPages: false,
          distFolder: join(folders.packageFolder, "dist"),
          terminal,
          stop,
          invitation: (portal, console) => [
            "",
            `${pc.bold("1")}  Open ${pc.cyan(portal)}, accept the banner, look at a few pages.`,
            `${pc.bold("2")}  Fill in the form on ${pc.cyan(`${portal}/get-in-touch`)}.`,
            `${pc.bold("3")}  Press "Run a Customer Insights refresh" on ${pc.cyan(console)}: the visitor becomes known, with every page of before.`,
            pc.dim("   To see the site signed in, choose somebody at the foot of any page."),
            "",
            pc.dim(`The site is a copy in ${site}; Ctrl+C ends the demo and deletes it.`),
          ],
        });
      } finally {
        await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
      }
    });
}

/** A copy of the site with the kit applied. */
async function prepareSite(temporary: string, options: DemoOptions, folders: PackageFolders): Promise<string> {
  const fixtures = join(folders.packageFolder, "test", "fixtures");
  const source = options.site === undefined ? join(fixtures, "sites", options.starter) : resolve(options.site);
  const site = join(temporary, basename(source));
  await cp(source, site, { recursive: true, filter: (path) => !/[\\/](node_modules|\.git)$/.test(path) });
  await rm(join(site, configurationFileName), { force: true });
  await cp(join(fixtures, "scripts", "customer-insights-data.html"), join(temporary, "tracking.html"));
  const configPath = join(temporary, configurationFileName);
  await writeFile(configPath, JSON.stringify(demoConfiguration, null, 2));
  const plan = await planApply(site, { kitFolder: folders.kitFolder, configPath });
  assertApplicable(plan);
  await writeEdits(site, plan.edits);
  return site;
}
