import { spawn } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import pc from "picocolors";
import type { Collation } from "../contract/emulator.ts";
import { UserError } from "../contract/user-error.ts";
import { createLiveReload } from "../portal-emulator/live-reload/create-live-reload.ts";
import { planRefresh } from "../portal-emulator/live-reload/plan-refresh.ts";
import { parsePlugins } from "../portal-emulator/organization/parse-plugins.ts";
import { findRootDocument } from "../portal-emulator/portal/code-site/read-code-site.ts";
import { findLiquidSource } from "../portal-emulator/portal/find-liquid-source.ts";
import type { RenderedPage } from "../portal-emulator/portal/render-all-pages.ts";
import { parseSchemaFile } from "../portal-emulator/schema/parse-schema-file.ts";
import { standardSchema } from "../portal-emulator/schema/standard-schema.ts";
import { readSolution } from "../portal-emulator/solution/read-solution.ts";
import { startEmulator } from "../portal-emulator/start-emulator.ts";
import { renderCodeFrame } from "../site/render-code-frame.ts";
import { createSiteReader } from "../site/site-reader.ts";
import type { Site } from "../site/site.ts";
import { isAbsence } from "../site/whole-files.ts";
import { createPageReporter } from "./create-page-reporter.ts";
import { createPolicyAdviser } from "./create-policy-adviser.ts";
import { listenForStop, type StopRequest } from "./listen-for-stop.ts";
import type { PageReport } from "./render-page-report.ts";
import type { Terminal } from "./terminal.ts";
import { watchBuild } from "./watch-build.ts";
import { watchSite } from "./watch-site.ts";

export interface EmulatorFlags {
  readonly portalPort: number;
  readonly orgPort: number;
  readonly insightsPort: number;
  readonly db: string;
  /** File with custom tables; absent: the standard ones alone. */
  readonly schema?: string;
  /** Unpacked solution with forms, views and tables; absent: they are assumed. */
  readonly solution?: string;
  /** JavaScript module with code of the organization; absent: none. */
  readonly plugins?: string;
  /** Absent: accents do not count. */
  readonly collation?: Collation;
  readonly open: boolean;
  /** `localhost`, or a name below it. */
  readonly portalHost?: string;
  /** false: pages do not offer to be seen as somebody else. */
  readonly personaBar?: boolean;
}

export interface RunEmulatorOptions {
  readonly siteFolder: string;
  readonly flags: EmulatorFlags;
  readonly distFolder: string;
  readonly terminal: Terminal;
  /** Open pages load again when the site changes; false: they are as a portal sends them. */
  readonly reloadsPages: boolean;
  /** Listens already; absent: from now on. */
  readonly stop?: StopRequest;
  /** What to show a person once the portal answers. */
  readonly invitation: (portal: string, console: string) => readonly string[];
}

/** A browser asks for its page in that time, after a start or a save, and is not to wait for the look at all the others. */
const lookAfterMs = 400;

/**
 * Starts the emulator on a site folder, reads the folder again as its files change, and stays until SIGINT or SIGTERM.
 * This file alone joins the command line and the emulator.
 * @returns the exit code: 130 after SIGINT, 143 after SIGTERM
 */
export async function runEmulator(options: RunEmulatorOptions): Promise<number> {
  const { siteFolder, flags, terminal } = options;
  const reader = createSiteReader(siteFolder);
  const site = await reader.read();
  if (isInside(siteFolder, flags.db)) {
    throw new UserError(
      "database-in-site",
      `${flags.db} lies in the site folder, which the emulator never writes into (and which would be uploaded with it)`,
      {
        exitCode: 2,
        hint: `Give --db a file outside, e.g. ${join("..", "emulator.db")}.`,
      },
    );
  }
  const schema = flags.schema === undefined ? standardSchema : parseSchemaFile(readSchemaText(flags.schema), flags.schema);
  const solution = flags.solution === undefined ? undefined : await readSolution(flags.solution);
  const code = flags.plugins === undefined ? undefined : parsePlugins(await importPlugins(flags.plugins), flags.plugins);
  const stop = options.stop ?? listenForStop();
  const liveReload = options.reloadsPages ? createLiveReload((line) => terminal.say(line)) : undefined;
  let shown = site;
  const adviser = createPolicyAdviser(
    () => shown,
    (text) => terminal.say(`  ${pc.yellow("policy")} ${text}`),
  );
  const started = await startEmulator(
    {
      site,
      policyViolated: (violation) => adviser.told(violation),
      database: flags.db,
      schema,
      ...(solution === undefined ? {} : { solution }),
      distFolder: options.distFolder,
      personaBar: flags.personaBar !== false,
      ...(flags.portalHost === undefined ? {} : { portalHost: flags.portalHost }),
      ...(liveReload === undefined ? {} : { liveReload }),
      ...(flags.collation === undefined ? {} : { collation: flags.collation }),
      ...code,
    },
    { portal: flags.portalPort, org: flags.orgPort, insights: flags.insightsPort },
  );
  const { addresses } = started.emulator;
  const reporter = createPageReporter({
    renderAllPages: async () => (await started.emulator.renderAllPages()).map((page) => addFrames(page, shown)),
    say: (text) => terminal.say(text),
    pause: () => setTimeout(lookAfterMs, undefined, { ref: false }),
  });
  // A code site's folder has no records but in the folder inside it.
  const watcher = watchSite(site.folder, {
    read: async (paths) => {
      const next = await reader.read(paths);
      const refresh = planRefresh(paths, shown, next);
      started.emulator.useSite((shown = next));
      liveReload?.siteChanged(refresh);
      void reporter.look();
    },
    refused: (refusal) => liveReload?.siteRefused(refusal),
    say: (line) => terminal.say(line),
  });
  const rootDocument = findRootDocument(site);
  const buildWatcher =
    rootDocument === undefined
      ? undefined
      : watchBuild(rootDocument, () => {
          try {
            // Read anew for the hosts that its scripts name.
            started.emulator.useSite(shown);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            terminal.say(`  ${pc.yellow("kept the last reading of the site:")} ${error.message}`);
            return;
          }
          void reporter.look();
          liveReload?.siteChanged({ kind: "page" });
          terminal.say(`  ${pc.dim("the site was built again")}`);
        });
  terminal.answer(addresses);
  terminal.say(
    [
      "",
      `  ${pc.bold(site.website.name)} is on ${pc.cyan(addresses.portal)}`,
      ...options.invitation(addresses.portal, addresses.console).map((line) => `  ${line}`),
      "",
    ].join("\n"),
  );
  if (flags.open && !terminal.isJson) openInBrowser(addresses.portal);
  // A large site takes a while to render, and Ctrl+C does not wait for it.
  void reporter.look();
  const exitCode = await stop.requested;
  watcher.close();
  buildWatcher?.close();
  reporter.close();
  await started.close();
  return exitCode;
}

/** The problems of a page with the source around them. */
const addFrames = ({ status, problems }: RenderedPage, site: Site): PageReport => ({
  status,
  problems: problems.map((problem) => {
    const source = findLiquidSource(site, problem.path);
    const frame = source === undefined ? undefined : renderCodeFrame(source, problem);
    return frame === undefined ? problem : { ...problem, frame };
  }),
});

function readSchemaText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UserError("schema-file-missing", `--schema names a file that cannot be read: ${path}`, {
      exitCode: 2,
      hint: 'Give a JSON file with the tables of the organization, e.g. {"tables": {"pk_topic": {"columns": {"pk_rank": {"type": "integer"}}}}}.',
      cause,
    });
  }
}

async function importPlugins(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    // A module's namespace is an object of its exports.
    return (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new UserError("plugins-failed", `--plugins names a module that cannot be loaded: ${describe(cause)}`, {
      exitCode: 2,
      place: { path },
      hint: "Give a JavaScript module (.mjs) that exports steps, customApis or environmentVariables.",
      cause,
    });
  }
}

const describe = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

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

/** Opens the person's browser where there is one; a machine without says nothing, the address is on the screen. */
function openInBrowser(url: string): void {
  const [command, args] =
    process.platform === "win32"
      ? ["cmd", ["/c", "start", "", url]]
      : process.platform === "darwin"
        ? ["open", [url]]
        : ["xdg-open", [url]];
  if (!process.stdout.isTTY || (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"])) return;
  spawn(command, args, { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
