import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import { createFakePac } from "../support/fake-pac/create-fake-pac.ts";
import type { FakeEnvironment } from "../support/fake-pac/fake-environment.ts";
import { readFolderBytes } from "../support/folder-bytes.ts";
import { sampleScript, starterFolder } from "../support/kit-site.ts";
import { startCli, type CliResult } from "../support/run-cli.ts";
import { runProgram } from "../support/run-program.ts";
import { startPortal } from "../support/start-portal.ts";

const url = "https://contoso.crm4.dynamics.com";
const contactForm = { path: "A", acceptAnonymousContactAccess: true, page: "get-in-touch" };

interface Journey {
  readonly folder: string;
  readonly websiteId: string;
  readonly environment: FakeEnvironment;
  /** A command as a person gives it, with `pac` on the PATH; fails when it ends otherwise. */
  readonly kit: (exitCode: number, ...args: readonly string[]) => Promise<string>;
  auth(): Promise<string>;
  configure(capture: object): void;
  deploy(exitCode: number, ...flags: readonly string[]): Promise<string>;
  drift(exitCode: number): Promise<string>;
  /** Of the emulated portal, which shows what the environment holds now. */
  verify(exitCode: number, ...flags: readonly string[]): Promise<VerifyAnswer>;
  home(): Promise<string>;
}

interface VerifyAnswer {
  readonly steps: readonly { readonly name: string; readonly ok: boolean | null }[];
  readonly findings: readonly { readonly code: string; readonly message: string; readonly accepted?: string }[];
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** An environment with a site, which a customer then downloads. */
async function begin(source: string): Promise<Journey> {
  const work = mkdtempSync(join(tmpdir(), "portal-kit-journey-"));
  const pac = createFakePac();
  cleanups.push(
    () => rmSync(work, { recursive: true, force: true }),
    () => pac.remove(),
  );
  const environment = pac.environment(url, { name: "Contoso" });
  const { websiteId } = environment.seed(source);
  const variables = { PATH: `${pac.binFolder}${delimiter}${process.env["PATH"] ?? ""}`, PORTAL_KIT_STORE: join(work, "store") };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  cleanups.push(() => vi.unstubAllEnvs());
  const downloaded = await pac.call([
    "pages",
    "download",
    "--environment",
    url,
    "--webSiteId",
    websiteId,
    "--path",
    work,
    "--modelVersion",
    modelOf(source),
  ]);
  expect(downloaded).toMatchObject({ exitCode: 0 });
  const folder = join(work, "my-site");
  cpSync(join(work, readdirSync(work)[0] ?? ""), folder, { recursive: true });
  cpSync(sampleScript, join(folder, "tracking.html"));
  let portal: StartedEmulator | undefined;
  const serve = async (): Promise<StartedEmulator> => {
    const served = environment.download(websiteId);
    if (portal === undefined) {
      const started = await startPortal(served);
      cleanups.push(() => started.close());
      portal = started;
    } else portal.emulator.useSite(await readSite(served));
    return portal;
  };
  const run = async (exitCode: number, args: readonly string[]): Promise<CliResult> => {
    // `verify` as built, beside the portal that it asks; the others in this process, which is quicker.
    const result = args[0] === "verify" && args.includes("--url") ? await startCli(args, variables).ended : await runProgram(args);
    expect(result, `${args.join(" ")}\n${result.stdout}\n${result.stderr}`).toMatchObject({ exitCode });
    return result;
  };
  const kit: Journey["kit"] = async (exitCode, ...args) => {
    const { stdout, stderr } = await run(exitCode, [...args, "--site", folder]);
    return `${stdout}${stderr}`;
  };
  return {
    folder,
    websiteId,
    environment,
    kit,
    auth: async () => (await run(0, ["auth", "--environment", url])).stdout,
    configure: (capture) =>
      writeFileSync(
        join(folder, "portal-kit.config.json"),
        JSON.stringify({ tracking: { script: "tracking.html" }, capture, deploy: { environments: { prod: { url } } } }, null, 2),
      ),
    deploy: (exitCode, ...flags) => kit(exitCode, "deploy", "--environment", "prod", "--yes", ...flags),
    drift: (exitCode) => kit(exitCode, "drift", "--environment", "prod"),
    async verify(exitCode, ...flags) {
      const { emulator } = await serve();
      const { stdout } = await run(exitCode, ["verify", "--url", emulator.addresses.portal, "--site", folder, "--json", ...flags]);
      return JSON.parse(stdout) as VerifyAnswer; // as docs/verify.md says
    },
    async home() {
      const { emulator } = await serve();
      return (await (await fetch(emulator.addresses.portal)).text()).replaceAll(/nonce="[^"]*"/g, "");
    },
  };
}

const modelOf = (source: string): string => (source.endsWith("standard") ? "Standard" : "Enhanced");

const notOk = ({ steps }: VerifyAnswer): string[] => steps.filter(({ ok }) => ok !== true).map(({ name }) => name);
const faults = ({ findings }: VerifyAnswer): string[] => findings.filter(({ accepted }) => accepted === undefined).map(({ code }) => code);

/** The records as they are, whenever they were written. */
const contents = ({ environment, websiteId }: Journey): object =>
  Object.fromEntries([...environment.records(websiteId)].map(([key, { values, texts }]) => [key, { values, texts }]));

const idOf = ({ environment, websiteId }: Journey, table: string, name: string): string => {
  const found = [...environment.records(websiteId).values()].find((record) => record.table === table && record.name === name);
  if (found === undefined) throw new Error(`the environment has no ${table} ${name}`);
  return found.id;
};

/** Somebody opens leads to strangers, in the studio. */
function openLeads(journey: Journey): { close(): void } {
  const { environment, websiteId } = journey;
  const role = idOf(journey, "adx_webrole", "Anonymous Users");
  const ids = [1, 2, 3].map((n) => `eeeeeeee-0000-4000-8000-00000000000${n}`);
  const [permission = "", enabled = "", fields = ""] = ids;
  const setting = (id: string, name: string, value: string) =>
    ({ do: "create", table: "adx_sitesetting", id, values: { adx_name: name, adx_value: value } }) as const;
  environment.edit(websiteId, [
    {
      do: "create",
      table: "adx_entitypermission",
      id: permission,
      values: {
        adx_entityname: "All leads",
        adx_entitylogicalname: "lead",
        adx_scope: "756150000",
        adx_read: "true",
        adx_create: "false",
        adx_write: "false",
        adx_delete: "false",
        adx_append: "false",
        adx_appendto: "false",
        adx_entitypermission_webrole: [role],
      },
    },
    setting(enabled, "Webapi/lead/enabled", "true"),
    setting(fields, "Webapi/lead/fields", "leadid,emailaddress1"),
  ]);
  return {
    close: () =>
      environment.edit(websiteId, [
        { do: "delete", table: "adx_entitypermission", id: permission },
        { do: "delete", table: "adx_sitesetting", id: enabled },
        { do: "delete", table: "adx_sitesetting", id: fields },
      ]),
  };
}

describe("from a downloaded site to a deployed one, and back", () => {
  it("works with the enhanced data model, keeps what others do, finds what is opened behind one's back, and closes what it opened", async () => {
    const journey = await begin(starterFolder("enhanced"));
    const { folder, environment, websiteId, kit } = journey;
    const downloaded = readFolderBytes(folder);
    const first = contents(journey);
    const homeBefore = await journey.home();

    expect(await kit(0, "init", "--yes")).toContain("Done. Next: portal-kit plan");
    journey.configure(contactForm);
    expect(await kit(0, "apply", "--yes")).toMatch(/Done: \d+ created, 2 edited\./);
    expect(await kit(0, "check")).toContain("Nothing found.");
    expect(await kit(0, "verify", "--prepare", "--yes")).toContain("Deploy the site, then: portal-kit verify --url");
    expect(await journey.auth()).toContain("fits [1] contoso-ci");

    expect(await journey.drift(1)).toContain("Nothing was deployed from here yet");
    const deployed = await journey.deploy(0);
    expect(deployed).toContain(
      'whoever has the web role "Anonymous Users": read every contact (contactid, emailaddress1 through the Web API)',
    );
    expect(deployed).toContain("Done. prod was read back, and is as planned.");
    const id = /portal-kit rollback (\S+)/.exec(deployed)?.[1] ?? "";
    expect(await journey.drift(0)).toContain("folder and environment are the same");

    const verified = await journey.verify(0);
    // Writes are not asked for unless one says so.
    expect(notOk(verified)).toEqual(["attack: write"]);
    expect(verified.findings).toContainEqual(
      expect.objectContaining({ code: "leak-people", accepted: expect.stringContaining("acceptAnonymousContactAccess") as string }),
    );
    expect(faults(verified)).toEqual(["sniffing-open"]);
    expect(await journey.home()).not.toBe(homeBefore);

    const footer = { do: "change", table: "adx_contentsnippet", id: idOf(journey, "adx_contentsnippet", "Browser Title Suffix") } as const;
    const title = environment.records(websiteId).get(`${footer.table}/${footer.id}`)?.texts["value"];
    environment.edit(websiteId, [{ ...footer, texts: { value: " - from the studio" } }]);
    const drifted = await journey.drift(1);
    expect(drifted).toContain("Changed by others in the environment (1 changed)");
    expect(drifted).toContain("→  - from the studio");
    journey.configure({ ...contactForm, minFillMs: 2500 });
    await kit(0, "apply", "--yes");
    expect(await journey.deploy(0)).toContain("Done. prod was read back");
    expect(environment.records(websiteId).get(`${footer.table}/${footer.id}`)?.texts["value"]).toBe(" - from the studio");

    const leads = openLeads(journey);
    const tampered = await journey.verify(1, "--no-browser");
    expect(tampered.findings).toContainEqual(
      expect.objectContaining({ code: "leak-people", message: expect.stringContaining("every row of lead") as string }),
    );
    expect(await journey.drift(1)).toContain('table permission "All leads"');
    leads.close();
    expect(await journey.drift(1)).not.toContain("All leads");

    journey.configure({ path: "none" });
    await kit(0, "apply", "--yes");
    const closed = await journey.deploy(0);
    expect(closed).toContain("What this closes");
    expect(closed).toContain("read back from prod: Anonymous Users may");
    const none = await journey.verify(0, "--allow-writes");
    expect(none.findings.map(({ code }) => code)).toEqual(["sniffing-open"]);

    await kit(0, "remove", "--yes");
    await kit(0, "apply", "--yes");
    expect(await journey.deploy(0)).toMatch(/What an upload cannot do \(\d+ not deleted\)/);
    expect(await journey.deploy(0, "--delete")).toMatch(/ok {2}read back the deletion was as expected/);

    expect(await kit(0, "rollback", id, "--environment", "prod", "--yes")).toContain("Done. prod was read back, and is as planned.");
    environment.edit(websiteId, [{ ...footer, texts: { value: String(title) } }]);
    expect(contents(journey)).toEqual(first);
    expect(await journey.home()).toBe(homeBefore);

    await kit(0, "remove", "--yes");
    await kit(0, "verify", "--withdraw", "--yes");
    expect(await journey.drift(0)).toContain("folder and environment are the same");
    rmSync(join(folder, "portal-kit.config.json"));
    expect(readFolderBytes(folder)).toEqual(downloaded);
  }, 240_000);

  it("works with the standard data model", async () => {
    const journey = await begin(starterFolder("standard"));
    const first = contents(journey);
    const homeBefore = await journey.home();
    journey.configure(contactForm);
    await journey.kit(0, "apply", "--yes");
    const deployed = await journey.deploy(0);
    expect(deployed).toContain("Done. prod was read back, and is as planned.");
    // That starter has no Content-Security-Policy, and the kit gives a site none.
    expect(faults(await journey.verify(1, "--no-browser"))).toEqual(["policy-missing", "sniffing-open"]);
    expect(await journey.kit(0, "rollback", "--environment", "prod", "--yes")).toContain("Done. prod was read back");
    expect(contents(journey)).toEqual(first);
    expect(await journey.home()).toBe(homeBefore);
  }, 120_000);
});
