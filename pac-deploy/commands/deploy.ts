import type { Command } from "commander";
import pc from "picocolors";
import type { Finding } from "../../contract/finding.ts";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { readBaseline, subtractBaseline } from "../checks/baseline.ts";
import { renderFindings } from "../checks/render-findings.ts";
import { runChecks } from "../checks/run-checks.ts";
import { deploySite, describeOpening, type DeployOutcome } from "../deploy/deploy-site.ts";
import { findConsequences } from "../deploy/find-consequences.ts";
import { maskPlan } from "../deploy/mask-plan.ts";
import { renderDeployment } from "../deploy/render-deployment.ts";
import { settleUnfinished } from "../journal/settle-unfinished.ts";
import { createTerminal, type Terminal } from "../terminal.ts";
import { addUploadOptions, askToWrite, openSession, summarise, type Session, type UploadOptions } from "./deployment-options.ts";
import { exitCodeOf, outcomeFindings, tellOutcome } from "./deployment-outcome.ts";
import { siteFolder } from "./site-options.ts";

interface DeployOptions extends UploadOptions {
  readonly delete?: boolean;
  readonly createSite?: boolean;
  readonly baseline?: string;
}

export function addDeploy(program: Command): void {
  addUploadOptions(program.command("deploy"))
    .description(
      "Bring the site folder into an environment: fresh download, three-way plan, upload of a copy, read back. The folder is not written, and nothing of others is overwritten unasked.",
    )
    .option("--delete", "also delete there what is gone from the folder; what opened something is closed and read back first")
    .option("--create-site", "make the website where the environment does not have it")
    .option("--baseline <file>", "findings of check that this file lists do not count")
    .action(async (options: DeployOptions) => {
      const terminal = createTerminal(options);
      await settleUnfinished(siteFolder(options), { mayWrite: false, terminal });
      const session = await openSession(options, terminal);
      const { site, target, log } = session;
      const errors = await findErrors(session, options.baseline);
      if (errors.length > 0) {
        terminal.say(renderFindings(errors, { files: session.checked.files }));
        log.failed("checks", `${errors.length} errors: nothing is deployed until they are mended or accepted`);
        terminal.answer(summarise(log, { findings: errors }));
        process.exitCode = 1;
        return;
      }
      log.ok("checks", "no errors");
      let outcome: DeployOutcome;
      try {
        outcome = await deploySite({
          ...session,
          take: options.take,
          takeLocal: options.takeLocal ?? [],
          takeRemote: options.takeRemote ?? [],
          env: process.env,
          now: () => new Date(),
          withDeletions: options.delete === true,
          mayCreate: options.createSite === true,
          isDryRun: options.dryRun === true,
          async approve({ plan, secrets, remote, staged, withDeletions }) {
            const consequences =
              staged === undefined
                ? undefined
                : findConsequences(remote === undefined ? undefined : await readSite(remote.snapshot.siteFolder), await readSite(staged));
            terminal.say(
              `\n${renderDeployment(maskPlan(plan, secrets), { full: options.full === true, deletes: withDeletions, ...(consequences === undefined ? {} : { consequences }) })}\n`,
            );
            const deletions = withDeletions ? plan.residue.filter(({ kind }) => kind === "deletion").length : 0;
            const many = plan.changes.length + plan.closings.length;
            if (plan.conflicts.length > 0 || options.dryRun === true || many + deletions === 0) return;
            await askToWrite({
              options,
              terminal,
              target,
              siteName: site.website.name,
              question: `Upload ${many} records to ${target.label}${deletions === 0 ? "" : `, then delete ${deletions}`}?`,
            });
          },
        });
      } catch (error) {
        if (session.stoppedBy() === undefined) throw error;
        process.exitCode = tellStopped(session, terminal);
        terminal.answer(summarise(log, { findings: [] }));
        return;
      }
      tellClosed(session, outcome);
      const findings = outcomeFindings(outcome, target);
      tellOutcome(outcome, { terminal, target, options, command: "deploy" });
      terminal.answer(summarise(log, { findings, rollback: outcome.id, state: outcome.state }));
      process.exitCode = exitCodeOf(outcome.state);
    });
}

/** Whatever the checks call an error, less what is accepted or known. */
async function findErrors({ checked }: Session, baselinePath: string | undefined): Promise<Finding[]> {
  const baseline = baselinePath === undefined ? undefined : await readBaseline(baselinePath);
  const found = runChecks(checked);
  const fresh = baseline === undefined ? found : subtractBaseline(found, baseline, { files: checked.files, isAsked: () => true }).fresh;
  return fresh.filter(({ severity, accepted }) => severity === "error" && accepted === undefined);
}

/** The closing values have arrived: from here on the folder need not carry them. */
function tellClosed({ checked, target, log }: Session, { state }: DeployOutcome): void {
  const closed = checked.state.closed ?? [];
  if (closed.length === 0 || (state !== "done" && state !== "nothing")) return;
  log.ok(
    "closed",
    `read back from ${target.label}: ${closed.map(describeOpening).join("; ")} no longer. When that holds for every environment, \`portal-kit remove\` and \`portal-kit apply\` take the closing records out of the folder`,
  );
}

export function tellStopped({ stoppedBy, log, target }: Session, terminal: Terminal): number {
  const began = log.steps.some(({ name }) => name === "stopped");
  terminal.say(
    began
      ? `${pc.yellow("Stopped.")} Something may have been uploaded to ${target.label}: \`portal-kit drift\` shows what is there, \`portal-kit deploy\` goes on from it, \`portal-kit rollback\` takes it back.`
      : `${pc.yellow("Stopped.")} Nothing was uploaded to ${target.label}.`,
  );
  const exitCode = stoppedBy();
  if (exitCode === undefined) throw new UserError("not-stopped", "no signal came", { exitCode: 3 });
  return exitCode;
}
