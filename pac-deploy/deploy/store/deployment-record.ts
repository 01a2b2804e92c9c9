import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { UserError } from "../../../contract/user-error.ts";
import type { DataModel, SiteKind } from "../../../site/site.ts";
import { readTextIfThere } from "../../../site/whole-files.ts";
import { sha256 } from "../../plan/sha256.ts";
import type { Step } from "../steps.ts";
import { writePrivateFile } from "./store-file.ts";

/**
 * running: begun and, where nothing runs any more, cut off · done: read back as expected · open: read back as expected, and something that is to be closed is open ·
 * different: read back, and not as expected · unread: uploaded, and not read back · failed: nothing is known to be uploaded
 */
export const deploymentStates = ["running", "done", "open", "different", "unread", "failed"] as const;
export type DeploymentState = (typeof deploymentStates)[number];

/** What is remembered of a deployment; it holds no value of the site. */
export interface DeploymentRecord {
  readonly id: string;
  readonly kind: "deploy" | "rollback";
  /** Of a rollback: the deployment it takes back. */
  readonly of?: string;
  readonly state: DeploymentState;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly environment: string;
  readonly websiteId: string;
  readonly site: { readonly name: string; readonly kind: SiteKind; readonly model: DataModel };
  readonly pacVersion: string;
  readonly kitVersion: string;
  /** Tag of the deployment profile whose values counted. */
  readonly profile?: string;
  /** `<record key>/<key>` of values that came from the process's environment: no later command prints them either. */
  readonly secrets?: readonly string[];
  /** SHA-256 (hex) of the file beside this one with what was planned, which holds values. */
  readonly planSha256: string;
  /** SHA-256 (hex) of each snapshot's list; absent: there was no site before, or it was not read back. */
  readonly before?: string;
  readonly after?: string;
  /** Which of its snapshots `after` is: a deployment that did not come to its deletions has the one before them. */
  readonly afterIn?: "after" | "closed";
  readonly steps: readonly Step[];
  /** What the upload could not do, without values. */
  readonly residue: readonly { readonly kind: string; readonly record: string; readonly name: string; readonly key?: string }[];
}

const recordName = "record.json";

/** Later ones sort behind earlier ones, by letters. */
export const createDeploymentId = (now: Date): string =>
  `${now
    .toISOString()
    .replaceAll(/[-:]|\.\d+Z$/g, "")
    .replace("T", "-")}-${randomBytes(3).toString("hex")}`;

/** The second in an id. */
export const momentOf = (id: string): Date => new Date(id.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d).*$/, "$1-$2-$3T$4:$5:$6Z"));

export const isDeploymentId = (text: string): boolean => /^\d{8}-\d{6}-[0-9a-f]{6}$/.test(text);

export async function writeRecord(folder: string, deployment: DeploymentRecord): Promise<void> {
  await writePrivateFile(join(folder, recordName), renderChecked("deployment", deployment));
}

/**
 * undefined: there is none in the folder, so nothing was uploaded.
 * @throws UserError `deployment-record-broken`, exit code 1
 */
export async function readRecord(folder: string): Promise<DeploymentRecord | undefined> {
  const path = join(folder, recordName);
  const value = await readChecked(path, "deployment", "deployment-record-broken");
  if (value === undefined) return undefined;
  const record = value as DeploymentRecord; // what renderChecked wrote, as its checksum says
  if (!deploymentStates.includes(record.state)) throw broken(path, "deployment-record-broken");
  return record;
}

/** JSON that tells when it was changed by another hand. A checksum is no signature: it finds accidents and edits, nobody who means to deceive. */
export const renderChecked = (name: string, value: unknown): string => {
  const text = JSON.stringify(value);
  return `{"version":1,"sha256":"${sha256(text)}","${name}":${text}}\n`;
};

/** @returns undefined: no such file @throws UserError with the code given, exit code 1 */
export async function readChecked(path: string, name: string, code: string): Promise<unknown> {
  const text = await readTextIfThere(path);
  if (text === undefined) return undefined;
  let file: Readonly<Record<string, unknown>>;
  try {
    file = JSON.parse(text) as Readonly<Record<string, unknown>>; // each member that is read is checked
  } catch (cause) {
    throw broken(path, code, cause);
  }
  if (typeof file["version"] === "number" && file["version"] > 1) {
    throw new UserError("store-newer", "this was written by a newer portal-kit", {
      exitCode: 1,
      place: { path },
      hint: "Update portal-kit, then run the command again.",
    });
  }
  if (file["version"] !== 1 || file["sha256"] !== sha256(JSON.stringify(file[name] ?? null))) throw broken(path, code);
  return file[name];
}

const broken = (path: string, code: string, cause?: unknown): UserError =>
  new UserError(code, "this file of the store is damaged, or was changed by hand: its checksum does not fit", {
    exitCode: 1,
    place: { path },
    hint: "Take it back from a backup of the store.",
    ...(cause === undefined ? {} : { cause }),
  });
