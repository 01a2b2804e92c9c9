import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPac } from "../../../pac-deploy/pac/create-pac.ts";
import type { Pac } from "../../../pac-deploy/pac/pac.ts";
import { banner, createScriptedPac, hang, say, type Script, type ScriptedPac } from "./scripted-pac.ts";

const environment = "https://contoso.crm4.dynamics.com";
const websiteId = "aaaa1111-2222-3333-4444-555555555555";
const uploaded = say("Connected as ada@contoso.com\nPower Pages website upload succeeded in 14.97 secs.\n");
const authList = (url: string): string =>
  say(
    `Index Active Kind      Name User            Cloud  Type Environment Environment Url\n[1]   *      UNIVERSAL dev  ada@contoso.com Public User Contoso     ${url}\n`,
  );
const siteList = say(
  `Connected to... Contoso\n\nIndex Website Id                           Friendly Name Data Model\n[1]   ${websiteId} Contoso       Enhanced\n`,
);
const download = [
  `mkdir "$into/contoso---contoso"`,
  `echo 'adx_websiteid: ${websiteId}' > "$into/contoso---contoso/website.yml"`,
  say("Downloading - a\nDownloaded - a\n"),
].join("\n");

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), "create-pac-"));

async function open(script: Script, variables: NodeJS.ProcessEnv = {}): Promise<{ readonly pac: Pac; readonly scripted: ScriptedPac }> {
  const scripted = await createScriptedPac(script);
  return { scripted, pac: await createPac({ path: scripted.path, environment: { ...process.env, ...variables } }) };
}

describe.skipIf(process.platform === "win32")("createPac", () => {
  it("asks in another way for the version where the first gives none", async () => {
    const { pac, scripted } = await open({
      "--version": say("Error: An unknown argument --version was passed.\n"),
      help: say(banner("1.44.2+gabc")),
    });
    expect(pac).toMatchObject({ version: "1.44.2", path: scripted.path });
    expect(await scripted.calls()).toEqual([["--version"], ["help"]]);
  });

  it.each([
    ["is too old", { "--version": say("Version: 1.31.9") }, "pac-too-old"],
    ["does not say its version", { "--version": say("hello"), help: say("hello") }, "pac-version-unknown"],
  ])("refuses a pac that %s", async (_, script, code) => {
    await expect(open(script)).rejects.toMatchObject({ code, exitCode: 3 });
  });

  it("refuses a time limit that is none", async () => {
    await expect(open({}, { PORTAL_KIT_PAC_MINUTES: "soon" })).rejects.toMatchObject({ code: "pac-minutes-invalid", exitCode: 2 });
  });

  it("lists profiles and sites", async () => {
    const { pac } = await open({ "auth list": authList(environment), "pages list": siteList });
    expect(await pac.listProfiles()).toMatchObject([{ index: 1, environment }]);
    expect(await pac.listSites(environment)).toEqual([{ websiteId, name: "Contoso", model: "enhanced" }]);
  });

  it.each([
    ["no profiles, told as an error with exit code 1", `${say("Error: No profiles were found on this computer.")}; exit 1`],
    ["no profiles, told as an answer", say("No profiles were found on this computer. Please run 'pac auth create' to create one.")],
  ])("knows %s", async (_, script) => {
    const { pac } = await open({ "auth list": script });
    expect(await pac.listProfiles()).toEqual([]);
  });

  it.each([
    ["an error with exit code 0", say("Error: Persistence check failed."), "pac-keyring-missing"],
    ["a crash", `${say("Sorry, the app encountered a non-recoverable error")}; exit 1`, "pac-crashed"],
    ["silence and an exit code", "exit 1", "pac-failed"],
  ])("does not take %s for an empty list", async (_, script, code) => {
    const { pac } = await open({ "auth list": script, "pages list": script });
    await expect(pac.listProfiles()).rejects.toMatchObject({ code, exitCode: 3 });
    await expect(pac.listSites(environment)).rejects.toMatchObject({ code, exitCode: 3 });
  });

  it("takes an environment without sites for one", async () => {
    const { pac } = await open({ "pages list": say("No Power Pages website records exist\n") });
    expect(await pac.listSites(environment)).toEqual([]);
  });

  it("downloads into an empty folder and says where the site is", async () => {
    const { pac } = await open({ "pages download": download });
    const into = await folder();
    const seen: string[] = [];
    const options = { environment, websiteId, kind: "classic", model: "enhanced", into } as const;
    expect(await pac.download({ ...options, onLine: (line) => seen.push(line) })).toEqual({
      ok: true,
      exitCode: 0,
      output: "Downloading - a\nDownloaded - a",
      faults: [],
      siteFolder: join(into, "contoso---contoso"),
    });
    expect(seen).toHaveLength(2);
    await expect(pac.download(options)).rejects.toMatchObject({ code: "download-folder-not-empty" });
  });

  it.each([
    ["half of it", `${download}\n${say("Downloading - b\n")}`, "pac-download-incomplete"],
    ["another site", download.replace(websiteId, websiteId.replace("aaaa", "bbbb")), "pac-wrong-site"],
    ["nothing, and says it went well", say("Power Pages website download succeeded in 1 secs."), "pac-nothing-downloaded"],
    [
      "what is there until the network is gone",
      `${download}\n${say("Network is unreachable (contoso.crm4.dynamics.com:443)")}`,
      "pac-network",
    ],
  ])("is not ok when pac downloads %s", async (_, script, code) => {
    const { pac } = await open({ "pages download": script });
    const outcome = await pac.download({ environment, websiteId, kind: "classic", model: "enhanced", into: await folder() });
    expect(outcome.ok).toBe(false);
    expect(outcome.faults.map((fault) => fault.code)).toEqual([code]);
  });

  it.each([
    ["succeeds", uploaded, true, []],
    ["ends with 0 after an error", say("Error: One or more errors occurred.\n"), false, ["pac-error"]],
    [
      "succeeds after records failed",
      `${say("Updating table x with record ID:1 FAILED due to y\n")}; ${uploaded}`,
      false,
      ["pac-record-failed"],
    ],
    ["says nothing and ends with 1", "exit 1", false, []],
    ["ends in the middle", say("Uploading - [##--] 49,6% (Events: 70/141)\n"), false, ["pac-stopped-midway"]],
  ])("judges an upload that %s", async (_, script, ok, codes) => {
    const { pac } = await open({ "pages upload": script });
    const outcome = await pac.upload({ environment, folder: await folder(), kind: "classic", model: "enhanced" });
    expect([outcome.ok, outcome.faults.map(({ code }) => code)]).toEqual([ok, codes]);
  });

  it("hides the secrets of its environment in what pac prints, and hands them to pac alone", async () => {
    const secret = "Q~aBcD3fGhIjK";
    const seen: string[] = [];
    const { pac, scripted } = await open(
      { "pages upload": 'echo "Error: $PAC_CLI_SPN_SECRET ${#PAC_CLI_SPN_SECRET}"' },
      { PAC_CLI_SPN_SECRET: secret },
    );
    const outcome = await pac.upload({
      environment,
      folder: await folder(),
      kind: "classic",
      model: "standard",
      onLine: (line) => seen.push(line),
    });
    expect(outcome.output).toBe("Error: ••••••••••••• 13");
    expect(outcome.faults).toMatchObject([{ code: "pac-error", line: outcome.output }]);
    expect(seen).toEqual([outcome.output]);
    expect(JSON.stringify(await scripted.calls())).not.toContain(secret);
  });

  it("ends an upload at the time limit, and says that some may have arrived", async () => {
    const { pac } = await open({ "pages upload": `${say("Uploading - [#---] 10%\n")}; ${hang}` }, { PORTAL_KIT_PAC_MINUTES: "0.01" });
    const outcome = await pac.upload({ environment, folder: await folder(), kind: "classic", model: "standard" });
    expect(outcome).toMatchObject({
      ok: false,
      exitCode: 124,
      faults: [{ code: "pac-timeout", hint: expect.stringContaining("may have arrived") as string }],
    });
  });

  it("ends an upload that is cancelled", async () => {
    const { pac } = await open({ "pages upload": `${say("begun\n")}; ${hang}` });
    const controller = new AbortController();
    const upload = { environment, folder: await folder(), kind: "classic", model: "standard", signal: controller.signal } as const;
    const outcome = await pac.upload({ ...upload, onLine: () => controller.abort() });
    expect(outcome).toMatchObject({ ok: false, exitCode: 130, faults: [{ code: "pac-cancelled" }] });
  });

  describe("for code sites", () => {
    const help = say("Usage: pac pages upload-code-site --rootPath [--compiledPath] [--siteName]\n");
    const upload = async (script: Script): Promise<{ readonly verbs: readonly string[]; readonly ok: boolean }> => {
      const { pac, scripted } = await open(script);
      const { ok } = await pac.upload({ environment, folder: await folder(), kind: "code", model: "enhanced" });
      return { ok, verbs: (await scripted.calls()).map((args) => args.slice(0, 4).join(" ")) };
    };

    it("names the environment where this pac takes it", async () => {
      const named = say("Usage: pac pages upload-code-site --rootPath [--environment]\n");
      const { verbs, ok } = await upload({ "pages upload-code-site help": named, "pages upload-code-site": uploaded });
      expect(ok).toBe(true);
      expect(verbs.at(-1)).toBe(`pages upload-code-site --environment ${environment}`);
    });

    it("uploads with the active profile where it is bound to the environment", async () => {
      const { verbs, ok } = await upload({
        "pages upload-code-site help": help,
        "pages upload-code-site": uploaded,
        "auth list": authList(`${environment}/`),
      });
      expect(ok).toBe(true);
      expect(verbs.at(-1)).toMatch(/^pages upload-code-site --rootPath /);
    });

    it.each([
      ["is bound to another", authList("https://other.crm4.dynamics.com/")],
      ["is bound to none", authList("")],
      ["is none", say("No profiles were found on this computer.")],
    ])("uploads nothing where the active profile %s", async (_, list) => {
      const { pac, scripted } = await open({ "pages upload-code-site help": help, "pages upload-code-site": uploaded, "auth list": list });
      const refused = pac.upload({ environment, folder: await folder(), kind: "code", model: "enhanced" });
      await expect(refused).rejects.toMatchObject({ code: "pac-other-environment", exitCode: 3 });
      expect((await scripted.calls()).map((args) => args.join(" "))).toEqual(["--version", "pages upload-code-site help", "auth list"]);
    });

    it("is not deceived by a completion after nothing was found", async () => {
      const nothing = say(
        "The upload path provided doesn't contain Power Pages website data, please provide the path of the directory which contains website.yml\n\nUpload complete\n",
      );
      const script = { "pages upload-code-site help": help, "pages upload-code-site": nothing, "auth list": authList(environment) };
      expect((await upload(script)).ok).toBe(false);
    });

    it("refuses what pac does not have for them", async () => {
      const { pac } = await open({});
      const options = { environment, folder: await folder(), kind: "code", model: "enhanced", profile: "test" } as const;
      await expect(pac.upload(options)).rejects.toMatchObject({ code: "deployment-profile-unsupported", exitCode: 2 });
      const older = await open({ "--version": say("Version: 1.43.6+gabc") });
      await expect(older.pac.upload({ environment, folder: await folder(), kind: "code", model: "enhanced" })).rejects.toMatchObject({
        code: "pac-too-old",
      });
    });
  });

  it("refuses to download over what somebody has put there", async () => {
    const { pac, scripted } = await open({ "pages download": download });
    const into = await folder();
    await writeFile(join(into, "mine.txt"), "");
    await expect(pac.download({ environment, websiteId, kind: "classic", model: "enhanced", into })).rejects.toMatchObject({
      code: "download-folder-not-empty",
    });
    expect(await scripted.calls()).toEqual([["--version"]]);
  });
});
