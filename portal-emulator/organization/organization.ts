import type { CellValue, Row, RowQuery } from "../store/store.ts";
import type { PluginStep, CustomApi } from "./plugin.ts";

/** Who calls Dataverse. All visitors of a portal share its application user; the contact behind one is carried along for the audit. */
export interface Caller {
  readonly userId: string;
  /** undefined: an anonymous visitor, or no portal's call. */
  readonly contactId?: string;
}

/** The messages of the emulated organization, as one caller or one plug-in sends them. Every call may throw DataverseFault. */
export interface OrganizationService {
  /** Returns the new row's id. Unknown columns are a bug of the caller and throw TypeError. */
  create(table: string, row: Row): Promise<string>;
  update(table: string, id: string, changes: Row, condition?: VersionCondition): Promise<void>;
  remove(table: string, id: string, condition?: VersionCondition): Promise<void>;
  /** Links two rows of a many-to-many relationship, by its schema name; `one` is the row of its first end. Linking twice is a fault. */
  associate(relationship: string, one: string, other: string): Promise<void>;
  disassociate(relationship: string, one: string, other: string): Promise<void>;
  /** undefined when there is no such row. A plug-in's Retrieve of a missing row is a fault: use `retrieve` there. */
  find(table: string, id: string): Promise<Row | undefined>;
  /** As `find`; a missing row is the fault 0x80040217. */
  retrieve(table: string, id: string): Promise<Row>;
  query(table: string, query?: RowQuery): Promise<Row[]>;
  count(table: string, query?: RowQuery): Promise<number>;
  /** A custom API, by its unique name. */
  execute(message: string, parameters: MessageParameters): Promise<MessageParameters>;
}

export type MessageParameters = Readonly<Record<string, CellValue | readonly CellValue[] | Row>>;

/** Only when the row's `versionnumber` is this one; else the fault 0x80060882. */
export interface VersionCondition {
  readonly version: number;
}

/** The emulated Dataverse organization: messages, their plug-ins, transactions, audit and limits over one store. */
export interface Organization {
  /** Each call is a message of its own, in a transaction of its own. */
  serviceFor(caller: Caller): OrganizationService;
  /** Several messages in one transaction (change set, deep insert): all or nothing. */
  transaction<Result>(caller: Caller, work: (service: OrganizationService) => Promise<Result>): Promise<Result>;
  /**
   * Counts a request from outside against the caller's service protection limits while `work` runs.
   * Throws DataverseFault with status 429 and `retryAfterSeconds`. https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
   */
  admit<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result>;
  /** What those limits leave the caller. */
  remaining(caller: Caller): { readonly requests: number; readonly executionSeconds: number };
  registerStep(step: PluginStep): void;
  registerCustomApi(api: CustomApi): void;
  findCustomApi(uniqueName: string): CustomApi | undefined;
  /** Resolves when no asynchronous step is left to run. */
  settle(): Promise<void>;
}
