import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { parseState } from "./kit-state.ts";
import type { Plan } from "./plan.ts";
import { readStateText, toPlan } from "./plan-apply.ts";
import { readCodeSite } from "./read-code-site.ts";
import { findLostTexts, undoState } from "./undo-state.ts";

/** Plans to take the kit out of a site folder: every file as it was before `apply`, byte for byte. Writes nothing. */
export async function planRemove(folder: string): Promise<Plan> {
  const site = await readCodeSite(await readSite(folder), folder);
  return planRemoval(site, await readStateText(folder));
}

/** @throws UserError `state-missing`, exit code 1: the kit is in the site, but nothing says what was there before */
export function planRemoval(site: Site, stateText: string | undefined): Plan {
  if (stateText === undefined) {
    const traces = findTraces(site);
    if (traces.length > 0) throw stateMissing(traces);
    return toPlan(site, "remove", {
      stateText,
      texts: site.texts,
      state: undefined,
      reasons: () => "",
      opens: [],
      closes: [],
      findings: [],
    });
  }
  const state = parseState(stateText);
  const undone = undoState(site.texts, state);
  return toPlan(site, "remove", {
    stateText,
    texts: undone.texts,
    state: undefined,
    reasons: () => "takes the kit out",
    opens: [],
    closes: state.opened,
    findings: [...undone.findings, ...findLostTexts(undone.personsTexts.keys())],
  });
}

/** Files that are the kit's, or hold its mark. */
function findTraces(site: Site): string[] {
  return [...site.texts]
    .filter(([path, text]) => /\/portal-kit[-.]/i.test(path) || text.includes("portal-kit:begin "))
    .map(([path]) => path);
}

function stateMissing(traces: readonly string[]): UserError {
  return new UserError(
    "state-missing",
    `the kit is in this site (${traces.length} files, the first is ${traces[0]}), but .portal-kit/state.json is missing: what was there before is not known`,
    {
      exitCode: 1,
      hint: "Take .portal-kit/state.json back from version control. Without it you can delete the files named Portal-Kit… and the marked lines by hand; site settings the kit changed cannot be restored.",
    },
  );
}
