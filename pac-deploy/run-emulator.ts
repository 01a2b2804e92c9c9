import { realpathSync, statSync, watch, type FSWatcher } from "node:fs";
import { spawn } from "node:child_process";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import pc from "picocolors";
import type { LiquidProblem } from "../liquid/create-liquid.ts";
import { UserError } from "../contract/user-error.ts";
import { startEmulator, type StartedEmulator } from "../portal-emulator/start-emulator.ts";
import { readSite } from "../site/read-site.ts";
import { usePath } from "../site/site-layout.ts";
import { isAbsence } from "../site/whole-files.ts";
import { listenForStop, type StopRequest } from "./listen-for-stop.ts";
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
  /** Listens already; absent: from now on. */
  readonly stop?: StopRequest;
  /** What to show a person once the portal answers. */
  readonly invitation: (portal: string, console: string) => readonly string[];
}

/** Settles some time after the last of a burst of changes, as editors and downloads write them. */
const settleMs = 150;
/** How often to look for a folder that went away. */
const goneMs = 500;

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
  if (isInside(siteFolder, flags.db)) {
    throw new UserError("database-in-site", `${flags.db} lies in the site folder, which the emulator never writes into (and which would be uploaded with it)`, {
      exitCode: 2,
      hint: `Give --db a file outside, e.g. ${join("..", "emulator.db")}.`,
    });
  }
  const stop = options.stop ?? listenForStop();
  const started = await startEmulator(
    { site, database: flags.db, distFolder: options.distFolder },
    { portal: flags.portalPort, org: flags.orgPort, insights: flags.insightsPort },
  );
  const { addresses } = started.emulator;
  const watcher = watchSite(siteFolder, started, terminal);
  terminal.answer(addresses);
  terminal.say(["", `  ${pc.bold(site.website.name)} is on ${pc.cyan(addresses.portal)}`, ...options.invitation(addresses.portal, addresses.console).map((line) => `  ${line}`), ""].join("\n"));
  if (flags.open && !terminal.isJson) openInBrowser(addresses.portal);
  // A large site takes a while to render, and Ctrl+C does not wait for it.
  const exitCode = await Promise.race([stop.requested, reportPages(started, terminal).then(() => stop.requested)]);
  watcher.close();
  await started.close();
  return exitCode;
}

/** `:memory:` is in no folder. Links are followed as far as the path is there. */
function isInside(folder: string, database: string): boolean {
  if (database === ":memory:") return false;
  const inside = relative(realPathOf(resolve(folder)), realPathOf(resolve(database)));
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isAbsence(error) || dirname(path) === path) throw error;
    return join(realPathOf(dirname(path)), basename(path));
  }
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
  let reading = Promise.resolve();
  let lastRefusal = "";
  let isClosed = false;
  let watched = watchFolder();
  // One after the other: an older reading never replaces a newer one.
  function readSoon(afterMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void (reading = reading.then(reload)), afterMs);
  }
  function watchFolder(): { readonly watcher: FSWatcher; readonly inode: number | undefined } {
    const watcher = watch(folder, { recursive: true }, (_, name) => {
      if (name === null || !isStranger(name)) readSoon(settleMs);
    });
    watcher.on("error", (error) => terminal.say(`  ${pc.yellow("changes are not seen any more, start again to see them:")} ${error.message}`));
    return { watcher, inode: inodeOf(folder) };
  }
  async function reload(): Promise<void> {
    if (isClosed) return;
    const inode = inodeOf(folder);
    if (inode === undefined) {
      watched.watcher.close();
      watched = { ...watched, inode: undefined };
    }
    // A download may delete the folder and make it anew, and the old watcher stays with the old one.
    if (inode !== undefined && inode !== watched.inode) {
      watched.watcher.close();
      watched = watchFolder();
    }
    try {
      started.emulator.useSite(await readSite(folder));
      lastRefusal = "";
      terminal.say(`  ${pc.dim("read the site folder again")}`);
    } catch (error) {
      // Half-written files are normal while somebody saves; the last good reading stays.
      const refusal = describe(error);
      if (refusal !== lastRefusal) terminal.say(`  ${pc.yellow("kept the last reading of the site:")} ${refusal}`);
      lastRefusal = refusal;
      if (inode === undefined) readSoon(goneMs);
    }
  }
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      watched.watcher.close();
    },
  };
}

/** undefined: the folder is gone. */
function inodeOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.ino;
}

/** A file that no site folder has. Names without an end may be folders, whose contents count. */
function isStranger(name: string): boolean {
  const path = name.replaceAll("\\", "/");
  if (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(path) || path.endsWith(".tmp")) return true;
  return /\.[^/]*$/.test(path) && usePath(path) === "unknown";
}

const describe = (error: unknown): string => (error instanceof UserError && error.hint !== undefined ? `${error.message} ${error.hint}` : error instanceof Error ? error.message : String(error));

/** Opens the person's browser where there is one; a machine without says nothing, the address is on the screen. */
function openInBrowser(url: string): void {
  const [command, args] =
    process.platform === "win32" ? ["cmd", ["/c", "start", "", url]] : process.platform === "darwin" ? ["open", [url]] : ["xdg-open", [url]];
  if (!process.stdout.isTTY || (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"])) return;
  spawn(command, args, { stdio: "ignore", detached: true }).on("error", () => undefined).unref();
}
