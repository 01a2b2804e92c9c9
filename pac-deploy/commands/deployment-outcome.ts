import pc from "picocolors";
import type { Finding } from "../../contract/finding.ts";
import { describeOpening, type DeployOutcome } from "../deploy/deploy-site.ts";
import { deploymentFindings } from "../deploy/deployment-findings.ts";
import type { Target } from "../deploy/find-target.ts";
import { maskDifferences, maskPlan } from "../deploy/mask-plan.ts";
import { differenceFindings, renderDifferences } from "../deploy/render-differences.ts";
import type { Terminal } from "../terminal.ts";
import type { UploadOptions } from "./deployment-options.ts";
import { siteFlag } from "./site-options.ts";

/** 3: the environment did not answer, so nobody knows. */
export const exitCodeOf = (state: DeployOutcome["state"]): 0 | 1 | 3 => {
  switch (state) {
    case "done":
    case "nothing":
    case "dry-run":
      return 0;
    case "unread":
    case "failed":
      return 3;
    default:
      return 1;
  }
};

/** What a person has to decide or to know: of the plan, of what was read back, and what is still open. */
export function outcomeFindings({ plan, secrets, differences, stillOpen }: DeployOutcome, target: Target): Finding[] {
  return [
    ...deploymentFindings(maskPlan(plan, secrets)),
    ...differenceFindings(maskDifferences(differences, secrets), { expected: "the plan", actual: target.label }),
    ...stillOpen.map((opening): Finding => ({
      code: "still-open",
      severity: "error",
      path: "",
      line: 0,
      column: 0,
      message: `still open in ${target.label}: ${describeOpening(opening)}`,
      fix: false,
    })),
  ];
}

export interface TellOptions {
  readonly terminal: Terminal;
  readonly target: Target;
  readonly options: UploadOptions;
  readonly command: "deploy" | "rollback";
}

/** How it ended, and what to do next. */
export function tellOutcome(outcome: DeployOutcome, { terminal, target, options, command }: TellOptions): void {
  const { id, state, differences } = outcome;
  const flags = `${siteFlag(options)} --environment ${options.environment ?? target.label}`;
  const back = id === undefined || command === "rollback" ? "" : ` \`portal-kit rollback ${id}${flags}\` takes it back.`;
  if (differences.length > 0)
    for (const line of renderDifferences(maskDifferences(differences, outcome.secrets), { expected: "the plan", actual: target.label }))
      terminal.say(line);
  switch (state) {
    case "done":
      terminal.say(`${pc.green("Done.")} ${target.label} was read back, and is as planned.${back}`);
      break;
    case "nothing":
      terminal.say(`${pc.green("Nothing to do")} in ${target.label}.`);
      break;
    case "dry-run":
      terminal.say("Dry run: nothing uploaded.");
      break;
    case "conflicts":
      terminal.say(
        `${pc.red("Nothing was uploaded.")} Decide each conflict with --take-local <record> or --take-remote <record>, or all of them with --take local|remote.`,
      );
      break;
    case "different":
      terminal.say(
        `${pc.red("Not as planned:")} what is listed above was read back from ${target.label} otherwise than expected. \`portal-kit ${command}${flags}\` once more sends what did not arrive.${back}`,
      );
      break;
    case "open":
      terminal.say(`${pc.red("Still open")} in ${target.label}: see above what an upload cannot close, and what to do about it.${back}`);
      break;
    default:
      terminal.say(
        `${pc.red("Not read back:")} what ${target.label} holds now is not known. \`portal-kit drift${flags}\` shows it; \`portal-kit ${command}${flags}\` goes on from there.${back}`,
      );
  }
}
