import { afterEach, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../portal-emulator/create-emulator.ts";
import { InvalidPluginExecution, type CustomApi, type PluginStep } from "../../portal-emulator/organization/plugin.ts";
import { readSite } from "../../site/read-site.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
let emulator: Emulator;
afterEach(() => emulator.close());

async function start(parts: { steps?: readonly PluginStep[]; customApis?: readonly CustomApi[] }): Promise<void> {
  const site = await readSite(starterFolder("standard"));
  emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses, ...parts });
}

async function org(method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${emulator.addresses.orgToken}`, "content-type": "application/json" };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await emulator.fetch("org", new Request(`${addresses.org}/api/data/v9.2/${path}`, init));
  const text = await response.text();
  // What the tests then look into is compared as a whole.
  return { status: response.status, json: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
}

const step = (execute: PluginStep["execute"]): PluginStep => ({
  name: "test",
  message: "Create",
  table: "contact",
  stage: 20,
  mode: "sync",
  execute,
});

describe("plug-ins of an emulated organization", () => {
  it("change the row to be, and write others in its transaction", async () => {
    const steps = [
      step(async (context) => {
        context.target["jobtitle"] = "set by the plug-in";
        await context.service(null).create("account", { name: "Made beside" });
      }),
    ];
    await start({ steps });
    expect((await org("POST", "contacts", { lastname: "Lovelace" })).status).toBe(204);
    expect((await org("GET", "contacts?$select=jobtitle")).json["value"]).toMatchObject([{ jobtitle: "set by the plug-in" }]);
    expect((await org("GET", "accounts?$select=name")).json["value"]).toMatchObject([{ name: "Made beside" }]);
  });

  it("take everything back when they refuse, and their text reaches the caller", async () => {
    const steps = [
      step(async (context) => {
        await context.service(null).create("account", { name: "Never seen" });
        throw new InvalidPluginExecution("KIT-E01|not today");
      }),
    ];
    await start({ steps });
    const answer = await org("POST", "contacts", { lastname: "Lovelace" });
    expect(answer).toEqual({ status: 400, json: { error: { code: "0x80040265", message: "KIT-E01|not today" } } });
    expect([emulator.store.count("contact"), emulator.store.count("account")]).toEqual([0, 0]);
  });

  it("do not survive a fault they caught", async () => {
    const steps = [
      step(async (context) => {
        const service = context.service(null);
        await service.retrieve("contact", "11111111-1111-4111-8111-111111111111").catch(() => undefined);
        await service.create("account", { name: "Never seen" });
      }),
    ];
    await start({ steps });
    const answer = await org("POST", "contacts", { lastname: "Lovelace" });
    expect(answer.json["error"]).toMatchObject({ code: "0x8009000C" });
    expect([emulator.store.count("contact"), emulator.store.count("account")]).toEqual([0, 0]);
  });

  it("answer as custom APIs", async () => {
    const customApis: CustomApi[] = [
      {
        uniqueName: "test_Greet",
        isFunction: false,
        parameters: [{ uniqueName: "Name", type: "String" }],
        responses: [{ uniqueName: "Greeting", type: "String" }],
        execute: async (context) => {
          context.outputParameters["Greeting"] = `Hello ${JSON.stringify(context.inputParameters["Name"])}`;
        },
      },
    ];
    await start({ customApis });
    expect((await org("POST", "test_Greet", { Name: "Ada" })).json).toMatchObject({ Greeting: 'Hello "Ada"' });
    expect((await org("POST", "test_Greet", {})).status).toBe(400);
  });
});
