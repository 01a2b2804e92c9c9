import type { EmulatorSwitches } from "../switches.ts";
import { commonHeaders } from "../web-api/portal-fault.ts";

/** What became of a call, before it is spelled. */
export interface ServerLogicAnswer {
  readonly status: 200 | 400 | 403 | 404 | 405 | 413 | 500 | 503;
  readonly requestId: string;
  readonly name: string;
  readonly executionTimeMs: number;
  /** The string the script returned; undefined: it failed. */
  readonly data: string | undefined;
  /** Why it failed. */
  readonly error: string | undefined;
}

/**
 * The answer of server logic. PascalCase as documented: https://learn.microsoft.com/power-pages/configure/author-server-logic;
 * camelCase as Microsoft's samples and guidance read it from live sites, without the time.
 */
export function renderEnvelope(answer: ServerLogicAnswer, spelling: EmulatorSwitches["serverLogicEnvelope"]): Response {
  const { status, requestId, name, executionTimeMs, data = null, error = null } = answer;
  const success = error === null;
  const body =
    spelling === "PascalCase"
      ? {
          RequestId: requestId,
          Success: success,
          Data: data,
          ExecutionTime: executionTimeMs,
          ServerLogicName: name,
          Error: error,
        }
      : { requestId, success, serverLogicName: name, data, error };
  return Response.json(body, { status, headers: commonHeaders });
}
