import { bindKey } from "../odata/payload/bind-key.ts";
import { type NamedValue, parseLiteral, type PathLiteral } from "../odata/parse-path.ts";
import type { CustomApi } from "../organization/plugin.ts";
import { readJsonParameter, readUrlParameter, renderResponse, type ParameterValue } from "./message-parameters.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault } from "./org-fault.ts";
import { readObject } from "./read-body.ts";
import type { RowAt } from "./read-part.ts";
import { requireRow } from "./read-rows.ts";
import { json, noContent } from "./render-rows.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-functions
// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-actions

export interface MessageCall {
  /** Without `Microsoft.Dynamics.CRM.`. */
  readonly name: string;
  /** What stands in its parentheses. */
  readonly values: readonly NamedValue[];
  /** Of a bound one: the row it is bound to. */
  readonly at?: RowAt;
}

/** Messages of Dataverse that clients use and that are not built here. */
const unbuilt = new Set(
  (
    "BulkDelete CreateMultiple UpdateMultiple UpsertMultiple DeleteMultiple Merge ImportSolution ExportSolution PublishXml PublishAllXml " +
    "RetrieveMetadataChanges InitializeFrom RetrieveDuplicates GrantAccess ModifyAccess RevokeAccess RetrievePrincipalAccess ExecuteWorkflow " +
    "RetrieveTotalRecordCount RetrieveUserPrivileges RetrieveAttributeChangeHistory RetrieveRecordChangeHistory FormatAddress SendEmail AddToQueue"
  ).split(" "),
);

/** Answers a function or an action: a custom API, or one of the organization's own functions. */
export async function runMessage(call: OrgCall, message: MessageCall): Promise<Response> {
  const api = call.context.organization.findCustomApi(message.name);
  if (api !== undefined && (api.boundTable === undefined) === (message.at === undefined) && api.boundTable === message.at?.table.name)
    return runCustomApi(call, api, message);
  const run = message.at === undefined ? call.functions.get(message.name) : undefined;
  if (run === undefined) {
    if (unbuilt.has(message.name)) throw OrgFault.notBuilt(`'${message.name}'.`);
    throw OrgFault.unknownSegment(message.at === undefined ? message.name : `Microsoft.Dynamics.CRM.${message.name}`);
  }
  if (call.method !== "GET") throw OrgFault.wrongMethod(call.method);
  const parameters = new Map(message.values.map(({ name, value }) => [name, resolveAlias(value, call)]));
  const answer = await run(parameters, call);
  return json({ "@odata.context": `${call.root}/$metadata#Microsoft.Dynamics.CRM.${message.name}Response`, ...answer });
}

async function runCustomApi(call: OrgCall, api: CustomApi, { values, at }: MessageCall): Promise<Response> {
  if (call.method !== (api.isFunction ? "GET" : "POST")) throw OrgFault.wrongMethod(call.method);
  const given = api.isFunction ? readFromUrl(call, api, values) : await readFromBody(call, api);
  for (const { uniqueName, isOptional } of api.parameters)
    if (isOptional !== true && (given[uniqueName] ?? null) === null)
      throw new OrgFault(400, "0x80048d19", `The parameter '${uniqueName}' of '${api.uniqueName}' is missing.`);
  const target = at === undefined ? {} : { Target: String((await requireRow(call, at.table, at.key))[at.table.primaryId]) };
  const outputs = await call.service.execute(api.uniqueName, { ...given, ...target });
  if (!api.isFunction) call.effect(`${api.uniqueName} executed`);
  if (api.responses.length === 0) return noContent();
  return json({
    "@odata.context": `${call.root}/$metadata#Microsoft.Dynamics.CRM.${api.uniqueName}Response`,
    ...Object.fromEntries(
      api.responses.map((response) => [response.uniqueName, renderResponse(outputs[response.uniqueName], response, call)]),
    ),
  });
}

function readFromUrl(call: OrgCall, api: CustomApi, values: readonly NamedValue[]): Record<string, ParameterValue> {
  return Object.fromEntries(
    values.map(({ name, value }): [string, ParameterValue] => {
      const parameter = api.parameters.find((one) => one.uniqueName === name);
      // A function is found by its name and the names of its parameters together.
      if (parameter === undefined) throw OrgFault.unknownSegment(api.uniqueName);
      return [name, readUrlParameter(resolveAlias(value, call), parameter, call)];
    }),
  );
}

async function readFromBody(call: OrgCall, api: CustomApi): Promise<Record<string, ParameterValue>> {
  const named = Object.entries(await readObject(call)).filter(([name]) => !name.includes("@"));
  return Object.fromEntries(
    named.map(([name, value]): [string, ParameterValue] => {
      const parameter = api.parameters.find((one) => one.uniqueName === name);
      if (parameter === undefined)
        throw new OrgFault(
          400,
          "0x80048d19",
          `The parameter '${name}' in the request payload is not a valid parameter for the operation '${api.uniqueName}'.`,
        );
      return [name, readJsonParameter(value, parameter, call)];
    }),
  );
}

/** `@p1` and the query option of that name. One that is not given is null. */
export function resolveAlias(value: PathLiteral, { url }: Pick<OrgCall, "url">): PathLiteral {
  if (value.kind !== "alias") return value;
  const text = url.searchParams.get(value.name);
  return text === null ? { kind: "null" } : parseLiteral(text.trim());
}

/** The row a path starts from. */
export function rowAt(call: OrgCall, table: RowAt["table"], path: Parameters<typeof bindKey>[0]): RowAt {
  return { table, key: bindKey(path, table, { alias: (name) => call.url.searchParams.get(name) }) };
}
