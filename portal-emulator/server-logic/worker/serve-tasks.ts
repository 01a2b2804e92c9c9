import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { newQuickJSWASMModule } from "quickjs-emscripten";
import type { ConnectorAnswer, ConnectorCall, FromWorker, ServerLogicTask, ToWorker, WorkerBridge } from "../worker-messages.ts";
import { runTask, type ScriptHost } from "./run-task.ts";

/** Runs the scripts that the emulator sends to this thread, one after another, each in a JavaScript engine of its own. */
export async function serveTasks(emulator: MessagePort, bridge: WorkerBridge): Promise<void> {
  const engine = await newQuickJSWASMModule();
  const waiting = new Map<number, (answer: ConnectorAnswer) => void>();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  const send = (message: FromWorker): void => emulator.postMessage(message);
  let lastCallId = 0;
  const host: ScriptHost = {
    log: (level, text) => send({ kind: "log", level, text }),
    callAndWait: (call) => callAndWait(bridge, call),
    call(call) {
      lastCallId += 1;
      const callId = lastCallId;
      return new Promise((resolve) => {
        waiting.set(callId, resolve);
        send({ kind: "call", callId, call });
      });
    },
  };
  const run = async (task: ServerLogicTask): Promise<void> => {
    const { outcome, reusable } = await runTask(engine, task, host);
    waiting.clear();
    send({ kind: "ended", outcome, reusable });
  };
  emulator.on("message", (message: ToWorker) => {
    if (message.kind === "run") {
      void run(message.task);
    } else {
      waiting.get(message.callId)?.(message.answer);
      waiting.delete(message.callId);
    }
  });
  send({ kind: "ready" });
}

/** The script waits, and the thread with it; ending the thread from outside ends the wait. */
function callAndWait({ port, signal }: WorkerBridge, call: ConnectorCall): ConnectorAnswer {
  const cell = new Int32Array(signal);
  Atomics.store(cell, 0, 0);
  port.postMessage(call);
  Atomics.wait(cell, 0, 0);
  // The emulator puts the answer into the port before it wakes this thread.
  const received: { readonly message: ConnectorAnswer } | undefined = receiveMessageOnPort(port);
  if (received === undefined) throw new Error("The emulator woke the script without an answer.");
  return received.message;
}
