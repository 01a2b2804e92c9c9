import { fork } from "node:child_process";
import { join } from "node:path";
import type { ServerReport, ServerRequest, ServerUsage } from "./server-messages.ts";

/** A server in a process of its own, so that the client does not take its time. */
export interface BenchServer {
  readonly port: number;
  usage(): Promise<ServerUsage>;
  stop(): Promise<void>;
}

export async function startServer(root: string, request: Extract<ServerRequest, { kind: "emulator" | "bare" }>): Promise<BenchServer> {
  const child = fork(join(root, "dist/bench.mjs"), ["--serve"]);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const ask = <Kind extends ServerReport["kind"]>(message: ServerRequest, kind: Kind): Promise<Extract<ServerReport, { kind: Kind }>> =>
    new Promise((resolve, reject) => {
      void ended.then((exitCode) => reject(new Error(`the ${request.kind} server ended with ${exitCode}`)));
      child.once("message", (answer) => {
        // The child writes reports and nothing else.
        const report = answer as ServerReport;
        if (report.kind === kind) resolve(report as Extract<ServerReport, { kind: Kind }>);
        else reject(new Error(`the ${request.kind} server answered ${report.kind}, not ${kind}`));
      });
      child.send(message);
    });
  const { port } = await ask(request, "listening");
  return {
    port,
    usage: () => ask({ kind: "usage" }, "usage"),
    stop: async () => {
      child.send({ kind: "stop" } satisfies ServerRequest);
      await ended;
    },
  };
}
