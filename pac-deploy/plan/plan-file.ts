import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import type { Plan } from "./plan.ts";

export const planFileText = (plan: Plan): string => `${JSON.stringify(plan, null, 2)}\n`;

export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/**
 * Reads a plan that `plan --out` wrote, for the site folder as it is now.
 * @throws UserError `plan-broken` (exit code 2) or `plan-stale` (exit code 1), naming the first file that changed
 */
export async function readPlanFile(path: string, siteFolder: string): Promise<Plan> {
  const plan = parsePlan(await readText(path), path);
  for (const [file, expected] of Object.entries(plan.before)) {
    const actual = await readFile(join(siteFolder, file)).then(sha256, () => null);
    if (actual !== expected) {
      throw new UserError("plan-stale", `${file} is not what it was when ${path} was made`, {
        exitCode: 1,
        place: { path: file },
        hint: "Run `portal-kit plan` again and look at the new plan.",
      });
    }
  }
  return plan;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(resolve(path), "utf8");
  } catch (cause) {
    throw new UserError("plan-missing", `there is no plan at ${path}`, { exitCode: 2, hint: "`portal-kit plan --out plan.json` writes one.", cause });
  }
}

function parsePlan(text: string, path: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError("plan-broken", `${path} is not valid JSON`, { exitCode: 2, cause });
  }
  // Written by planFileText; the members that decide what is written are checked again by writeEdits.
  const plan = value as Partial<Plan> | null;
  if (plan === null || plan.version !== 1 || !Array.isArray(plan.edits) || typeof plan.before !== "object" || plan.site === undefined) {
    throw new UserError("plan-broken", `${path} is no plan of this version of portal-kit (version 1)`, { exitCode: 2 });
  }
  return plan as Plan;
}
