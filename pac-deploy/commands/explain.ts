import type { Command } from "commander";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { checks } from "../checks/index.ts";
import { openChecked } from "../checks/run-checks.ts";
import { findExplanations, listExplanations } from "../explain/explanations.ts";
import { findCauses } from "../explain/find-causes.ts";
import { renderCauses, renderCodeList, renderExplanation } from "../explain/render-explanation.ts";
import { hintAtNames } from "../near-names.ts";
import { readWebFileTexts } from "../plan/read-web-file-texts.ts";
import { createTerminal } from "../terminal.ts";
import { siteFolder } from "./site-options.ts";

interface ExplainOptions {
  readonly site?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export function addExplain(program: Command): void {
  program
    .command("explain")
    .description("Say what a code of the portal, of check or of this tool means, and with --site where that site causes it.")
    .argument("[code]", "e.g. 90040101, 0x80040265, tracker-ungated; all of them without one")
    .option("--site <folder>", "site folder to look for the cause in")
    .option("--config <file>", "configuration (default: portal-kit.config.json in the site folder)")
    .option("--json", "machine-readable result on stdout, text for people on stderr")
    .action(async (code: string | undefined, options: ExplainOptions) => {
      const terminal = createTerminal(options);
      const explanations = listExplanations(checks);
      if (code === undefined) {
        terminal.say(renderCodeList(explanations));
        terminal.answer({ version: 1, codes: explanations.map(({ kind, entry }) => ({ kind, ...entry })) });
        return;
      }
      const found = findExplanations(code, explanations);
      const [first] = found;
      if (first === undefined) {
        const names = explanations.flatMap(({ entry }) => [
          entry.code,
          ...("name" in entry && entry.name !== undefined ? [entry.name] : []),
        ]);
        throw new UserError("code-unknown", `nothing is known by the code ${code}`, {
          exitCode: 2,
          hint: hintAtNames(code, names, "`portal-kit explain` lists the codes."),
        });
      }
      terminal.say(found.map(renderExplanation).join("\n\n"));
      if (options.site === undefined) {
        terminal.answer({ version: 1, explanations: found.map(({ kind, entry }) => ({ kind, ...entry })) });
        return;
      }
      const folder = siteFolder({ site: options.site });
      const site = await readSite(folder);
      const checked = await openChecked(site, { configPath: options.config, webFiles: await readWebFileTexts(site), folder });
      const causes = found.map((explanation) => findCauses(explanation, checked, checks));
      const all = causes.flatMap((some) => some ?? []);
      terminal.say(
        `\n${causes.every((some) => some === undefined) ? "A site folder does not hold what brings this code." : renderCauses(all, checked.files)}`,
      );
      terminal.answer({ version: 1, explanations: found.map(({ kind, entry }) => ({ kind, ...entry })), causes: all });
    });
}
