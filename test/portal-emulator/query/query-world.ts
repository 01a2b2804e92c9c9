import { createOrganization } from "../../../portal-emulator/organization/create-organization.ts";
import { portalUserId } from "../../../portal-emulator/organization/system-users.ts";
import type { QueryContext } from "../../../portal-emulator/odata/bind-query.ts";
import type { RowWorld } from "../../../portal-emulator/query/evaluate-filter.ts";
import type { ReadContext } from "../../../portal-emulator/query/row-reader.ts";
import type { Relationship } from "../../../portal-emulator/schema/schema.ts";
import { createSchema } from "../../../portal-emulator/schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Row, Store } from "../../../portal-emulator/store/store.ts";

function table(
  name: string,
  entitySet: string,
  columns: readonly Omit<ColumnDefinition, "evidence">[],
  more: Partial<TableDefinition> = {},
): TableDefinition {
  const system = ["createdon", "modifiedon"].map((column) => ({ name: column, type: "datetime", readOnly: true }) as const);
  return {
    name,
    entitySet,
    primaryId: `${name}id`,
    primaryName: "name",
    readOnly: false,
    elastic: false,
    columns: [
      { name: `${name}id`, type: "uniqueidentifier" } as const,
      ...columns,
      ...system,
      { name: "versionnumber", type: "bigint", readOnly: true } as const,
    ].map((column) => ({ ...column, evidence: "assumed" })),
    ...more,
  };
}

/** Teams have members, and a captain; members have a mentor among them, a home (a team or a hall), and halls they know. */
export const teamTable = table("team", "teams", [
  { name: "name", type: "string" },
  { name: "founded", type: "date" },
  { name: "size", type: "integer" },
  { name: "captain", type: "lookup", targets: ["member"] },
]);

export const memberTable = table(
  "member",
  "members",
  [
    { name: "name", type: "string" },
    { name: "note", type: "memo" },
    { name: "points", type: "integer" },
    { name: "fee", type: "money" },
    { name: "isactive", type: "boolean" },
    { name: "joined", type: "datetime" },
    { name: "born", type: "date" },
    {
      name: "rank",
      type: "choice",
      options: [
        { value: 1, label: "Novice" },
        { value: 2, label: "Expert" },
        { value: 3, label: "Beginner" },
      ],
    },
    {
      name: "skills",
      type: "multichoice",
      options: [
        { value: 1, label: "Run" },
        { value: 2, label: "Jump" },
        { value: 12, label: "Swim" },
      ],
    },
    { name: "team", type: "lookup", targets: ["team"] },
    { name: "home", type: "lookup", targets: ["team", "hall"] },
    { name: "owner", type: "lookup", targets: ["systemuser"] },
    { name: "mentor", type: "lookup", targets: ["member"] },
  ],
  { hierarchy: "mentor" },
);

export const hallTable = table("hall", "halls", [
  { name: "name", type: "string" },
  { name: "seats", type: "integer" },
]);

export const eventTable = table(
  "event",
  "events",
  [
    { name: "name", type: "string" },
    { name: "member", type: "lookup", targets: ["member"] },
  ],
  {
    elastic: true,
  },
);

export const knownHallTable = table(
  "knownhall",
  "knownhalls",
  [
    { name: "memberid", type: "uniqueidentifier" },
    { name: "hallid", type: "uniqueidentifier" },
  ],
  { intersect: true, primaryName: "knownhallid" },
);

function lookup(
  schemaName: string,
  childTable: string,
  column: string,
  parentTable: string,
  childNavigation: string,
  parentNavigation: string,
): Relationship {
  return {
    kind: "one-to-many",
    schemaName,
    childTable,
    lookup: column,
    parentTable,
    childNavigation,
    parentNavigation,
    onDelete: "remove-link",
  };
}

export const clubSchema = createSchema(
  [teamTable, memberTable, hallTable, eventTable, knownHallTable],
  [
    lookup("team_members", "member", "team", "team", "team", "team_members"),
    lookup("team_captain", "team", "captain", "member", "captain", "captain_teams"),
    lookup("home_team", "member", "home", "team", "home_team", "home_team_members"),
    lookup("home_hall", "member", "home", "hall", "home_hall", "home_hall_members"),
    lookup("mentor_members", "member", "mentor", "member", "mentor", "mentor_members"),
    lookup("event_member", "event", "member", "member", "member", "member_events"),
    {
      kind: "many-to-many",
      schemaName: "member_halls",
      intersect: "knownhall",
      ends: [
        { table: "member", column: "memberid", navigation: "member_halls" },
        { table: "hall", column: "hallid", navigation: "hall_members" },
      ],
    },
  ],
);

/** A Wednesday. */
export const clubNow = new Date("2026-03-04T05:06:07Z");

export const clubQuery: QueryContext = { schema: clubSchema, now: clubNow, surface: "org" };

export interface Club {
  readonly store: Store;
  readonly context: ReadContext;
  /** All rows as they are now, read without any query. */
  world(): RowWorld;
  /** Adds rows; a lookup or id may be given as a short name, which stands for one id throughout. */
  add(table: string, rows: readonly Row[]): readonly Row[];
}

export function openClub(): Club {
  const clock = { now: () => clubNow };
  const store = openStore({ file: ":memory:", clock, schema: clubSchema });
  const organization = createOrganization({ store, schema: clubSchema, clock });
  const context: ReadContext = {
    reader: organization.serviceFor({ userId: portalUserId }),
    schema: clubSchema,
    collation: store.collation,
  };
  return {
    store,
    context,
    world: () => {
      const rows = new Map(clubSchema.tables.map(({ name }) => [name, store.query(name)]));
      return { schema: clubSchema, collation: store.collation, rows: (name) => rows.get(name) ?? [] };
    },
    add: (name, rows) => rows.map((row) => store.insert(name, withIds(name, row))),
  };
}

/** `idOf("t1")`: the same id for the same name. */
export function idOf(name: string): string {
  const digits = Array.from(name, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return `00000000-0000-4000-8000-${digits.padStart(12, "0")}`;
}

function withIds(tableName: string, row: Row): Row {
  const definition = clubSchema.findTable(tableName);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const type = definition?.columns.find((column) => column.name === name)?.type;
      return [
        name,
        typeof value === "string" && value.length < 10 && (type === "lookup" || type === "uniqueidentifier") ? idOf(value) : value,
      ];
    }),
  );
}
