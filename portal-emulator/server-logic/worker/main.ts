import { parentPort, workerData } from "node:worker_threads";
import type { WorkerBridge } from "../worker-messages.ts";
import { serveTasks } from "./serve-tasks.ts";

if (parentPort === null) throw new Error("This file runs as a worker thread of the emulator.");
// Written by the pool that starts this thread.
await serveTasks(parentPort, workerData as WorkerBridge);
