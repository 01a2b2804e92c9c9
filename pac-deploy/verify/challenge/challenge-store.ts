import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../../contract/user-error.ts";
import { isAbsence, readTextIfThere } from "../../../site/whole-files.ts";
import { sha256 } from "../../plan/sha256.ts";

/** The secrets of the sites that this person may verify: one file for each website, outside of every site folder, readable by its owner only. */
export interface ChallengeStore {
  /** The secret of a website, made when there is none. */
  secretFor(websiteId: string): Promise<string>;
  /** Whether one of the secrets fits a published number. */
  holds(hash: string): Promise<boolean>;
  forget(websiteId: string): Promise<void>;
}

/** @param storeFolder what `findStoreFolder` names */
export function createChallengeStore(storeFolder: string): ChallengeStore {
  const folder = join(storeFolder, "verify");
  const fileOf = (websiteId: string): string => {
    if (!/^[0-9a-f-]{36}$/.test(websiteId)) throw new Error(`This is no website id: ${websiteId}`);
    return join(folder, `${websiteId}.json`);
  };
  return {
    async secretFor(websiteId) {
      const path = fileOf(websiteId);
      const known = await readSecret(path);
      if (known !== undefined) return known;
      const secret = randomBytes(32).toString("base64url");
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // A folder that was there before keeps its own mode.
      await chmod(folder, 0o700);
      await writeFile(join(folder, ".gitignore"), "*\n", { mode: 0o600 });
      await writeFile(path, `${JSON.stringify({ version: 1, websiteId, secret, madeAt: new Date().toISOString() })}\n`, {
        mode: 0o600,
        flag: "wx",
      });
      return secret;
    },
    async holds(hash) {
      const secrets = await Promise.all((await listFiles(folder)).map((name) => readSecret(join(folder, name))));
      return secrets.some((secret) => secret !== undefined && sha256(secret) === hash);
    },
    forget: (websiteId) => rm(fileOf(websiteId), { force: true }),
  };
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

async function readSecret(path: string): Promise<string | undefined> {
  const text = await readTextIfThere(path);
  if (text === undefined) return undefined;
  const secret = parseSecret(text);
  if (secret !== undefined) return secret;
  throw new UserError("verify-secret-broken", "this file does not hold the secret of a site's verification", {
    exitCode: 1,
    place: { path },
    hint: "Delete it, run `portal-kit verify --prepare` on the site folder again, and deploy the site.",
  });
}

function parseSecret(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const secret: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "secret") : undefined;
    return typeof secret === "string" && secret.length >= 32 ? secret : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
