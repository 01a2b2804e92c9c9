import type { Command } from "commander";
import { readSite } from "../../site/read-site.ts";
import { findConsequences } from "../deploy/find-consequences.ts";
import { maskPlan } from "../deploy/mask-plan.ts";
import { renderDeployment } from "../deploy/render-deployment.ts";
import { rollBack } from "../deploy/roll-back.ts";
import type { DeployOutcome } from "../deploy/deploy-site.ts";
import { printableInLine } from "../printable.ts";
import { createTerminal, type Terminal } from "../terminal.ts";
import { tellStopped } from "./deploy.ts";
import { addUploadOptions, askToWrite, openSession, summarise, type Session, type UploadOptions } from "./deployment-options.ts";
import { exitCodeOf, outcomeFindings, tellOutcome } from "./deployment-outcome.ts";

interface RollbackOptions extends UploadOptions {
  readonly list?: boolean;
}

export function addRollback(program: Command): void {
  addUploadOptions(program.command("rollback"))
    .description(
      "Take a deployment back: what it changed gets its values of before, what it added is closed and deleted. What others have changed since stays.",
    )
    .argument("[id]", "of the deployment (default: the last one that is not rolled back)")
    .option("--list", "list the deployments that are remembered, and do nothing")
    .action(async (id: string | undefined, options: RollbackOptions) => {
      const terminal = createTerminal(options);
      const session = await openSession(options, terminal);
      const { target, log, site } = session;
      if (options.list === true) {
        await listDeployments(session, terminal);
        return;
      }
      let outcome: DeployOutcome;
      try {
        outcome = await rollBack({
          ...session,
          id,
          take: options.take,
          takeLocal: options.takeLocal ?? [],
          takeRemote: options.takeRemote ?? [],
          now: () => new Date(),
          isDryRun: options.dryRun === true,
          async approve({ plan, secrets, remote, staged }) {
            const consequences =
              staged === undefined || remote === undefined
                ? undefined
                : findConsequences(await readSite(remote.snapshot.siteFolder), await readSite(staged));
            terminal.say(
              `\n${renderDeployment(maskPlan(plan, secrets), { full: options.full === true, deletes: true, wanted: "the site of before", ...(consequences === undefined ? {} : { consequences }) })}\n`,
            );
            const deletions = plan.residue.filter(({ kind }) => kind === "deletion").length;
            const many = plan.changes.length + plan.closings.length;
            if (plan.conflicts.length > 0 || options.dryRun === true || many + deletions === 0) return;
            await askToWrite({
              options,
              terminal,
              target,
              siteName: site.website.name,
              question: `Put ${many} records back in ${target.label}${deletions === 0 ? "" : `, then delete ${deletions}`}?`,
            });
          },
        });
      } catch (error) {
        if (session.stoppedBy() === undefined) throw error;
        process.exitCode = tellStopped(session, terminal);
        terminal.answer(summarise(log, { findings: [] }));
        return;
      }
      tellOutcome(outcome, { terminal, target, options, command: "rollback" });
      terminal.answer(summarise(log, { findings: outcomeFindings(outcome, target), rollback: outcome.id, state: outcome.state }));
      process.exitCode = exitCodeOf(outcome.state);
    });
}

async function listDeployments({ store, log, target }: Session, terminal: Terminal): Promise<void> {
  const all = await store.listDeployments();
  if (all.length === 0) terminal.say(`No deployment of this website in ${target.label} is remembered here.`);
  for (const { id, kind, of, state, startedAt, site } of all.toReversed())
    terminal.say(`${id}  ${startedAt}  ${kind}${of === undefined ? "" : ` of ${of}`}  ${state}  ${printableInLine(site.name)}`);
  terminal.answer(
    summarise(log, {
      findings: [],
      deployments: all.map(({ id, kind, of, state, startedAt, environment, websiteId }) => ({
        id,
        kind,
        of,
        state,
        startedAt,
        environment,
        websiteId,
      })),
    }),
  );
}
