import { DataverseFault } from "./dataverse-fault.ts";
import type { Engine, Session } from "./engine.ts";
import { faults } from "./faults.ts";
import { isInvalidPluginExecution, type PluginContext } from "./plugin.ts";
import { createService } from "./service.ts";
import { systemUserId } from "./system-users.ts";
import { createTrace } from "./trace.ts";

/** A piece of plug-in code: a step, or the code of a custom API. */
export interface PluginCode {
  readonly name: string;
  execute(context: PluginContext): Promise<void>;
}

/** What a step's context is made of; the rest comes from the session. */
export type StepScene = Pick<
  PluginContext,
  | "message"
  | "stage"
  | "table"
  | "id"
  | "target"
  | "preImage"
  | "postImage"
  | "inputParameters"
  | "outputParameters"
  | "sharedVariables"
  | "parent"
>;

/**
 * Runs a plug-in. Throws its refusal as 0x80040265 with its text, a fault that it let through as it is or (by switch) as 0x80040224, and anything else
 * as 0x80040224; with the transaction's end, when the plug-in caught a fault and went on.
 * https://learn.microsoft.com/power-apps/developer/data-platform/handle-exceptions
 */
export async function runStep(engine: Engine, session: Session, code: PluginCode, scene: StepScene): Promise<PluginContext> {
  const trace = createTrace(`${code.name}: ${scene.message}${scene.table === undefined ? "" : ` of ${scene.table}`}`);
  const context: PluginContext = {
    ...scene,
    depth: session.depth,
    userId: session.userId,
    initiatingUserId: session.initiatingUserId,
    portalsContactId: session.contactId,
    correlationId: session.correlationId,
    isInTransaction: session.transaction !== undefined,
    service: (userId) =>
      createService(engine, {
        ...session,
        userId: userId === null ? systemUserId : (userId ?? session.userId),
        depth: session.depth + 1,
        parent: context,
      }),
    trace: (text) => trace.write(text),
  };
  try {
    await code.execute(context);
  } catch (error) {
    throw asFault(error, { step: code.name, traceText: trace.text(), passOn: engine.switches().pluginFaults === "passed-on" });
  }
  if (session.transaction?.state.kind === "killed") throw session.transaction.state.fault;
  if (session.transaction?.state.kind === "doomed" || session.transaction?.state.kind === "ended") throw faults.noTransaction();
  return context;
}

function asFault(
  error: unknown,
  { step, traceText, passOn }: { readonly step: string; readonly traceText: string; readonly passOn: boolean },
): unknown {
  if (isInvalidPluginExecution(error)) return faults.pluginRefused(error.message, traceText, error);
  if (!(error instanceof DataverseFault) || !passOn) return faults.pluginFailed(step, traceText, error);
  if (error.traceText !== undefined) return error;
  const { code, status, message, retryAfterSeconds } = error;
  return new DataverseFault({
    code,
    status,
    message,
    traceText,
    cause: error,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
