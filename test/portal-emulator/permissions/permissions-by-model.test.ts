import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Access, RowScope } from "../../../access/access.ts";
import { createAccess } from "../../../access/create-access.ts";
import { defaultSwitches } from "../../../portal-emulator/switches.ts";
import { createPermissions } from "../../../portal-emulator/permissions/create-permissions.ts";
import { UnjudgedPermission, type Permissions } from "../../../portal-emulator/permissions/permissions.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";
import { permissionScopes, type TablePermission } from "../../../site/site.ts";
import { anonymousRole, authenticatedRole, roles, tinySite } from "../../access/tiny-site.ts";
import { answerByModel, type ModelAnswer, type ModelRow, type World } from "./permission-model.ts";
import { intersections, lookups, tinySchema } from "./tiny-world.ts";

let store: Store;
beforeAll(() => {
  store = openStore({ file: ":memory:", clock: { now: () => new Date("2026-03-04T05:06:07Z") }, schema: tinySchema });
});
afterAll(() => store.close());

const tables = ["contact", "account", "order", "line", "annotation", "visit", "tag"] as const;
const relationshipNames = [...Object.keys(lookups), ...intersections.map(({ schemaName }) => schemaName)];
const idOf = (table: string, index: number): string =>
  `${String(tables.findIndex((one) => one === table) + 1).repeat(8)}-0000-4000-8000-00000000000${index}`;
const roleIds = [anonymousRole, authenticatedRole];

/** Of each table this many rows at most; a lookup may point past them, which is nothing. */
const maxRows = 3;

interface Draft {
  readonly counts: readonly number[];
  readonly targets: readonly (number | null)[];
  readonly picks: readonly number[];
  readonly links: readonly (readonly [number, number, number])[];
  readonly permissions: readonly PermissionDraft[];
  readonly isAnonymous: boolean;
  readonly held: readonly boolean[];
  readonly activeRoles: readonly boolean[];
}

interface PermissionDraft {
  readonly table: (typeof tables)[number];
  readonly scope: TablePermission["scope"];
  /** The how manyth of those that fit, or a name. */
  readonly relationship: number | string;
  readonly parent: number;
  readonly roles: readonly boolean[];
  readonly active: boolean;
  readonly read: boolean;
  readonly create: boolean;
}

const mostly = fc.nat(5).map((number) => number > 0);

const permission = (index: number): fc.Arbitrary<PermissionDraft> =>
  fc.record({
    table: fc.constantFrom(...tables),
    scope: fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...permissionScopes) }, { weight: 1, arbitrary: fc.constant(undefined) }),
    relationship: fc.oneof(
      { weight: 20, arbitrary: fc.nat(9) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          ...relationshipNames,
          ...relationshipNames.map((name) => name.toUpperCase()),
          "",
          "No_Such_Relationship",
        ),
      },
    ),
    parent: fc.nat(Math.max(index, 1) + 1),
    roles: fc.array(mostly, { minLength: 2, maxLength: 2 }),
    active: mostly,
    read: mostly,
    create: fc.boolean(),
  });

const draft: fc.Arbitrary<Draft> = fc.record({
  counts: fc.array(fc.integer({ min: 1, max: maxRows }), { minLength: tables.length, maxLength: tables.length }),
  targets: fc.array(fc.option(fc.integer({ min: 1, max: maxRows }), { freq: 4 }), { minLength: 40, maxLength: 40 }),
  picks: fc.array(fc.nat(1), { minLength: 40, maxLength: 40 }),
  links: fc.array(fc.tuple(fc.nat(intersections.length - 1), fc.integer({ min: 1, max: maxRows }), fc.integer({ min: 1, max: maxRows })), {
    maxLength: 6,
  }),
  permissions: fc.tuple(...[0, 1, 2, 3, 4, 5, 6].map(permission)),
  isAnonymous: mostly.map((yes) => !yes),
  held: fc.array(mostly, {
    minLength: 2,
    maxLength: 2,
  }),
  activeRoles: fc.array(mostly, {
    minLength: 2,
    maxLength: 2,
  }),
});

/** The columns of a table that are lookups, each with the tables it may point at. */
function lookupsOf(table: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [child, column, parent] of Object.values(lookups))
    if (child === table) found.set(column, [...(found.get(column) ?? []), parent]);
  return found;
}

function makeRow({ targets, picks }: Pick<Draft, "targets" | "picks">, table: string, index: number, seed: number): ModelRow {
  const cells = [...lookupsOf(table)].map(([column, parents], at): [string, string | null] => {
    const target = targets[(seed + at) % targets.length] ?? null;
    const parent = parents[(picks[(seed + at) % picks.length] ?? 0) % parents.length] ?? table;
    return [column, target === null ? null : idOf(parent, target)];
  });
  return { table, id: idOf(table, index), cells: Object.fromEntries(cells) };
}

/** Mostly a relationship that fits: chance alone would find few chains that reach a row. */
function nameRelationship({ table, scope, relationship, parent }: PermissionDraft, all: readonly PermissionDraft[]): string {
  if (typeof relationship === "string") return relationship;
  const other = scope === "parent" ? all[parent]?.table : scope;
  const ends = [
    ...Object.entries(lookups).map(([name, [child, , up]]) => [name, child, up]),
    ...intersections.map(({ schemaName, ends: [one, two] }) => [schemaName, one.table, two.table]),
  ];
  const fitting = ends.filter(([, one, two]) => (one === table && two === other) || (two === table && one === other));
  return (fitting[relationship % Math.max(fitting.length, 1)] ?? ends[relationship])?.[0] ?? "";
}

function makeWorld(given: Draft): World & { readonly heldRoles: readonly string[]; readonly site: ReturnType<typeof tinySite> } {
  const rows = tables.flatMap((table, at) =>
    Array.from({ length: given.counts[at] ?? 1 }, (_, index) => makeRow(given, table, index + 1, at * 5 + index * 2)),
  );
  const permissions = given.permissions.map((one, index): Partial<TablePermission> => ({
    id: `permission-${index}`,
    table: one.table,
    scope: one.scope,
    parentId: `permission-${one.parent}`,
    roleIds: roleIds.filter((_, at) => one.roles[at]),
    active: one.active,
    read: one.read,
    create: one.create,
    values: { [`adx_${one.scope ?? "no"}relationship`]: nameRelationship(one, given.permissions) },
  }));
  const site = tinySite({ permissions, roles: roles.map((role, at) => ({ ...role, active: given.activeRoles[at] ?? true })) });
  const heldRoles = roleIds.filter((_, at) => given.held[at]);
  const links = given.links.flatMap(([which, one, other]) => {
    const relationship = intersections[which];
    return relationship === undefined
      ? []
      : [
          {
            relationship: relationship.schemaName,
            ids: [idOf(relationship.ends[0].table, one), idOf(relationship.ends[1].table, other)] as const,
          },
        ];
  });
  return {
    rows,
    links: links.filter(({ ids }) => ids.every((id) => rows.some((row) => row.id === id))),
    permissions: site.tablePermissions,
    roleIds: heldRoles.filter((id) => site.roles.some((role) => role.id === id && role.active)),
    contactId: given.isAnonymous ? undefined : idOf("contact", 1),
    heldRoles,
    site,
  };
}

function fill({ rows, links }: World): void {
  store.reset();
  for (const { table, id, cells } of rows) store.insert(table, { [`${table}id`]: id, ...cells });
  for (const { relationship, ids } of links) {
    const found = intersections.find((one) => one.schemaName === relationship);
    if (found !== undefined) store.insert(found.intersect, { [found.ends[0].column]: ids[0], [found.ends[1].column]: ids[1] });
  }
}

function readRows(permissions: Permissions, table: string): ModelAnswer {
  const decision = permissions.rows(table, "read");
  if (decision.kind === "not-supported" || decision.kind === "broken" || decision.kind === "none") return decision.kind;
  const query = decision.kind === "some" ? { filter: decision.filter } : {};
  return store
    .query(table, query)
    .map((row) => String(row[`${table}id`]))
    .toSorted();
}

/** Whether the answers of the code under test are the model's, on every table, for every row, and for one that is about to be created. */
async function agrees(given: Draft, change: (access: Access) => Access = (access) => access): Promise<boolean> {
  const world = makeWorld(given);
  fill(world);
  const permissions = createPermissions({
    access: change(createAccess(world.site)),
    schema: tinySchema,
    persona: { contactId: world.contactId, roleIds: world.heldRoles },
    reader: { count: async (table, query) => store.count(table, query) },
    switches: { ...defaultSwitches, scopedCreates: "related" },
  });
  for (const [at, table] of tables.entries()) {
    const expected = answerByModel(world, table, "read");
    const answered = readRows(permissions, table);
    if (JSON.stringify(answered) !== JSON.stringify(typeof expected === "string" ? expected : expected.toSorted())) return false;
    if (typeof expected !== "string") {
      for (const row of world.rows.filter((one) => one.table === table))
        if ((await permissions.mayTouch(table, row.id, "read")) !== expected.includes(row.id)) return false;
    }
    const fresh = makeRow(given, table, 9, at * 3 + 20);
    const created = answerByModel({ ...world, rows: [...world.rows, fresh] }, table, "create");
    const may = await permissions.mayCreate(table, fresh.cells).catch((error: unknown) => {
      if (error instanceof UnjudgedPermission) return error.kind;
      throw error;
    });
    if (created === "not-supported" ? may === false : may !== (typeof created !== "string" && created.includes(fresh.id))) return false;
  }
  return true;
}

const run = (change?: (access: Access) => Access): Promise<fc.RunDetails<[Draft]>> =>
  fc.check(
    fc.asyncProperty(draft, (given) => agrees(given, change)),
    { numRuns: 400, seed: 20260304, endOnFailure: true },
  );

describe("permissions", () => {
  test("agree with a model that looks at every row, in random worlds", { timeout: 60_000 }, async () => {
    const { failed, counterexample } = await run();
    expect(counterexample).toBeNull();
    expect(failed).toBe(false);
  });

  test("reach some rows and not others often enough in these worlds to be judged", () => {
    const worlds = fc.sample(draft, { numRuns: 400, seed: 20260304 }).map(makeWorld);
    const partly = worlds.filter((world) =>
      tables.some((table) => {
        const answer = answerByModel(world, table, "read");
        return typeof answer !== "string" && answer.length > 0 && answer.length < world.rows.filter((row) => row.table === table).length;
      }),
    );
    expect(partly.length).toBeGreaterThan(40);
  });

  const rescoped =
    (change: (scope: RowScope) => RowScope) =>
    (access: Access): Access => ({
      ...access,
      decideRows(...question) {
        const decision = access.decideRows(...question);
        return decision.kind === "allowed" ? { ...decision, scopes: decision.scopes.map(change) } : decision;
      },
    });
  test.each<[string, (access: Access) => Access]>([
    ["self means every contact", rescoped((scope) => (scope.kind === "self" ? { kind: "global" } : scope))],
    ["a chain forgets where it ends", rescoped((scope) => (scope.kind === "parent" ? { ...scope, parent: { kind: "global" } } : scope))],
    [
      "only the first permission counts",
      (access) => ({
        ...access,
        decideRows(...question) {
          const decision = access.decideRows(...question);
          return decision.kind === "allowed" ? { ...decision, scopes: decision.scopes.slice(0, 1) } : decision;
        },
      }),
    ],
    [
      "a broken permission gives nothing",
      (access) => ({
        ...access,
        decideRows(...question) {
          const decision = access.decideRows(...question);
          return decision.kind === "broken" ? { kind: "denied", because: [] } : decision;
        },
      }),
    ],
    [
      "everybody has every role",
      (access) => ({ ...access, decideRows: (table, privilege, persona) => access.decideRows(table, privilege, { ...persona, roleIds }) }),
    ],
  ])("control: the same worlds find out a rule by which %s", { timeout: 60_000 }, async (_, change) => {
    expect((await run(change)).failed).toBe(true);
  });
});
