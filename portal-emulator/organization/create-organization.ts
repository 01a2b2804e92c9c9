import type { Clock } from "../emulator-context.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row, Store } from "../store/store.ts";
import { DataverseFault } from "./dataverse-fault.ts";
import type { Organization, OrganizationService } from "./organization.ts";
import type { CustomApi, PluginStep } from "./plugin.ts";

export interface OrganizationParts {
  readonly store: Store;
  readonly schema: Schema;
  readonly clock: Clock;
}

export function createOrganization({ store }: OrganizationParts): Organization {
  const steps: PluginStep[] = [];
  const apis = new Map<string, CustomApi>();
  const requireRow = (table: string, id: string): Row => {
    const row = store.find(table, id);
    if (row === undefined)
      throw new DataverseFault({ code: "0x80040217", status: 404, message: `Entity '${table}' With Id = ${id} Does Not Exist` });
    return row;
  };
  const requireVersion = (row: Row, condition: { readonly version: number } | undefined): void => {
    if (condition !== undefined && row["versionnumber"] !== condition.version)
      throw new DataverseFault({
        code: "0x80060882",
        status: 412,
        message: "The version of the existing record doesn't match the RowVersion property provided.",
      });
  };
  const service: OrganizationService = {
    create: async (table, row) => {
      const idColumn = `${table}id`;
      const given = row[idColumn];
      if (typeof given === "string" && store.find(table, given) !== undefined)
        throw new DataverseFault({ code: "0x80040237", status: 412, message: "A record with matching key values already exists." });
      return String(store.insert(table, row)[idColumn]);
    },
    update: async (table, id, changes, condition) => {
      requireVersion(requireRow(table, id), condition);
      store.update(table, id, changes);
    },
    remove: async (table, id, condition) => {
      requireVersion(requireRow(table, id), condition);
      store.remove(table, id);
    },
    associate: async () => Promise.reject(new TypeError("not yet")),
    disassociate: async () => Promise.reject(new TypeError("not yet")),
    find: async (table, id) => store.find(table, id),
    retrieve: async (table, id) => requireRow(table, id),
    query: async (table, query) => store.query(table, query),
    count: async (table, query) => store.count(table, query),
    execute: async () => Promise.reject(new TypeError("not yet")),
  };
  return {
    serviceFor: () => service,
    transaction: async (_, work) => work(service),
    admit: async (_, work) => work(),
    registerStep: (step) => void steps.push(step),
    registerCustomApi: (api) => void apis.set(api.uniqueName, api),
    findCustomApi: (name) => apis.get(name),
    settle: async () => undefined,
  };
}
