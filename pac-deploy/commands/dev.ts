import { join } from "node:path";
import type { Command } from "commander";
import type { PackageFolders } from "../create-program.ts";
import { runEmulator } from "../run-emulator.ts";
import { createTerminal } from "../terminal.ts";
import { addEmulatorOptions, type EmulatorOptions } from "./emulator-options.ts";
import { addSiteOptions, siteFolder, type SiteOptions } from "./site-options.ts";

export function addDev(program: Command, folders: PackageFolders): void {
  addEmulatorOptions(addSiteOptions(program.command("dev")))
    .description("Run the portal emulator on a site folder, reloading as files change. Never writes into it.")
    .action(async (options: SiteOptions & EmulatorOptions) => {
      process.exitCode = await runEmulator({
        siteFolder: siteFolder(options),
        flags: options,
        reloadsPages: true,
        distFolder: join(folders.packageFolder, "dist"),
        terminal: createTerminal(options),
        invitation: (_, console) => [`watch identities arrive on ${console}`],
      });
    });
}
