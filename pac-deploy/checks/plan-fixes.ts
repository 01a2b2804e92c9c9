import { posix, relative, resolve, sep } from "node:path";
import type { SiteEdit } from "../../contract/edit.ts";
import type { Finding } from "../../contract/finding.ts";
import { applyEdits } from "../../site/apply-edits.ts";
import type { Plan } from "../plan/plan.ts";
import { toPlan } from "../plan/plan-apply.ts";
import type { Check, CheckedSite } from "./check.ts";

export interface Fixes {
  readonly plan: Plan;
  /** Codes whose findings it mends, with how many. */
  readonly mends: ReadonlyMap<string, number>;
  /** Codes whose fix has to wait, and why. */
  readonly waits: readonly { readonly code: string; readonly why: string }[];
}

/**
 * What `check --fix` would write: the edits of every check for its findings that nobody accepted.
 * @param findings what was found; those with `fix: true` are mended
 * @param folder the one a person has named, which the plan's paths are inside of: of a code site it is the one above its records
 */
export function planFixes(
  checked: CheckedSite,
  checks: readonly Check[],
  findings: readonly Finding[],
  folder = checked.site.folder,
): Fixes {
  const edits: SiteEdit[] = [];
  const mends = new Map<string, number>();
  const waits: { code: string; why: string }[] = [];
  for (const check of checks) {
    const { code } = check.meta;
    const fixable = findings.filter((finding) => finding.code === code && finding.fix);
    const wanted = fixable.filter(({ accepted }) => accepted === undefined);
    if (check.fix === undefined || wanted.length === 0) continue;
    // Function.length: whether it can leave out some.
    if (wanted.length < fixable.length && check.fix.length < 2) {
      waits.push({ code, why: "its fix mends all of its findings at once, and some of them are accepted" });
      continue;
    }
    const own = check.fix(checked, wanted);
    if (own.some((edit) => edits.some((other) => touchesSame(edit, other)))) {
      waits.push({ code, why: "it changes the same place as another fix: run check --fix once more" });
      continue;
    }
    edits.push(...own);
    mends.set(code, wanted.length);
  }
  return { plan: inFolder(folder, checked.site.folder, toFixPlan(checked, edits)), mends, waits };
}

function toFixPlan({ site, files }: CheckedSite, edits: readonly SiteEdit[]): Plan {
  const why = new Map<string, string[]>();
  for (const edit of edits) why.set(edit.path, [...new Set([...(why.get(edit.path) ?? []), edit.why])]);
  return toPlan({ ...site, texts: files }, "check --fix", {
    stateText: undefined,
    texts: applyEdits(files, edits),
    state: undefined,
    reasons: (path) => why.get(path)?.join("; ") ?? "",
    opens: [],
    closes: [],
    findings: [],
  });
}

function inFolder(folder: string, siteFolder: string, plan: Plan): Plan {
  const prefix = relative(resolve(folder), siteFolder).replaceAll(sep, "/");
  if (prefix === "") return plan;
  const move = (path: string): string => posix.join(prefix, path);
  return {
    ...plan,
    edits: plan.edits.map((edit) => ({ ...edit, path: move(edit.path) })),
    before: Object.fromEntries(Object.entries(plan.before).map(([path, hash]) => [move(path), hash])),
    texts: plan.texts.map((text) => ({ ...text, path: move(text.path) })),
  };
}

/** Two checks may well say the same edit, which is then made once by the first. */
function touchesSame(edit: SiteEdit, other: SiteEdit): boolean {
  if (edit.path !== other.path) return false;
  if (edit.kind !== "edit" || other.kind !== "edit") return true;
  return edit.offset <= other.offset + other.expected.length && other.offset <= edit.offset + edit.expected.length;
}
