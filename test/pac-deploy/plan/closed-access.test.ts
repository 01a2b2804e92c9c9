import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { stateFilePath } from "../../../contract/names.ts";
import { parseState } from "../../../pac-deploy/plan/kit-state.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { renderPlan } from "../../../pac-deploy/plan/render-plan.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { writeEdits } from "../../../site/write-edits.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { copySite, kitFolder, starterFolder, starters, type TemporarySite } from "../../support/kit-site.ts";

const open: TemporarySite[] = [];
const write = (capture: object): object => ({ tracking: { placement: "none" }, consent: { mode: "none" }, capture });
const accepted = { acceptAnonymousContactAccess: true };
const email = { column: "emailaddress1", type: "email", required: true };
const paths = {
  A: { path: "A", ...accepted },
  "A with other fields": { path: "A", ...accepted, fields: [email, { column: "jobtitle" }] },
  "create-only": { path: "A", lookup: "none", ...accepted },
  "A-key": { path: "A-key", keyProvedAt: ["https://contoso.example.com"], ...accepted, fields: [email] },
  "A-self": { path: "A-self", fields: [email, { column: "jobtitle" }, { column: "description", type: "textarea" }] },
  none: { path: "none" },
} as const;
type PathName = keyof typeof paths;

const copy = (starter: string): TemporarySite => {
  const site = copySite(starterFolder(starter), write(paths.none));
  open.push(site);
  return site;
};
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});
const planned = async (site: TemporarySite, path: PathName): Promise<Plan> => {
  writeFileSync(site.configPath, JSON.stringify(write(paths[path])));
  return planApply(site.folder, { kitFolder, configPath: site.configPath });
};
const apply = async (site: TemporarySite, path: PathName): Promise<Plan> => {
  const plan = await planned(site, path);
  await writeEdits(site.folder, plan.edits);
  return plan;
};

/** What an environment holds after uploads: records by id, each with the values it was last uploaded with; a value that is empty changes nothing. */
interface Environment {
  readonly permission: Partial<Record<"read" | "create" | "write", boolean>>;
  readonly columns: Map<string, readonly string[]>;
  readonly settings: Map<string, string>;
}
const emptyEnvironment = (): Environment => ({ permission: {}, columns: new Map(), settings: new Map() });

function upload(site: Site, environment: Environment): void {
  const permission = site.tablePermissions.find(({ name }) => name === "Portal Kit Contact Capture");
  if (permission !== undefined)
    Object.assign(environment.permission, { read: permission.read, create: permission.create, write: permission.write });
  const profile = site.columnPermissionProfiles.find(({ name }) => name === "Portal Kit Contact Capture");
  for (const { column, rights } of profile?.columns ?? []) if (rights.length > 0) environment.columns.set(column, rights);
  for (const { name, value } of site.settings) if (value !== undefined && value !== "") environment.settings.set(name.toLowerCase(), value);
}

/** Right and column that the portal Web API would allow on contacts, by what was uploaded. */
function listAllowed({ permission, columns, settings }: Environment): string[] {
  if (settings.get("webapi/contact/enabled") !== "true") return [];
  const listed = new Set((settings.get("webapi/contact/fields") ?? "").split(","));
  const gives = { read: permission.read, create: permission.create, update: permission.write };
  return [...columns]
    .filter(([column]) => listed.has(column))
    .flatMap(([column, rights]) =>
      rights.filter((right) => gives[right as keyof typeof gives] === true).map((right) => `${right} ${column}`),
    )
    .sort();
}

const walks: readonly (readonly PathName[])[] = [
  ["A", "none"],
  ["A-key", "none"],
  ["A-self", "none"],
  ["A", "A-self"],
  ["A-self", "A"],
  ["A-self", "A-key"],
  ["A with other fields", "A"],
  ["A", "create-only"],
  ["A-key", "A"],
  ["A-self", "A with other fields", "create-only", "none", "A-key"],
  ["A", "none", "A-self", "none"],
];

describe("what an earlier apply opened", () => {
  it.each(walks.map((walk, index) => [walk.join(" → "), walk, starters[index % 2] ?? "enhanced"] as const))(
    "is open no longer once it is uploaded, though an upload deletes and empties nothing: %s",
    async (_, walk, starter) => {
      const site = copy(starter);
      const environment = emptyEnvironment();
      for (const path of walk) {
        await apply(site, path);
        expect((await planned(site, path)).edits).toEqual([]);
        upload(await readSite(site.folder), environment);
      }
      const fresh = copy(starter);
      const wanted = emptyEnvironment();
      await apply(fresh, walk.at(-1) ?? "none");
      upload(await readSite(fresh.folder), wanted);
      expect(listAllowed(environment)).toEqual(listAllowed(wanted));
    },
  );

  it.each(starters)(
    "goes without a trace from the %s starter with remove, which says that it stays in the environment and how to close it there",
    async (starter) => {
      const site = copy(starter);
      const before = readFolderBytes(site.folder);
      await apply(site, "A");
      const text = stripVTControlCharacters(renderPlan(await planRemove(site.folder)));
      expect(text).toMatch(/stays open in the environment.*\n.*Anybody on the internet can list contactid and emailaddress1/);
      expect(text).toMatch(/capture\.path to "none".*portal-kit apply, upload, and only then portal-kit remove/);
      await apply(site, "none");
      const removal = await planRemove(site.folder);
      expect(stripVTControlCharacters(renderPlan(removal))).not.toContain("stays open in the environment");
      expect(removal.findings.map(({ code }) => code)).toContain("closing-values-go");
      await writeEdits(site.folder, removal.edits);
      expect(readFolderBytes(site.folder)).toEqual(before);
    },
  );
});

describe("closing by values", () => {
  const settingsOf = (site: TemporarySite): string => join(site.folder, "sitesetting.yml");
  const setting = (name: string, id: string, value: string): string => `- adx_name: ${name}\n  adx_sitesettingid: ${id}\n${value}`;
  const enabledId = "f1111111-1111-4111-8111-111111111111";
  const fieldsId = "f2222222-2222-4222-8222-222222222222";
  const valuesOf = async (site: TemporarySite): Promise<Record<string, string | undefined>> =>
    Object.fromEntries(
      (await readSite(site.folder)).settings.filter(({ name }) => /^webapi\/contact\//i.test(name)).map(({ name, value }) => [name, value]),
    );

  it("gives back what a person's settings said before", async () => {
    const site = copy("enhanced");
    appendFileSync(
      settingsOf(site),
      setting("Webapi/contact/enabled", enabledId, "  adx_value: true\n") +
        setting("Webapi/contact/fields", fieldsId, "  adx_value: fullname\n"),
    );
    const before = readFolderBytes(site.folder);
    await apply(site, "A");
    await apply(site, "none");
    expect(await valuesOf(site)).toEqual({ "Webapi/contact/enabled": "true", "Webapi/contact/fields": "fullname" });
    await writeEdits(site.folder, (await planRemove(site.folder)).edits);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("gives a setting that was empty a closing value, since an upload empties none, and its emptiness back with remove", async () => {
    const site = copy("enhanced");
    appendFileSync(
      settingsOf(site),
      setting("Webapi/contact/enabled", enabledId, "  adx_value:\n") + setting("Webapi/contact/fields", fieldsId, ""),
    );
    const before = readFolderBytes(site.folder);
    await apply(site, "A");
    await apply(site, "none");
    expect(await valuesOf(site)).toEqual({ "Webapi/contact/enabled": "false", "Webapi/contact/fields": "contactid" });
    await writeEdits(site.folder, (await planRemove(site.folder)).edits);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("says which value an environment variable has to have", async () => {
    const site = copy("enhanced");
    appendFileSync(settingsOf(site), setting("Webapi/contact/enabled", enabledId, "  adx_source: 1\n  adx_envvar_schema: x_enabled\n"));
    await apply(site, "A");
    expect((await planned(site, "none")).findings).toContainEqual(
      expect.objectContaining({
        code: "setting-from-environment",
        message: expect.stringMatching(/x_enabled.*its value is false/) as string,
      }),
    );
  });

  it("is told by the plan, which says when it counts", async () => {
    const site = copy("standard");
    await apply(site, "A");
    const text = stripVTControlCharacters(renderPlan(await planned(site, "A-self")));
    expect(text).toMatch(/What this opens\n {2}A visitor who is signed in can set/);
    expect(text).toMatch(/What this closes\n {2}Strangers can no longer read contactid and emailaddress1 of contacts/);
    expect(text).toMatch(/An upload deletes nothing, so the records stay in the folder/);
  });

  it("says of a role that an upload does not take off, where that gives it something", async () => {
    const site = copy("enhanced");
    const codes = (plan: Plan): string[] => plan.findings.map(({ code }) => code);
    await apply(site, "A-self");
    const back = await apply(site, "A");
    expect(back.findings).toContainEqual(
      expect.objectContaining({ code: "role-stays-linked", message: expect.stringMatching(/"Authenticated Users" stays on/) as string }),
    );
    expect(codes(await apply(site, "A-self"))).not.toContain("role-stays-linked");
    expect(codes(await apply(copy("enhanced"), "A"))).not.toContain("role-stays-linked");
  });

  it("writes nothing for a site in which the kit never opened anything", async () => {
    const site = copy("standard");
    const plan = await apply(site, "none");
    expect(plan.edits.map(({ path }) => path)).toEqual([stateFilePath]);
  });

  it("reads a state of before there were closing values, and one that has them", async () => {
    const site = copy("standard");
    await apply(site, "A");
    const text = readFileSync(join(site.folder, stateFilePath), "utf8");
    expect(text).not.toContain('"closed"');
    expect(parseState(text).closed).toBeUndefined();
    await apply(site, "none");
    const { opened, closed } = parseState(readFileSync(join(site.folder, stateFilePath), "utf8"));
    expect(opened).toEqual([]);
    expect(closed?.map(({ rights }) => rights)).toEqual([["read"], ["create"]]);
    expect(() => parseState(text.replace(/\n}\n$/, ',\n  "closed": [{"table": "contact", "role": "r"}]\n}\n'))).toThrow(/shape/);
  });
});
