import { readdir } from "node:fs/promises";
import { UserError } from "../../contract/user-error.ts";
import { findDownloadedSite } from "./find-downloaded-site.ts";
import { findFaults, findRunFaults, findUnfinishedDownloads } from "./find-faults.ts";
import { findPac, thisMachine } from "./find-pac.ts";
import { createSecretHider } from "./hide-pac-secrets.ts";
import { isSameEnvironment } from "./normalize-environment.ts";
import { pacArguments } from "./pac-arguments.ts";
import { pacEnvironment } from "./pac-environment.ts";
import type { AuthProfile, Pac, PacFault, PacOutcome, UploadOptions } from "./pac.ts";
import { compareVersions, minimumVersions, parsePacVersion } from "./pac-version.ts";
import { parseAuthList } from "./parse-auth-list.ts";
import { parseSiteList } from "./parse-site-list.ts";
import { runPac, type PacRunResult } from "./run-pac.ts";

const minute = 60_000;

/** How long pac may take; a site of some hundred files takes minutes (observed, third party). */
const timeLimitsMs = { version: minute, help: minute, authList: minute, siteList: 5 * minute, download: 60 * minute, upload: 120 * minute };
type Verb = keyof typeof timeLimitsMs;

export interface CreatePacOptions {
  /** `--pac`. */
  readonly path?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

interface Run {
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/**
 * Finds pac and asks for its version.
 * @throws UserError `pac-not-found`, `pac-needs-shell`, `pac-not-started`, `pac-version-unknown`, `pac-too-old`, `pac-minutes-invalid`
 */
export async function createPac(options: CreatePacOptions = {}): Promise<Pac> {
  const { environment = process.env } = options;
  const path = await findPac(options.path, thisMachine(environment));
  const limitMs = readLimitMs(environment["PORTAL_KIT_PAC_MINUTES"]);
  const hide = createSecretHider(environment);
  const limitOf = (verb: Verb): number => (verb === "download" || verb === "upload" ? (limitMs ?? timeLimitsMs[verb]) : timeLimitsMs[verb]);

  const run = (verb: Verb, args: readonly string[], { cwd, signal, onLine }: Run = {}): Promise<PacRunResult> =>
    runPac({
      path,
      args,
      environment: pacEnvironment(environment),
      timeLimitMs: limitOf(verb),
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal === undefined ? {} : { signal }),
      ...(onLine === undefined ? {} : { onLine: (line: string) => onLine(hide(line)) }),
    });

  const version = await askVersion(run, { path, signal: options.signal });
  const assertVersion = (kind: UploadOptions["kind"]): void => {
    if (compareVersions(version, minimumVersions[kind]) >= 0) return;
    throw new UserError("pac-too-old", `${path} is pac ${version}; ${minimumVersions[kind]} or newer was expected for a ${kind} site`, {
      exitCode: 3,
      hint: "Update it: dotnet tool update --global Microsoft.PowerApps.CLI.Tool",
    });
  };
  assertVersion("classic");

  const outcome = (verb: Verb, result: PacRunResult, more: readonly PacFault[] = []): PacOutcome => {
    const faults = [...findRunFaults(result, limitOf(verb)), ...findFaults(result.lines), ...more];
    return {
      ok: result.exitCode === 0 && faults.length === 0,
      exitCode: result.exitCode,
      output: result.lines.map(hide).join("\n"),
      faults: faults.map(({ code, line, hint }) => ({ code, line: hide(line), hint: hide(hint) })),
    };
  };
  const listProfiles = async (signal?: AbortSignal): Promise<readonly AuthProfile[]> => {
    const result = await run("authList", pacArguments.authList(), { signal });
    const profiles = parseAuthList(result.lines.join("\n"));
    const judged = outcome("authList", result);
    const saysNone = judged.faults.length > 0 && judged.faults.every(({ code }) => code === "pac-profile-missing");
    if (profiles.length === 0 && !saysNone) assertWorked("pac auth list", judged);
    return profiles;
  };

  /** Only a pac whose help names the flag takes the environment; any other uploads to the one that its active profile is bound to. */
  const codeSiteEnvironment = async (environmentUrl: string, signal?: AbortSignal): Promise<string | undefined> => {
    const help = await run("help", pacArguments.uploadCodeSiteHelp(), { signal });
    if (help.lines.some((line) => /(?:^|[\s[])--environment\b/.test(line))) return environmentUrl;
    const active = (await listProfiles(signal)).find(({ isActive }) => isActive);
    if (isSameEnvironment(active?.environment, environmentUrl)) return undefined;
    const where = active?.environment ?? (active === undefined ? "no profile is active" : "the active profile names none");
    throw new UserError(
      "pac-other-environment",
      `pac would upload the code site to another environment (${where}); ${environmentUrl} was expected`,
      {
        exitCode: 3,
        hint: `\`pac pages upload-code-site\` takes the environment of the active profile: \`pac auth select --index <n>\`; \`portal-kit auth --environment ${environmentUrl}\` names it.`,
      },
    );
  };

  return {
    path,
    version,
    listProfiles,
    async listSites(environmentUrl, signal) {
      const result = await run("siteList", pacArguments.siteList(environmentUrl), { signal });
      const sites = parseSiteList(result.lines.join("\n"));
      const saysNone = result.lines.some((line) => /No Power Pages website records/i.test(line));
      if (result.ended !== "exit" || (sites.length === 0 && !saysNone)) assertWorked("pac pages list", outcome("siteList", result));
      return sites;
    },
    async download({ signal, onLine, ...download }) {
      assertVersion(download.kind);
      if ((await readdir(download.into)).length > 0) {
        throw new UserError("download-folder-not-empty", `${download.into} is not empty; pac would mix the site with what is there`, {
          exitCode: 3,
        });
      }
      const result = await run("download", pacArguments.download(download), { cwd: download.into, signal, onLine });
      const { siteFolder, faults } = await findDownloadedSite(download.into, download);
      return { ...outcome("download", result, [...findUnfinishedDownloads(result.lines), ...faults]), siteFolder };
    },
    async upload({ signal, onLine, ...upload }) {
      assertVersion(upload.kind);
      if (upload.kind === "classic") {
        return outcome("upload", await run("upload", pacArguments.upload(upload), { cwd: upload.folder, signal, onLine }));
      }
      if (upload.profile !== undefined) {
        throw new UserError("deployment-profile-unsupported", "pac takes no deployment profile for a code site", {
          exitCode: 2,
          hint: "Leave the profile out; what differs between environments belongs into site settings backed by environment variables.",
        });
      }
      const environmentUrl = await codeSiteEnvironment(upload.environment, signal);
      const args = pacArguments.uploadCodeSite({ folder: upload.folder, environment: environmentUrl });
      return outcome("upload", await run("upload", args, { cwd: upload.folder, signal, onLine }));
    },
  };
}

async function askVersion(
  run: (verb: Verb, args: readonly string[], options: Run) => Promise<PacRunResult>,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal | undefined },
): Promise<string> {
  for (const args of [pacArguments.version(), pacArguments.help()]) {
    const { lines } = await run("version", args, { signal });
    const version = parsePacVersion(lines.join("\n"));
    if (version !== undefined) return version;
  }
  throw new UserError("pac-version-unknown", `${path} does not say which version it is, as the Power Platform CLI does`, {
    exitCode: 3,
    hint: "Is it another program of this name? Name the right one with --pac or PORTAL_KIT_PAC.",
  });
}

/** For what has no outcome to hand on. */
function assertWorked(command: string, { ok, exitCode, output, faults }: PacOutcome): void {
  if (ok) return;
  const [fault] = faults;
  const last = output.split("\n").findLast((line) => line.trim() !== "") ?? "it printed nothing";
  throw new UserError(fault?.code ?? "pac-failed", `\`${command}\` failed: ${fault?.line ?? `${last} (exit code ${exitCode})`}`, {
    exitCode: 3,
    ...(fault === undefined ? {} : { hint: fault.hint }),
  });
}

function readLimitMs(minutes: string | undefined): number | undefined {
  if (minutes === undefined || minutes === "") return undefined;
  const value = Number(minutes);
  if (Number.isFinite(value) && value > 0 && value <= 24 * 60) return value * minute;
  throw new UserError("pac-minutes-invalid", `PORTAL_KIT_PAC_MINUTES: expected minutes from 1 to 1440, got "${minutes}"`, { exitCode: 2 });
}
