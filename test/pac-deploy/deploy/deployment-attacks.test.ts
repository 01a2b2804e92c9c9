import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import type { PlanView } from "../../../pac-deploy/deploy/deploy-site.ts";
import { describeRecord } from "../../../pac-deploy/deploy/describe-value.ts";
import { findTarget } from "../../../pac-deploy/deploy/find-target.ts";
import { maskPlan } from "../../../pac-deploy/deploy/mask-plan.ts";
import { renderDeployment } from "../../../pac-deploy/deploy/render-deployment.ts";
import type { Store } from "../../../pac-deploy/deploy/store/store.ts";
import { createDeployedSite, createSmallSite, keepSite, type DeployedSite, type Kept } from "./deployed-site.ts";
import { editFolder, findLost, findMissing, ids, othersEdits, readTruth } from "./deployment-matrix.ts";

// Every step waits for the disk, and a disk in memory is there at once.
if (existsSync("/dev/shm")) vi.stubEnv("TMPDIR", "/dev/shm");
const source = createSmallSite();
let site: DeployedSite;
let begun: Kept;
beforeAll(async () => {
  site = await createDeployedSite({ source });
  await site.deploy();
  editFolder(site.folder);
  site.environment.edit(site.websiteId, othersEdits);
  begun = keepSite(site);
});
beforeEach(() => begun.restore());
afterEach(() => site.fake.truth());
afterAll(() => {
  begun.remove();
  site.remove();
  rmSync(join(source, ".."), { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const faultOf = async (act: Promise<unknown>): Promise<UserError> => {
  try {
    await act;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

const uploads = (): number => site.fake.calls().filter(({ argv }) => argv.includes("upload")).length;
const settingIn = async (id: string): Promise<unknown> => (await readTruth(site)).records.get(`adx_sitesetting/${id}`)?.values["adx_value"];

describe("somebody who edits what is being deployed", () => {
  const theirs = { do: "change", table: "adx_sitesetting", id: ids.queryName, values: { adx_value: "theirs" } } as const;

  it("while the question is being answered stops the upload, and is named", async () => {
    const before = uploads();
    const approve = (): Promise<void> => Promise.resolve(site.environment.edit(site.websiteId, [theirs]));
    const fault = await faultOf(site.deploy({ approve }));
    expect(fault).toMatchObject({ code: "changed-meanwhile", exitCode: 1 });
    expect(fault.message).toContain("site setting");
    expect(uploads()).toBe(before);
    expect(await settingIn(ids.queryName)).toBe("theirs");
    // And then it is the conflict that it is.
    expect((await site.deploy()).state).toBe("conflicts");
    expect(await settingIn(ids.queryName)).toBe("theirs");
  });

  it("while a rollback asks stops that too", async () => {
    await site.deploy({ withDeletions: true });
    site.fake.lie({ lie: "someone-edits", command: "download", call: 1, when: "after", edits: [theirs] });
    expect(await faultOf(site.rollback())).toMatchObject({ code: "changed-meanwhile" });
    expect(await settingIn(ids.queryName)).toBe("theirs");
  });

  it("after the upload is told as a difference", async () => {
    site.fake.lie({ lie: "someone-edits", command: "upload", call: 1, when: "after", edits: [theirs] });
    const { state, differences } = await site.deploy();
    expect(state).toBe("different");
    expect(differences.flatMap(({ values }) => values)).toContainEqual({ key: "adx_value", before: "Portal Search 2", after: "theirs" });
  });

  it("by making the website that was to be made stops it", async () => {
    const empty = await createDeployedSite({ source });
    try {
      const websiteId = "cccccccc-0000-4000-8000-000000000001";
      const fault = await faultOf(
        empty.deploy({
          target: { websiteId },
          mayCreate: true,
          approve: () => Promise.resolve(void empty.environment.seed(source, { websiteId, name: "Made meanwhile" })),
        }),
      );
      expect(fault).toMatchObject({ code: "changed-meanwhile" });
    } finally {
      empty.remove();
    }
  });
});

describe("a folder that changes while it is deployed", () => {
  it("is refused, and nothing is uploaded", async () => {
    const before = uploads();
    const { pac } = site;
    const download = pac.download.bind(pac);
    const once = {
      ...pac,
      download: (options: Parameters<typeof download>[0]) => (
        writeFileSync(join(site.folder, "web-templates/footer/Footer.webtemplate.source.html"), "saved meanwhile"),
        download(options)
      ),
    };
    const fault = await faultOf(site.deploy({ pac: once }));
    expect(fault).toMatchObject({ code: "folder-changed", exitCode: 1 });
    expect(fault.place?.path).toContain("Footer");
    expect(uploads()).toBe(before);
  });

  it("after it was shown is deployed as it was shown", async () => {
    const footer = join(site.folder, "web-templates/footer/Footer.webtemplate.source.html");
    const { state } = await site.deploy({ approve: () => Promise.resolve(writeFileSync(footer, "saved too late")) });
    expect(state).toBe("done");
    const value = (await readTruth(site)).records.get(`adx_webtemplate/${ids.footer}`)?.values["adx_source"];
    expect(String(value).endsWith("<p>ours</p>")).toBe(true);
    expect((await site.drift()).differences.map(({ record }) => record.name)).toContain("Footer");
  });
});

/** A store whose disk is full from the n-th write on. */
function fullAfter(store: Store, writes: number): Store {
  let many = 0;
  const write =
    <Args extends readonly unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (many++ >= writes) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      return act(...args);
    };
  return {
    ...store,
    writeBase: write((base) => store.writeBase(base)),
    begin: async (now) => {
      const folder = await store.begin(now);
      return { ...folder, write: write((record) => folder.write(record)), writeWork: write((work) => folder.writeWork(work)) };
    },
  };
}

describe("a disk that is full", () => {
  it.each([0, 1])("before the upload (%i files written) keeps it from happening", async (writes) => {
    const before = uploads();
    await expect(site.deploy({ store: fullAfter(site.store, writes) })).rejects.toThrow("ENOSPC");
    expect(uploads()).toBe(before);
    expect(readdirSync(join(site.store.folder, "deployments"))).toEqual([]);
    expect((await site.deploy({ withDeletions: true })).state).toBe("done");
  });

  it.each([2, 3, 4])("after the upload (%i files written) says that it was uploaded, and there is a way back", async (writes) => {
    const before = await readTruth(site);
    const fault = await faultOf(site.deploy({ withDeletions: true, store: fullAfter(site.store, writes) }));
    expect(fault).toMatchObject({ code: "deployment-not-remembered", exitCode: 3 });
    const id = (await site.store.listDeployments()).at(-1)?.id ?? "";
    expect(fault.hint).toContain(`portal-kit rollback ${id}`);
    const back = await site.rollback({ id, take: "local" });
    expect(site.steps.some(({ name }) => name === "earlier")).toBe(true);
    expect(back.state).toBe("done");
    expect(findLost(await readTruth(site))).toEqual([]);
    expect([...(await readTruth(site)).records.keys()].toSorted()).toEqual([...before.records.keys()].toSorted());
  });
});

describe("a deployment of deletions alone", () => {
  it("that is stopped before them leaves a way back", async () => {
    await site.deploy();
    const controller = new AbortController();
    const { pac } = site;
    const upload = pac.upload.bind(pac);
    const stopping = {
      ...pac,
      upload: (options: Parameters<typeof upload>[0]) => (controller.abort(new Error("stopped")), upload(options)),
    };
    await expect(site.deploy({ withDeletions: true, pac: stopping, signal: controller.signal })).rejects.toThrow("stopped");
    const last = (await site.store.listDeployments()).at(-1);
    expect(last?.state).toBe("unread");
    expect((await site.rollback({ id: last?.id ?? "", take: "local" })).state).not.toBe("conflicts");
    expect((await readTruth(site)).records.has(`adx_entitypermission/${ids.feedback}`)).toBe(true);
  });
});

describe("values of this process's environment", () => {
  const secret = "not-for-anybody-7391";

  it("are printed by no later command, and stand in no record", async () => {
    writeProfile();
    const env = { GREETING: secret };
    const deployed = await site.deploy({ withDeletions: true, target: { profile: "test" }, env });
    expect(deployed.state).toBe("done");
    expect(await settingIn(ids.forceSignUp)).toBe(secret);
    const shown: string[] = [];
    const approve = ({ plan, secrets }: PlanView): Promise<void> => {
      shown.push(renderDeployment(maskPlan(plan, secrets), { full: true }), JSON.stringify(maskPlan(plan, secrets)));
      return Promise.resolve();
    };
    // Without the profile the folder says something else: the difference is shown.
    await site.deploy({ isDryRun: true, approve });
    const { plan, secrets } = await site.drift();
    shown.push(renderDeployment(maskPlan(plan, secrets), { full: true }));
    await site.rollback({ approve });
    expect(shown.join("\n")).toContain("Profile/ForceSignUp");
    expect(shown.join("\n")).not.toContain(secret);
    for (const { id } of await site.store.listDeployments()) {
      expect(readFileSync(join(site.store.folder, "deployments", id, "record.json"), "utf8")).not.toContain(secret);
    }
  });
});

function writeProfile(): void {
  const folder = join(site.folder, "deployment-profiles");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "test.deployment.yml"),
    `adx_sitesetting:\n  - adx_name: Profile/ForceSignUp\n    adx_sitesettingid: ${ids.forceSignUp}\n    adx_value: \${OS.GREETING}\n`,
  );
}

describe("an environment", () => {
  const websiteId = "11111111-2222-4333-8444-555555555555";
  const configuration = {
    deploy: {
      environments: {
        prod: { url: "https://contoso.crm4.dynamics.com", production: true },
        "contoso.crm4.dynamics.com": { url: "https://contoso.crm4.dynamics.com", production: true },
        "test.crm4.dynamics.com": { url: "https://fabrikam.crm4.dynamics.com", production: false },
      },
    },
  };
  const find = (environment: string): ReturnType<typeof findTarget> =>
    findTarget({ environment, profile: undefined, configuration, websiteId });

  it.each(["https://contoso.crm4.dynamics.com/", "HTTPS://Contoso.CRM4.dynamics.com", "https://contoso.crm4.dynamics.com:443"])(
    "called %s is the one that is production",
    (address) => {
      expect(find(address)).toMatchObject({ environment: "https://contoso.crm4.dynamics.com", production: true });
    },
  );

  it.each([
    "http://contoso.crm4.dynamics.com",
    "https://contoso.crm4.dynamics.com/main.aspx",
    "https://ada:secret@contoso.crm4.dynamics.com",
    "https://contoso.crm4.dynamics.com?x=1",
    "Contoso.crm4.dynamics.com.",
    "toString",
  ])("%s is none", (address) => {
    expect(() => find(address)).toThrow(expect.objectContaining({ code: "environment-unknown", exitCode: 2 }));
  });

  it("has no name that is another one's address", () => {
    expect(find("contoso.crm4.dynamics.com").production).toBe(true);
    expect(() => find("test.crm4.dynamics.com")).toThrow(expect.objectContaining({ code: "environment-name", exitCode: 2 }));
  });
});

describe("names of records", () => {
  it.each([
    ["a line end", "Header\nok  read back as planned"],
    ["a carriage return", "Header\rok  read back as planned"],
    ["an escape sequence", "Header\u001b[2Jgone"],
    ["a C1 control", "Header\u009b2Jgone"],
    ["a line separator", "Header\u2028ok"],
    ["an override of the direction", "Header\u202Egnp.exe"],
  ])("with %s are printed in one line and steer no terminal", (_, name) => {
    const text = describeRecord({ table: "adx_webtemplate", id: ids.header, name, path: "a.yml", line: 1, values: {}, files: {} });
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(text).toMatch(/^[^\n\r\u001b\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+$/);
    expect(text).toContain("Header");
  });
});

describe("a download", () => {
  it("with a link in it is not taken for a site", async () => {
    const { pac } = site;
    const linking = {
      ...pac,
      async download(options: Parameters<typeof pac.download>[0]) {
        const outcome = await pac.download(options);
        symlinkSync("/etc/hostname", join(outcome.siteFolder, "web-templates", "linked.html"));
        return outcome;
      },
    };
    const before = uploads();
    expect(await faultOf(site.deploy({ pac: linking }))).toMatchObject({ code: "snapshot-damaged" });
    expect(uploads()).toBe(before);
  });
});

describe("two deployments at once", () => {
  it("are one, and one that is refused", async () => {
    const results = await Promise.allSettled([site.deploy({ withDeletions: true }), site.deploy({ withDeletions: true })]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "deployment-running" } });
    expect(findMissing(await readTruth(site))).toEqual([]);
    expect(findLost(await readTruth(site))).toEqual([]);
  });
});
