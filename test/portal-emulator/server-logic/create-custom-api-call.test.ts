import { afterEach, describe, expect, it } from "vitest";
import type { EmulatorContext, Persona } from "../../../portal-emulator/emulator-context.ts";
import { InvalidPluginExecution, type CustomApi, type PluginContext } from "../../../portal-emulator/organization/plugin.ts";
import { portalUserId } from "../../../portal-emulator/organization/system-users.ts";
import { callDataverseConnector } from "../../../portal-emulator/server-logic/dataverse-connector.ts";
import { createCustomApiCall } from "../../../portal-emulator/server-logic/create-custom-api-call.ts";
import type { ConnectorAnswer, JsonValue } from "../../../portal-emulator/server-logic/worker-messages.ts";
import { createTestContext } from "../../support/emulator-context.ts";

const contacts: EmulatorContext[] = [];
afterEach(() => contacts.splice(0).forEach((context) => context.store.close()));

const stranger: Persona = { contactId: undefined, roleIds: [] };
const ada: Persona = { contactId: "11111111-1111-4111-8111-111111111111", roleIds: [] };

function api(more: Partial<CustomApi>): CustomApi {
  return {
    uniqueName: "pk_Echo",
    isFunction: false,
    parameters: [
      { uniqueName: "Text", type: "String" },
      { uniqueName: "Number", type: "Integer", isOptional: true },
    ],
    responses: [
      { uniqueName: "Text", type: "String" },
      { uniqueName: "Number", type: "Integer" },
    ],
    execute: async (context) => {
      context.outputParameters["Text"] = context.inputParameters["Text"] ?? null;
      context.outputParameters["Number"] = Number(context.inputParameters["Number"] ?? 0) + 7;
    },
    ...more,
  };
}

interface Invocation {
  readonly answer: ConnectorAnswer;
  readonly result: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly effects: readonly string[];
}

async function invoke(apis: readonly CustomApi[], args: readonly JsonValue[], persona = stranger): Promise<Invocation> {
  const context = createTestContext();
  contacts.push(context);
  for (const one of apis) context.organization.registerCustomApi(one);
  context.store.insert("contact", { contactid: ada.contactId ?? null, lastname: "Example" });
  const effects: string[] = [];
  const answer = await callDataverseConnector(
    { connector: "Dataverse", method: "InvokeCustomApi", args },
    {
      persona,
      effect: (words) => void effects.push(words),
      callDataverse: () => Promise.reject(new Error("not asked")),
      invokeCustomApi: createCustomApiCall(context),
    },
  );
  const result = answer.kind === "result" ? (JSON.parse(answer.text) as Record<string, unknown>) : {};
  const text = result["Body"];
  return { answer, result, body: typeof text === "string" && text !== "" ? JSON.parse(text) : undefined, effects };
}

describe("InvokeCustomApi", () => {
  it.each(["pk_Echo", "/pk_Echo", "/api/data/v9.2/pk_Echo", "api/data/v9.0/pk_Echo"])("executes an action by %s", async (url) => {
    const { result, body, effects } = await invoke([api({})], ["POST", url, JSON.stringify({ Text: "ä", Number: 35 })]);
    expect(result).toMatchObject({ StatusCode: 200, IsSuccessStatusCode: true, ServerError: false, ReasonPhrase: "OK" });
    expect(body).toMatchObject({ Text: "ä", Number: 42 });
    expect(effects).toEqual(["pk_Echo executed"]);
  });

  it.each(["get", "GET"])("calls a function by %s with aliases", async (method) => {
    const url = `pk_Echo(Text=@text,Number=@number)?@text=${encodeURIComponent("'it''s / ä'")}&@number=61`;
    const { body } = await invoke([api({ isFunction: true })], [method, url]);
    expect(body).toMatchObject({ Text: "it's / ä", Number: 68 });
  });

  it("hands a bound one its row", async () => {
    let target: unknown;
    const named = api({
      boundTable: "contact",
      parameters: [],
      responses: [],
      execute: async (context) => {
        target = context.inputParameters["Target"];
      },
    });
    const { result } = await invoke([named], ["post", `contacts(${ada.contactId})/Microsoft.Dynamics.CRM.pk_Echo`, "{}"]);
    expect(result).toMatchObject({ StatusCode: 204, Body: "" });
    expect(JSON.stringify(target)).toContain(ada.contactId);
  });

  it.each([
    ["a stranger", stranger],
    ["a signed-in visitor", ada],
  ])("runs as the portal's user for %s, and names the contact", async (_, persona) => {
    let seen: Pick<PluginContext, "userId" | "portalsContactId"> | undefined;
    await invoke([api({ execute: async (context) => void (seen = context) })], ["POST", "pk_Echo", `{"Text":""}`], persona);
    expect(seen).toMatchObject({ userId: portalUserId, portalsContactId: persona.contactId });
  });

  it.each([
    ["a missing parameter", "POST", "pk_Echo", "{}", 400],
    ["a parameter of another type", "POST", "pk_Echo", `{"Text":5}`, 400],
    ["a body that is no JSON", "POST", "pk_Echo", "{", 400],
    ["an unknown name", "POST", "pk_Unknown", "{}", 404],
    ["the wrong verb", "GET", "pk_Echo", null, 405],
  ])("passes on %s", async (_, method, url, payload, status) => {
    const { result, effects } = await invoke([api({})], [method, url, payload]);
    expect(result).toMatchObject({ StatusCode: status, IsSuccessStatusCode: false, ServerError: false });
    expect(effects).toEqual([]);
  });

  it("passes on what a plug-in refuses", async () => {
    const refusing = api({ execute: () => Promise.reject(new InvalidPluginExecution("Not today.")) });
    const { result, body } = await invoke([refusing], ["POST", "pk_Echo", `{"Text":"x"}`]);
    expect(result).toMatchObject({ StatusCode: 400 });
    expect(body).toMatchObject({ error: { code: "0x80040265", message: expect.stringContaining("Not today.") as string } });
  });

  it.each([
    "contacts",
    "contacts()",
    "contacts(11111111-1111-4111-8111-111111111111)",
    "contacts(11111111-1111-4111-8111-111111111111)/lastname",
    "contacts(emailaddress1='a@example.com')",
    "contacts/$count",
    "$batch",
    "$metadata",
    "",
    "../v9.2/contacts",
    "../../../elsewhere",
    "EntityDefinitions(LogicalName='contact')",
    "pk_Echo/Microsoft.Dynamics.CRM.pk_Echo/$ref",
  ])("refuses %j, which is no message", async (url) => {
    expect((await invoke([api({})], ["GET", url])).answer).toEqual({
      kind: "refused",
      message: `InvokeCustomApi: "${url}" names no function, action or custom API.`,
    });
  });
});
