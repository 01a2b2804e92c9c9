import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../../contract/user-error.ts";
import { listFolder } from "../../../site/list-folder.ts";
import { readTextIfThere } from "../../../site/whole-files.ts";
import { sha256 } from "../../plan/sha256.ts";
import { parseRecords, renderRecords } from "../record-text.ts";
import type { SiteRecords } from "../site-records.ts";
import { createDeploymentId, isDeploymentId, momentOf, readChecked, readRecord, renderChecked, writeRecord } from "./deployment-record.ts";
import type { DeploymentRecord } from "./deployment-record.ts";
import { findRunning, takeLock, type HeldLock, type Lock } from "./lock.ts";
import { openSnapshot, takeSnapshot, type Snapshot } from "./snapshot.ts";
import { writePrivateFile } from "./store-file.ts";
import { findStoreFolder, makePrivateFolder, openStoreFolder, type StoreAddress } from "./store-folder.ts";

/** What is remembered of one website in one environment. */
export interface Store {
  readonly folder: string;
  lock(command: string, now: Date): Promise<HeldLock>;
  /** Who deploys now; undefined: nobody. */
  findRunning(): Promise<Lock | undefined>;
  /** Those that uploaded something, or may have, the earliest first. */
  listDeployments(): Promise<DeploymentRecord[]>;
  /** What folder and environment last agreed on; undefined: nothing was ever deployed from here. */
  readBase(): Promise<SiteRecords | undefined>;
  writeBase(base: SiteRecords): Promise<void>;
  begin(now: Date): Promise<DeploymentFolder>;
  open(record: DeploymentRecord): DeploymentFolder;
  /** A folder for a download that is only looked at; a deployment at the same time leaves it alone. */
  beginComparison(now: Date): Promise<DeploymentFolder>;
  /** Takes away what commands left that ended before they uploaded anything. Only with the lock. */
  removeLeftovers(): Promise<void>;
}

/** One deployment's part of the store. */
export interface DeploymentFolder {
  readonly id: string;
  readonly folder: string;
  takeSnapshot(name: SnapshotName, download: (into: string) => Promise<string>, now: Date): Promise<Snapshot>;
  openSnapshot(name: SnapshotName, expected: string): Promise<Snapshot>;
  write(record: DeploymentRecord): Promise<void>;
  /** @returns its SHA-256 */
  writeWork(work: unknown): Promise<string>;
  readWork(expected: string): Promise<unknown>;
  /** A folder of that name that is not there yet. */
  fresh(name: string): Promise<string>;
  /** Copies for uploads hold the site's settings, and are of no use afterwards. */
  removeStaging(): Promise<void>;
  remove(): Promise<void>;
}

/** `staging-second`: a second look right before the upload, which is not kept. */
export type SnapshotName = "before" | "after" | "closed" | "staging-second";

/** Makes the store's folder where it is missing. */
export const openStore = async (root: string, address: StoreAddress): Promise<Store> =>
  createStore(await openStoreFolder(root, address), address);

/** undefined: nothing was ever deployed there from this machine. */
export async function findStore(root: string, address: StoreAddress): Promise<Store | undefined> {
  const folder = await findStoreFolder(root, address);
  return folder === undefined ? undefined : createStore(folder, address);
}

/** What is older was left by a comparison that was killed. */
const longestComparisonMs = 24 * 60 * 60_000;

function createStore(folder: string, address: StoreAddress): Store {
  const deployments = join(folder, "deployments");
  const comparisons = join(folder, "comparisons");
  const basePath = join(folder, "base.json");
  const listIds = async (): Promise<string[]> =>
    ((await listFolder(deployments)) ?? [])
      .filter((entry) => entry.isDirectory() && isDeploymentId(entry.name))
      .map(({ name }) => name)
      .sort();
  return {
    folder,
    lock: (command, now) => takeLock(folder, { command, now }),
    findRunning: () => findRunning(folder),
    async listDeployments() {
      const found = await Promise.all((await listIds()).map((id) => readRecord(join(deployments, id))));
      const records = found.filter((record) => record !== undefined);
      for (const record of records) assertOf(address, record, join(deployments, record.id));
      return records;
    },
    async readBase() {
      const value = await readChecked(basePath, "base", "base-broken");
      if (value === undefined) return undefined;
      const { environment, websiteId, ...base } = value as StoreAddress & object; // as writeBase wrote it, as its checksum says
      assertOf(address, { environment, websiteId }, basePath);
      return parseRecords(base);
    },
    writeBase: (base) => writePrivateFile(basePath, renderChecked("base", { ...toAddress(address), ...renderRecords(base) })),
    async begin(now) {
      // Sorted by their ids they stay in the order in which they were begun, wherever the clock went meanwhile.
      const last = (await listIds()).at(-1);
      const id = createDeploymentId(last === undefined ? now : new Date(Math.max(now.getTime(), momentOf(last).getTime() + 1000)));
      await makePrivateFolder(deployments);
      await makePrivateFolder(join(deployments, id));
      return createDeploymentFolder(join(deployments, id), id);
    },
    async beginComparison(now) {
      await makePrivateFolder(comparisons);
      for (const { name } of (await listFolder(comparisons)) ?? []) {
        const path = join(comparisons, name);
        if (now.getTime() - (await stat(path)).mtimeMs > longestComparisonMs) await rm(path, { recursive: true, force: true });
      }
      const id = createDeploymentId(now);
      await makePrivateFolder(join(comparisons, id));
      return createDeploymentFolder(join(comparisons, id), id);
    },
    open: ({ id }) => createDeploymentFolder(join(deployments, id), id),
    async removeLeftovers() {
      for (const id of await listIds()) {
        const record = await readRecord(join(deployments, id));
        const of = createDeploymentFolder(join(deployments, id), id);
        // A record that is gone from beside what only a deployment leaves was taken away by somebody: what is left may be the only way back.
        if (record === undefined && !(await wasCarriedOut(join(deployments, id)))) await of.remove();
        else await of.removeStaging();
      }
    },
  };
}

const stagingPrefix = "staging";
const workPrefix = "plan-";

const toAddress = ({ environment, websiteId }: StoreAddress): StoreAddress => ({ environment, websiteId });

/** A store that was copied to another place knows another site's deployments: a base of one would decide about the other. */
function assertOf(address: StoreAddress, found: StoreAddress, path: string): void {
  if (found.environment === address.environment && found.websiteId === address.websiteId) return;
  throw new UserError(
    "store-other-site",
    `this is remembered of the website ${found.websiteId} in ${found.environment}, and not of ${address.websiteId} in ${address.environment}`,
    { exitCode: 1, place: { path }, hint: "Put the folder back where it was: what is remembered of one site says nothing of another." },
  );
}

async function wasCarriedOut(folder: string): Promise<boolean> {
  const names = new Set(((await listFolder(folder)) ?? []).map(({ name }) => name));
  return names.has("after") || names.has("closed");
}

function createDeploymentFolder(folder: string, id: string): DeploymentFolder {
  const workPathOf = (hash: string): string => join(folder, `${workPrefix}${hash.slice(0, 16)}.json`);
  return {
    id,
    folder,
    takeSnapshot: (name, download, now) => takeSnapshot(join(folder, name), download, now),
    openSnapshot: (name, expected) => openSnapshot(join(folder, name), expected),
    async write(record) {
      await writeRecord(folder, record);
      // What a former record went by; as long as that was the record, it had to be there.
      for (const { name } of (await listFolder(folder)) ?? [])
        if (name.startsWith(workPrefix) && join(folder, name) !== workPathOf(record.planSha256))
          await rm(join(folder, name), { force: true });
    },
    async writeWork(work) {
      const text = JSON.stringify(work);
      const hash = sha256(text);
      await writePrivateFile(workPathOf(hash), text);
      return hash;
    },
    async readWork(expected) {
      const path = workPathOf(expected);
      const text = await readTextIfThere(path);
      if (text !== undefined && sha256(text) === expected) return JSON.parse(text) as unknown;
      throw new UserError(
        "deployment-record-broken",
        `what this deployment planned ${text === undefined ? "is gone" : "was changed since"}`,
        {
          exitCode: 1,
          place: { path },
          hint: "Take it back from a backup of the store, or roll back to another deployment.",
        },
      );
    },
    async fresh(name) {
      const path = join(folder, `${stagingPrefix}-${name}`);
      await rm(path, { recursive: true, force: true });
      await makePrivateFolder(path);
      return path;
    },
    async removeStaging() {
      for (const { name } of (await listFolder(folder)) ?? []) {
        if (name.startsWith(`${stagingPrefix}-`) || name.endsWith(".partial") || name.endsWith(".tmp"))
          await rm(join(folder, name), { recursive: true, force: true });
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
