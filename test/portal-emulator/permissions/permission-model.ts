import type { TablePermission } from "../../../site/site.ts";
import { intersections, lookups } from "./tiny-world.ts";

/** A row by column names; `id` is its primary key whatever the table. */
export interface ModelRow {
  readonly table: string;
  readonly id: string;
  readonly cells: Readonly<Record<string, string | null>>;
}

export interface World {
  readonly rows: readonly ModelRow[];
  /** Links of many-to-many relationships: the ids of their first and second ends. */
  readonly links: readonly { readonly relationship: string; readonly ids: readonly [string, string] }[];
  readonly permissions: readonly TablePermission[];
  /** Roles of the visitor that are active. */
  readonly roleIds: readonly string[];
  readonly contactId: string | undefined;
}

type Right = "read" | "write" | "create";
export type ModelAnswer = "not-supported" | "broken" | "none" | readonly string[];

/** What a permission comes to: nothing, a fault, or a test of rows. */
type Meaning = "nothing" | "unknown-type" | "broken" | "no-such-way" | ((row: ModelRow) => boolean);

/**
 * The rules of table permissions said once more, by looking at every row and every permission: written from the documents, sharing nothing with the
 * code under test.
 */
export function answerByModel(world: World, table: string, right: Right): ModelAnswer {
  const meanings = world.permissions
    .filter((one) => one.active && one.table === table && one[right] && hasRole(world, one))
    .map((one) => ({ one, meaning: means(world, one, []) }));
  const rows = world.rows.filter((row) => row.table === table);
  if (meanings.some(({ one }) => one.scope === "global")) return rows.map((row) => row.id);
  if (meanings.some(({ meaning }) => meaning === "unknown-type")) return "not-supported";
  if (meanings.some(({ meaning }) => meaning === "broken")) return right === "create" ? rows.map((row) => row.id) : "broken";
  const usable = meanings.filter(({ one, meaning }) => meaning !== "nothing" && !(right === "create" && one.scope === "self"));
  if (usable.some(({ meaning }) => meaning === "no-such-way")) return "not-supported";
  const tests = usable.flatMap(({ meaning }) => (typeof meaning === "function" ? [meaning] : []));
  return tests.length === 0 ? "none" : rows.filter((row) => tests.some((test) => test(row))).map((row) => row.id);
}

/** The roles that count stand on the permission at the end of the parents. */
function hasRole(world: World, permission: TablePermission): boolean {
  const visited = new Set<string>();
  let at = permission;
  while (at.scope === "parent") {
    visited.add(at.id);
    const up = parentOf(world, at);
    if (up === undefined || visited.has(up.id)) return false;
    at = up;
  }
  return at.roleIds.some((id) => world.roleIds.includes(id));
}

const parentOf = (world: World, child: TablePermission): TablePermission | undefined =>
  world.permissions.find((one) => one.id === child.parentId && one.active);

function means(world: World, permission: TablePermission, below: readonly string[]): Meaning {
  const { scope, table } = permission;
  const named = (key: string): string => String(permission.values[key] ?? "");
  if (scope === undefined) return "unknown-type";
  if (scope === "global") return () => true;
  if (scope === "parent") {
    const up = parentOf(world, permission);
    if (up === undefined || [...below, permission.id].includes(up.id)) return "nothing";
    const meaning = means(world, up, [...below, permission.id]);
    if (meaning === "nothing" || meaning === "unknown-type" || meaning === "broken") return meaning;
    const name = named("adx_parentrelationship");
    if (name === "") return "broken";
    if (meaning === "no-such-way" || !joins(name, table, up.table) || isTooPolymorphic(name, table, up.table)) return "no-such-way";
    return (row) => world.rows.some((other) => other.table === up.table && isRelated(world, name, row, other) && meaning(other));
  }
  const me = world.contactId;
  if (me === undefined) return "nothing";
  if (scope === "self") return table === "contact" ? (row) => row.id === me : "broken";
  const name = named(scope === "contact" ? "adx_contactrelationship" : "adx_accountrelationship");
  if (name === "" || (scope === "account" && table === "account")) return "broken";
  if (!joins(name, table, scope)) return "no-such-way";
  const whom = scope === "contact" ? me : world.rows.find((row) => row.id === me)?.cells["parentcustomerid"];
  return (row) => world.rows.some((other) => other.table === scope && other.id === whom && isRelated(world, name, row, other));
}

function find<Value>(all: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.entries(all).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

const many = Object.fromEntries(intersections.map((one) => [one.schemaName, one.ends.map((end) => end.table)]));

function joins(name: string, table: string, other: string): boolean {
  const [child, , parent] = find(lookups, name) ?? [];
  const ends = find(many, name) ?? [];
  return (
    (child === table && parent === other) ||
    (parent === table && child === other) ||
    (ends[0] === table && ends[1] === other) ||
    (ends[1] === table && ends[0] === other)
  );
}

/** Among parents and children, a lookup with several targets is for notes only. */
function isTooPolymorphic(name: string, table: string, other: string): boolean {
  const [child, column, parent] = find(lookups, name) ?? [];
  const targets = Object.values(lookups).filter((one) => one[0] === child && one[1] === column);
  return child === table && parent === other && targets.length > 1 && table !== "annotation";
}

function isRelated(world: World, name: string, row: ModelRow, other: ModelRow): boolean {
  const lookup = find(lookups, name);
  if (lookup !== undefined) {
    const [child, column, parent] = lookup;
    return child === row.table && parent === other.table ? row.cells[column] === other.id : other.cells[column] === row.id;
  }
  const ends = find(many, name) ?? [];
  const rowIsSecond = ends[1] === row.table;
  return world.links.some(
    ({ relationship, ids }) =>
      relationship.toLowerCase() === name.toLowerCase() &&
      (rowIsSecond ? ids[1] === row.id && ids[0] === other.id : ids[0] === row.id && ids[1] === other.id),
  );
}
