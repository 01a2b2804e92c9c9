import { MessageChannel, Worker } from "node:worker_threads";
import type {
  ConnectorAnswer,
  ConnectorCall,
  FromWorker,
  LogLevel,
  ServerLogicTask,
  TaskOutcome,
  ToWorker,
  WorkerBridge,
} from "./worker-messages.ts";

/** What the emulator does for a script while it runs. */
export interface TaskHost {
  /** Never rejects: what cannot be done is an answer too. */
  answer(call: ConnectorCall): Promise<ConnectorAnswer>;
  log(level: LogLevel, text: string): void;
}

/** Scripts notice the end of their time themselves, except inside one long operation of the engine. */
const graceMs = 250;
/** Room for the copies of a script's texts that leave its engine. */
const maxHeapMb = 256;

/** A worker thread that runs scripts of server logic one at a time; it can be ended whatever a script does. */
export class ScriptThread {
  readonly #worker: Worker;
  readonly #bridge: WorkerBridge;
  readonly #ready: Promise<void>;
  #isUsable = true;
  #current: { readonly host: TaskHost; readonly end: (outcome: TaskOutcome) => void } | undefined;

  /** @param workerFile the built `worker/main.ts` */
  constructor(workerFile: string) {
    const { port1, port2 } = new MessageChannel();
    this.#bridge = { port: port1, signal: new SharedArrayBuffer(4) };
    const workerData: WorkerBridge = { port: port2, signal: this.#bridge.signal };
    this.#worker = new Worker(workerFile, {
      workerData,
      transferList: [port2],
      // Nothing of this process is the script's business.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    this.#worker.on("error", (error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)));
    this.#worker.on("exit", () => this.#fail("the thread that ran the script has ended"));
    this.#ready = new Promise((resolve) => {
      this.#worker.on("message", (message: FromWorker) => (message.kind === "ready" ? resolve() : this.#receive(message)));
      this.#worker.once("exit", () => resolve());
    });
    port1.on("message", (call: ConnectorCall) => void this.#answerAndWake(call));
    // A thread that waits for work keeps no process alive.
    port1.unref();
    this.#worker.unref();
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** The time begins when the thread is ready, so that starting it costs a script nothing. */
  async run(task: ServerLogicTask, host: TaskHost): Promise<TaskOutcome> {
    this.#worker.ref();
    const outcome = new Promise<TaskOutcome>((resolve) => {
      this.#current = { host, end: resolve };
    });
    await this.#ready;
    if (!this.#isUsable) this.#fail("the thread for scripts did not start");
    const hardStop = setTimeout(() => {
      this.#current?.end({ kind: "timed-out" });
      void this.close();
    }, task.limits.timeoutMs + graceMs);
    this.#post({ kind: "run", task });
    try {
      return await outcome;
    } finally {
      clearTimeout(hardStop);
      this.#current = undefined;
      this.#worker.unref();
    }
  }

  async close(): Promise<void> {
    this.#isUsable = false;
    this.#bridge.port.close();
    await this.#worker.terminate();
  }

  #post(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    this.#worker.postMessage(message);
  }

  #receive(message: Exclude<FromWorker, { readonly kind: "ready" }>): void {
    const current = this.#current;
    // What a script began and did not wait for may still report after its end.
    if (current === undefined) return;
    if (message.kind === "log") current.host.log(message.level, message.text);
    else if (message.kind === "call") void this.#answer(current.host, message.callId, message.call);
    else {
      if (!message.reusable) void this.close();
      current.end(message.outcome);
    }
  }

  async #answer(host: TaskHost, callId: number, call: ConnectorCall): Promise<void> {
    this.#post({ kind: "answer", callId, answer: await host.answer(call) });
  }

  async #answerAndWake(call: ConnectorCall): Promise<void> {
    const answer = (await this.#current?.host.answer(call)) ?? { kind: "refused", message: "The call of this script is over." };
    if (!this.#isUsable) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    this.#bridge.port.postMessage(answer);
    const cell = new Int32Array(this.#bridge.signal);
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
  }

  #fail(message: string): void {
    this.#isUsable = false;
    this.#current?.end({ kind: "crashed", message });
  }
}
