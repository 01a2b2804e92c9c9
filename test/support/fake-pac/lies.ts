import type { FakeValue } from "./records.ts";

export const commandNames = ["upload", "download", "list", "auth", "help", "version"] as const;
export type CommandName = (typeof commandNames)[number];

/** How far a command gets before the fault. */
export type Done = "nothing" | "half" | "all";

export type Edit =
  | {
      readonly do: "change";
      readonly table: string;
      readonly id: string;
      /** `null` takes the value away; a list takes the place of the one there. */
      readonly values?: Readonly<Record<string, FakeValue>>;
      /** `null` takes the file away. */
      readonly texts?: Readonly<Record<string, string | null>>;
    }
  | {
      readonly do: "create";
      readonly table: string;
      readonly id?: string;
      readonly values: Readonly<Record<string, FakeValue>>;
      readonly texts?: Readonly<Record<string, string>>;
    }
  | { readonly do: "delete"; readonly table: string; readonly id: string };

/** Tables (`adx_sitesetting`) or records (`adx_sitesetting/<id>`); without any, every second record. */
interface Skipping {
  readonly skip?: readonly string[];
}

type LieKind =
  | ({ readonly lie: "partial-upload" | "complete-after-failures" | "incomplete-download" } & Skipping)
  | { readonly lie: "lost-roles" | "ignored-deletions" | "ignored-blanks" | "ignored-unlinks" | "does-nothing" | "stale-download" }
  | { readonly lie: "not-signed-in" | "offline" }
  | { readonly lie: "wrong-site" | "list-lacks-site"; readonly websiteId?: string }
  | { readonly lie: "plug-in"; readonly change: "trim" | "upper" | "line-ends"; readonly table?: string; readonly key?: string }
  | { readonly lie: "dropped-answer"; readonly done: Done; readonly by?: "kill" | "exit" }
  | { readonly lie: "throttled" | "crashes" | "hangs"; readonly done: Done }
  | { readonly lie: "slow"; readonly delayMs: number }
  | { readonly lie: "wrong-encoding"; readonly encoding: "utf16le" | "latin1" }
  | { readonly lie: "cut-download"; readonly exitCode?: number }
  | {
      readonly lie: "someone-edits";
      readonly when: "before" | "after";
      /** Absent: the one of the call. */
      readonly environment?: string;
      readonly websiteId?: string;
      readonly edits: readonly Edit[];
    };

/** `command` and `call` say when it is told: the n-th call of that command since it was set, from 1. */
export type Lie = LieKind & { readonly command?: CommandName; readonly call?: number };

export type ToldLie = Lie & { seen: number };

const uploadLies: ReadonlySet<string> = new Set([
  "partial-upload",
  "complete-after-failures",
  "lost-roles",
  "ignored-deletions",
  "ignored-blanks",
  "ignored-unlinks",
  "does-nothing",
  "plug-in",
]);
const downloadLies: ReadonlySet<string> = new Set(["incomplete-download", "cut-download", "stale-download"]);

/** The command that a lie is about when it does not say so itself. */
function commandOf(lie: Lie): CommandName | undefined {
  if (lie.command !== undefined) return lie.command;
  if (uploadLies.has(lie.lie)) return "upload";
  if (downloadLies.has(lie.lie)) return "download";
  return lie.lie === "list-lacks-site" ? "list" : lie.lie === "wrong-site" ? "upload" : undefined;
}

/** The lies that are told now; counts this call for each that waits for its turn. */
export function takeLies(lies: readonly ToldLie[], command: CommandName): Lie[] {
  const told: Lie[] = [];
  for (const lie of lies) {
    const about = commandOf(lie);
    if (about !== undefined && about !== command) continue;
    lie.seen++;
    if (lie.call === undefined || lie.call === lie.seen) told.push(lie);
  }
  return told;
}

/** The member of a union that a name belongs to; several names may share one. */
type Told<Name extends string, Each = Lie> = Each extends { readonly lie: infer Names } ? (Name extends Names ? Each : never) : never;

/** The first of a kind. */
export function findLie<Name extends Lie["lie"]>(lies: readonly Lie[], name: Name): Told<Name> | undefined {
  const found = lies.find((lie) => lie.lie === name);
  // Comparing names does not narrow the members that several names share.
  return found as Told<Name> | undefined;
}

export const isSkipped = ({ skip }: Skipping, record: { readonly table: string; readonly id: string }, index: number): boolean =>
  skip === undefined ? index % 2 === 1 : skip.includes(record.table) || skip.includes(`${record.table}/${record.id}`);
