import type { Row } from "../store/store.ts";
import { createRow } from "./create-row.ts";
import { deleteRow } from "./delete-row.ts";
import { requireTable, serviceCall, type Engine, type Session } from "./engine.ts";
import { faults } from "./faults.ts";
import { linkRows, requireManyToMany, unlinkRows } from "./link-rows.ts";
import type { OrganizationService, VersionCondition } from "./organization.ts";
import { executeCustomApi } from "./execute-custom-api.ts";
import { sendMessage, type Message } from "./run-message.ts";
import { updateRow } from "./update-row.ts";

/** The organization as one caller, one transaction or one plug-in sees it. */
export function createService(engine: Engine, session: Session): OrganizationService {
  const read = <Result>(work: Parameters<typeof engine.isolation.read<Result>>[1]): Promise<Result> =>
    serviceCall(engine, session, () => engine.isolation.read(session.transaction, work));
  const send = (describe: () => Message): Promise<Message> =>
    serviceCall(engine, session, async () => {
      const message = describe();
      await sendMessage(engine, session, message);
      return message;
    });
  return {
    create: async (table, row) => String((await send(() => createMessage(engine, table, row))).id),
    update: async (table, id, changes, condition) => void (await send(() => updateMessage(engine, { table, id, changes, condition }))),
    remove: async (table, id, condition) => void (await send(() => deleteMessage(engine, { table, id, condition, removing: new Set() }))),
    associate: async (relationship, one, other) => void (await send(() => linkMessage(engine, "Associate", { relationship, one, other }))),
    disassociate: async (relationship, one, other) =>
      void (await send(() => linkMessage(engine, "Disassociate", { relationship, one, other }))),
    find: (table, id) => read((store) => store.find(table, id)),
    retrieve: (table, id) =>
      read((store) => {
        const row = store.find(table, id);
        if (row === undefined) throw faults.rowMissing(table, id);
        return row;
      }),
    query: (table, query) => read((store) => store.query(table, query)),
    count: (table, query) => read((store) => store.count(table, query)),
    execute: (name, parameters) => executeCustomApi(engine, session, { name, parameters }),
  };
}

function createMessage(engine: Engine, tableName: string, row: Row): Message {
  const table = requireTable(engine.schema, tableName);
  const target = { ...row };
  const given = row[table.primaryId];
  const message: Message = {
    ...rowMessage(engine, "Create", tableName, typeof given === "string" ? given.toLowerCase() : undefined),
    target,
    inputParameters: { Target: target },
    async main(work) {
      const id = await createRow(work, table, target);
      message.id = id;
      target[table.primaryId] = id;
      message.outputParameters["id"] = id;
    },
  };
  return message;
}

interface UpdateRequest {
  readonly table: string;
  readonly id: string;
  readonly changes: Row;
  readonly condition: VersionCondition | undefined;
}

function updateMessage(engine: Engine, { table: tableName, id, changes, condition }: UpdateRequest): Message {
  const table = requireTable(engine.schema, tableName);
  const target = { ...changes };
  return {
    ...rowMessage(engine, "Update", tableName, id.toLowerCase()),
    target,
    inputParameters: { Target: target },
    hasChanges: true,
    main: (work) => updateRow(work, { table, id: id.toLowerCase(), changes: target, condition }),
  };
}

interface DeleteRequest {
  readonly table: string;
  readonly id: string;
  readonly condition: VersionCondition | undefined;
  /** Rows on their way out: a circle of parents ends where it began. */
  readonly removing: ReadonlySet<string>;
}

function deleteMessage(engine: Engine, { table: tableName, id: anyCaseId, condition, removing }: DeleteRequest): Message {
  const table = requireTable(engine.schema, tableName);
  const id = anyCaseId.toLowerCase();
  const path = new Set([...removing, `${tableName} ${id}`]);
  return {
    ...rowMessage(engine, "Delete", tableName, id),
    inputParameters: { Target: { [table.primaryId]: id } },
    main: (work) =>
      deleteRow(work, {
        table,
        id,
        condition,
        deleteChild: async (child, childId) => {
          if (path.has(`${child} ${childId}`)) return;
          const session = { ...work.session, depth: work.session.depth + 1 };
          await sendMessage(engine, session, deleteMessage(engine, { table: child, id: childId, condition: undefined, removing: path }));
        },
      }),
  };
}

interface LinkRequest {
  readonly relationship: string;
  readonly one: string;
  readonly other: string;
}

function linkMessage(engine: Engine, name: "Associate" | "Disassociate", request: LinkRequest): Message {
  const relationship = requireManyToMany(engine.schema, request.relationship);
  const link = { relationship, one: request.one.toLowerCase(), other: request.other.toLowerCase() };
  return {
    name,
    table: undefined,
    id: undefined,
    target: {},
    inputParameters: { Target: link.one, Relationship: relationship.schemaName, RelatedEntities: [link.other] },
    outputParameters: {},
    hasChanges: false,
    main: (work) => (name === "Associate" ? linkRows(work, link) : unlinkRows(work, link)),
  };
}

function rowMessage(engine: Engine, name: "Create" | "Update" | "Delete", table: string, id: string | undefined): Omit<Message, "main"> {
  const message: Omit<Message, "main"> = {
    name,
    table,
    id,
    target: {},
    inputParameters: {},
    outputParameters: {},
    hasChanges: false,
    readRow(transaction) {
      // The id of a new row is known after the operation only.
      const rowId = this.id;
      return rowId === undefined ? undefined : engine.isolation.read(transaction, (store) => store.find(table, rowId));
    },
  };
  return message;
}
