import { describe, expect, it } from "vitest";
import { BrokenConnection } from "../../../portal-emulator/faults/broken-connection.ts";
import { createRequestLog } from "../../../portal-emulator/recorder/create-request-log.ts";

const clock = { now: () => new Date("2026-01-02T03:04:05.000Z") };
const at = (path: string, init?: RequestInit): Request => new Request(new URL(path, "http://localhost:4180"), init);
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
const json = (body: string): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": "application/json", "content-length": String(body.length) },
});

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

  it("records a broken connection as status 0 with its fault and its effect, and passes it on", async () => {
    const log = createRequestLog(clock);
    const broken = new BrokenConnection("cut");
    const handle = log.record("portal", async (request) => {
      log.effect(request, "contact created");
      log.fault(request, "latency");
      log.fault(request, "cut-after");
      throw broken;
    });
    await expect(handle(at("/_api/contacts", { method: "POST" }))).rejects.toBe(broken);
    expect(log.read(0, false).entries).toMatchObject([{ n: 1, status: 0, effect: "contact created", fault: "latency, cut-after" }]);
  });

  it("records what a client that gave up waiting did not see as status 0, with its effect", async () => {
    const log = createRequestLog(clock);
    const client = new AbortController();
    const handle = log.record("portal", async (request) => {
      log.effect(request, "contact created");
      client.abort();
      return new Response(null, { status: 204 });
    });
    await handle(at("/_api/contacts", { method: "POST", signal: client.signal }));
    expect(log.read(0, false).entries).toMatchObject([{ status: 0, effect: "contact created" }]);
  });

  it("records the status that still arrived before the connection broke, and a bug of ours as 500", async () => {
    const log = createRequestLog(clock);
    const partial = new BrokenConnection("cut", new Response("{", { status: 201 }));
    await expect(log.record("portal", () => Promise.reject(partial))(at("/a"))).rejects.toBe(partial);
    await expect(log.record("portal", () => Promise.reject(new TypeError("bug")))(at("/b"))).rejects.toThrow("bug");
    expect(log.read(0, false).entries.map((entry) => entry.status)).toEqual([201, 500]);
  });

  it("numbers requests in the order of their answers, and goes on after it was cleared", async () => {
    const log = createRequestLog(clock);
    let answerFirst = (): void => undefined;
    const first = log.record("portal", () => new Promise((resolve) => (answerFirst = () => resolve(new Response("late")))))(at("/first"));
    await log.record("org", async () => new Response("early"))(at("/second"));
    answerFirst();
    await first;
    expect(log.read(0, false).entries.map(({ n, path }) => [n, path])).toEqual([
      [1, "/second"],
      [2, "/first"],
    ]);
    log.clear();
    expect(log.read(0, false)).toEqual({ next: 2, entries: [] });
    await log.record("org", async () => new Response("on"))(at("/third"));
    expect(log.read(2, false)).toMatchObject({ next: 3, entries: [{ n: 3 }] });
  });

  it("shows bodies only when asked", async () => {
    const log = createRequestLog(clock);
    await log.record(
      "portal",
      async () => new Response('{"a":"b"}', { headers: { "content-type": "application/json" } }),
    )(at("/_api/contacts", json('{"c":"d"}')));
    await turn();
    expect(log.read(0, false).entries[0]).not.toHaveProperty("requestBody");
    expect(log.read(0, true).entries[0]).toMatchObject({ requestBody: '{"c":"d"}', responseBody: '{"a":"b"}' });
  });

  it("shows the whole address only when bodies are asked for", async () => {
    const log = createRequestLog(clock);
    await log.record("portal", async () => new Response("ok"))(at("/_api/contacts?$filter=x"));
    expect(log.read(0, false).entries[0]?.path).toBe("/_api/contacts?$filter=…");
    expect(log.read(0, true).entries[0]?.path).toBe("/_api/contacts?$filter=x");
  });

  it("keeps no more bodies than its memory allows, the latest ones", async () => {
    const log = createRequestLog(clock);
    const handle = log.record("portal", async () => new Response(null, { status: 204 }));
    for (let count = 0; count < 400; count += 1) await handle(at("/_api/contacts", json(`"${"x".repeat(16_000)}"`)));
    await turn();
    const kept = log.read(0, true).entries.filter((entry) => entry.requestBody !== undefined);
    expect(kept.length).toBeGreaterThan(200);
    expect(kept.length).toBeLessThan(263);
    expect(kept.at(-1)?.n).toBe(400);
    expect(log.read(0, true).entries).toHaveLength(400);
  });

  it("keeps the latest 5,000 entries", async () => {
    const log = createRequestLog(clock);
    const handle = log.record("portal", async () => new Response(null, { status: 204 }));
    for (let count = 0; count < 5_003; count += 1) await handle(at("/"));
    const { next, entries } = log.read(0, false);
    expect([next, entries.length, entries[0]?.n]).toEqual([5_003, 5_000, 4]);
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
