import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, describe, expect, it, vi } from "vitest";
import { addAuth } from "../../../pac-deploy/commands/auth.ts";
import { createScriptedPac, say } from "../pac/scripted-pac.ts";

const contoso = "https://contoso.crm4.dynamics.com";
const list = say(
  `Index Active Kind      Name User            Cloud  Type Environment Environment Url\n[1]   *      DATAVERSE dev  ada@contoso.com Public User Contoso     ${contoso}/\n[2]          UNIVERSAL test ada@contoso.com Public User Test        https://test.crm4.dynamics.com/\n`,
);

interface AuthAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | string | null | undefined;
}

/** What the last run has said, also one that failed. */
const told = { stdout: "", stderr: "" };

async function runAuth(args: readonly string[], script = list): Promise<AuthAnswer> {
  const { path } = await createScriptedPac({ "auth list": script });
  told.stdout = "";
  told.stderr = "";
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      told[name] += String(text);
      return true;
    });
  }
  const program = new Command();
  addAuth(program);
  try {
    await program.parseAsync(["auth", "--pac", path, ...args], { from: "user" });
  } finally {
    vi.restoreAllMocks();
  }
  return { ...told, exitCode: process.exitCode };
}

describe.skipIf(process.platform === "win32")("portal-kit auth", () => {
  afterEach(() => {
    process.exitCode = undefined;
  });

  it.each([
    ["the active one", [], "The active profile: fits [1] dev", undefined],
    ["the one that fits", ["--environment", `${contoso}/main.aspx`], `For ${contoso}: fits [1] dev`, undefined],
    ["the one to select", ["--environment", "https://test.crm4.dynamics.com"], "pac auth select --index 2", 1],
    ["that none fits", ["--environment", "https://other.crm4.dynamics.com"], "can enter no other", 1],
  ])("names %s", async (_, args, text, exitCode) => {
    const answer = await runAuth(args);
    expect(answer.stdout).toContain(text);
    expect(answer.exitCode).toBe(exitCode);
  });

  it("answers a machine on stdout, people on stderr", async () => {
    const { stdout, stderr } = await runAuth(["--environment", contoso, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      environment: contoso,
      pac: { version: "1.52.1" },
      profiles: [{ index: 1 }, { index: 2 }],
      use: { verdict: "fits", index: 1 },
    });
    expect(stderr).toContain("fits");
  });

  it("shows every way to sign in, for this environment, with no secret on a command line", async () => {
    const { stdout } = await runAuth(["--environment", contoso]);
    for (const flag of [
      "--deviceCode",
      "--githubFederated",
      "--azureDevOpsFederated",
      "--managedIdentity",
      '--clientSecret "$PAC_CLI_SPN_SECRET"',
    ]) {
      expect(stdout).toContain(flag);
    }
    const commands = stdout.split("\n").filter((line) => line.includes("pac auth create"));
    expect(commands.every((line) => line.includes(`--environment ${contoso}`))).toBe(true);
    expect(commands.filter((line) => /--clientSecret (?!"\$PAC_CLI_SPN_SECRET"$|\$env:PAC_CLI_SPN_SECRET$)/.test(line))).toEqual([]);
    expect(stdout).toContain("whoever may list this machine's processes can read it");
  });

  it("takes a name of the configuration", async () => {
    const folder = await mkdtemp(join(tmpdir(), "auth-"));
    const configuration = {
      tracking: { placement: "none" },
      deploy: { environments: { test: { url: "https://test.crm4.dynamics.com" } } },
    };
    await writeFile(join(folder, "portal-kit.config.json"), JSON.stringify(configuration));
    const answer = await runAuth(["--environment", "test", "--site", folder]);
    expect(answer.stdout).toContain("For https://test.crm4.dynamics.com: not the active one [2] test");
    await expect(runAuth(["--environment", "tset", "--site", folder])).rejects.toMatchObject({ code: "environment-unknown", exitCode: 2 });
  });

  it("refuses an environment that is neither address nor name", async () => {
    await expect(runAuth(["--environment", "contoso"])).rejects.toMatchObject({ code: "environment-unknown", exitCode: 2 });
  });

  it("shows the ways also where there is no pac", async () => {
    await expect(runAuth(["--environment", contoso, "--pac", "/nowhere/pac"])).rejects.toMatchObject({
      code: "pac-not-found",
      exitCode: 3,
    });
  });

  it("says that pac has no profile", async () => {
    const answer = await runAuth([], say("No profiles were found on this computer."));
    expect(answer.stdout).toContain("pac has no profile on this computer");
    expect(answer.exitCode).toBe(1);
  });
});
