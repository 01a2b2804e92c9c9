import type { Access } from "../../access/access.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import type { TableDefinition } from "../schema/table-definition.ts";

/** One request, once its path, token and table are in order. */
export interface WebApiCall {
  readonly context: EmulatorContext;
  readonly request: Request;
  readonly access: Access;
  readonly persona: Persona;
  readonly table: TableDefinition;
  /** "" for a collection. */
  readonly id: string;
  readonly bodyLimitBytes: number;
}

export interface Operation {
  /** Needs the anti-forgery token. */
  readonly writes: boolean;
  /** Throws PortalFault or QueryFault. */
  run(call: WebApiCall): Promise<Response> | Response;
}
