import { watch } from "node:fs";
import { spawn } from "node:child_process";
import pc from "picocolors";
import type { LiquidProblem } from "../liquid/create-liquid.ts";
import { UserError } from "../contract/user-error.ts";
import { startEmulator, type StartedEmulator } from "../portal-emulator/start-emulator.ts";
import { readSite } from "../site/read-site.ts";
import type { Terminal } from "./terminal.ts";

export interface EmulatorFlags {
  readonly portalPort: number;
  readonly orgPort: number;
  readonly insightsPort: number;
  readonly db: string;
  readonly open: boolean;
}

export interface RunEmulatorOptions {
  readonly siteFolder: string;
  readonly flags: EmulatorFlags;
  readonly distFolder: string;
  readonly terminal: Terminal;
  /** What to show a person once the portal answers. */
  readonly invitation: (portal: string, console: string) => readonly string[];
}

/** Settles some time after the last of a burst of changes, as editors and downloads write them. */
const settleMs = 150;

/**
 * Starts the emulator on a site folder, reads the folder again as its files change, and stays until SIGINT or SIGTERM.
 * This file alone joins the command line and the emulator.
 * @returns the exit code: 130 after SIGINT, 143 after SIGTERM
 */
export async function runEmulator(options: RunEmulatorOptions): Promise<number> {
  const { siteFolder, flags, terminal } = options;
  const site = await readSite(siteFolder);
  if (site.kind === "code") {
    throw new UserError("code-site", `${siteFolder} is a code site: its pages come from its own bundle, which the emulator does not serve yet`, {
      exitCode: 1,
      hint: "Use a classic site folder, as `pac pages download` writes it.",
    });
  }
  const stopped = waitForSignal();
  const started = await startEmulator(
    { site, database: flags.db, distFolder: options.distFolder },
    { portal: flags.portalPort, org: flags.orgPort, insights: flags.insightsPort },
  );
  const { addresses } = started.emulator;
  const watcher = watchSite(siteFolder, started, terminal);
  terminal.answer(addresses);
  terminal.say(["", `  ${pc.bold(site.website.name)} is on ${pc.cyan(addresses.portal)}`, ...options.invitation(addresses.portal, addresses.console).map((line) => `  ${line}`), ""].join("\n"));
  await reportPages(started, terminal);
  if (flags.open && !terminal.isJson) openInBrowser(addresses.portal);
  const signal = await stopped;
  watcher.close();
  await started.close();
  return signal === "SIGINT" ? 130 : 143;
}

function waitForSignal(): Promise<"SIGINT" | "SIGTERM"> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve("SIGINT"));
    process.once("SIGTERM", () => resolve("SIGTERM"));
  });
}

/** How the site's pages come out: errors a person should look at, then what this emulator does not do. */
async function reportPages(started: StartedEmulator, terminal: Terminal): Promise<void> {
  const pages = await started.emulator.renderAllPages();
  const isError = (problem: LiquidProblem): boolean => problem.kind !== "unsupported";
  const clean = pages.filter((page) => page.status === 200 && !page.problems.some(isError)).length;
  terminal.say(`  ${clean} of ${pages.length} pages answer 200 without a Liquid error.`);
  const lines = new Set(pages.flatMap((page) => page.problems).filter(isError).map((problem) => `${problem.path}:${problem.line}:${problem.column} ${problem.message}`));
  for (const line of [...lines].slice(0, maxProblemLines)) terminal.say(`  ${pc.yellow("liquid")} ${line}`);
  if (lines.size > maxProblemLines) terminal.say(`  … and ${lines.size - maxProblemLines} more.`);
  const missing = new Set(pages.flatMap((page) => page.problems).filter((problem) => !isError(problem)).map((problem) => problem.name ?? problem.message));
  if (missing.size > 0) terminal.say(pc.dim(`  Not emulated, and marked on the page: ${[...missing].sort().join(", ")}.`));
}

const maxProblemLines = 20;

function watchSite(folder: string, started: StartedEmulator, terminal: Terminal): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const reload = async (): Promise<void> => {
    try {
      started.emulator.useSite(await readSite(folder));
      terminal.say(`  ${pc.dim("read the site folder again")}`);
    } catch (error) {
      // Half-written files are normal while somebody saves; the last good reading stays.
      terminal.say(`  ${pc.yellow("kept the last reading of the site:")} ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const watcher = watch(folder, { recursive: true }, (_, name) => {
    if (name !== null && /(^|[\\/])(node_modules|\.git)([\\/]|$)/.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), settleMs);
  });
  watcher.on("error", (error) => terminal.say(`  ${pc.yellow("changes are not seen any more:")} ${error.message}`));
  return {
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}

/** Opens the person's browser where there is one; a machine without says nothing, the address is on the screen. */
function openInBrowser(url: string): void {
  const [command, args] =
    process.platform === "win32" ? ["cmd", ["/c", "start", "", url]] : process.platform === "darwin" ? ["open", [url]] : ["xdg-open", [url]];
  if (!process.stdout.isTTY || (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"])) return;
  spawn(command, args, { stdio: "ignore", detached: true }).on("error", () => undefined).unref();
}
