import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { isAbsence } from "../../site/whole-files.ts";
import type { Plan } from "./plan.ts";

/** Writes a plan for people to look at and for `apply` to carry out. */
export async function writePlanFile(path: string, plan: Plan): Promise<void> {
  try {
    await writeFile(resolve(path), planFileText(plan));
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

const planFileText = (plan: Plan): string => `${JSON.stringify(plan, null, 2)}\n`;

export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/**
 * Reads a plan that `plan --out` wrote, for the site folder as it is now.
 * @throws UserError `plan-broken` (exit code 2) or `plan-stale` (exit code 1), naming the first file that changed
 */
export async function readPlanFile(path: string, siteFolder: string): Promise<Plan> {
  const plan = parsePlan(await readText(path), path);
  for (const [file, expected] of Object.entries(plan.before)) {
    const actual = await hashOf(join(siteFolder, file));
    if (actual !== expected) {
      throw new UserError("plan-stale", `${file} is not what it was when ${path} was made`, {
        exitCode: 1,
        place: { path: file },
        hint: "Run `portal-kit plan --out` again and look at the new plan. Nothing was written.",
      });
    }
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
  return value;
}

/** Every member that is written or shown: a plan may come from a review, through many hands. */
function isPlan(value: unknown): value is Plan {
  return (
    isObject(value) &&
    value["version"] === 1 &&
    (value["action"] === "apply" || value["action"] === "remove") &&
    isObject(value["site"]) &&
    ["kind", "model", "websiteId", "name"].every((key) => isText(isObject(value["site"]) ? value["site"][key] : undefined)) &&
    isObject(value["before"]) &&
    isListOf(value["edits"], isEdit) &&
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
