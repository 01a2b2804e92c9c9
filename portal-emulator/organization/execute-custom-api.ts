import { checkParameters, isOfType } from "./check-parameters.ts";
import { serviceCall, type Engine, type Session } from "./engine.ts";
import { faults } from "./faults.ts";
import type { MessageParameters } from "./organization.ts";
import type { CustomApi } from "./plugin.ts";
import { sendMessage, type Message } from "./run-message.ts";
import { runStep } from "./run-step.ts";

export interface CustomApiCall {
  readonly name: string;
  readonly parameters: MessageParameters;
}

/**
 * Calls a custom API: its code is stage 30 of a message of its name, inside a transaction (assumed; no document says so).
 * https://learn.microsoft.com/power-apps/developer/data-platform/custom-api
 */
export async function executeCustomApi(engine: Engine, session: Session, { name, parameters }: CustomApiCall): Promise<MessageParameters> {
  const api = engine.apis.get(name);
  const output: Record<string, MessageParameters[string]> = {};
  const bound = parameters["Target"];
  const message: Message = {
    name,
    table: api?.boundTable,
    id: api?.boundTable !== undefined && typeof bound === "string" ? bound.toLowerCase() : undefined,
    target: {},
    inputParameters: parameters,
    outputParameters: output,
    hasChanges: false,
    async main(work, scene) {
      if (api === undefined) throw faults.messageUnknown(name);
      checkParameters(api, parameters);
      await runStep(engine, work.session, { name: api.uniqueName, execute: (context) => api.execute(context) }, scene);
    },
  };
  await serviceCall(engine, session, () => sendMessage(engine, session, message));
  return api === undefined ? {} : readResponses(api, output);
}

/** Only what the API declares reaches the caller. */
function readResponses(api: CustomApi, output: MessageParameters): MessageParameters {
  return Object.fromEntries(
    api.responses.map(({ uniqueName, type }): [string, MessageParameters[string]] => {
      const value = output[uniqueName];
      if (value === undefined || value === null) return [uniqueName, null];
      if (!isOfType(value, type)) throw faults.pluginFailed(api.uniqueName, "", new TypeError(`The response ${uniqueName} is no ${type}.`));
      return [uniqueName, value];
    }),
  );
}
