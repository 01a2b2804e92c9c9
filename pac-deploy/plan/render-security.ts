import pc from "picocolors";
import { assertNever } from "../../access/assert-never.ts";
import type { ColumnRight } from "../../site/site.ts";
import type { Opening, Plan } from "./plan.ts";
import { printable } from "../printable.ts";

/** What a plan lets people do that they could not do before, and what it takes from them: sentences first, then the right they come from. */
export function renderSecurity(plan: Plan): string[] {
  const parts = [renderOpens(plan), plan.action === "apply" ? renderClosed(plan) : renderLeftOpen(plan)];
  return parts.flatMap((lines) => (lines.length === 0 ? [] : ["", ...lines]));
}

function renderOpens({ opens, action, edits }: Plan): string[] {
  if (opens.length > 0) {
    const isForStrangers = opens.some(({ rows }) => rows !== "own");
    return [
      pc.yellow(pc.bold("What this opens")),
      ...renderOpenings(opens),
      ...(isForStrangers
        ? [pc.dim("  The table permission counts for every way through the portal, the columns for its Web API (/_api) only.")]
        : [pc.dim("  Nothing of this is for visitors who are not signed in.")]),
    ];
  }
  return action === "apply" && edits.length > 0
    ? [`${pc.bold("This opens nothing new:")} no table and no column becomes readable or writable by anybody.`]
    : [];
}

/** A sentence that several roles make true is said once. */
function renderOpenings(openings: readonly Opening[]): string[] {
  const grounds = new Map<string, string[]>();
  for (const opening of openings) {
    for (const right of opening.rights) {
      const { who, can } = describeAbility(opening, right);
      const sentence = `  ${pc.yellow(who)} can ${can}.`;
      grounds.set(sentence, [...(grounds.get(sentence) ?? []), `    ${pc.dim(describeRight(opening, right))}`]);
    }
  }
  return [...grounds].flatMap(([sentence, rights]) => [sentence, ...rights]);
}

function renderClosed({ closes }: Plan): string[] {
  if (closes.length === 0) return [];
  return [
    pc.bold("What this closes"),
    ...new Set(closes.flatMap((opening) => opening.rights.map((right) => `  ${describeEnd(opening, right)}`))),
    `  ${pc.yellow("An upload deletes nothing,")} so the records stay in the folder and say no in every value. In the environment this counts`,
    "  once they are uploaded; until then all of it stays open there.",
  ];
}

function renderLeftOpen({ closes }: Plan): string[] {
  if (closes.length === 0) return [];
  return [
    pc.yellow(pc.bold("What stays open in the environment, if this was ever uploaded")),
    ...renderOpenings(closes),
    `  ${pc.yellow("An upload deletes nothing:")} taking the records out of the folder closes nothing out there. To close it first:`,
    '  set capture.path to "none" in the configuration, run portal-kit apply, upload, and only then portal-kit remove.',
  ];
}

interface Ability {
  readonly who: string;
  readonly can: string;
}

/** What a right lets somebody do who does not use the form. */
function describeAbility({ columns, table, rows }: Opening, right: ColumnRight): Ability {
  const named = listWords(columns);
  if (rows === "own") return { who: "A visitor who is signed in", can: describeOwn(named, table, right) };
  const who = "Anybody on the internet";
  switch (right) {
    case "read":
      return { who, can: `list ${named} of every ${table} in the organization, without signing in and without the form` };
    case "create":
      return {
        who,
        can: `create ${table}s with ${named} of their choice, by script as well: nothing of the form guards /_api, so set a rate rule in the web application firewall`,
      };
    case "update":
      return columns.length === 0
        ? {
            who,
            can: `ask to change any ${table}, and is refused column by column while the kit's column permission profile is there: never delete that before the table permission`,
          }
        : { who, can: `change ${named} of every ${table} in the organization` };
    default:
      return assertNever(right);
  }
}

function describeOwn(columns: string, table: string, right: ColumnRight): string {
  switch (right) {
    case "read":
      return `read ${columns} of their own ${table}, and of no other`;
    case "create":
      return `create a ${table} of their own with ${columns}`;
    case "update":
      return `set ${columns} of their own ${table} to anything, by script as well, and of no other`;
    default:
      return assertNever(right);
  }
}

function describeEnd({ columns, table, rows }: Opening, right: ColumnRight): string {
  const whose = rows === "own" ? `of their own ${table}` : `of ${table}s`;
  const who = rows === "own" ? "Signed-in visitors" : "Strangers";
  const verb = { read: "read", create: "fill in", update: "change" }[right];
  return columns.length === 0
    ? `${who} can no longer ask to change ${table}s.`
    : `${who} can no longer ${verb} ${listWords(columns)} ${whose} through what the kit had opened.`;
}

function describeRight({ table, columns, role, rows }: Opening, right: ColumnRight): string {
  const which = columns.length === 0 ? "no column" : columns.join(", ");
  return `${right} ${rows === "own" ? "own " : ""}${table} (${which}) for the web role ${printable(role)}`;
}

function listWords(words: readonly string[]): string {
  if (words.length === 0) return "nothing";
  return words.length === 1 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
