import { afterEach, describe, expect, it } from "vitest";
import type { ServerResponse } from "node:http";
import { createDataverseClient, DataverseError, filterAnyOf, quoteODataText } from "../../dataverse-ts-client/create-dataverse-client.ts";
import type { DataverseClientOptions, DataverseRow } from "../../dataverse-ts-client/create-dataverse-client.ts";
import { sendJson, startOrgServer } from "./org-server.ts";
import type { OrgServer } from "./org-server.ts";

const servers: OrgServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => server.close()));
});

async function open(answer: (n: number, url: string, response: ServerResponse) => void, options: Partial<DataverseClientOptions> = {}) {
  const server = await startOrgServer(answer);
  servers.push(server);
  const client = createDataverseClient({
    orgUrl: server.url,
    getToken: () => "token-1",
    random: () => 0,
    retry: { baseDelayMs: 1 },
    ...options,
  });
  return { client, server };
}

async function collect(rows: AsyncIterable<DataverseRow>): Promise<DataverseRow[]> {
  const all: DataverseRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error("It did not reject."),
    (error: unknown) => error,
  );

const contacts = { set: "contacts", select: ["contactid"] };
const refuse =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    sendJson(response, { error: { code: "0x80072322", message: "Number of requests exceeded the limit" } }, status, headers);

describe("listRows", () => {
  it("asks as Dataverse expects, with values that would break an address", async () => {
    const { client, server } = await open((_, __, response) => sendJson(response, { value: [{ contactid: "1" }] }));
    const filter = `emailaddress1 eq ${quoteODataText("o'brien+a&b#c@example.com")}`;
    expect(
      await collect(client.listRows({ set: "contacts", select: ["contactid", "createdon"], filter, orderBy: ["createdon desc"], top: 5 })),
    ).toEqual([{ contactid: "1" }]);
    expect(server.requests[0]?.path).toBe(
      "/api/data/v9.2/contacts?$select=contactid,createdon&$filter=emailaddress1 eq 'o''brien+a&b#c@example.com'&$top=5&$orderby=createdon desc",
    );
    expect(server.requests[0]?.headers).toMatchObject({ authorization: "Bearer token-1", "odata-version": "4.0" });
  });

  it("asks for a token before each request", async () => {
    let tokens = 0;
    const { client, server } = await open((_, __, response) => sendJson(response, { value: [] }), {
      getToken: async () => `token-${(tokens += 1)}`,
    });
    await collect(client.listRows(contacts));
    await collect(client.listRows(contacts));
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("follows pages only as far as they are read", async () => {
    const { client, server } = await open((n, url, response) =>
      sendJson(response, {
        value: [{ n: n * 2 - 1 }, { n: n * 2 }],
        ...(n < 3 ? { "@odata.nextLink": `${url}/api/data/v9.2/contacts?$select=contactid&$skiptoken=${n}` } : {}),
      }),
    );
    expect((await collect(client.listRows({ ...contacts, pageSize: 2 }))).map((row) => row["n"])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(server.requests.map(({ path }) => path.split("&").at(-1))).toEqual([
      "/api/data/v9.2/contacts?$select=contactid",
      "$skiptoken=1",
      "$skiptoken=2",
    ]);
    expect(server.requests[0]?.headers["prefer"]).toContain("odata.maxpagesize=2");
    for await (const row of client.listRows(contacts)) if (row["n"] === 7) break;
    expect(server.requests).toHaveLength(4);
  });

  it("stops at top however many rows come", async () => {
    const { client, server } = await open((_, url, response) =>
      sendJson(response, { value: [{ n: 1 }, { n: 2 }, { n: 3 }], "@odata.nextLink": `${url}/api/data/v9.2/contacts?x` }),
    );
    expect(await collect(client.listRows({ ...contacts, top: 2 }))).toHaveLength(2);
    expect(server.requests).toHaveLength(1);
  });

  it("does not carry its token to another origin", async () => {
    const { client, server } = await open((_, __, response) =>
      sendJson(response, { value: [], "@odata.nextLink": "https://example.com/api/data/v9.2/contacts" }),
    );
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ fault: "answer" });
    expect(server.requests).toHaveLength(1);
  });

  it("gives dates as text whatever their precision", async () => {
    const { client } = await open((_, __, response) =>
      sendJson(response, { value: [{ a: "2026-11-22T10:00:00Z", b: "2026-11-22T10:00:00.123Z", c: "2026-11-22" }] }),
    );
    expect(await collect(client.listRows(contacts))).toEqual([
      { a: "2026-11-22T10:00:00.000Z", b: "2026-11-22T10:00:00.123Z", c: "2026-11-22" },
    ]);
  });

  it.each([
    ["a page of HTML", (response: ServerResponse) => response.writeHead(200, { "Content-Type": "text/html" }).end("<p>Sign in</p>")],
    ["an empty answer", (response: ServerResponse) => response.writeHead(204).end()],
    ["an object without rows", (response: ServerResponse) => sendJson(response, { contactid: "1" })],
    ["rows that are no objects", (response: ServerResponse) => sendJson(response, { value: [1] })],
  ])("rejects %s", async (_, answer) => {
    const { client } = await open((__, ___, response) => {
      answer(response);
    });
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ name: "DataverseError", fault: "answer" });
  });
});

describe("retries", () => {
  it.each([429, 503])("waits as long as a %d asks, then goes on", async (status) => {
    const { client, server } = await open((n, _, response) =>
      n === 1 ? refuse(status, { "Retry-After": "1" })(response) : sendJson(response, { value: [{ n }] }),
    );
    expect(await collect(client.listRows(contacts))).toEqual([{ n: 2 }]);
    const [first, second] = server.requests;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it("gives up after its attempts", async () => {
    const { client, server } = await open((_, __, response) => refuse(429)(response), { retry: { attempts: 3, baseDelayMs: 1 } });
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ fault: "status", status: 429, code: "0x80072322" });
    expect(server.requests).toHaveLength(3);
  });

  it("waits no longer than its cap", async () => {
    const { client } = await open(
      (n, _, response) => (n === 1 ? refuse(429, { "Retry-After": "3600" })(response) : sendJson(response, { value: [] })),
      { retry: { maxDelayMs: 20, baseDelayMs: 1 } },
    );
    const startMs = performance.now();
    await collect(client.listRows(contacts));
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  it.each([400, 401, 403, 500])("does not repeat a request answered %d", async (status) => {
    const { client, server } = await open((_, __, response) => refuse(status)(response));
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ fault: "status", status });
    expect(server.requests).toHaveLength(1);
  });

  it("keeps the token and the values out of its errors", async () => {
    const { client } = await open((_, __, response) => refuse(403)(response));
    const error = await rejection(collect(client.listRows({ ...contacts, filter: "emailaddress1 eq 'ada@example.com'" })));
    expect(error).toBeInstanceOf(DataverseError);
    expect(String(error)).not.toMatch(/ada|token-1/);
  });
});

describe("stopping", () => {
  it("aborts a request under way with the signal's reason", async () => {
    const controller = new AbortController();
    const { client } = await open(() => setTimeout(() => controller.abort(new Error("left the page")), 20));
    expect(await rejection(collect(client.listRows({ ...contacts, signal: controller.signal })))).toMatchObject({
      message: "left the page",
    });
  });

  it("aborts a pause between tries", async () => {
    const controller = new AbortController();
    const { client, server } = await open(
      (_, __, response) => {
        refuse(429, { "Retry-After": "30" })(response);
        setTimeout(() => controller.abort(), 50);
      },
      { signal: controller.signal },
    );
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ name: "AbortError" });
    expect(server.requests).toHaveLength(1);
  });

  it("asks nothing once aborted", async () => {
    const { client, server } = await open((_, __, response) => sendJson(response, { value: [] }), { signal: AbortSignal.abort() });
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ name: "AbortError" });
    expect(server.requests).toHaveLength(0);
  });

  it("gives up on an answer that does not come", async () => {
    const { client } = await open(() => undefined, { timeoutMs: 50 });
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ fault: "timeout" });
  });

  it("gives up on an answer that breaks off", async () => {
    const { client } = await open(
      (_, __, response) => {
        response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "1000" });
        response.write('{"value":[');
        setTimeout(() => response.destroy(), 10);
      },
      { timeoutMs: 200 },
    );
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ name: "DataverseError" });
  });

  it("names a server that is not there", async () => {
    const { client, server } = await open(() => undefined);
    await server.close();
    expect(await rejection(collect(client.listRows(contacts)))).toMatchObject({ fault: "network", request: "GET contacts" });
  });
});

describe("retrieveRow", () => {
  const id = "11111111-1111-4111-8111-111111111111";

  it("gives the row", async () => {
    const { client, server } = await open((_, __, response) => sendJson(response, { contactid: id }));
    expect(await client.retrieveRow({ set: "contacts", id, select: ["contactid"] })).toEqual({ contactid: id });
    expect(server.requests[0]?.path).toBe(`/api/data/v9.2/contacts(${id})?$select=contactid`);
  });

  it("gives undefined for a row that is not there, and throws for one it may not read", async () => {
    const { client } = await open((n, _, response) => refuse(n === 1 ? 404 : 403)(response));
    expect(await client.retrieveRow({ set: "contacts", id, select: ["contactid"] })).toBeUndefined();
    expect(await rejection(client.retrieveRow({ set: "contacts", id, select: ["contactid"] }))).toMatchObject({ status: 403 });
  });
});

describe("OData text", () => {
  it.each([
    ["plain", "'plain'"],
    ["o'brien", "'o''brien'"],
    ["''", "''''''"],
    ["", "''"],
  ])("quotes %j", (text, expected) => {
    expect(quoteODataText(text)).toBe(expected);
  });

  it("has no filter for no values", () => {
    expect(filterAnyOf("contactid", [])).toBeUndefined();
    expect(filterAnyOf("name", ["a", "b'"])).toBe("name eq 'a' or name eq 'b'''");
  });
});
