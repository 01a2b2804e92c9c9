import type { Command } from "commander";
import pc from "picocolors";
import { findDrift } from "../deploy/find-drift.ts";
import { maskDifferences, maskPlan } from "../deploy/mask-plan.ts";
import { deploymentFindings } from "../deploy/deployment-findings.ts";
import { renderDeployment } from "../deploy/render-deployment.ts";
import { differenceFindings } from "../deploy/render-differences.ts";
import { createTerminal } from "../terminal.ts";
import { addEnvironmentOptions, openSession, summarise, type EnvironmentOptions } from "./deployment-options.ts";

export function addDrift(program: Command): void {
  addEnvironmentOptions(program.command("drift"))
    .description("Compare an environment with the site folder, and tell who changed what. Changes neither. Exit code 1: they differ.")
    .action(async (options: EnvironmentOptions) => {
      const terminal = createTerminal(options);
      const session = await openSession(options, terminal);
      try {
        const drift = await findDrift({
          ...session,
          env: process.env,
          now: () => new Date(),
          show({ plan, secrets, differences, isBaseKnown }) {
            if (differences.length === 0) return;
            if (!isBaseKnown) terminal.say(pc.dim("Nothing was deployed from here yet, so who changed what is not known."));
            terminal.say(`\n${renderDeployment(maskPlan(plan, secrets), { full: options.full === true })}`);
          },
        });
        terminal.answer(
          summarise(session.log, {
            findings: [
              ...differenceFindings(maskDifferences(drift.differences, drift.secrets), {
                expected: "the folder",
                actual: session.target.label,
              }),
              ...deploymentFindings(maskPlan(drift.plan, drift.secrets)),
            ],
          }),
        );
        process.exitCode = drift.differences.length > 0 ? 1 : 0;
      } catch (error) {
        const exitCode = session.stoppedBy();
        if (exitCode === undefined) throw error;
        terminal.say("Stopped. Nothing was changed.");
        process.exitCode = exitCode;
      }
    });
}
