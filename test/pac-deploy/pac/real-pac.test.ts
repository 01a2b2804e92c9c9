import { mkdtemp, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPac } from "../../../pac-deploy/pac/create-pac.ts";
import { findFaults } from "../../../pac-deploy/pac/find-faults.ts";
import { findPac } from "../../../pac-deploy/pac/find-pac.ts";
import { pacArguments } from "../../../pac-deploy/pac/pac-arguments.ts";
import { runPac } from "../../../pac-deploy/pac/run-pac.ts";

/** The real Power Platform CLI: PORTAL_KIT_REAL_PAC, else what this machine has; a fake one that PORTAL_KIT_PAC names does not count. */
const path = await findPac(process.env["PORTAL_KIT_REAL_PAC"]).catch(() => undefined);
const isReal = path !== undefined && (process.env["PORTAL_KIT_REAL_PAC"] !== undefined || (process.env["PORTAL_KIT_PAC"] ?? "") === "");

/** Nothing of the person's sign-ins, and nothing is reached: pac's proxy is a port of this machine where nobody listens. */
async function closedEnvironment(): Promise<NodeJS.ProcessEnv> {
  const home = await mkdtemp(join(tmpdir(), "real-pac-"));
  const nowhere = "http://127.0.0.1:9";
  return {
    ...process.env,
    HOME: home,
    LOCALAPPDATA: home,
    XDG_DATA_HOME: home,
    DOTNET_CLI_HOME: home,
    HTTPS_PROXY: nowhere,
    HTTP_PROXY: nowhere,
    ALL_PROXY: nowhere,
    PAC_CLI_SPN_SECRET: undefined,
  };
}

async function ask(args: readonly string[]): Promise<readonly string[]> {
  const run = {
    path: path ?? "",
    args,
    environment: await closedEnvironment(),
    timeLimitMs: 120_000,
  };
  return (await runPac(run)).lines;
}

const environment = "https://portal-kit.invalid";
const websiteId = "aaaa1111-2222-3333-4444-555555555555";
const everyCall: readonly (readonly string[])[] = [
  pacArguments.authList(),
  pacArguments.siteList(environment),
  pacArguments.download({ environment, into: "d", websiteId, kind: "classic", model: "enhanced" }),
  pacArguments.download({ environment, into: "d", websiteId, kind: "code", model: "enhanced" }),
  pacArguments.upload({ environment, folder: "s", model: "enhanced", profile: "test", all: true }),
  pacArguments.uploadCodeSite({ folder: "s", environment: undefined }),
];

// Skipped where there is none: `dotnet tool install --global Microsoft.PowerApps.CLI.Tool`.
describe.skipIf(!isReal)("the real pac (skipped where this machine has none)", { timeout: 180_000 }, () => {
  it("says a version that the kit takes", async () => {
    expect((await createPac({ path, environment: await closedEnvironment() })).version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each(everyCall.map((args) => [args.slice(0, 2).join(" "), args] as const))("has every flag the kit uses: %s", async (verb, args) => {
    const help = (await ask([...verb.split(" "), "help"])).join("\n");
    for (const flag of args.filter((arg) => arg.startsWith("--"))) expect(help).toContain(flag);
  });

  it.each([
    [
      "create",
      [
        "--name",
        "--environment",
        "--tenant",
        "--applicationId",
        "--clientSecret",
        "--deviceCode",
        "--githubFederated",
        "--azureDevOpsFederated",
        "--managedIdentity",
      ],
    ],
    ["select", ["--index"]],
    ["update", ["--index", "--environment"]],
  ])("has every flag of `pac auth %s` that the kit tells people to use", async (verb, flags) => {
    const help = (await ask(["auth", verb, "help"])).join("\n");
    for (const flag of flags) expect(help).toContain(flag);
  });

  it("has no profile in an empty home", async () => {
    expect(await (await createPac({ path, environment: await closedEnvironment() })).listProfiles()).toEqual([]);
  });

  it("is understood when it refuses an argument", async () => {
    expect(findFaults(await ask(["pages", "upload", "--portal-kit"])).map(({ code }) => code)).toContain("pac-argument-unknown");
  });

  it("is understood when it is to upload a folder that is no site", async () => {
    const folder = join(await mkdtemp(join(tmpdir(), "real-pac-")), "empty");
    await mkdir(folder);
    const pac = await createPac({ path, environment: await closedEnvironment() });
    const outcome = await pac.upload({ environment, folder, kind: "classic", model: "enhanced" });
    expect(outcome.ok).toBe(false);
    expect(outcome.faults.map(({ code }) => code)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^pac-(?:profile-missing|folder-not-a-site|network|error)$/)]),
    );
  });
});
