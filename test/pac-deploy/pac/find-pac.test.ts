import { describe, expect, it } from "vitest";
import { findPac, type Machine } from "../../../pac-deploy/pac/find-pac.ts";

const linux = (files: readonly string[], environment: Machine["environment"] = { PATH: "/usr/bin:/opt/bin" }): Machine =>
  machine("linux", "/home/ada", files, environment);

const windows = (files: readonly string[], environment: Machine["environment"] = { Path: String.raw`C:\Windows;"D:\My Tools"` }): Machine =>
  machine("win32", String.raw`C:\Users\ada`, files, { LOCALAPPDATA: String.raw`C:\Users\ada\AppData\Local`, ...environment });

function machine(platform: NodeJS.Platform, home: string, files: readonly string[], environment: Machine["environment"]): Machine {
  const separator = platform === "win32" ? "\\" : "/";
  return {
    platform,
    home,
    environment,
    isRunnable: (path) => Promise.resolve(files.includes(path)),
    list: (folder) =>
      Promise.resolve(
        files.flatMap((file) => (file.startsWith(folder + separator) ? [file.slice(folder.length + 1).split(separator)[0] ?? ""] : [])),
      ),
  };
}

const installer = String.raw`C:\Users\ada\AppData\Local\Microsoft\PowerAppsCLI`;

describe("findPac", () => {
  it.each([
    ["on the PATH, the first of two", linux(["/opt/bin/pac", "/home/ada/.dotnet/tools/pac"]), "/opt/bin/pac"],
    ["among the .NET tools", linux(["/home/ada/.dotnet/tools/pac"]), "/home/ada/.dotnet/tools/pac"],
    ["without any PATH", linux(["/home/ada/.dotnet/tools/pac"], {}), "/home/ada/.dotnet/tools/pac"],
    ["as PORTAL_KIT_PAC says", linux(["/x/pac", "/usr/bin/pac"], { PATH: "/usr/bin", PORTAL_KIT_PAC: "/x/pac" }), "/x/pac"],
    ["with an empty PORTAL_KIT_PAC", linux(["/usr/bin/pac"], { PATH: "/usr/bin", PORTAL_KIT_PAC: "" }), "/usr/bin/pac"],
    ["on Windows, in a quoted folder of the Path", windows([String.raw`D:\My Tools\pac.exe`]), String.raw`D:\My Tools\pac.exe`],
    [
      "on Windows, among the .NET tools",
      windows([String.raw`C:\Users\ada\.dotnet\tools\pac.exe`]),
      String.raw`C:\Users\ada\.dotnet\tools\pac.exe`,
    ],
    [
      "on Windows, the newest program behind the installer's batch file",
      windows([
        `${installer}\\pac.cmd`,
        `${installer}\\Microsoft.PowerApps.CLI.1.9.4\\tools\\pac.exe`,
        `${installer}\\Microsoft.PowerApps.CLI.1.52.1\\tools\\pac.exe`,
        `${installer}\\Microsoft.PowerApps.CLI.1.60.0\\tools\\broken.txt`,
      ]),
      `${installer}\\Microsoft.PowerApps.CLI.1.52.1\\tools\\pac.exe`,
    ],
  ])("finds pac %s", async (_, where, expected) => {
    expect(await findPac(undefined, where)).toBe(expected);
  });

  it("takes the one that is named before any other", async () => {
    expect(await findPac("/x/pac", linux(["/x/pac", "/usr/bin/pac"], { PATH: "/usr/bin", PORTAL_KIT_PAC: "/y/pac" }))).toBe("/x/pac");
  });

  it.each([
    ["nowhere", undefined, linux([]), "pac-not-found", /PATH/],
    ["where --pac points", "/x/pac", linux(["/usr/bin/pac"]), "pac-not-found", /--pac: \/x\/pac/],
    [
      "where PORTAL_KIT_PAC points",
      undefined,
      linux(["/usr/bin/pac"], { PATH: "/usr/bin", PORTAL_KIT_PAC: "/x/pac" }),
      "pac-not-found",
      /PORTAL_KIT_PAC/,
    ],
    ["a relative folder of the PATH", undefined, linux(["bin/pac", "./pac", "pac"], { PATH: "bin::." }), "pac-not-found", /PATH/],
    ["a batch file with nothing beside it", undefined, windows([String.raw`C:\Windows\pac.cmd`]), "pac-needs-shell", /batch file/],
    ["a batch file that is named", String.raw`C:\x\pac.bat`, windows([String.raw`C:\x\pac.bat`]), "pac-needs-shell", /batch file/],
  ])("refuses when pac is %s", async (_, named, where, code, message) => {
    await expect(findPac(named, where)).rejects.toMatchObject({
      code,
      exitCode: 3,
      message: expect.stringMatching(message) as string,
      hint: expect.stringContaining("dotnet tool install") as string,
    });
  });
});
