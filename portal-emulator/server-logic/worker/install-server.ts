import type { QuickJSContext, QuickJSDeferredPromise, QuickJSHandle } from "quickjs-emscripten";
import {
  logLevels,
  type ConnectorAnswer,
  type ConnectorCall,
  type JsonValue,
  type LogLevel,
  type ServerLogicTask,
} from "../worker-messages.ts";
import type { ScriptHost } from "./run-task.ts";
import type { ValueReader } from "./value-reader.ts";

const dataverseMethods = [
  "CreateRecord",
  "RetrieveRecord",
  "RetrieveMultipleRecords",
  "UpdateRecord",
  "DeleteRecord",
  "InvokeCustomApi",
] as const;
const httpMethods = ["GetAsync", "PostAsync", "PutAsync", "PatchAsync", "DeleteAsync"] as const;
const maxLogChars = 8_192;
/** Of one call. A script that logs or calls for ever must not fill the emulator's memory meanwhile; no such limits are documented. */
const maxLogLines = 1_000;
const maxPendingCalls = 100;

export interface ServerParts {
  readonly task: ServerLogicTask;
  readonly host: ScriptHost;
  readonly values: ValueReader;
}

/** Asynchronous calls under way. */
export interface PendingCalls {
  /** Whoever waits for one goes on after it has settled its promise in the engine. */
  readonly pending: ReadonlySet<Promise<unknown>>;
  /** Forgets calls that the script did not wait for. */
  dispose(): void;
}

/**
 * Puts `Server` into a script's global scope. https://learn.microsoft.com/power-pages/configure/server-objects
 * Site settings are there under both spellings: documented `SiteSetting`, `Sitesetting` in Microsoft's editor typings.
 */
export function installServer(vm: QuickJSContext, { task, host, values }: ServerParts): PendingCalls {
  const http = createHttpCalls(vm, host);
  const group = (functions: Readonly<Record<string, ServerFunction>>): QuickJSHandle => {
    const target = vm.newObject();
    for (const [name, run] of Object.entries(functions)) {
      put(
        target,
        name,
        vm.newFunction(name, (...handles) => run(...handles.map((handle) => values.readJson(handle)))),
      );
    }
    return target;
  };
  const put = (target: QuickJSHandle, name: string, value: QuickJSHandle): void =>
    value.consume((handle) => vm.setProp(target, name, handle));
  const valueOf = (byName: Readonly<Record<string, string | null>>, name: JsonValue | undefined): QuickJSHandle => {
    const key = typeof name === "string" ? name.toLowerCase() : "";
    return values.create(Object.hasOwn(byName, key) ? (byName[key] ?? null) : null);
  };

  const server = vm.newObject();
  put(server, "Context", values.create(task.context));
  put(server, "User", values.create(task.user));
  put(server, "Website", values.create(task.website));
  for (const spelling of ["SiteSetting", "Sitesetting"]) {
    put(server, spelling, group({ Get: (name) => valueOf(task.siteSettings, name) }));
  }
  put(server, "EnvironmentVariable", group({ get: (name) => valueOf(task.environmentVariables, name) }));
  const log = createLog(host);
  const logAt =
    (level: LogLevel): ServerFunction =>
    (message) => {
      log(level, message);
      return vm.undefined;
    };
  put(server, "Logger", group(Object.fromEntries(logLevels.map((level) => [level, logAt(level)]))));
  const connector = vm.newObject();
  const waitFor =
    (method: string): ServerFunction =>
    (...args) => {
      const answer = host.callAndWait({ connector: "Dataverse", method, args });
      if (answer.kind === "refused") throw new Error(answer.message);
      return values.create(answer.text);
    };
  put(connector, "Dataverse", group(Object.fromEntries(dataverseMethods.map((method) => [method, waitFor(method)]))));
  put(connector, "HttpClient", group(Object.fromEntries(httpMethods.map((method) => [method, http.start(method)]))));
  put(server, "Connector", connector);
  put(vm.global, "Server", server);
  return http;
}

type ServerFunction = (...args: readonly JsonValue[]) => QuickJSHandle;

function createLog(host: ScriptHost): (level: LogLevel, message: JsonValue | undefined) => void {
  let lines = 0;
  return (level, message = null) => {
    lines += 1;
    if (lines === maxLogLines) host.log("Warn", `The script has logged ${maxLogLines} times; the rest is left out.`);
    if (lines < maxLogLines) host.log(level, (typeof message === "string" ? message : JSON.stringify(message)).slice(0, maxLogChars));
  };
}

/** Calls whose answer the script awaits. */
function createHttpCalls(vm: QuickJSContext, host: ScriptHost): PendingCalls & { start(method: string): ServerFunction } {
  const pending = new Set<Promise<ConnectorAnswer>>();
  const promises = new Set<QuickJSDeferredPromise>();
  const finish = async (promise: QuickJSDeferredPromise, answer: Promise<ConnectorAnswer>): Promise<void> => {
    const settled = await answer;
    // The script may be over.
    if (promises.delete(promise)) settle(vm, promise, settled);
    pending.delete(answer);
  };
  return {
    pending,
    start:
      (method) =>
      (...args) => {
        if (pending.size >= maxPendingCalls)
          throw new Error(`${method}: ${maxPendingCalls} calls are under way already; await some first.`);
        const promise = vm.newPromise();
        promises.add(promise);
        const call: ConnectorCall = { connector: "HttpClient", method, args };
        const answer = host.call(call);
        pending.add(answer);
        void finish(promise, answer);
        // The script gets a handle of its own and gives it back; ours goes with the answer.
        return promise.handle.dup();
      },
    dispose() {
      for (const promise of promises) promise.dispose();
      promises.clear();
    },
  };
}

function settle(vm: QuickJSContext, promise: QuickJSDeferredPromise, answer: ConnectorAnswer): void {
  if (answer.kind === "result") vm.newString(answer.text).consume((handle) => promise.resolve(handle));
  else vm.newError(answer.message).consume((handle) => promise.reject(handle));
  promise.dispose();
}
