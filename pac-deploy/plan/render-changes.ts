import { structuredPatch } from "diff";
import pc from "picocolors";
import { stateFilePath } from "../../contract/names.ts";
import { withLineEnd } from "../../site/line-ends.ts";
import { hideSecrets } from "../hide-secrets.ts";
import { printable } from "../printable.ts";
import type { Plan } from "./plan.ts";

type Change = Plan["texts"][number] & { readonly why: string };

/**
 * The changes for a reader: a person's own files as a diff, new access whole, the kit's other files by what they are for.
 * @param isFull every new file whole as well
 */
export function renderChanges(plan: Plan, isFull: boolean): string[] {
  const reasons = new Map(plan.edits.map(({ path, why }) => [path, why]));
  const changes = plan.texts.map(({ path, before, after }): Change => ({
    path,
    before: hide(path, before),
    after: hide(path, after),
    why: reasons.get(path) ?? "",
  }));
  const edited = changes.filter(({ before, after }) => before !== undefined && after !== undefined);
  const others = changes.filter(({ before, after }) => before === undefined || after === undefined);
  const isWhole = ({ path, after }: Change): boolean => path !== stateFilePath && (isFull || (after !== undefined && givesAccess(path)));
  return [
    ...edited.flatMap((change) => ["", ...renderDiff(change)]),
    ...others.filter(isWhole).flatMap((change) => ["", ...renderWhole(change)]),
    ...renderGroups(others.filter((change) => !isWhole(change))),
  ];
}

const hide = (path: string, text: string | undefined): string | undefined => (text === undefined ? undefined : hideSecrets(path, text));

/** Who may do what is read in full, never in summary. */
const givesAccess = (path: string): boolean => /^(?:table-permissions|column-permission-profiles)\//.test(path);

/** A text before and after, as a diff with its heading. */
export const renderTextDiff = (path: string, before: string, after: string): string[] => renderDiff({ path, before, after, why: "" });

function renderDiff({ path, before = "", after = "", why }: Change): string[] {
  // A template may be one line to a diff, when its line ends are carriage returns.
  const { hunks } = structuredPatch(path, path, withLineEnd(before, "\n"), withLineEnd(after, "\n"), "", "", { context: 2 });
  // The state is for the kit; its diff tells a person nothing that the other changes do not.
  if (path === stateFilePath) return [heading("edit", path, why)];
  if (hunks.length === 0) return [heading("edit", path, why), "  only line ends change"];
  return [
    heading("edit", path, why),
    ...hunks.flatMap((hunk) => [
      `  ${pc.cyan(`@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`)}`,
      ...hunk.lines.map((line) => {
        const shown = shorten(line);
        return `  ${line.startsWith("+") ? pc.green(shown) : line.startsWith("-") ? pc.red(shown) : shown}`;
      }),
    ]),
  ];
}

function renderWhole({ path, before, after, why }: Change): string[] {
  const [verb, sign, colour, text] =
    after === undefined ? (["delete", "-", pc.red, before ?? ""] as const) : (["create", "+", pc.green, after] as const);
  return [heading(verb, path, why), ...linesOf(text).map((line) => `  ${colour(shorten(sign + line))}`)];
}

/** One line for files that lie together and are there for the same reason; content snippets lie in a folder each. */
function renderGroups(changes: readonly Change[]): string[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.after === undefined, groupOf(change.path), change.why]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  const lines = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const verb = first.after === undefined ? "delete" : "create";
    if (group.length === 1) return [heading(verb, first.path, `${first.why}${sizeOf(first)}`)];
    return [
      heading(verb, `${groupOf(first.path)} (${group.length} files)`, first.why),
      ...wrap(namesOf(group)).map((line) => `  ${pc.dim(line)}`),
    ];
  });
  return lines.length === 0 ? [] : ["", ...lines];
}

function groupOf(path: string): string {
  const language = /\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.contentsnippet\./.exec(path)?.[1];
  if (path.startsWith("content-snippets/")) return `content-snippets${language === undefined ? "" : ` ${language}`}`;
  const [top = "", folder, ...rest] = path.split("/");
  return rest.length === 0 ? top : `${top}/${folder}`;
}

function namesOf(group: readonly Change[]): string[] {
  return [
    ...new Set(
      group.map(({ path }) =>
        path
          .slice(path.lastIndexOf("/") + 1)
          .replace(/^(?:Portal-Kit-)?(.*?)(?:\.[a-z]{2,3}(?:-[A-Za-z0-9]+)*)?\.contentsnippet\..*$/, "$1"),
      ),
    ),
  ];
}

function sizeOf({ before, after }: Change): string {
  const count = linesOf(after ?? before ?? "").length;
  return count < 2 ? "" : ` (${count} lines)`;
}

const heading = (verb: string, path: string, why: string): string =>
  `${pc.bold(`${verb} ${printable(path)}`)}${why === "" ? "" : pc.dim(`  ${printable(why)}`)}`;

function linesOf(text: string): string[] {
  const lines = withLineEnd(text, "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Longer ones are scripts in one line, of which the beginning tells which it is. */
const maxLineChars = 400;
const shownOfLongChars = 100;
const shorten = (line: string): string =>
  printable(line.length > maxLineChars ? `${line.slice(0, shownOfLongChars)}… (${line.length} characters)` : line);

const wrapChars = 110;
function wrap(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names.map(printable)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length + 2 <= wrapChars) lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(name);
  }
  return lines;
}
