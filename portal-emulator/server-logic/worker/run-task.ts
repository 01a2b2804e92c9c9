import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from "quickjs-emscripten";
import type { ConnectorAnswer, ConnectorCall, LogLevel, ServerLogicTask, TaskOutcome } from "../worker-messages.ts";
import { describeError } from "./describe-error.ts";
import { installServer, type PendingCalls } from "./install-server.ts";
import { createValueReader, type ValueReader } from "./value-reader.ts";

/** What a script may reach. */
export interface ScriptHost {
  log(level: LogLevel, text: string): void;
  callAndWait(call: ConnectorCall): ConnectorAnswer;
  call(call: ConnectorCall): Promise<ConnectorAnswer>;
}

export interface TaskEnd {
  readonly outcome: TaskOutcome;
  /** false: something of the script is left in this thread. */
  readonly reusable: boolean;
}

/**
 * Runs one function of one script in an engine of its own: no state is carried from one call to the next.
 * Neither timers nor modules nor browser or Node APIs are there. https://learn.microsoft.com/power-pages/configure/server-logic-overview
 */
export async function runTask(engine: QuickJSWASMModule, task: ServerLogicTask, host: ScriptHost): Promise<TaskEnd> {
  const deadline = Date.now() + task.limits.timeoutMs;
  const isOver = (): boolean => Date.now() > deadline;
  const runtime = engine.newRuntime({ memoryLimitBytes: task.limits.memoryLimitBytes, interruptHandler: isOver });
  const vm = runtime.newContext();
  try {
    const outcome = await run(vm, task, host, isOver);
    if (!cleanEnds.has(outcome.kind)) return { outcome, reusable: false };
    vm.dispose();
    runtime.dispose();
    return { outcome, reusable: true };
  } catch (error) {
    // The engine itself failed, or values of the script are left in it: this thread is done for.
    return { outcome: isOver() ? { kind: "timed-out" } : { kind: "crashed", message: describeError(error).text }, reusable: false };
  }
}

/** The engine is whole after these; after the others the thread is thrown away, and the script's values with it. */
const cleanEnds: ReadonlySet<TaskOutcome["kind"]> = new Set(["returned", "threw", "not-text", "no-function"]);

async function run(vm: QuickJSContext, task: ServerLogicTask, host: ScriptHost, isOver: () => boolean): Promise<TaskOutcome> {
  const values = createValueReader(vm);
  const calls = installServer(vm, { task, host, values });
  try {
    return await runFunction(vm, { task, isOver, values, calls });
  } finally {
    calls.dispose();
    values.dispose();
  }
}

interface Run {
  readonly task: ServerLogicTask;
  readonly isOver: () => boolean;
  readonly values: ValueReader;
  readonly calls: PendingCalls;
}

async function runFunction(vm: QuickJSContext, { task, isOver, values, calls }: Run): Promise<TaskOutcome> {
  const fail = (error: QuickJSHandle): TaskOutcome => {
    const { isInterruption, isMemory, text } = describeError(error.consume((handle): unknown => vm.dump(handle)));
    if (isInterruption || isOver()) return { kind: "timed-out" };
    return isMemory ? { kind: "out-of-memory" } : { kind: "threw", message: text };
  };
  const loaded = vm.evalCode(task.source, task.fileName, { type: "global" });
  if (loaded.error) return fail(loaded.error);
  loaded.value.dispose();
  const called = vm.getProp(vm.global, task.functionName).consume((handle) => {
    return vm.typeof(handle) === "function" ? vm.callFunction(handle, vm.undefined) : undefined;
  });
  if (called === undefined) return { kind: "no-function" };
  if (called.error) return fail(called.error);
  const result = called.value;
  try {
    for (;;) {
      const jobs = vm.runtime.executePendingJobs();
      if (jobs.error) return fail(jobs.error);
      jobs.dispose();
      if (isOver()) return { kind: "timed-out" };
      const state = vm.getPromiseState(result);
      if (state.type === "rejected") return fail(state.error);
      if (state.type === "fulfilled") {
        if (state.notAPromise) return describeResult(vm, state.value, { task, values });
        return state.value.consume((value) => describeResult(vm, value, { task, values }));
      }
      if (calls.pending.size === 0) return { kind: "never-settled" };
      await Promise.race(calls.pending);
    }
  } finally {
    result.dispose();
  }
}

function describeResult(vm: QuickJSContext, value: QuickJSHandle, { task, values }: Pick<Run, "task" | "values">): TaskOutcome {
  const type = vm.typeof(value);
  if (type === "string") return { kind: "returned", text: values.readText(value) };
  const what = type === "object" ? describeObject(vm.dump(value)) : type;
  return {
    kind: "not-text",
    message: `The function '${task.functionName}' must return a string; it returned ${what}. Use JSON.stringify.`,
  };
}

function describeObject(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "an array" : "an object";
}
