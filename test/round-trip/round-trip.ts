import { existsSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect } from "vitest";
import { UserError } from "../../contract/user-error.ts";
import { settleUnfinished } from "../../pac-deploy/journal/settle-unfinished.ts";
import { writePlan } from "../../pac-deploy/journal/write-plan.ts";
import { assertApplicable } from "../../pac-deploy/plan/assert-applicable.ts";
import { planApply } from "../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../pac-deploy/plan/plan-remove.ts";
import type { Plan } from "../../pac-deploy/plan/plan.ts";
import { kitFolder } from "../support/kit-site.ts";
import { readFileTimes, readFolderState } from "./read-folder-state.ts";

export interface SiteToTry {
  readonly folder: string;
  readonly configPath: string;
}

const terminal = { isJson: false, say: () => undefined, answer: () => undefined, confirm: async () => true };

/** What the command `apply` does, without a process of its own. */
export async function apply({ folder, configPath }: SiteToTry): Promise<Plan> {
  await settleUnfinished(folder, { mayWrite: true, terminal });
  const plan = await planApply(folder, { kitFolder, configPath });
  assertApplicable(plan);
  if (plan.edits.length > 0) await writePlan(folder, plan);
  return plan;
}

export async function remove({ folder }: Pick<SiteToTry, "folder">): Promise<Plan> {
  await settleUnfinished(folder, { mayWrite: true, terminal });
  const plan = await planRemove(folder);
  if (plan.edits.length > 0) await writePlan(folder, plan);
  return plan;
}

/** `applied`: the way there and back was gone. A refusal has its code, and the folder is as it was. */
export type Outcome = { readonly kind: "applied"; readonly files: number } | { readonly kind: "refused"; readonly code: string };

/**
 * Apply, apply, remove, on disk: the second changes nothing, the third gives back bytes, modes and links, and no file is touched that the plan does not name. A site that is refused
 * is as it was.
 */
export async function expectRoundTrip(site: SiteToTry): Promise<Outcome> {
  const before = readFolderState(site.folder);
  const timesBefore = readFileTimes(site.folder);
  let plan: Plan;
  try {
    plan = await apply(site);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(/\S/);
    expect(readFolderState(site.folder), `after the refusal ${error.code}`).toEqual(before);
    expect(readFileTimes(site.folder)).toEqual(timesBefore);
    return { kind: "refused", code: error.code };
  }
  const applied = readFolderState(site.folder);
  expectOnlyPlanned(site, plan, timesBefore, readFileTimes(site.folder));
  const timesApplied = readFileTimes(site.folder);
  const second = await apply(site);
  expect(second.edits, "a second apply changes nothing").toEqual([]);
  expect(readFolderState(site.folder)).toEqual(applied);
  expect(readFileTimes(site.folder)).toEqual(timesApplied);
  const removal = await remove(site);
  expect(readFolderState(site.folder), "remove gives back the folder").toEqual(before);
  expectOnlyPlanned(site, removal, timesApplied, readFileTimes(site.folder));
  expect((await remove(site)).edits).toEqual([]);
  return { kind: "applied", files: plan.edits.length };
}

type Times = Readonly<Record<string, string>>;

function expectOnlyPlanned({ folder }: SiteToTry, plan: Plan, before: Times, after: Times): void {
  const touched = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]);
  expect(touched.toSorted(), "files that were written").toEqual(plan.edits.map(({ path }) => behindLinks(folder, path)).toSorted());
}

function behindLinks(folder: string, path: string): string {
  const file = join(folder, path);
  return existsSync(file) ? relative(realpathSync(folder), realpathSync(file)).split(sep).join("/") : path;
}
