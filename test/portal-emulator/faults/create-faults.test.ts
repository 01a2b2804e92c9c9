import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../../contract/emulator.ts";
import type { Fault, FaultRule } from "../../../contract/emulator-faults.ts";
import { faultHeaderName } from "../../../contract/emulator-faults.ts";
import { BrokenConnection } from "../../../portal-emulator/faults/broken-connection.ts";
import { createFaults, type Faults } from "../../../portal-emulator/faults/create-faults.ts";
import { createRequestLog } from "../../../portal-emulator/recorder/create-request-log.ts";

/** A portal that keeps names: POST adds one, GET lists them; with the log and the faults around it, as in the emulator. */
function createWorld() {
  const names: string[] = [];
  let visitor = "anonymous";
  let rotated = 0;
  const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
  const log = createRequestLog(clock);
  const answer = async (request: Request): Promise<Response> => {
    if (request.method === "GET") return Response.json({ value: names, rotated });
    names.push(await request.text());
    log.effect(request, "name added");
    return new Response(null, { status: 204 });
  };
  const faults: Faults = createFaults({
    clock,
    visitorOf: () => visitor,
    signInAddress: () => "/signin?ReturnUrl=%2Fnames",
    rotateToken: () => void (rotated += 1),
    note: (request, kind) => log.fault(request, kind),
    tellBody: (response, text) => log.body(response, text),
    redeliver: (origin, request) => log.record(origin, answer)(request),
  });
  const handle = log.record("portal", faults.wrap("portal", answer));
  const send = (method: string, body: string | null = null, headers: Record<string, string> = {}, path = "/names"): Promise<Response> =>
    handle(new Request(`http://localhost:4180${path}`, { method, body, headers }));
  return {
    names,
    faults,
    send,
    add: (...rules: FaultRule[]) => faults.add(rules),
    read: async (): Promise<unknown> => (await send("GET")).json(),
    signIn: (name: string) => void (visitor = name),
    entries: (): readonly LogEntry[] => log.read(0, false).entries,
  };
}

const brokenBy = async (answer: Promise<Response>): Promise<BrokenConnection> => {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BrokenConnection)) throw new Error("the connection did not break");
  return error;
};

describe("a fault", () => {
  it.each<[Fault, number, number, string]>([
    [{ kind: "status" }, 503, 0, ""],
    [{ kind: "status", status: 429, body: { error: {} } }, 429, 0, '{"error":{}}'],
    [{ kind: "status", status: 500, body: "oops", when: "after" }, 500, 1, "oops"],
    [{ kind: "status", status: 204, body: "never" }, 204, 0, ""],
    [{ kind: "html", body: "<p>hi</p>" }, 200, 0, "<p>hi</p>"],
    [{ kind: "html", page: "firewall", status: 403, when: "after" }, 403, 1, "blocked"],
    [{ kind: "redirect" }, 302, 0, ""],
    [{ kind: "redirect", when: "after" }, 302, 1, ""],
    [{ kind: "block", as: "forbidden" }, 403, 0, "Blocked."],
    [{ kind: "latency", ms: 1 }, 204, 1, ""],
    [{ kind: "drip", intervalMs: 1 }, 204, 1, ""],
    [{ kind: "token" }, 204, 1, ""],
    [{ kind: "duplicate" }, 204, 2, ""],
    [{ kind: "duplicate", together: true }, 204, 2, ""],
  ])("%j answers %i after the request took effect %i times", async (fault, status, times, text) => {
    const world = createWorld();
    world.add({ match: { method: "POST", path: "/" }, fault });
    const response = await world.send("POST", "Ada");
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
    expect(world.names).toEqual(Array.from({ length: times }, () => "Ada"));
    expect(world.entries().at(-1)).toMatchObject({ status, fault: fault.kind, effect: times === 0 ? "" : "name added" });
  });

  it.each<[Fault, "cut" | "reset", number]>([
    [{ kind: "cut-before" }, "cut", 0],
    [{ kind: "cut-after" }, "cut", 1],
    [{ kind: "reset" }, "reset", 0],
    [{ kind: "reset", when: "after" }, "reset", 1],
  ])("%j breaks the connection (%s) after the request took effect %i times, and is recorded", async (fault, end, times) => {
    const world = createWorld();
    world.add({ fault });
    const broken = await brokenBy(world.send("POST", "Ada"));
    expect([broken.end, broken.arrived]).toEqual([end, undefined]);
    expect(world.names).toHaveLength(times);
    expect(world.entries()).toMatchObject([{ status: 0, fault: fault.kind, effect: times === 0 ? "" : "name added" }]);
  });

  it("cuts an answer in its middle, with the length it should have had", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "cut-after", bytes: 5 } });
    const { arrived } = await brokenBy(world.send("GET"));
    expect(arrived?.headers.get("content-length")).toBe(String('{"value":[],"rotated":0}'.length));
    expect(await arrived?.text()).toBe('{"val');
    expect(world.entries()).toMatchObject([{ status: 200, fault: "cut-after" }]);
  });

  it("carries Retry-After and other headers", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "status", status: 429, retryAfterSeconds: 7, headers: { "x-ms-source": "test" } } });
    const { headers } = await world.send("GET");
    expect([headers.get("retry-after"), headers.get("x-ms-source")]).toEqual(["7", "test"]);
  });

  it("redirects to sign-in with the way back, or where it was told", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "redirect" }, times: 1 }, { fault: { kind: "redirect", location: "/elsewhere" } });
    expect((await world.send("GET")).headers.get("location")).toBe("/signin?ReturnUrl=%2Fnames");
    expect((await world.send("GET")).headers.get("location")).toBe("/elsewhere");
  });

  it("shows the sign-in page as HTML with status 200", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "html" } });
    const response = await world.send("GET");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await response.text()).toContain('action="/signin?ReturnUrl=%2Fnames"');
  });

  it("rotates the token before the request is handled", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "token" }, times: 1 });
    expect(await world.read()).toMatchObject({ rotated: 1 });
    expect(await world.read()).toMatchObject({ rotated: 1 });
  });

  it("delays an answer", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "latency", ms: 60 } });
    const before = performance.now();
    await world.send("GET");
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });

  it("drips an answer in pieces, whole in the end", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "drip", chunkBytes: 10, intervalMs: 20 } });
    const response = await world.send("GET");
    const pieces: number[] = [];
    const before = performance.now();
    for await (const piece of response.clone().body ?? []) pieces.push(piece.length);
    expect(pieces).toEqual([10, 10, 4]);
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
    expect(await response.json()).toEqual({ value: [], rotated: 0 });
  });

  it("records both deliveries of a duplicate", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "duplicate" } });
    await world.send("POST", "Ada");
    expect(world.entries()).toMatchObject([
      { n: 1, method: "POST", status: 204, effect: "name added", fault: "duplicate" },
      { n: 2, method: "POST", status: 204, effect: "name added", fault: "duplicate" },
    ]);
  });
});

describe("a stale read", () => {
  it("gives what this address gave before it changed", async () => {
    const world = createWorld();
    await world.send("GET");
    await world.send("POST", "Ada");
    world.add({ fault: { kind: "stale" }, times: 1 });
    expect(await world.read()).toMatchObject({ value: [] });
    expect(await world.read()).toMatchObject({ value: ["Ada"] });
  });

  it("is as it is now where nothing else was ever answered", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "stale" } });
    await world.send("POST", "Ada");
    expect(await world.read()).toMatchObject({ value: ["Ada"] });
    expect(world.entries()[0]).not.toHaveProperty("fault");
  });

  it("never gives one visitor the answer of another", async () => {
    const world = createWorld();
    await world.send("GET");
    await world.send("POST", "Ada");
    world.signIn("ada");
    world.add({ fault: { kind: "stale" } });
    expect(await world.read()).toMatchObject({ value: ["Ada"] });
  });

  it("has nothing to give once the rows are other ones", async () => {
    const world = createWorld();
    await world.send("GET");
    await world.send("POST", "Ada");
    world.faults.forgetAnswers();
    world.add({ fault: { kind: "stale" } });
    expect(await world.read()).toMatchObject({ value: ["Ada"] });
  });
});

describe("rules", () => {
  it("act together in their order, up to the one that ends the request", async () => {
    const world = createWorld();
    world.add(
      { fault: { kind: "latency", ms: 1 } },
      { fault: { kind: "status", when: "after" } },
      { fault: { kind: "status", status: 500 } },
      { fault: { kind: "token" } },
    );
    expect((await world.send("POST", "Ada")).status).toBe(503);
    expect(world.entries()).toMatchObject([{ fault: "latency, status, status", effect: "" }]);
    expect(world.faults.rules().map(({ matched, applied }) => [matched, applied])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 0],
    ]);
  });

  it("leave other requests alone", async () => {
    const world = createWorld();
    world.add({ match: { method: "POST" }, fault: { kind: "cut-before" } }, { match: { origin: "org" }, fault: { kind: "status" } });
    expect((await world.send("GET")).status).toBe(200);
    expect(world.entries()[0]).not.toHaveProperty("fault");
  });

  it("never touch the emulator's own endpoints, not even by header", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "cut-before" } });
    const headers = { [faultHeaderName]: "status=500" };
    expect((await world.send("POST", "{}", headers, "/_emulator/faults")).status).toBe(204);
    expect((await world.send("GET", null, headers, "/_emulator")).status).toBe(200);
    expect((await world.send("GET", null, headers, "/_emulators")).status).toBe(500);
    await brokenBy(world.send("GET"));
  });

  it("end when they are cleared", async () => {
    const world = createWorld();
    world.add({ fault: { kind: "cut-before" } });
    expect(world.faults.breaksConnections()).toBe(true);
    world.faults.clear();
    expect(world.faults.breaksConnections()).toBe(false);
    expect((await world.send("GET")).status).toBe(200);
    world.add({ fault: { kind: "status" } });
    expect(world.faults.rules().map((rule) => rule.id)).toEqual([2]);
    expect(world.faults.breaksConnections()).toBe(false);
  });
});

describe("the fault header", () => {
  it("acts on the request that carries it", async () => {
    const world = createWorld();
    expect((await world.send("POST", "Ada", { [faultHeaderName]: "status=500" })).status).toBe(500);
    expect((await world.send("POST", "Ada")).status).toBe(204);
    expect(world.entries()).toMatchObject([{ fault: "status" }, { effect: "name added" }]);
  });

  it("is refused when it cannot be read, before anything happens", async () => {
    const world = createWorld();
    const response = await world.send("POST", "Ada", { [faultHeaderName]: "explode" });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: expect.stringContaining("x-portal-kit-fault[0].kind: expected one of status") as string,
    });
    expect(world.names).toEqual([]);
  });
});
