import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../../contract/user-error.ts";
import type { DeploymentRecord } from "../../../../pac-deploy/deploy/store/deployment-record.ts";
import { findStoreRoot, siteStoreFolder } from "../../../../pac-deploy/deploy/store/store-folder.ts";
import { findStore, openStore, type Store } from "../../../../pac-deploy/deploy/store/store.ts";

const address = { environment: "https://contoso.crm4.dynamics.com", websiteId: "11111111-2222-4333-8444-555555555555" };
const now = new Date("2026-11-23T10:00:00Z");

let root: string;
let store: Store;
beforeEach(async () => {
  root = join(mkdtempSync(join(tmpdir(), "portal-kit-store-")), "store");
  store = await openStore(root, address);
});
afterEach(() => rmSync(join(root, ".."), { recursive: true, force: true }));

const codeOf = async (act: Promise<unknown>): Promise<string> => {
  try {
    await act;
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return "";
};

const writeSite = (into: string): Promise<string> => {
  mkdirSync(join(into, "contoso/web-files"), { recursive: true });
  writeFileSync(join(into, "contoso/website.yml"), "adx_name: Contoso\n", { mode: 0o644 });
  writeFileSync(join(into, "contoso/web-files/logo.bin"), Buffer.from([0, 255, 1]));
  return Promise.resolve(join(into, "contoso"));
};

const recordOf = (id: string, more: Partial<DeploymentRecord> = {}): DeploymentRecord => ({
  id,
  kind: "deploy",
  state: "running",
  startedAt: now.toISOString(),
  ...address,
  site: { name: "Contoso", kind: "classic", model: "standard" },
  pacVersion: "1.52.1",
  kitVersion: "0.1.0",
  planSha256: "0",
  steps: [],
  residue: [],
  ...more,
});

describe("findStoreRoot", () => {
  it.each([
    ["--store", { store: "/given", env: { PORTAL_KIT_STORE: "/other" } }, "/given"],
    ["PORTAL_KIT_STORE", { env: { PORTAL_KIT_STORE: "/other" } }, "/other"],
    ["an empty PORTAL_KIT_STORE", { env: { PORTAL_KIT_STORE: "" } }, "/home/ada/.local/state/portal-kit"],
    ["XDG_STATE_HOME", { env: { XDG_STATE_HOME: "/state" } }, "/state/portal-kit"],
    ["a relative XDG_STATE_HOME", { env: { XDG_STATE_HOME: "state" } }, "/home/ada/.local/state/portal-kit"],
    ["macOS", { platform: "darwin" as const, env: {} }, "/home/ada/Library/Application Support/portal-kit"],
  ])("goes by %s", (_, options, expected) => {
    expect(findStoreRoot({ platform: "linux", home: "/home/ada", ...options })).toBe(expected);
  });

  it("keeps environments and websites apart", () => {
    const other = { ...address, environment: "https://contoso.crm4.dynamics.com:8443" };
    expect(siteStoreFolder("/s", address)).toBe(join("/s", "contoso.crm4.dynamics.com", address.websiteId));
    expect(siteStoreFolder("/s", other)).not.toBe(siteStoreFolder("/s", address));
  });
});

describe.skipIf(process.platform === "win32")("who may read the store", () => {
  it("is its owner alone: folders 700, files 600, git passes over it", async () => {
    const deployment = await store.begin(now);
    await deployment.takeSnapshot("before", writeSite, now);
    await deployment.write(recordOf(deployment.id));
    await store.writeBase({ records: new Map() });
    expect(readFileSync(join(root, ".gitignore"), "utf8")).toBe("*\n");
    const modes = new Set<string>();
    const walk = (path: string): void => {
      const { mode } = statSync(path);
      const isFolder = statSync(path).isDirectory();
      modes.add(`${isFolder ? "folder" : "file"} ${(mode & 0o777).toString(8)}`);
      if (isFolder) for (const name of readdirSync(path)) walk(join(path, name));
    };
    walk(root);
    expect([...modes].sort()).toEqual(["file 600", "folder 700"]);
  });

  it("refuses a folder that others may read", async () => {
    chmodSync(store.folder, 0o755);
    expect(await codeOf(openStore(root, address))).toBe("store-open");
    expect(await codeOf(findStore(root, address))).toBe("store-open");
  });

  it("refuses a link in place of the folder", async () => {
    rmSync(store.folder, { recursive: true });
    const elsewhere = mkdtempSync(join(tmpdir(), "portal-kit-store-elsewhere-"));
    symlinkSync(elsewhere, store.folder);
    expect(await codeOf(openStore(root, address))).toBe("store-open");
    rmSync(elsewhere, { recursive: true });
  });
});

describe("snapshots", () => {
  it("open as they were taken", async () => {
    const deployment = await store.begin(now);
    const taken = await deployment.takeSnapshot("before", writeSite, now);
    expect(await deployment.openSnapshot("before", taken.sha256)).toEqual(taken);
    expect(readFileSync(join(taken.siteFolder, "website.yml"), "utf8")).toBe("adx_name: Contoso\n");
  });

  it.each([
    ["a file that was changed", (site: string) => writeFileSync(join(site, "website.yml"), "adx_name: Other\n")],
    ["a file that was taken away", (site: string) => rmSync(join(site, "web-files/logo.bin"))],
    ["a file that was added", (site: string) => writeFileSync(join(site, "sitesetting.yml"), "[]\n")],
    ["a list that was changed to fit", (site: string) => writeFileSync(join(site, "../../snapshot.json"), '{"version":1,"files":[]}')],
  ])("are refused with %s", async (_, tamper) => {
    const deployment = await store.begin(now);
    const taken = await deployment.takeSnapshot("before", writeSite, now);
    tamper(taken.siteFolder);
    expect(await codeOf(deployment.openSnapshot("before", taken.sha256))).toBe("snapshot-damaged");
  });

  it("are refused when they are gone", async () => {
    const deployment = await store.begin(now);
    expect(await codeOf(deployment.openSnapshot("before", "0"))).toBe("snapshot-missing");
  });

  it("are whole or not there", async () => {
    const deployment = await store.begin(now);
    const cut = async (into: string): Promise<string> => {
      await writeSite(into);
      throw new Error("cut off");
    };
    await expect(deployment.takeSnapshot("before", cut, now)).rejects.toThrow("cut off");
    expect(readdirSync(deployment.folder)).toEqual([]);
  });
});

describe("deployments", () => {
  it("are listed in their order, and only those that began to upload", async () => {
    const first = await store.begin(now);
    const later = await store.begin(new Date("2026-11-24T10:00:00Z"));
    await store.begin(now);
    await later.write(recordOf(later.id));
    await first.write(recordOf(first.id, { state: "done" }));
    expect((await store.listDeployments()).map(({ id, state }) => [id, state])).toEqual([
      [first.id, "done"],
      [later.id, "running"],
    ]);
    await store.removeLeftovers();
    expect(readdirSync(join(store.folder, "deployments")).sort()).toEqual([first.id, later.id]);
  });

  it.each([
    ["changed", (text: string) => text.replace("running", "done")],
    ["cut off", (text: string) => text.slice(0, 40)],
    ["of no object", () => "[]"],
  ])("are refused when their record is %s", async (_, change) => {
    const deployment = await store.begin(now);
    await deployment.write(recordOf(deployment.id));
    const path = join(deployment.folder, "record.json");
    writeFileSync(path, change(readFileSync(path, "utf8")));
    expect(await codeOf(store.listDeployments())).toBe("deployment-record-broken");
  });

  it("of a newer version are refused by name", async () => {
    const deployment = await store.begin(now);
    writeFileSync(join(deployment.folder, "record.json"), '{"version":2}');
    expect(await codeOf(store.listDeployments())).toBe("store-newer");
  });

  it("keep what was planned under a checksum", async () => {
    const deployment = await store.begin(now);
    const hash = await deployment.writeWork({ plan: 1 });
    expect(await deployment.readWork(hash)).toEqual({ plan: 1 });
    const [name = ""] = readdirSync(deployment.folder);
    writeFileSync(join(deployment.folder, name), '{"plan":2}');
    expect(await codeOf(deployment.readWork(hash))).toBe("deployment-record-broken");
    rmSync(join(deployment.folder, name));
    expect(await codeOf(deployment.readWork(hash))).toBe("deployment-record-broken");
  });

  it("keep the plan of the record that counts until there is another record", async () => {
    const deployment = await store.begin(now);
    const first = await deployment.writeWork({ plan: 1 });
    await deployment.write(recordOf(deployment.id, { planSha256: first }));
    const second = await deployment.writeWork({ plan: 2 });
    // Here a process may end.
    expect(await deployment.readWork(first)).toEqual({ plan: 1 });
    await deployment.write(recordOf(deployment.id, { planSha256: second }));
    expect(await deployment.readWork(second)).toEqual({ plan: 2 });
    expect(readdirSync(deployment.folder)).toHaveLength(2);
  });

  it.each([
    ["within a second", [now, now, now]],
    ["while the clock goes back", [now, new Date("2026-11-22T23:00:00Z"), new Date("2020-01-01T00:00:00Z")]],
  ])("stay in the order in which they were begun %s", async (_, moments) => {
    const begun: string[] = [];
    for (const moment of moments) {
      const deployment = await store.begin(moment);
      await deployment.write(recordOf(deployment.id, { startedAt: moment.toISOString() }));
      begun.push(deployment.id);
    }
    expect((await store.listDeployments()).map(({ id }) => id)).toEqual(begun);
  });

  it("that lost their record keep what may be the only way back", async () => {
    const deployment = await store.begin(now);
    await deployment.takeSnapshot("before", writeSite, now);
    await deployment.takeSnapshot("after", writeSite, now);
    await deployment.write(recordOf(deployment.id));
    rmSync(join(deployment.folder, "record.json"));
    await store.removeLeftovers();
    expect(readdirSync(deployment.folder)).toEqual(expect.arrayContaining(["before", "after"]));
  });

  it.each([
    ["of another website", { websiteId: "99999999-2222-4333-8444-555555555555" }],
    ["of another environment", { environment: "https://fabrikam.crm4.dynamics.com" }],
  ])("%s, copied here, are refused", async (_, other) => {
    const deployment = await store.begin(now);
    await deployment.write(recordOf(deployment.id));
    await store.writeBase({ records: new Map() });
    const elsewhere = await openStore(root, { ...address, ...other });
    cpSync(store.folder, elsewhere.folder, { recursive: true });
    expect(await codeOf(elsewhere.listDeployments())).toBe("store-other-site");
    expect(await codeOf(elsewhere.readBase())).toBe("store-other-site");
  });

  it("leave no copy that was uploaded", async () => {
    const deployment = await store.begin(now);
    await deployment.write(recordOf(deployment.id));
    writeFileSync(join(await deployment.fresh("upload"), "website.yml"), "");
    await store.removeLeftovers();
    expect(readdirSync(deployment.folder)).toEqual(["record.json"]);
  });
});

describe("the base", () => {
  const record = {
    table: "adx_sitesetting",
    id: "a",
    name: "A",
    path: "sitesetting.yml",
    line: 1,
    values: { adx_value: null, roles: ["b"] },
    files: {},
  };

  it("is read as it was written", async () => {
    expect(await store.readBase()).toBeUndefined();
    const base = { records: new Map([["adx_sitesetting/a", record]]) };
    await store.writeBase(base);
    expect(await store.readBase()).toEqual(base);
  });

  it("is refused when it was changed", async () => {
    await store.writeBase({ records: new Map([["adx_sitesetting/a", record]]) });
    const path = join(store.folder, "base.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"name":"A"', '"name":"B"'));
    expect(await codeOf(store.readBase())).toBe("base-broken");
  });
});

describe("the lock", () => {
  const lockPath = (): string => join(store.folder, "lock.json");
  const lockOf = (lock: object): void =>
    writeFileSync(lockPath(), JSON.stringify({ command: "deploy", startedAt: now.toISOString(), ...lock }));
  const gone = (): number => spawnSync(process.execPath, ["-e", "0"]).pid;

  it("keeps a second deployment out and names the first", async () => {
    const held = await store.lock("deploy", new Date());
    await expect(store.lock("rollback", new Date())).rejects.toThrow(`process ${process.pid} of ${hostname()}`);
    expect(await store.findRunning()).toMatchObject({ pid: process.pid, command: "deploy" });
    await held.release();
    expect(existsSync(lockPath())).toBe(false);
    await (await store.lock("rollback", new Date())).release();
  });

  it("of a process that has ended is taken over and told", async () => {
    const pid = gone();
    lockOf({ pid, host: hostname() });
    expect(await store.findRunning()).toBeUndefined();
    const held = await store.lock("deploy", new Date());
    expect(held.stale).toMatchObject({ pid, host: hostname() });
    await held.release();
  });

  it("of an earlier process with the same number is taken over", async () => {
    lockOf({ pid: process.pid, host: hostname(), startedAt: "2020-01-01T00:00:00.000Z" });
    expect((await store.lock("deploy", new Date())).stale).toMatchObject({ pid: process.pid });
  });

  it("is not given back when it is another one's by now", async () => {
    const held = await store.lock("deploy", now);
    lockOf({ pid: process.pid, host: "another.example.com" });
    await held.release();
    expect(existsSync(lockPath())).toBe(true);
  });

  it("of another machine holds, since its process cannot be asked after", async () => {
    lockOf({ pid: gone(), host: "another.example.com" });
    expect(await codeOf(store.lock("deploy", new Date()))).toBe("deployment-running");
  });

  it("that is being written holds", async () => {
    writeFileSync(lockPath(), "");
    expect(await codeOf(store.lock("deploy", new Date()))).toBe("deployment-running");
  });

  it("lets one of many in", async () => {
    lockOf({ pid: gone(), host: hostname() });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => store.lock("deploy", new Date())));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});
