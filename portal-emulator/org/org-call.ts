import type { EmulatorContext } from "../emulator-context.ts";
import type { TableDefinition } from "../schema/table-definition.ts";

/** One request to the organization, once its caller, path and table are in order. */
export interface OrgCall {
  readonly context: EmulatorContext;
  readonly request: Request;
  /** Address of the service, without a trailing slash. */
  readonly root: string;
  readonly table: TableDefinition;
  /** "" for a collection. */
  readonly id: string;
  /** From the key of an elastic table's row. */
  readonly partitionId: string | undefined;
}
