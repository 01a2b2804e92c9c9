import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createThreadPool, type ThreadPool } from "../../../portal-emulator/server-logic/create-thread-pool.ts";
import type { TaskHost } from "../../../portal-emulator/server-logic/script-thread.ts";
import type { ConnectorCall, ServerLogicTask, TaskOutcome } from "../../../portal-emulator/server-logic/worker-messages.ts";
import { buildScriptWorker, type BuiltWorker } from "../../support/build-script-worker.ts";

let worker: BuiltWorker;
let pool: ThreadPool;
beforeAll(() => {
  worker = buildScriptWorker("thread-pool");
  pool = createThreadPool({ workerFile: worker.file, maxThreads: 2, maxWaiting: 4 });
});
afterAll(async () => {
  await pool.close();
  worker.remove();
});

const taskOf = (source: string, more: Partial<ServerLogicTask> = {}): ServerLogicTask => ({
  fileName: "logic.js",
  source,
  functionName: "get",
  context: {},
  user: null,
  website: {},
  siteSettings: {},
  environmentVariables: {},
  limits: { timeoutMs: 5_000, memoryLimitBytes: 32 * 1024 * 1024 },
  ...more,
});
const deaf: TaskHost = { answer: async () => ({ kind: "refused", message: "nobody answers" }), log: () => undefined };
const run = (source: string, more: Partial<ServerLogicTask> = {}, host: TaskHost = deaf): Promise<TaskOutcome | undefined> =>
  pool.run(taskOf(source, more), host);
const short = { limits: { timeoutMs: 300, memoryLimitBytes: 32 * 1024 * 1024 } };

describe("a script", () => {
  it.each([
    ["returns text", `function get() { return "hello"; }`, "hello"],
    ["returns text later", `async function get() { await null; return "later"; }`, "later"],
    ["returns a promise of text", `function get() { return Promise.resolve("promised"); }`, "promised"],
    ["uses ECMAScript 2023", `function get() { return [3, 1, 2].toSorted().join("") + [1, 2].findLast((n) => n > 0); }`, "1232"],
    ["keeps text whole", `function get() { return "\\u0000ä\\u{1F600}"; }`, "\u0000ä\u{1F600}"],
    ["returns the empty text", `function get() { return ""; }`, ""],
    ["has its own global scope as this", `function get() { return String(this === globalThis || this === undefined); }`, "true"],
  ])("%s", async (_, source, text) => {
    expect(await run(source)).toEqual({ kind: "returned", text });
  });

  it.each([
    ["an object", "({})", "an object"],
    ["an array", "[1]", "an array"],
    ["null", "null", "null"],
    ["a number", "5", "number"],
    ["nothing", "undefined", "undefined"],
    ["a promise of an object", "Promise.resolve({})", "an object"],
  ])("that returns %s is told to return a string", async (_, value, what) => {
    expect(await run(`function get() { return ${value}; }`)).toEqual({
      kind: "not-text",
      message: `The function 'get' must return a string; it returned ${what}. Use JSON.stringify.`,
    });
  });

  it.each([
    ["throws an error", `function get() { throw new TypeError("no such thing"); }`, /^TypeError: no such thing \(logic\.js:1:\d+\)$/],
    ["throws text", `function get() { throw "plain"; }`, /^plain$/],
    ["throws nothing", `function get() { throw undefined; }`, /^undefined$/],
    ["rejects", `async function get() { await null; throw new Error("late"); }`, /^Error: late/],
    ["does not parse", "function get() {", /^SyntaxError: /],
    ["is a module", "export function get() { return ''; }", /^SyntaxError: /],
    ["throws while it loads", "throw new Error('at the top'); function get() { return ''; }", /^Error: at the top/],
    ["calls itself for ever", "function get() { return get() + 1; }", /stack overflow|call stack/i],
  ])("that %s ends with its error", async (_, source, message) => {
    const outcome = await run(source);
    expect(outcome).toMatchObject({ kind: "threw", message: expect.stringMatching(message) as string });
  });

  it.each(["function post() { return ''; }", "const get = () => '';", "var get = 5;", ""])(
    "without a function for the verb: %s",
    async (source) => {
      expect(await run(source)).toEqual({ kind: "no-function" });
    },
  );

  it.each([
    ["at its top", "for (;;) {}"],
    ["in its function", "function get() { for (;;) {} }"],
    ["in a promise job", "async function get() { await null; for (;;) {} }"],
    ["with promise jobs alone", "async function get() { for (;;) await null; }"],
    ["in spite of a catch", "function get() { for (;;) { try { for (;;) {} } catch (e) {} } }"],
    ["inside one operation of the engine", "function get() { return String(/^(a+)+$/.test('a'.repeat(40) + 'b')); }"],
  ])("that runs too long %s is stopped", async (_, source) => {
    const begin = Date.now();
    expect(await run(source, short)).toEqual({ kind: "timed-out" });
    expect(Date.now() - begin).toBeLessThan(4_000);
  });

  it("that builds ever longer text is stopped within its time", async () => {
    const bomb =
      "function get() { let s = 'x'; const all = []; for (;;) { s = s.replaceAll('x', 'xx').slice(0, 9e6); all.push(s.length); } }";
    const begin = Date.now();
    expect((await run(bomb, short))?.kind).toMatch(/timed-out|out-of-memory/);
    expect(Date.now() - begin).toBeLessThan(4_000);
  });

  it.each([
    ["in one piece", "function get() { return 'x'.repeat(2 ** 29); }"],
    ["in many pieces", "function get() { const all = []; for (;;) all.push({ text: 'some text ' + all.length }); }"],
  ])("that takes too much memory %s is stopped", async (_, source) => {
    expect(await run(source, { limits: { timeoutMs: 10_000, memoryLimitBytes: 8 * 1024 * 1024 } })).toEqual({ kind: "out-of-memory" });
  });

  it("whose promise nobody settles ends at once", async () => {
    expect(await run("function get() { return new Promise(() => {}); }")).toEqual({ kind: "never-settled" });
  });

  it.each(["fetch", "XMLHttpRequest", "setTimeout", "require", "process", "console", "document", "navigator", "Buffer", "__callHost"])(
    "sees no %s",
    async (name) => {
      expect(await run(`function get() { return typeof ${name}; }`)).toEqual({ kind: "returned", text: "undefined" });
    },
  );

  it("does not reach the emulator's process through constructors", async () => {
    const source = `function get() { return String(get.constructor("return typeof process")()); }`;
    expect(await run(source)).toEqual({ kind: "returned", text: "undefined" });
  });

  it("leaves nothing for the next one", async () => {
    const source = `globalThis.seen = (globalThis.seen ?? 0) + 1; Array.seen = (Array.seen ?? 0) + 1; Server.seen = (Server.seen ?? 0) + 1;
      function get() { return [seen, Array.seen, Server.seen].join(); }`;
    for (let turn = 0; turn < 4; turn += 1) expect(await run(source)).toEqual({ kind: "returned", text: "1,1,1" });
  });
});

describe("connectors", () => {
  const echo = (calls: ConnectorCall[] = []): TaskHost => ({
    answer: async (call) => {
      calls.push(call);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (call.args[0] === "bad") return { kind: "refused", message: "not with me" };
      return { kind: "result", text: JSON.stringify(call) };
    },
    log: () => undefined,
  });

  it("answer Dataverse calls while the script waits", async () => {
    const source = `function get() { return Server.Connector.Dataverse.CreateRecord("contacts", "{}", undefined, true); }`;
    const outcome = await run(source, {}, echo());
    expect(JSON.parse(outcome?.kind === "returned" ? outcome.text : "")).toEqual({
      connector: "Dataverse",
      method: "CreateRecord",
      args: ["contacts", "{}", null, true],
    });
  });

  it("answer HTTP calls through promises, several at once", async () => {
    const source = `async function get() {
      const { GetAsync, PostAsync } = Server.Connector.HttpClient;
      return JSON.stringify((await Promise.all([GetAsync("a"), PostAsync("b", "{}"), GetAsync("c")])).map((text) => JSON.parse(text).args[0]));
    }`;
    const begin = Date.now();
    expect(await run(source, {}, echo())).toEqual({ kind: "returned", text: '["a","b","c"]' });
    expect(Date.now() - begin).toBeLessThan(2_000);
  });

  it.each([
    ["a waiting call", `function get() { return Server.Connector.Dataverse.DeleteRecord("bad"); }`],
    ["an asynchronous call", `async function get() { return await Server.Connector.HttpClient.GetAsync("bad"); }`],
  ])("refuse %s with an error the script may catch", async (_, source) => {
    expect(await run(source, {}, echo())).toMatchObject({ kind: "threw", message: expect.stringContaining("not with me") as string });
    const caught = source.replace("{ return", "{ try { return").replace(/; \}$/, "; } catch (error) { return error.message; } }");
    expect(await run(caught, {}, echo())).toEqual({ kind: "returned", text: "not with me" });
  });

  it("take no more calls at once than a hundred", async () => {
    const source = `async function get() { for (let n = 0; ; n++) try { Server.Connector.HttpClient.GetAsync("a"); } catch (error) { return n + error.message; } }`;
    expect(await run(source, {}, echo())).toMatchObject({
      kind: "returned",
      text: expect.stringMatching(/^100GetAsync: 100 calls/) as string,
    });
  });

  it("log no more than a thousand lines of a call", async () => {
    const lines: string[] = [];
    const listening: TaskHost = { ...deaf, log: (_, text) => void lines.push(text) };
    await run(
      `function get() { for (let n = 0; n < 5000; n++) Server.Logger.Log("line " + n + "x".repeat(9000)); return ""; }`,
      {},
      listening,
    );
    expect(lines).toHaveLength(1_000);
    expect(lines[0]).toHaveLength(8_192);
    expect(lines.at(-1)).toContain("the rest is left out");
  });

  it("do not hold a script past its time", async () => {
    const never: TaskHost = { answer: () => new Promise(() => undefined), log: () => undefined };
    for (const source of [
      `function get() { return Server.Connector.Dataverse.CreateRecord("contacts", "{}"); }`,
      `async function get() { return await Server.Connector.HttpClient.GetAsync("http://localhost/"); }`,
    ]) {
      expect(await run(source, short, never)).toEqual({ kind: "timed-out" });
    }
  });

  it("let a script end that does not wait for its call", async () => {
    const source = `function get() { Server.Connector.HttpClient.GetAsync("a"); return "done"; }`;
    expect(await run(source, {}, echo())).toEqual({ kind: "returned", text: "done" });
    expect(await run(source, {}, echo())).toEqual({ kind: "returned", text: "done" });
  });
});

describe("the pool", () => {
  it("runs no more scripts at once than it has threads, and turns away what would wait too long", async () => {
    let running = 0;
    let most = 0;
    let bothRun = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      bothRun = resolve;
    });
    const host: TaskHost = {
      answer: async () => {
        running += 1;
        most = Math.max(most, running);
        // Threads start at their own pace: the first call is held until a second one runs.
        if (most === 2) bothRun();
        else await Promise.race([both, new Promise((resolve) => setTimeout(resolve, 5_000))]);
        await new Promise((resolve) => setTimeout(resolve, 30));
        running -= 1;
        return { kind: "result", text: "ok" };
      },
      log: () => undefined,
    };
    const source = `function get() { return Server.Connector.Dataverse.DeleteRecord("contacts", "x"); }`;
    const outcomes = await Promise.all(Array.from({ length: 9 }, () => run(source, {}, host)));
    expect(outcomes.filter((outcome) => outcome?.kind === "returned")).toHaveLength(6);
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(3);
    expect(most).toBe(2);
  });

  it("goes on after scripts that had to be stopped", async () => {
    await Promise.all([run("for (;;) {}", short), run("for (;;) {}", short), run("for (;;) {}", short)]);
    expect(await run(`function get() { return "alive"; }`)).toEqual({ kind: "returned", text: "alive" });
  });

  it("says why when its thread cannot start", async () => {
    const broken = createThreadPool({ workerFile: "/nowhere/worker.mjs", maxThreads: 1, maxWaiting: 0 });
    expect(await broken.run(taskOf("function get() { return ''; }"), deaf)).toMatchObject({ kind: "crashed" });
    await broken.close();
  });

  it("ends scripts under way when it closes, within seconds", async () => {
    const closing = createThreadPool({ workerFile: worker.file, maxThreads: 1, maxWaiting: 1 });
    const endless = closing.run(taskOf("for (;;) {}"), deaf);
    const next = closing.run(taskOf("function get() { return ''; }"), deaf);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const begin = Date.now();
    await closing.close();
    expect(await endless).toMatchObject({ kind: "crashed" });
    expect(await next).toBeUndefined();
    expect(Date.now() - begin).toBeLessThan(2_000);
    expect(await closing.run(taskOf("function get() { return ''; }"), deaf)).toBeUndefined();
  });
});
