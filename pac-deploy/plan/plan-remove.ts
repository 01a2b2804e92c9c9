import { challengeFileName } from "../../contract/names.ts";
import type { Finding } from "../../contract/finding.ts";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { siteFinding } from "./desired.ts";
import { parseState, type KitState } from "./kit-state.ts";
import type { Opening, Plan } from "./plan.ts";
import { readStateText, toPlan } from "./plan-apply.ts";
import { readCodeSite } from "./read-code-site.ts";
import { findLostTexts, undoState } from "./undo-state.ts";

/** Plans to take the kit out of a site folder: every file as it was before `apply`, byte for byte. Writes nothing. */
export async function planRemove(folder: string, options: { readonly discard?: readonly string[] | undefined } = {}): Promise<Plan> {
  const site = await readCodeSite(await readSite(folder), folder);
  return planRemoval(site, await readStateText(folder), options.discard);
}

/** @throws UserError `state-missing`, exit code 1: the kit is in the site, but nothing says what was there before */
export function planRemoval(site: Site, stateText: string | undefined, discard?: readonly string[]): Plan {
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
  const undone = undoState(site.texts, state, discard);
  return toPlan(site, "remove", {
    stateText,
    texts: undone.texts,
    state: undefined,
    reasons: () => "takes the kit out",
    opens: [],
    closes: state.opened,
    findings: [...undone.findings, ...findLostTexts(undone.personsTexts.keys()), ...sayClosed(state)],
  });
}

/** Values that close reach an environment only by an upload: once the records are gone from the folder, nothing says so any more. */
function sayClosed({ closed = [] }: KitState): Finding[] {
  return closed.length === 0
    ? []
    : [
        siteFinding(
          "closing-values-go",
          "warning",
          `the records that close what an earlier apply had opened (${listOpened(closed)}) go with the kit: see that they were uploaded before; in the environment they stay until you delete them there`,
        ),
      ];
}

const listOpened = (closed: readonly Opening[]): string =>
  [...new Set(closed.flatMap(({ table, rights }) => rights.map((right) => `${right} ${table}`)))].join(", ");

/** Files that are the kit's, or hold its mark. */
function findTraces(site: Site): string[] {
  return (
    [...site.texts]
      // What `verify --prepare` writes goes by `verify --withdraw`.
      .filter(([path]) => !path.includes(`/${challengeFileName}`))
      .filter(([path, text]) => /\/portal-kit[-.]/i.test(path) || text.includes("portal-kit:begin "))
      .map(([path]) => path)
  );
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
