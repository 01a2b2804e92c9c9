import type { Command } from "commander";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { settleUnfinished } from "../journal/settle-unfinished.ts";
import { writePlan } from "../journal/write-plan.ts";
import { withoutInterruption } from "../listen-for-stop.ts";
import { renderChanges } from "../plan/render-changes.ts";
import { summarisePlan } from "../plan/summarise-plan.ts";
import { collectOverrides } from "../profiles/collect-overrides.ts";
import { describeProfiles, renderProfiles } from "../profiles/describe-profiles.ts";
import { planProfile } from "../profiles/plan-profile.ts";
import { profilePath } from "../profiles/profile-paths.ts";
import { assertTag, profileMissing, readProfileTexts } from "../profiles/read-profiles.ts";
import { Declined } from "../render-error.ts";
import { createTerminal } from "../terminal.ts";
import { addSiteOptions, collect, siteFolder, type SiteOptions } from "./site-options.ts";

interface ProfileOptions extends SiteOptions {
  readonly set?: readonly string[];
  readonly trackingScript?: string;
  readonly from?: string;
  readonly pac?: string;
  readonly dryRun?: boolean;
}

export function addProfile(program: Command): void {
  addSiteOptions(program.command("profile"))
    .description("Show what an environment has otherwise than the folder (a deployment profile), or write it.")
    .argument("[tag]", "the profile, e.g. test; all of them without one")
    .option(
      "--set <name=value>",
      "value of a site setting or content snippet there; '${OS.NAME}' takes it from the environment; may be given again",
      collect,
    )
    .option("--tracking-script <file>", "the tracking script as copied from that environment's Customer Insights")
    .option("--from <environment>", "take over every setting and snippet that differs there: an address, or a name of the configuration")
    .option("--pac <path>", "with --from: the Power Platform CLI (default: PORTAL_KIT_PAC, else the PATH)")
    .option("--dry-run", "show everything, write nothing")
    .action(async (tag: string | undefined, options: ProfileOptions) => {
      const terminal = createTerminal(options);
      if (tag !== undefined) assertTag(tag);
      const site = await readSite(siteFolder(options));
      const texts = await readProfileTexts(site.folder);
      if (options.set === undefined && options.trackingScript === undefined && options.from === undefined) {
        const shown = tag === undefined ? texts : new Map([[profilePath(tag), textOf(tag, texts)]]);
        const profiles = describeProfiles(shown, site, process.env);
        terminal.say(renderProfiles(profiles));
        terminal.answer({ version: 1, profiles });
        return;
      }
      if (tag === undefined) throw tagMissing();
      await settleUnfinished(site.folder, { mayWrite: options.dryRun !== true, terminal });
      const overrides = await collectOverrides(site, { ...options, folder: siteFolder(options), say: (line) => terminal.say(line) });
      const path = profilePath(tag);
      const plan = planProfile(site, { tag, text: texts.get(path), overrides });
      for (const line of renderChanges(plan, true)) terminal.say(line);
      const isWritten = plan.edits.length > 0 && options.dryRun !== true;
      if (isWritten) {
        if (!(await terminal.confirm(`Write this into ${path}?`))) throw new Declined();
        process.exitCode = await withoutInterruption(() => writePlan(site.folder, plan));
      }
      const outcome = isWritten ? "\nDone." : "\nDry run: nothing written.";
      terminal.say(plan.edits.length === 0 ? "Nothing to do: the profile says this already." : outcome);
      terminal.answer({ ...summarisePlan(plan), written: isWritten });
    });
}

function textOf(tag: string, texts: ReadonlyMap<string, string>): string {
  const text = texts.get(profilePath(tag));
  if (text === undefined) throw profileMissing(tag, texts);
  return text;
}

const tagMissing = (): UserError =>
  new UserError("profile-tag-missing", "which profile to write is not said", {
    exitCode: 2,
    hint: "Name it, as in `portal-kit profile test --set 'name=value'`; it is the file deployment-profiles/test.deployment.yml.",
  });
