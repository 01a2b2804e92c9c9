import type { EmulatorContext } from "../emulator-context.ts";
import { parsePath } from "../odata/parse-path.ts";
import { answerOrg } from "../org/answer-org.ts";
import type { OrgFunctions } from "../org/org-call.ts";
import { renderOrgFault, toOrgFault } from "../org/org-fault.ts";
import { ownFunctions } from "../org/own-functions.ts";
import { readCall } from "../org/read-call.ts";
import type { Caller, OrganizationService } from "../organization/organization.ts";
import { portalUserId } from "../organization/system-users.ts";
import type { Schema } from "../schema/schema.ts";
import { ConnectorRefusal } from "./connector-result.ts";
import type { CustomApiRequest, DataverseParts, VisitorCall } from "./dataverse-connector.ts";

const apiPath = "/api/data/v9.2";
const bound = "Microsoft.Dynamics.CRM.";

/**
 * Functions and actions for `InvokeCustomApi`, carried out by the organization as the portal's application user with the visitor's contact behind it.
 * Whether a portal checks more than the web role of the server logic, and whether it names the contact, is not documented: assumed no and yes.
 * Rows are refused: they would go past the visitor's table permissions.
 */
export function createCustomApiCall(context: EmulatorContext, functions: OrgFunctions = ownFunctions): DataverseParts["invokeCustomApi"] {
  const root = `${context.addresses.org}${apiPath}`;
  return async (invocation) => {
    const { method, path, body } = invocation;
    const url = new URL(`${root}/${path.replaceAll("#", "%23")}`);
    const isBelow = url.pathname.startsWith(`${apiPath}/`);
    if (!isBelow || !isMessage(url.pathname.slice(apiPath.length + 1), context.schema))
      throw new ConnectorRefusal(`InvokeCustomApi: "${path}" names no function, action or custom API.`);
    const headers = { "content-type": "application/json", accept: "application/json" };
    const response = await answer(new Request(url, { method, headers, ...(method === "GET" ? {} : { body: body ?? "{}" }) }), {
      context,
      root,
      functions,
      invocation,
    });
    return {
      status: response.status,
      statusText: response.statusText,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
}

interface AnswerParts {
  readonly context: EmulatorContext;
  readonly root: string;
  readonly functions: OrgFunctions;
  readonly invocation: CustomApiRequest & VisitorCall;
}

async function answer(request: Request, { context, root, functions, invocation }: AnswerParts): Promise<Response> {
  const { organization } = context;
  const { contactId } = invocation.persona;
  const caller: Caller = { userId: portalUserId, ...(contactId === undefined ? {} : { contactId }) };
  try {
    const call = {
      ...readCall(request, { context, root, functions }),
      caller,
      service: organization.serviceFor(caller),
      transact: async <Result>(work: (service: OrganizationService) => Promise<Result>): Promise<Result> =>
        organization.transaction(caller, work),
      effect: invocation.effect,
    };
    return await organization.admit(caller, () => answerOrg(call));
  } catch (error) {
    const fault = toOrgFault(error);
    if (fault === undefined) throw error;
    return renderOrgFault(fault);
  }
}

/** Whether a path ends with a function or an action; else it names rows or definitions. */
function isMessage(encoded: string, schema: Schema): boolean {
  const path = parsePath(encoded);
  if (path.kind === "part") return path.end === undefined && (path.steps.at(-1)?.name.startsWith(bound) ?? false);
  if (path.kind !== "collection" && path.kind !== "alternate-key") return false;
  return schema.findTableBySet(path.entitySet) === undefined && !path.entitySet.endsWith("Definitions");
}
