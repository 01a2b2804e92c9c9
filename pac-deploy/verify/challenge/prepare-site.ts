import { relative, resolve, sep } from "node:path";
import { challengeFileName } from "../../../contract/names.ts";
import { UserError } from "../../../contract/user-error.ts";
import { readSite } from "../../../site/read-site.ts";
import { settleUnfinished } from "../../journal/settle-unfinished.ts";
import { writePlan } from "../../journal/write-plan.ts";
import { withoutInterruption } from "../../listen-for-stop.ts";
import type { Plan } from "../../plan/plan.ts";
import { renderPlan } from "../../plan/render-plan.ts";
import { summarisePlan } from "../../plan/summarise-plan.ts";
import { Declined } from "../../render-error.ts";
import type { Terminal } from "../../terminal.ts";
import { createChallengeStore } from "./challenge-store.ts";
import { planPrepare, planWithdraw } from "./plan-challenge.ts";

export interface ChallengeWork {
  readonly flags: { readonly site?: string; readonly dryRun?: boolean };
  readonly terminal: Terminal;
  readonly storeRoot: string;
}

/** Writes what lets this person verify the deployed site: a number into the site folder, its secret into the store. Returns the exit code. */
export async function prepareSite(work: ChallengeWork): Promise<number> {
  const { folder, websiteId } = await openFolder(work);
  assertOutside(work.storeRoot, folder);
  const store = createChallengeStore(work.storeRoot);
  // A dry run keeps no secret: it shows the number of one that nobody has.
  const secret = work.flags.dryRun === true ? "0".repeat(43) : await store.secretFor(websiteId);
  return write(work, folder, await planPrepare(folder, secret), {
    nothing: "Nothing to do: the site folder is prepared.",
    done: `Deploy the site, then: portal-kit verify --url <address>. The secret behind /${challengeFileName} is on this machine only.`,
  });
}

/** Takes it out again, and forgets the secret. Returns the exit code. */
export async function withdrawSite(work: ChallengeWork): Promise<number> {
  const { folder, websiteId } = await openFolder(work);
  const code = await write(work, folder, await planWithdraw(folder), {
    nothing: "Nothing to do: the site folder is not prepared.",
    done: `Deploy with --delete so that /${challengeFileName} goes out there too: an upload deletes nothing by itself.`,
  });
  if (work.flags.dryRun !== true && code === 0) await createChallengeStore(work.storeRoot).forget(websiteId);
  return code;
}

async function openFolder({ flags, terminal }: ChallengeWork): Promise<{ folder: string; websiteId: string }> {
  const { folder, website } = await readSite(resolve(flags.site ?? "."));
  await settleUnfinished(folder, { mayWrite: flags.dryRun !== true, terminal });
  return { folder, websiteId: website.id };
}

/** A secret inside the site folder would be committed, or uploaded. */
function assertOutside(storeRoot: string, folder: string): void {
  const path = relative(folder, storeRoot);
  if (path === ".." || path.startsWith(`..${sep}`) || resolve(path) === path) return;
  throw new UserError("store-inside-site", "the folder for secrets lies inside the site folder", {
    exitCode: 1,
    place: { path: storeRoot },
    hint: "Name another one with --store or PORTAL_KIT_STORE.",
  });
}

async function write(
  { flags, terminal }: ChallengeWork,
  folder: string,
  plan: Plan,
  words: { readonly nothing: string; readonly done: string },
): Promise<number> {
  let code = 0;
  if (plan.edits.length === 0) terminal.say(words.nothing);
  else {
    terminal.say(renderPlan(plan));
    if (flags.dryRun === true) terminal.say("\nDry run: nothing written.");
    else {
      if (!(await terminal.confirm(`Write ${plan.edits.length} changes to ${folder}?`))) throw new Declined();
      code = (await withoutInterruption(() => writePlan(folder, plan))) ?? 0;
      terminal.say(`\n${words.done}`);
    }
  }
  terminal.answer(summarisePlan(plan));
  return code;
}
