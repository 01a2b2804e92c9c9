import { constants } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { compareVersions } from "./pac-version.ts";

/** What the search needs of the machine; tests hand in another one. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  isRunnable(path: string): Promise<boolean>;
  /** Names in a folder; empty where there is none. */
  list(folder: string): Promise<readonly string[]>;
}

/** https://learn.microsoft.com/power-platform/developer/cli/introduction#install-microsoft-power-platform-cli */
export const installHint =
  "Install it with `dotnet tool install --global Microsoft.PowerApps.CLI.Tool` (https://aka.ms/PowerPlatformCLI), or name the program with --pac or PORTAL_KIT_PAC.";

/**
 * The Power Platform CLI of this machine: the one that is named, else the first on the PATH, else the one of the .NET tools or of the Windows installer.
 * @param named `--pac`; without it the environment variable PORTAL_KIT_PAC
 * @returns an absolute path that can be started without a shell
 * @throws UserError `pac-not-found`, `pac-needs-shell`
 */
export async function findPac(named: string | undefined, machine: Machine = thisMachine()): Promise<string> {
  const paths = machine.platform === "win32" ? win32 : posix;
  const wanted = named ?? presence(machine.environment["PORTAL_KIT_PAC"]);
  if (wanted !== undefined) {
    const path = paths.resolve(wanted);
    if (!(await machine.isRunnable(path))) {
      const from = named === undefined ? "PORTAL_KIT_PAC" : "--pac";
      throw new UserError("pac-not-found", `${from}: ${path} is no program that can be started`, { exitCode: 3, hint: installHint });
    }
    return withoutShell(path, machine);
  }
  for (const path of listPlaces(machine)) if (await machine.isRunnable(path)) return withoutShell(path, machine);
  throw new UserError("pac-not-found", "the Power Platform CLI (pac) is neither on the PATH nor among the .NET tools", {
    exitCode: 3,
    hint: installHint,
  });
}

const presence = (text: string | undefined): string | undefined => (text === undefined || text.trim() === "" ? undefined : text);

function listPlaces({ platform, environment, home }: Machine): string[] {
  const isWindows = platform === "win32";
  const paths = isWindows ? win32 : posix;
  // Windows takes the names of its variables in any case; a copy of them does not.
  const variable = (name: string): string =>
    environment[name] ?? (isWindows ? (Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1] ?? "") : "");
  // A relative entry would start whatever lies in the folder of a site that somebody else wrote.
  const onPath = variable("PATH")
    .split(paths.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, "$1"))
    .filter((folder) => paths.isAbsolute(folder));
  if (!isWindows) return [...onPath, paths.join(home, ".dotnet/tools")].map((folder) => paths.join(folder, "pac"));
  const installer = variable("LOCALAPPDATA");
  const folders = [
    ...onPath,
    paths.join(variable("USERPROFILE") || home, ".dotnet", "tools"),
    ...(installer === "" ? [] : [paths.join(installer, "Microsoft", "PowerAppsCLI")]),
  ];
  return folders.flatMap((folder) => ["pac.exe", "pac.cmd", "pac.bat"].map((name) => paths.join(folder, name)));
}

/**
 * A batch file cannot be started without a shell (https://nodejs.org/api/child_process.html#spawning-bat-and-cmd-files-on-windows), and the one of the
 * Windows installer ends with 0 whatever happens (observed, third party). What it starts lies beside it, one folder for each version.
 */
async function withoutShell(path: string, machine: Machine): Promise<string> {
  if (machine.platform !== "win32" || !/\.(?:cmd|bat)$/i.test(path)) return path;
  const folder = win32.dirname(path);
  const versions = (await machine.list(folder))
    .flatMap((name) => {
      const version = /^Microsoft\.PowerApps\.CLI\.(\d+\.\d+\.\d+)/i.exec(name)?.[1];
      return version === undefined ? [] : [{ version, program: win32.join(folder, name, "tools", "pac.exe") }];
    })
    .toSorted((a, b) => compareVersions(b.version, a.version));
  for (const { program } of versions) if (await machine.isRunnable(program)) return program;
  throw new UserError("pac-needs-shell", `${path} is a batch file, and no pac.exe was found beside it`, {
    exitCode: 3,
    hint: `A batch file needs a shell, and the one of the installer hides pac's exit code. ${installHint}`,
  });
}

/** @param environment variables, where they are others than this process's */
export const thisMachine = (environment: Machine["environment"] = process.env): Machine => ({
  platform: process.platform,
  environment,
  home: homedir(),
  async isRunnable(path) {
    try {
      await access(path, constants.X_OK);
      return (await stat(path)).isFile();
    } catch {
      return false;
    }
  },
  async list(folder) {
    try {
      return await readdir(folder);
    } catch {
      return [];
    }
  },
});
