import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { kitVersion } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import { isAbsence } from "../../site/whole-files.ts";
import { fingerprintAccess } from "./fingerprint-access.ts";
import type { Plan } from "./plan.ts";
import { sha256 } from "./sha256.ts";

/** Writes a plan for people to look at and for `apply` to carry out. */
export async function writePlanFile(path: string, plan: Plan): Promise<void> {
  try {
    await writeFile(resolve(path), `${JSON.stringify({ ...plan, checksum: checksumOf(plan) }, null, 2)}\n`);
  } catch (cause) {
    throw new UserError(
      "plan-not-written",
      `the plan could not be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        exitCode: 3,
        hint: "Give --out a file in a folder that exists and that you may write to.",
        cause,
      },
    );
  }
}

/** Over everything the plan says, in one order of its keys: layout and order of the file do not count, each letter in it does. */
const checksumOf = (plan: Readonly<Record<string, unknown>> | Plan): string => sha256(JSON.stringify(inOrder(plan)));

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, inOrder(item)]),
  );
}

/**
 * Reads a plan that `plan --out` wrote, for the site as it is now.
 * @throws UserError `plan-broken` (exit code 2); `plan-edited`, `plan-other-kit`, `plan-other-site` or `plan-stale` (exit code 1), the last naming the first file that changed
 */
export async function readPlanFile(path: string, site: Pick<Site, "folder" | "website" | "texts">): Promise<Plan> {
  const plan = parsePlan(await readText(path), path);
  const refuse = (code: string, message: string, file?: string): UserError =>
    new UserError(code, message, {
      exitCode: 1,
      place: { path: file ?? path },
      hint: "Run `portal-kit plan --out` again and look at the new plan. Nothing was written.",
    });
  if (plan.kitVersion !== kitVersion) {
    throw refuse("plan-other-kit", `portal-kit ${plan.kitVersion} made this plan, and this is ${kitVersion}, which may write other files`);
  }
  if (plan.site.websiteId !== site.website.id) {
    throw refuse(
      "plan-other-site",
      `this plan is for the site ${plan.site.name} (${plan.site.websiteId}), and the folder holds ${site.website.name} (${site.website.id})`,
    );
  }
  for (const [file, expected] of Object.entries(plan.before)) {
    const actual = await hashOf(join(site.folder, file));
    if (actual !== expected) throw refuse("plan-stale", `${file} is not what it was when ${path} was made`, file);
  }
  if (plan.accessBefore !== fingerprintAccess(site.texts)) {
    throw refuse(
      "plan-stale",
      "the site's roles, table permissions, column permissions or settings are not what they were when this plan was made, so what it opens to whom may be something else now",
    );
  }
  return plan;
}

/** null: no such file. */
async function hashOf(path: string): Promise<string | null> {
  try {
    return sha256(await readFile(path));
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(resolve(path), "utf8");
  } catch (cause) {
    throw new UserError("plan-missing", `there is no plan at ${path}`, {
      exitCode: 2,
      hint: "`portal-kit plan --out plan.json` writes one.",
      cause,
    });
  }
}

function parsePlan(text: string, path: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError("plan-broken", `${path} is not valid JSON`, { exitCode: 2, cause });
  }
  if (!isPlan(value)) {
    throw new UserError("plan-broken", `${path} is no plan of this version of portal-kit (version 1)`, {
      exitCode: 2,
      hint: "`portal-kit plan --out plan.json` writes one.",
    });
  }
  const { checksum, ...plan } = value;
  if (checksum !== checksumOf(plan)) {
    throw new UserError("plan-edited", "this plan is not as portal-kit wrote it: its checksum does not match", {
      exitCode: 1,
      place: { path },
      hint: "Change the configuration or the site instead, and run `portal-kit plan --out` again. Nothing was written.",
    });
  }
  return plan;
}

/** Every member that is written or shown: a plan may come from a review, through many hands. */
function isPlan(value: unknown): value is Plan & { readonly checksum: string } {
  return (
    isObject(value) &&
    value["version"] === 1 &&
    (value["action"] === "apply" || value["action"] === "remove") &&
    isObject(value["site"]) &&
    ["kind", "model", "websiteId", "name"].every((key) => isText(isObject(value["site"]) ? value["site"][key] : undefined)) &&
    [value["kitVersion"], value["accessBefore"], value["checksum"]].every(isText) &&
    isObject(value["before"]) &&
    isListOf(value["edits"], isEdit) &&
    hasEach(value["before"], value["edits"]) &&
    isListOf(value["texts"], (text) => isText(text["path"]) && isTextOrAbsent(text["before"]) && isTextOrAbsent(text["after"])) &&
    isListOf(value["findings"], (finding) => ["code", "severity", "path", "message"].every((key) => isText(finding[key]))) &&
    [value["opens"], value["closes"]].every((openings) =>
      isListOf(
        openings,
        (opening) =>
          isText(opening["table"]) && isText(opening["role"]) && Array.isArray(opening["columns"]) && Array.isArray(opening["rights"]),
      ),
    )
  );
}

/** No edit without the file's hash to hold it against. */
const hasEach = (before: Readonly<Record<string, unknown>>, edits: unknown): boolean =>
  isListOf(edits, ({ path }) => isText(path) && (isText(before[path]) || before[path] === null));

function isEdit(edit: Readonly<Record<string, unknown>>): boolean {
  if (!isText(edit["path"]) || !isText(edit["why"])) return false;
  switch (edit["kind"]) {
    case "create":
      return isText(edit["text"]);
    case "edit":
      return typeof edit["offset"] === "number" && isText(edit["expected"]) && isText(edit["insert"]);
    case "delete":
      return isText(edit["sha256"]);
    default:
      return false;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value);
const isListOf = (value: unknown, isItem: (item: Readonly<Record<string, unknown>>) => boolean): boolean =>
  Array.isArray(value) && value.every((item: unknown) => isObject(item) && isItem(item));
