// What the emulator and the worker thread that runs a script tell each other; both sides are built from this file.

import type { MessagePort } from "node:worker_threads";

export const serverLogicFunctions = ["get", "post", "put", "patch", "del"] as const;
export type ServerLogicFunction = (typeof serverLogicFunctions)[number];

export const logLevels = ["Log", "Warn", "Error"] as const;
export type LogLevel = (typeof logLevels)[number];

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = Readonly<Record<string, JsonValue>>;

/** One call of one function of a script, with all it may see. */
export interface ServerLogicTask {
  /** Shown in errors. */
  readonly fileName: string;
  readonly source: string;
  readonly functionName: ServerLogicFunction;
  /** `Server.Context`. */
  readonly context: JsonObject;
  /** `Server.User`. */
  readonly user: JsonObject | null;
  /** `Server.Website`. */
  readonly website: JsonObject;
  /** Values by lower-case name. */
  readonly siteSettings: Readonly<Record<string, string | null>>;
  /** Values by schema name. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly limits: TaskLimits;
}

export interface TaskLimits {
  readonly timeoutMs: number;
  /** Of the script's own heap. */
  readonly memoryLimitBytes: number;
}

/** A call of a connector, with the script's arguments as JSON; `undefined` becomes null. */
export interface ConnectorCall {
  readonly connector: "Dataverse" | "HttpClient";
  readonly method: string;
  readonly args: readonly JsonValue[];
}

/** refused: the script sees an error with this message. */
export type ConnectorAnswer = { readonly kind: "result"; readonly text: string } | { readonly kind: "refused"; readonly message: string };

/** How a call of a script ended. Only a worker whose script ended in one of the first four ways may run another one. */
export type TaskOutcome =
  | { readonly kind: "returned"; readonly text: string }
  | { readonly kind: "threw"; readonly message: string }
  | { readonly kind: "not-text"; readonly message: string }
  | { readonly kind: "no-function" }
  | { readonly kind: "timed-out" }
  | { readonly kind: "out-of-memory" }
  | { readonly kind: "never-settled" }
  | { readonly kind: "crashed"; readonly message: string };

export type ToWorker =
  | { readonly kind: "run"; readonly task: ServerLogicTask }
  /** To an asynchronous call. */
  | { readonly kind: "answer"; readonly callId: number; readonly answer: ConnectorAnswer };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "log"; readonly level: LogLevel; readonly text: string }
  | { readonly kind: "call"; readonly callId: number; readonly call: ConnectorCall }
  /** reusable: nothing is left of the script in the thread. */
  | { readonly kind: "ended"; readonly outcome: TaskOutcome; readonly reusable: boolean };

/** Handed to the worker when it starts: calls that the script waits for go over a port of their own, and `signal` wakes the thread. */
export interface WorkerBridge {
  readonly port: MessagePort;
  /** An Int32Array of one cell: 1 when the answer is in the port. */
  readonly signal: SharedArrayBuffer;
}
