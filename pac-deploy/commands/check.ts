import { Option, type Command } from "commander";
import pc from "picocolors";
import { severities, type Finding } from "../../contract/finding.ts";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { makeBaseline, readBaseline, subtractBaseline, writeBaseline, type BaselineResult } from "../checks/baseline.ts";
import type { CheckedSite } from "../checks/check.ts";
import { checks } from "../checks/index.ts";
import { planFixes, type Fixes } from "../checks/plan-fixes.ts";
import { countSeverities, renderFindings } from "../checks/render-findings.ts";
import { renderSarif } from "../checks/render-sarif.ts";
import { openChecked, runChecks } from "../checks/run-checks.ts";
import { createSelector, listMetas, type Selection } from "../checks/select-checks.ts";
import { settleUnfinished } from "../journal/settle-unfinished.ts";
import { writePlan } from "../journal/write-plan.ts";
import { withoutInterruption } from "../listen-for-stop.ts";
import { readWebFileTexts } from "../plan/read-web-file-texts.ts";
import { renderChanges } from "../plan/render-changes.ts";
import { Declined } from "../render-error.ts";
import { createTerminal, type Terminal } from "../terminal.ts";
import { addSiteOptions, siteFolder, type SiteOptions } from "./site-options.ts";

const formats = ["text", "json", "sarif"] as const;
const gates = ["error", "warning", "info", "never"] as const;

interface CheckOptions extends SiteOptions, Selection {
  readonly format: (typeof formats)[number];
  readonly failOn: (typeof gates)[number];
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly full?: boolean;
}

const collect = (value: string, before: readonly string[]): string[] => [...before, ...value.split(",").map((code) => code.trim())];

export function addCheck(program: Command): void {
  addSiteOptions(program.command("check"))
    .description("Find what is wrong with a site. Changes nothing without --fix.")
    .addOption(new Option("--format <format>", "how findings are printed; --json is --format json").choices(formats).default("text"))
    .addOption(new Option("--fail-on <severity>", "exit code 1 from this severity on").choices(gates).default("warning"))
    .option("--only <code>", "only this check; repeatable", collect, [])
    .option("--skip <code>", "all but this check; repeatable", collect, [])
    .option("--baseline <file>", "findings that this file lists are counted, not shown, and do not fail")
    .option("--write-baseline <file>", "write the findings there are into this file, as known from now on")
    .option("--fix", "mend what can be mended safely: shows the changes, asks, writes")
    .option("--dry-run", "with --fix: show everything, write nothing")
    .option("--full", "every finding with its lines, also where one code has many in a file")
    .action(async (options: CheckOptions) => {
      const format = options.json === true ? "json" : options.format;
      const terminal = createTerminal({ ...options, json: format !== "text" });
      const isAsked = createSelector(options, checks);
      assertSensible(options);
      const baseline = options.baseline === undefined ? undefined : await readBaseline(options.baseline);
      await settleUnfinished(siteFolder(options), { mayWrite: options.fix === true && options.dryRun !== true, terminal });

      let checked = await open(options);
      let findings = runChecks(checked, options);
      let fixed: Finding[] = [];
      if (options.fix === true) {
        const fixes = planFixes(checked, checks, findings, siteFolder(options));
        if (await writeFixes(fixes, { options, terminal })) {
          fixed = findings.filter(({ code, fix, accepted }) => fix && accepted === undefined && fixes.mends.has(code));
          checked = await open(options);
          findings = runChecks(checked, options);
        }
      }

      const { files } = checked;
      const result = baseline === undefined ? undefined : subtractBaseline(findings, baseline, { files, isAsked });
      const shown = result?.fresh ?? findings;
      terminal.say(renderFindings(shown, { files, full: options.full === true, baseline: result }));
      terminal.answer(
        format === "sarif"
          ? renderSarif(shown, listMetas(checks))
          : { ...summarise(shown, result), ...(options.fix === true ? { fixed } : {}) },
      );
      if (options.writeBaseline !== undefined) {
        const entries = makeBaseline(findings, files);
        await writeBaseline(options.writeBaseline, entries);
        terminal.say(`These are known from now on: check --baseline ${options.writeBaseline} shows what is new.`);
        return;
      }
      if (isFailure(shown, options.failOn)) process.exitCode ??= 1;
    });
}

async function open(options: CheckOptions): Promise<CheckedSite> {
  const folder = siteFolder(options);
  const site = await readSite(folder);
  return openChecked(site, { configPath: options.config, webFiles: await readWebFileTexts(site), folder });
}

function assertSensible({ dryRun, fix, writeBaseline: path, baseline, only, skip }: CheckOptions): void {
  const refuse = (message: string, hint: string): never => {
    throw new UserError("options-contradict", message, { exitCode: 2, hint });
  };
  if (dryRun === true && fix !== true)
    refuse("--dry-run shows what --fix would write, and --fix is not there", "Add --fix, or leave --dry-run out.");
  if (path === undefined) return;
  if (baseline !== undefined) refuse("--write-baseline and --baseline exclude each other", "Write one anew with --write-baseline alone.");
  if (only.length + skip.length > 0) {
    refuse("--write-baseline with --only or --skip would forget the findings of the other checks", "Leave --only and --skip out.");
  }
}

/** Whether something was written. */
async function writeFixes(
  { plan, mends, waits }: Fixes,
  { options, terminal }: { readonly options: CheckOptions; readonly terminal: Terminal },
): Promise<boolean> {
  for (const { code, why } of waits) terminal.say(`${pc.yellow("not mended")} ${code}: ${why}`);
  if (plan.edits.length === 0) {
    terminal.say("Nothing to mend.\n");
    return false;
  }
  terminal.say(`${renderChanges(plan, false).join("\n")}\n`);
  const what = [...mends].map(([code, count]) => `${count} ${code}`).join(", ");
  if (options.dryRun === true) {
    terminal.say(`Dry run: nothing written (would mend ${what}).\n`);
    return false;
  }
  const files = `${plan.edits.length} ${plan.edits.length === 1 ? "file" : "files"}`;
  if (!(await terminal.confirm(`Mend ${what} in ${files}?`))) throw new Declined();
  const stopped = await withoutInterruption(() => writePlan(siteFolder(options), plan));
  if (stopped !== undefined) process.exitCode = stopped;
  terminal.say(`${pc.green(`Mended in ${files}:`)} ${what}. What is left:\n`);
  return true;
}

function summarise(findings: readonly Finding[], baseline: BaselineResult | undefined): object {
  return {
    version: 1,
    findings,
    counts: { ...countSeverities(findings), accepted: findings.filter(({ accepted }) => accepted !== undefined).length },
    ...(baseline === undefined ? {} : { baseline: { known: baseline.known, stale: baseline.stale } }),
  };
}

/** What cannot be concluded is no fault. */
function isFailure(findings: readonly Finding[], gate: CheckOptions["failOn"]): boolean {
  if (gate === "never") return false;
  const worst = new Set(severities.slice(0, severities.indexOf(gate) + 1));
  return findings.some(({ severity, accepted }) => accepted === undefined && worst.has(severity));
}
