import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { restrictedPatterns } from "../../../site/find-restricted-patterns.ts";
import { defaultSwitches } from "../../../portal-emulator/switches.ts";
import { readServerLogicSettings } from "../../../portal-emulator/server-logic/read-settings.ts";
import { anonymousRole, authenticatedRole, roles, tinySite, type TinySite } from "../../access/tiny-site.ts";
import { buildScriptWorker, type BuiltWorker } from "../../support/build-script-worker.ts";
import { addresses, logic, openScriptedPortal, type ScriptedPortal, type ScriptedPortalOptions } from "./scripted-portal.ts";

let worker: BuiltWorker;
const open = new Set<ScriptedPortal>();
beforeAll(() => {
  worker = buildScriptWorker("create-server-logic");
});
afterAll(async () => {
  await Promise.all([...open].map((portal) => portal.close()));
  worker.remove();
});

async function portalOf(site: TinySite, options: ScriptedPortalOptions = {}): Promise<ScriptedPortal> {
  const portal = await openScriptedPortal(worker, site, options);
  open.add(portal);
  return portal;
}

const one = (source: string | undefined, settings: TinySite["settings"] = []): TinySite => ({
  serverLogics: [logic("probe", source)],
  settings,
});

const echo = `
  const seen = (fn) => JSON.stringify({ fn, method: Server.Context.HttpMethod, name: Server.Context.FunctionName, body: Server.Context.Body });
  function get() { return seen("get"); }
  function post() { return seen("post"); }
  async function put() { return seen("put"); }
  function patch() { return seen("patch"); }
  function del() { return seen("del"); }`;

const failing = (error: unknown, status = 500): unknown => ({ status, json: { success: false, data: null, error } });
const says = (text: string): string => expect.stringContaining(text) as string;

describe("a call of server logic", () => {
  let portal: ScriptedPortal;
  beforeAll(async () => {
    portal = await portalOf({
      serverLogics: [
        logic("echo", echo),
        logic("members", echo, { roleIds: [authenticatedRole] }),
        logic("nobody", echo, { roleIds: [] }),
        logic("retired", echo, { active: false }),
        logic("get-only", `function get() { return "got"; }`),
        logic("lost", undefined),
      ],
    });
  });

  it.each([
    ["GET", "get"],
    ["POST", "post"],
    ["PUT", "put"],
    ["PATCH", "patch"],
    ["DELETE", "del"],
  ])("%s runs the function %s", async (method, name) => {
    const body = method === "GET" ? {} : { body: `{"a":"ä"}`, headers: { "content-type": "application/json" } };
    const { status, json } = await portal.call("echo", { method, ...body });
    expect(status).toBe(200);
    expect(json).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      success: true,
      serverLogicName: "echo",
      data: JSON.stringify({ fn: name, method, name, body: method === "GET" ? "" : `{"a":"ä"}` }),
      error: null,
    });
  });

  it("finds its name without regard to case", async () => {
    expect((await portal.call("ECHO")).json).toMatchObject({ success: true, serverLogicName: "echo" });
  });

  it.each([
    ["unknown", "GET", 404, "There is no server logic 'unknown'."],
    ["retired", "GET", 404, "There is no server logic"],
    ["get-only", "POST", 405, "no function 'post'"],
    ["echo", "HEAD", 405, ""],
    ["echo", "OPTIONS", 405, "does not support http method 'OPTIONS'"],
    ["echo", "SEARCH", 405, "does not support http method 'SEARCH'"],
    ["members", "GET", 403, "web roles"],
    ["nobody", "GET", 403, "web roles"],
    ["lost", "GET", 500, "server-logic/lost/lost.js"],
  ])("%s by %s fails with %i", async (name, method, status, words) => {
    const answer = await portal.call(name, { method });
    expect(answer.status).toBe(status);
    if (method !== "HEAD") expect(answer.json).toMatchObject({ success: false, data: null, error: says(words) });
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("%s without a token is refused as in the Web API", async (method) => {
    const answer = await portal.ask("/_api/serverlogics/echo", { method });
    expect(answer).toMatchObject({ status: 401, json: { error: { code: "90040107" } } });
  });

  it("reads without a token unless the switch asks for one", async () => {
    expect((await portal.ask("/_api/serverlogics/echo")).status).toBe(200);
    const strict = await portalOf(one(echo), { switches: { tokenOnReads: "required" } });
    expect((await strict.ask("/_api/serverlogics/probe")).status).toBe(401);
    expect((await strict.call("probe")).status).toBe(200);
  });

  it("answers in the documented spelling by switch", async () => {
    const documented = await portalOf(one(`function get() { return "x"; }`), { switches: { serverLogicEnvelope: "PascalCase" } });
    expect((await documented.call("probe")).json).toEqual({
      RequestId: expect.any(String) as string,
      Success: true,
      Data: "x",
      ExecutionTime: expect.any(Number) as number,
      ServerLogicName: "probe",
      Error: null,
    });
    expect((await documented.call("probe", { method: "POST" })).json).toMatchObject({ Success: false, Data: null, Error: says("'post'") });
  });

  it("names itself and its end in the emulator's log, without bodies", async () => {
    await portal.call("echo", { method: "POST", body: "secret@example.com" });
    const { text } = await portal.ask("/_emulator/log");
    expect(text).toContain("server logic echo: post returned");
    expect(text).not.toContain("secret@example.com");
  });
});

describe("the body of a call", () => {
  let portal: ScriptedPortal;
  beforeAll(async () => {
    portal = await portalOf(one(`function post() { return String(Server.Context.Body.length); }`));
  });
  const post = (body: string, type: string) => portal.call("probe", { method: "POST", body, headers: { "content-type": type } });
  const jsonOf = (bytes: number): string => JSON.stringify("x".repeat(bytes - 2));

  it.each([
    ["2 MB of JSON", jsonOf(2 * 1024 * 1024), "application/json"],
    ["2.4 MB of text", "x".repeat(2.4 * 1024 * 1024), "text/plain"],
    ["an empty body", "", "application/json; charset=utf-8"],
    ["text that is no JSON", "{", "text/plain"],
  ])("may be %s", async (_, body, type) => {
    expect((await post(body, type)).json).toMatchObject({ success: true, data: String(body.length) });
  });

  it.each([
    ["more than 2 MB of JSON", jsonOf(2 * 1024 * 1024 + 1), "application/json", 500],
    ["more than 2.5 MB of anything", "x".repeat(2.5 * 1024 * 1024 + 1), "text/plain", 413],
    ["JSON that does not parse", "{", "application/json", 400],
  ])("may not be %s", async (_, body, type, status) => {
    expect(await post(body, type)).toMatchObject({ status, json: { success: false, error: says("body") } });
  });
});

describe("a script that fails", () => {
  const seconds: TinySite["settings"] = [["ServerLogic/TimeoutInSeconds", "1.5"]];
  it.each([
    ["throws", `function get() { throw new Error("for a reason"); }`, "Error: for a reason (probe.js:1"],
    ["does not parse", `function get( {`, "SyntaxError"],
    ["returns an object", `function get() { return {}; }`, "must return a string"],
    ["never ends", `function get() { for (;;) {} }`, "ran longer than 1.5 seconds"],
    ["never settles", `function get() { return new Promise(() => {}); }`, "nothing settles"],
    ["builds text without end", `function get() { let s = "x"; for (;;) s = (s + s).slice(0, 3e7).replaceAll("x", "xy"); }`, "was stopped"],
    ["backtracks for ever", `function get() { return String(/^(a+)+$/.test("a".repeat(40) + "b")); }`, "ran longer than"],
    ["reads what is not there", `function get() { return Server.Nothing.Get("x"); }`, "TypeError"],
  ])("because it %s says so in the envelope", async (_, source, words) => {
    const portal = await portalOf(one(source, seconds));
    const begin = Date.now();
    expect(await portal.call("probe")).toMatchObject(failing(says(words)) as object);
    expect(Date.now() - begin).toBeLessThan(5_000);
    expect((await portal.logged()).at(-1)).toMatchObject({ level: "Error", serverLogic: "probe", text: says(words) });
  });

  it("because it eats memory says so in the envelope", async () => {
    const source = `function get() { const all = []; for (;;) all.push({ text: "some text " + all.length }); }`;
    const portal = await portalOf(one(source, [["ServerLogic/MaxMemoryUsageInBytes", "4000000"]]));
    expect(await portal.call("probe")).toMatchObject(failing(says("more than 4000000 bytes of memory")) as object);
  });

  it("answers 200 by switch", async () => {
    const portal = await portalOf(one(`function get() { throw "no"; }`), { switches: { serverLogicFaultStatus: 200 } });
    expect(await portal.call("probe")).toMatchObject(failing("no", 200) as object);
  });

  it("does not hold up the emulator's close", async () => {
    const portal = await portalOf(one(`function get() { for (;;) {} }`));
    const call = portal.call("probe");
    await new Promise((resolve) => setTimeout(resolve, 400));
    const begin = Date.now();
    await portal.close();
    open.delete(portal);
    expect(Date.now() - begin).toBeLessThan(2_000);
    expect(await call).toMatchObject(failing(says("could not be run to its end")) as object);
  });
});

describe("restricted texts", () => {
  it("refuse a script with one of them in a comment", async () => {
    const scripts = restrictedPatterns.map((pattern, index) => logic(`probe-${index}`, `// ${pattern}\nfunction get() { return ""; }`));
    const portal = await portalOf({ serverLogics: scripts });
    for (const { name } of scripts)
      expect(await portal.call(name)).toMatchObject(failing(expect.stringMatching(/^RTSL01: Script validation failed/)) as object);
  });

  it("name each place", async () => {
    const portal = await portalOf(one(`function get() {\n  return String("x".startsWith("x"));\n}\n// delete`));
    const { json } = await portal.call("probe");
    expect(json["error"]).toContain("'with(' (line 2, column 27), 'delete' (line 4, column 4)");
  });

  it("may stand in comments and strings by switch", async () => {
    const source = `// delete\nfunction get() { return "deleted"; }`;
    const portal = await portalOf(one(source), { switches: { serverLogicRestrictedTexts: "code" } });
    expect((await portal.call("probe")).json).toMatchObject({ success: true, data: "deleted" });
    const code = await portalOf(one(`function get() { delete Server.User; return ""; }`), {
      switches: { serverLogicRestrictedTexts: "code" },
    });
    expect(await code.call("probe")).toMatchObject(failing(says("'delete' (line 1, column 18)")) as object);
  });

  it("leave other cases alone", async () => {
    const portal = await portalOf(
      one(`function get() { return typeof Server.Connector.Dataverse.DeleteRecord; } // Delete EVAL( Require(`),
    );
    expect((await portal.call("probe")).json).toMatchObject({ data: "function" });
  });
});

describe("site settings of server logic", () => {
  it.each(["false", "False", " FALSE "])("switch it off with ServerLogic/Enabled %j", async (value) => {
    const portal = await portalOf(one(echo, [["ServerLogic/Enabled", value]]));
    expect(await portal.call("probe")).toMatchObject(failing(says("ServerLogic/Enabled"), 403) as object);
  });

  it.each(["true", "True", "", undefined])("leave it on with ServerLogic/Enabled %j", async (value) => {
    const portal = await portalOf(one(echo, [["ServerLogic/Enabled", value]]));
    expect((await portal.call("probe")).status).toBe(200);
  });
});

describe("what a script sees", () => {
  const tell = (expression: string): string =>
    `function get() { return JSON.stringify(${expression} ?? null); }\nfunction post() { return get(); }`;
  const see = async (portal: ScriptedPortal, path = "probe", init: RequestInit = {}): Promise<unknown> => {
    const { json, text } = await portal.call(path, init);
    if (typeof json["data"] !== "string") throw new Error(text);
    return JSON.parse(json["data"]);
  };

  it("of the request", async () => {
    const portal = await portalOf(one(tell("Server.Context")));
    const context = await see(portal, "probe?id=5&name=%C3%A4&id=6&__proto__=x", {
      method: "POST",
      body: "raw",
      headers: { "X-Own": "1", "content-type": "text/plain" },
    });
    expect(context).toMatchObject({
      ActivityId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      Body: "raw",
      FunctionName: "post",
      HttpMethod: "POST",
      ServerLogicName: "probe",
      Url: `${addresses.portal}/_api/serverlogics/probe?id=5&name=%C3%A4&id=6&__proto__=x`,
    });
    expect(context).toHaveProperty("QueryParameters.id", "5,6");
    expect(context).toHaveProperty("QueryParameters.name", "ä");
    expect(context).toHaveProperty("Headers.x-own", "1");
    expect(context).toHaveProperty(["Headers", "Content-Type"], "text/plain");
  });

  it("of settings, under both spellings, without regard to case, the first of a name", async () => {
    const settings = [
      ["Own/Setting", "first"],
      ["own/setting", "second"],
      ["Own/Null", undefined],
    ] as const;
    const portal = await portalOf(
      one(
        tell(
          `[Server.SiteSetting.Get("Own/Setting"), Server.Sitesetting.Get("OWN/setting"), Server.SiteSetting.Get("Own/Null"), Server.SiteSetting.Get("constructor")]`,
        ),
        settings,
      ),
    );
    expect(await see(portal)).toEqual(["first", "first", null, null]);
  });

  it("of environment variables, directly and through settings", async () => {
    const fromVariable = {
      id: "s1",
      name: "Own/Key",
      path: "sitesetting.yml",
      line: 1,
      active: true,
      values: {},
      value: undefined,
      environmentVariable: "pk_Key",
    };
    const expression = `[Server.SiteSetting.Get("Own/Key"), Server.EnvironmentVariable.get("pk_Key"), Server.EnvironmentVariable.get("pk_Other")]`;
    const portal = await portalOf(one(tell(expression), [fromVariable]), { environmentVariables: { pk_Key: "value" } });
    expect(await see(portal)).toEqual(["value", "value", null]);
  });

  it("of the website", async () => {
    const website = { adx_name: "Larkfield", adx_defaultlanguage: "language-id", adx_primarydomainname: "www.example.com" };
    const portal = await portalOf({ ...one(tell("Server.Website")), websiteValues: website });
    expect(await see(portal)).toMatchObject({
      adx_primarydomainname: "www.example.com",
      adx_defaultlanguage: { LogicalName: "adx_websitelanguage", Id: "language-id" },
      adx_websiteid: expect.any(String) as string,
    });
  });

  it("of an anonymous visitor: nothing", async () => {
    const portal = await portalOf(one(`function get() { return String(Server.User === null); }`));
    expect((await portal.call("probe")).json).toMatchObject({ data: "true" });
  });

  it("of a signed-in visitor: the contact, its roles, its id under every spelling", async () => {
    const portal = await portalOf({ ...one(tell("Server.User")), roles });
    await portal.signIn("ada");
    const [contact] = portal.emulator.store.query("contact");
    expect(await see(portal)).toMatchObject({
      contactid: contact?.["contactid"],
      Id: contact?.["contactid"],
      id: contact?.["contactid"],
      fullname: contact?.["fullname"],
      emailaddress1: contact?.["emailaddress1"],
      Roles: ["Members"],
    });
  });

  it("logs what it says, at three levels", async () => {
    const portal = await portalOf(
      one(
        `function get() { Server.Logger.Log("plain"); Server.Logger.Warn({ a: 1 }); Server.Logger.Error(); return String(typeof Server.Logger.Info); }`,
      ),
    );
    const { json } = await portal.call("probe");
    expect(json["data"]).toBe("undefined");
    expect(await portal.logged()).toMatchObject([
      { level: "Log", text: "plain", requestId: json["requestId"] },
      { level: "Warn", text: `{"a":1}` },
      { level: "Error", text: "null" },
    ]);
    expect((await portal.ask("/_emulator/server-logic?since=x")).status).toBe(400);
    expect((await portal.ask("/_emulator/server-logic", { headers: { origin: "https://evil.example" } })).status).toBe(403);
  });
});

describe("Server.Connector.Dataverse", () => {
  const script = `
    const D = Server.Connector.Dataverse;
    const Q = Server.Context.QueryParameters;
    function get() { return Q.id ? D.RetrieveRecord("contacts", Q.id, Q.options, Q.skip === "1") : D.RetrieveMultipleRecords("contacts", Q.options, Q.skip === "1"); }
    function post() { return D.CreateRecord("contacts", Server.Context.Body); }
    function patch() { return D.UpdateRecord("contacts", Q.id, Server.Context.Body); }
    function del() { return D.DeleteRecord("contacts", Q.id); }`;
  const all = { table: "contact", scope: "global", roleIds: [anonymousRole], read: true, create: true, write: true, delete: true } as const;
  const dataverse = async (portal: ScriptedPortal, path: string, init: RequestInit = {}): Promise<Record<string, unknown>> => {
    const { json, text } = await portal.call(`probe${path}`, init);
    if (typeof json["data"] !== "string") throw new Error(text);
    return JSON.parse(json["data"]) as Record<string, unknown>;
  };

  it("creates, reads, changes and removes a row as the visitor, without Web API settings", async () => {
    const portal = await portalOf({ ...one(script), permissions: [all] });
    const created = await dataverse(portal, "", {
      method: "POST",
      body: JSON.stringify({ lastname: "Example", emailaddress1: "a@example.com" }),
    });
    expect(created).toMatchObject({
      StatusCode: 204,
      Body: "",
      IsSuccessStatusCode: true,
      ReasonPhrase: "No Content",
      ServerError: false,
      ServerErrorMessage: null,
    });
    const id = (created["Headers"] as Record<string, string>)["entityid"] ?? "";
    expect(id).toMatch(/^[0-9a-f-]{36}$/);

    const read = await dataverse(portal, `?id=${id}&options=${encodeURIComponent("$select=lastname")}`);
    expect(JSON.parse(String(read["Body"]))).toMatchObject({ lastname: "Example", contactid: id });
    expect(await dataverse(portal, `?id=${id}`, { method: "PATCH", body: `{"lastname":"Other"}` })).toMatchObject({ StatusCode: 204 });
    expect(portal.emulator.store.find("contact", id)).toMatchObject({ lastname: "Other" });
    expect(await dataverse(portal, `?id=${id}`, { method: "DELETE" })).toMatchObject({ StatusCode: 204 });
    expect(portal.emulator.store.find("contact", id)).toBeUndefined();
    expect((await portal.ask("/_emulator/log")).text).toContain("contact created");
  });

  it.each(["$select=lastname&$filter=emailaddress1 eq 'a@example.com'", "?$select=lastname&$filter=emailaddress1 eq 'a@example.com'"])(
    "reads many with the options %s",
    async (options) => {
      const portal = await portalOf({ ...one(script), permissions: [all] });
      for (const name of ["a", "b"]) portal.emulator.store.insert("contact", { lastname: name, emailaddress1: `${name}@example.com` });
      const read = await dataverse(portal, `?options=${encodeURIComponent(options)}`);
      expect(read).toMatchObject({ StatusCode: 200, IsSuccessStatusCode: true });
      expect(JSON.parse(String(read["Body"]))).toMatchObject({ value: [{ lastname: "a" }] });
      expect(JSON.parse(String(read["Body"]))).toHaveProperty("value.length", 1);
    },
  );

  it("sees no rows and may not create without a table permission", async () => {
    const portal = await portalOf(one(script));
    portal.emulator.store.insert("contact", { lastname: "Example" });
    const read = await dataverse(portal, "?options=$select=lastname");
    expect(read).toMatchObject({ StatusCode: 200 });
    expect(JSON.parse(String(read["Body"]))).toMatchObject({ value: [] });
    const created = await dataverse(portal, "", { method: "POST", body: `{"lastname":"X"}` });
    expect(created).toMatchObject({ StatusCode: 403, IsSuccessStatusCode: false, ServerError: false });
    expect(String(created["Body"])).toContain("90040103");
  });

  it("reads from the site's cache, and past it on demand", async () => {
    const portal = await portalOf({ ...one(script), permissions: [all] });
    const count = async (more: string): Promise<unknown> => {
      const { Body } = await dataverse(portal, `?options=$select=lastname${more}`);
      return (JSON.parse(String(Body)) as { value: unknown[] }).value.length;
    };
    expect(await count("")).toBe(0);
    portal.emulator.store.insert("contact", { lastname: "From outside" });
    expect(await count("")).toBe(0);
    expect(await count("&skip=1")).toBe(1);
  });

  it.each([
    ["CreateRecord('contacts', { lastname: 'X' })", "CreateRecord: payload is a string; it got object."],
    ["CreateRecord('contacts')", "CreateRecord: payload is a string; it got nothing."],
    ["RetrieveRecord('contacts', 5)", "RetrieveRecord: id is a string; it got number."],
    ["RetrieveMultipleRecords('contacts', '', 'yes')", "skipCache is true or false"],
    ["InvokeCustomApi('put', 'pk_Api')", `httpMethod is "get" or "post"`],
    ["InvokeCustomApi('post', 'contacts', '{}')", "names no function"],
    ["InvokeCustomApi('get', '/api/data/v9.2/contacts')", "names no function"],
    ["InvokeCustomApi('get', 'contacts(00000000-0000-4000-8000-000000000001)')", "names no function"],
    ["InvokeCustomApi('get', '../v9.2/contacts')", "names no function"],
    ["InvokeCustomApi('get', 'EntityDefinitions')", "names no function"],
    ["Merge('x')", "not a function"],
  ])("refuses %s", async (expression, words) => {
    const portal = await portalOf({ ...one(`function get() { return Server.Connector.Dataverse.${expression}; }`), permissions: [all] });
    expect(await portal.call("probe")).toMatchObject(failing(says(words)) as object);
  });

  it("cannot leave the entity set by a name", async () => {
    const portal = await portalOf({
      ...one(`function get() { return Server.Connector.Dataverse.RetrieveRecord("contacts", "x)/../../_emulator/log?("); }`),
      permissions: [all],
    });
    const { json } = await portal.call("probe");
    expect(JSON.parse(String(json["data"]))).toMatchObject({ IsSuccessStatusCode: false });
  });
});

describe("Server.Connector.HttpClient", () => {
  let service: Server;
  let base: string;
  const requests: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];
  beforeAll(async () => {
    service = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        requests.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
        const [, kind = "", argument = ""] = /^\/([^/?]*)\/?(.*)$/.exec(request.url ?? "") ?? [];
        if (kind === "to") return response.writeHead(302, { location: decodeURIComponent(argument) }).end();
        if (kind === "bytes") return response.writeHead(200, { "content-type": "application/octet-stream" }).end(Buffer.from([0, 255, 1]));
        if (kind === "cut") return request.socket.destroy();
        if (kind === "hang") return undefined;
        return response.writeHead(kind === "missing" ? 404 : 200, { "content-type": "application/json" }).end(`{"ok":true}`);
      });
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    service.closeAllConnections();
    service.close();
  });
  const fetchWith = async (expression: string, settings: TinySite["settings"] = [], options: ScriptedPortalOptions = {}) => {
    const portal = await portalOf(
      one(`async function get() { const H = Server.Connector.HttpClient; return await H.${expression}; }`, settings),
      options,
    );
    const answer = await portal.call("probe");
    const { data } = answer.json;
    return { ...answer, result: typeof data === "string" ? (JSON.parse(data) as Record<string, unknown>) : undefined };
  };

  it("reads text and headers from this machine", async () => {
    const { result } = await fetchWith(`GetAsync("${base}/objects?x=1", { "X-Key": "k" })`);
    expect(result).toMatchObject({
      StatusCode: 200,
      Body: `{"ok":true}`,
      IsSuccessStatusCode: true,
      ReasonPhrase: "OK",
      ServerError: false,
      ServerErrorMessage: null,
    });
    expect(result).toHaveProperty(["Headers", "Content-Type"], "application/json");
    expect(requests.at(-1)).toMatchObject({ method: "GET", url: "/objects?x=1", headers: { "x-key": "k" } });
  });

  it.each([
    ["PostAsync", "POST"],
    ["PutAsync", "PUT"],
    ["PatchAsync", "PATCH"],
  ])("%s sends a body", async (name, method) => {
    await fetchWith(`${name}("${base}/objects", JSON.stringify({ a: "ä" }), { b: "c" }, "application/json")`);
    expect(requests.at(-1)).toMatchObject({ method, body: `{"a":"ä"}`, headers: { b: "c", "content-type": "application/json" } });
  });

  it("encodes a form that is written as JSON", async () => {
    await fetchWith(`PostAsync("${base}/token", JSON.stringify({ grant: "a b", n: 5 }), {}, "application/x-www-form-urlencoded")`);
    expect(requests.at(-1)).toMatchObject({ body: "grant=a+b&n=5", headers: { "content-type": "application/x-www-form-urlencoded" } });
  });

  it("sends DELETE, and passes on a failure's status", async () => {
    const { result } = await fetchWith(`DeleteAsync("${base}/missing", {})`);
    expect(result).toMatchObject({ StatusCode: 404, IsSuccessStatusCode: false, ReasonPhrase: "Not Found", ServerError: false });
    expect(requests.at(-1)).toMatchObject({ method: "DELETE" });
  });

  it("gives bytes as base64", async () => {
    expect((await fetchWith(`GetAsync("${base}/bytes")`)).result).toMatchObject({ Body: "AP8B" });
  });

  it("follows redirects on this machine, and none away from it", async () => {
    expect((await fetchWith(`GetAsync("${base}/to/${encodeURIComponent("/objects")}")`)).result).toMatchObject({ StatusCode: 200 });
    const away = await fetchWith(`GetAsync("${base}/to/${encodeURIComponent("http://service.example.com/")}")`);
    expect(away.json).toMatchObject({ success: false, error: says("only addresses of this machine") });
    expect(
      (await fetchWith(`GetAsync("${base}/to/${encodeURIComponent("http://org.crm4.dynamics.com/api/data/v9.2/contacts")}")`)).result,
    ).toMatchObject({
      StatusCode: 403,
    });
  });

  it("ends a circle of redirects", async () => {
    const { result } = await fetchWith(`GetAsync("${base}/to/to")`);
    expect(result).toMatchObject({ StatusCode: 500, ServerError: true, ServerErrorMessage: says("redirects") });
  });

  it.each([
    ["GetAsync('https://api.example.com/x')", "only addresses of this machine"],
    ["GetAsync('http://192.0.2.1/')", "only addresses of this machine"],
    ["GetAsync('http://localhost.example.com/')", "only addresses of this machine"],
    ["GetAsync('http://127.0.0.1@example.com/')", "only addresses of this machine"],
    ["GetAsync(5)", "url is a string"],
    ["GetAsync('http://localhost/', 'Accept: x')", "headers is an object"],
    ["GetAsync('http://localhost/', { 'bad name': 'x' })", "headers"],
    ["PostAsync('http://localhost/', { a: 1 })", "body is a string"],
    ["PostAsync('http://localhost/', 'x', {}, 'application/octet-stream')", "is not supported, only application/json"],
    ["PostAsync('http://localhost/', 'a=b', {}, 'application/x-www-form-urlencoded')", "written as a JSON object"],
  ])("refuses %s", async (expression, words) => {
    const { json } = await fetchWith(expression);
    expect(json).toMatchObject({ success: false, error: says(words) });
  });

  it.each([
    ["another protocol", "ftp://localhost/", [], "no absolute http"],
    ["a path", "/objects", [], "no absolute http"],
    ["Dataverse", "https://name.crm.dynamics.com/api/data/v9.2/contacts", [], "does not call Dataverse"],
    ["Dataverse's own name for its API", "https://name.api.crm4.dynamics.com/api/data/v9.2/", [], "does not call Dataverse"],
    ["the emulated organization", `${addresses.org}/api/data/v9.2/contacts`, [], "does not call Dataverse"],
    ["the emulated organization under another name", addresses.org.replace("127.0.0.1", "localhost"), [], "does not call Dataverse"],
    [
      "another domain",
      "http://localhost/",
      [["ServerLogic/AllowedDomains", "api.example.com, graph.example.com"]],
      "ServerLogic/AllowedDomains",
    ],
    ["any domain", "http://localhost/", [["ServerLogic/AllowNetworkingToAllDomains", "False"]], "ServerLogic/AllowedDomains"],
  ] as const)("answers 403 for %s", async (_, url, settings, words) => {
    const { result } = await fetchWith(`GetAsync("${url}")`, settings);
    expect(result).toMatchObject({ StatusCode: 403, IsSuccessStatusCode: false, ServerError: true, ServerErrorMessage: says(words) });
  });

  it("calls a domain of the list", async () => {
    const settings = [
      ["ServerLogic/AllowedDomains", "api.example.com,127.0.0.1"],
      ["ServerLogic/AllowNetworkingToAllDomains", "false"],
    ] as const;
    expect((await fetchWith(`GetAsync("${base}/objects")`, settings)).result).toMatchObject({ StatusCode: 200 });
  });

  it("makes no call where governance blocks them", async () => {
    const before = requests.length;
    const { result } = await fetchWith(`GetAsync("${base}/objects")`, [], { switches: { serverLogicOutboundCalls: "blocked" } });
    expect(result).toMatchObject({ StatusCode: 403, ReasonPhrase: "Forbidden" });
    expect(requests.length).toBe(before);
  });

  it.each([
    ["breaks off", "/cut"],
    ["is refused", undefined],
  ])("tells of a connection that %s", async (_, path) => {
    const { result } = await fetchWith(`GetAsync("${path === undefined ? "http://127.0.0.1:1/" : base + path}")`);
    expect(result).toMatchObject({ StatusCode: 500, ServerError: true, ServerErrorMessage: says("could not be called") });
  });

  it("ends with its script", async () => {
    const { json } = await fetchWith(`GetAsync("${base}/hang")`, [["ServerLogic/TimeoutInSeconds", "0.3"]]);
    expect(json).toMatchObject({ success: false, error: says("ran longer than") });
  });
});

describe("several calls at once", () => {
  it("answer each its own, with as many scripts running as there are threads", async () => {
    const portal = await portalOf(
      one(`
      function post() { let n = 0; for (let i = 0; i < 2e5; i++) n += i % 7; return Server.Context.Body + (n > 0 ? "" : "?"); }`),
    );
    await portal.ask("/_layout/tokenhtml");
    const bodies = Array.from({ length: 12 }, (_, index) => `call ${index}`);
    const answers = await Promise.all(bodies.map((body) => portal.call("probe", { method: "POST", body })));
    expect(answers.map(({ json }) => json["data"])).toEqual(bodies);
    expect(new Set(answers.map(({ json }) => json["requestId"])).size).toBe(12);
  });

  it("leave the site's pages answering while a script runs for ever", async () => {
    const portal = await portalOf(one(`function get() { for (;;) {} }`, [["ServerLogic/TimeoutInSeconds", "1"]]));
    const endless = portal.call("probe");
    await new Promise((resolve) => setTimeout(resolve, 200));
    const begin = Date.now();
    expect((await portal.ask("/_layout/tokenhtml")).status).toBe(200);
    expect(Date.now() - begin).toBeLessThan(500);
    expect((await endless).json).toMatchObject({ success: false });
  });
});

describe("the time a script may take", () => {
  it.each([
    ["0.2", 120, 0.2],
    ["500", 120, 120],
    ["500", 240, 240],
    ["soon", 120, 120],
    ["-1", 120, 120],
    ["", 240, 120],
  ] as const)("is, for %j where %i is the most, %f seconds", (value, serverLogicMaxTimeoutSeconds, seconds) => {
    const site = tinySite({ settings: [["ServerLogic/TimeoutInSeconds", value]] });
    const { limits } = readServerLogicSettings(site, { ...defaultSwitches, serverLogicMaxTimeoutSeconds });
    expect(limits.timeoutMs).toBe(seconds * 1_000);
  });
});
