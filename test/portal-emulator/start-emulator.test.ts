import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { LogAnswer } from "../../contract/emulator.ts";
import type { FaultRule } from "../../contract/emulator-faults.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { starterFolder } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";

let started: StartedEmulator;
let portal: string;
beforeAll(async () => {
  started = await startPortal(starterFolder("enhanced"));
  portal = started.emulator.addresses.portal;
});
afterAll(() => started.close());
afterEach(() => fetch(`${portal}/_emulator/faults`, { method: "DELETE" }));

const addFault = async (rule: FaultRule): Promise<void> => {
  const response = await fetch(`${portal}/_emulator/faults`, { method: "POST", body: JSON.stringify([rule]) });
  expect(response.status).toBe(200);
};

interface Outcome {
  readonly text: string;
  /** How the connection went: ended in order, or with an error. */
  readonly end: string;
}

/** Sends a GET as bytes and collects what comes back until the connection ends. */
function ask(path: string): Promise<Outcome> {
  const { hostname, port, host } = new URL(portal);
  return new Promise((resolve) => {
    let text = "";
    let error = "";
    const socket = connect({ host: hostname, port: Number(port), family: 4 });
    socket.once("connect", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
    socket.on("data", (bytes: Buffer) => (text += bytes.toString("latin1")));
    socket.on("error", (reason: NodeJS.ErrnoException) => (error = reason.code ?? reason.message));
    socket.on("close", () => resolve({ text, end: error === "" ? "ended" : error }));
  });
}

describe("faults on real connections", () => {
  it("ends the connection without an answer", async () => {
    await addFault({ match: { path: "/_layout/tokenhtml" }, fault: { kind: "cut-before" } });
    expect(await ask("/_layout/tokenhtml")).toEqual({ text: "", end: "ended" });
    await expect(fetch(`${portal}/_layout/tokenhtml`)).rejects.toThrow("fetch failed");
    const { entries } = (await (await fetch(`${portal}/_emulator/log`)).json()) as LogAnswer;
    expect(entries.at(-1)).toMatchObject({ path: "/_layout/tokenhtml", status: 0, fault: "cut-before" });
  });

  it("resets the connection", async () => {
    await addFault({ match: { path: "/_layout/tokenhtml" }, fault: { kind: "reset", when: "after" } });
    expect(await ask("/_layout/tokenhtml")).toEqual({ text: "", end: "ECONNRESET" });
  });

  it("cuts an answer after as many bytes of its body as it was told", async () => {
    const whole = await (await fetch(`${portal}/_layout/tokenhtml`)).text();
    await addFault({ match: { path: "/_layout/tokenhtml" }, fault: { kind: "cut-after", bytes: 7 } });
    const { text, end } = await ask("/_layout/tokenhtml");
    const [head = "", body] = text.split("\r\n\r\n", 2);
    expect([end, body]).toEqual(["ended", "<input "]);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head.toLowerCase()).toContain(`content-length: ${whole.length}`);
    expect(head.toLowerCase()).toContain("set-cookie: __requestverificationtoken=");
    const response = await fetch(`${portal}/_layout/tokenhtml`);
    await expect(response.text()).rejects.toThrow("terminated");
  });

  it("records that a client which gave up waiting saw no answer", async () => {
    await addFault({ match: { path: "/_layout/tokenhtml" }, fault: { kind: "latency", ms: 300 } });
    await expect(fetch(`${portal}/_layout/tokenhtml`, { signal: AbortSignal.timeout(60) })).rejects.toThrow("timeout");
    await expect
      .poll(async () => ((await (await fetch(`${portal}/_emulator/log`)).json()) as LogAnswer).entries.at(-1))
      .toMatchObject({
        path: "/_layout/tokenhtml",
        status: 0,
        fault: "latency",
      });
  });

  it("drips an answer", async () => {
    await addFault({ match: { path: "/_layout/tokenhtml" }, fault: { kind: "drip", chunkBytes: 40, intervalMs: 30 } });
    const response = await fetch(`${portal}/_layout/tokenhtml`);
    const times: number[] = [];
    let text = "";
    for await (const chunk of response.body ?? []) {
      times.push(performance.now());
      text += Buffer.from(chunk).toString();
    }
    expect(text).toMatch(/^<input name="__RequestVerificationToken" .*\/>$/);
    expect(times.length).toBeGreaterThan(2);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(50);
  });

  it("keeps no connection while a fault breaks them, so that no browser sends a lost request again by itself", async () => {
    const kept = await fetch(`${portal}/_layout/tokenhtml`);
    expect(kept.headers.get("connection")).toBe("keep-alive");
    await addFault({ match: { path: "/nowhere" }, fault: { kind: "reset" } });
    expect((await fetch(`${portal}/_layout/tokenhtml`)).headers.get("connection")).toBe("close");
    await fetch(`${portal}/_emulator/faults`, { method: "DELETE" });
    expect((await fetch(`${portal}/_layout/tokenhtml`)).headers.get("connection")).toBe("keep-alive");
  });

  it("acts on org and insights too", async () => {
    await addFault({ match: { origin: "org" }, fault: { kind: "cut-before" } });
    await addFault({ match: { origin: "insights" }, fault: { kind: "status", status: 500 } });
    const { org, insights } = started.emulator.addresses;
    await expect(fetch(`${org}/api/data/v9.2/contacts`)).rejects.toThrow("fetch failed");
    expect((await fetch(`${insights}/@x.example.com/msci-1.js`)).status).toBe(500);
    expect((await fetch(`${portal}/_layout/tokenhtml`)).status).toBe(200);
  });

  it("leaves the emulator running after a caller went away in the middle of a slow answer", async () => {
    await addFault({ match: { path: "/_layout/tokenhtml" }, fault: { kind: "drip", chunkBytes: 1, intervalMs: 10 } });
    const controller = new AbortController();
    const response = await fetch(`${portal}/_layout/tokenhtml`, { signal: controller.signal });
    controller.abort();
    await expect(response.text()).rejects.toThrow();
    await fetch(`${portal}/_emulator/faults`, { method: "DELETE" });
    expect((await fetch(`${portal}/_layout/tokenhtml`)).status).toBe(200);
  });
});

describe("closing", () => {
  it("takes a moment, and leaves nothing that keeps the process alive, whatever is under way", async () => {
    const busy = await startPortal(starterFolder("enhanced"));
    const { addresses } = busy.emulator;
    const rules: FaultRule[] = [
      { match: { path: "/slow" }, fault: { kind: "latency", ms: 600_000 } },
      { match: { path: "/drip" }, fault: { kind: "drip", chunkBytes: 1, intervalMs: 60_000 } },
    ];
    await fetch(`${addresses.portal}/_emulator/faults`, { method: "POST", body: JSON.stringify(rules) });
    const timersBefore = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const lost = ["/slow", "/drip"].map((path) => fetch(addresses.portal + path).then((response) => response.text()));
    const outcomes = Promise.allSettled(lost);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const begin = performance.now();
    await busy.close();
    expect(performance.now() - begin).toBeLessThan(2_000);
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length).toBeLessThanOrEqual(timersBefore);
  });

  it("answers a body that breaks off without taking it for a bug", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { hostname, port, host } = new URL(portal);
    const from = ((await (await fetch(`${portal}/_emulator/log`)).json()) as LogAnswer).next;
    const socket = connect({ host: hostname, port: Number(port), family: 4 });
    await new Promise((resolve) =>
      socket.once("connect", () =>
        socket.write(
          `POST /signin HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\na=b`,
          resolve,
        ),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    const read = async (): Promise<LogAnswer["entries"]> =>
      ((await (await fetch(`${portal}/_emulator/log?since=${from}`)).json()) as LogAnswer).entries;
    for (let tries = 0; tries < 50 && (await read()).length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await read()).map(({ path, status }) => [path, status])).toEqual([["/signin", 0]]);
    expect(told).not.toHaveBeenCalled();
    told.mockRestore();
  });
});
