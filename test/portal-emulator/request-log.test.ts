import { describe, expect, it } from "vitest";
import { createRequestLog } from "../../portal-emulator/request-log.ts";

const clock = { now: () => new Date("2026-01-02T03:04:05.000Z") };
const at = (path: string, init?: RequestInit): Request => new Request(new URL(path, "http://localhost:4180"), init);
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

describe("createRequestLog", () => {
  it("records method, path, status and effect", async () => {
    const log = createRequestLog(clock);
    const handle = log.record("portal", async (request) => {
      log.effect(request, "contact created");
      return new Response(null, { status: 204 });
    });
    await handle(at("/_api/contacts", { method: "POST", body: "{}" }));
    expect(log.read(0, false)).toEqual({
      next: 1,
      entries: [
        {
          n: 1,
          at: "2026-01-02T03:04:05.000Z",
          origin: "portal",
          method: "POST",
          path: "/_api/contacts",
          status: 204,
          effect: "contact created",
        },
      ],
    });
    expect(log.read(1, false)).toEqual({ next: 1, entries: [] });
  });

  it.each([
    ["/_api/contacts?$select=contactid&$filter=emailaddress1%20eq%20%27ada%40example.com%27", "/_api/contacts?$select=contactid&$filter=…"],
    ["/about?ada@example.com", "/about?…"],
    ["/about?name=Ada&$top=5", "/about?name=…&$top=5"],
    ["/_api/contacts(emailaddress1='ada@example.com')", "/_api/contacts(…)"],
    ["/_api/contacts(0f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0)", "/_api/contacts(0f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0)"],
    ["/about/", "/about/"],
  ])("shows %s as %s", async (path, shown) => {
    const log = createRequestLog(clock);
    await log.record("portal", async () => new Response("ok"))(at(path));
    expect(log.read(0, false).entries[0]?.path).toBe(shown);
    expect(JSON.stringify(log.read(0, false))).not.toContain("ada");
  });

  it("shows bodies only when asked", async () => {
    const log = createRequestLog(clock);
    const json = { "content-type": "application/json", "content-length": "9" };
    await log.record(
      "portal",
      async () => new Response('{"a":"b"}', { headers: json }),
    )(at("/_api/contacts", { method: "POST", body: '{"c":"d"}', headers: json }));
    await turn();
    expect(log.read(0, false).entries[0]).not.toHaveProperty("requestBody");
    expect(log.read(0, true).entries[0]).toMatchObject({ requestBody: '{"c":"d"}', responseBody: '{"a":"b"}' });
  });

  it("answers at once while a body is still on its way, and survives one that breaks off", async () => {
    const log = createRequestLog(clock);
    const body = new ReadableStream({
      start(controller) {
        setTimeout(() => controller.error(new Error("broken off")), 20);
      },
    });
    // Node's own extension, needed to send a stream.
    const request = at("/_api/contacts", {
      method: "POST",
      body,
      duplex: "half",
      headers: { "content-type": "application/json", "content-length": "1000" },
    } as RequestInit);
    const response = await log.record("portal", async () => new Response(null, { status: 401 }))(request);
    expect(response.status).toBe(401);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(log.read(0, true).entries[0]).not.toHaveProperty("requestBody");
  });

  it("does not record the watching itself", async () => {
    const log = createRequestLog(clock);
    const handle = log.record("portal", async () => new Response("ok"));
    await handle(at("/_emulator/log?since=0"));
    await handle(at("/_emulator/refresh", { method: "POST" }));
    expect(log.read(0, false).entries.map((entry) => entry.path)).toEqual(["/_emulator/refresh"]);
  });
});
