import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { startEmulator } from "../../portal-emulator/start-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import type { ServerReport, ServerRequest } from "./server-messages.ts";

type EmulatorRequest = Extract<ServerRequest, { kind: "emulator" }>;
type BareRequest = Extract<ServerRequest, { kind: "bare" }>;

/** In a child process: starts the server the parent asks for, and stops with it. */
export function serveParent(): void {
  let stop: () => Promise<void> = async () => undefined;
  const carryOut = async (request: ServerRequest): Promise<void> => {
    switch (request.kind) {
      case "emulator":
      case "bare": {
        const server = await (request.kind === "emulator" ? serveEmulator(request) : serveBare(request));
        stop = server.stop;
        report({ kind: "listening", port: server.port });
        break;
      }
      case "usage": {
        const { user, system } = process.cpuUsage();
        report({ kind: "usage", residentBytes: process.memoryUsage.rss(), processorUs: user + system });
        break;
      }
      case "stop":
        await stop();
        process.disconnect();
        break;
    }
  };
  // The parent alone writes here. What is thrown ends this process, which the parent sees.
  process.on("message", (message) => void carryOut(message as ServerRequest));
}

function report(message: ServerReport): void {
  process.send?.(message);
}

interface Serving {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

async function serveEmulator({ siteFolder, database, distFolder }: EmulatorRequest): Promise<Serving> {
  const started = await startEmulator({ site: await readSite(siteFolder), database, distFolder }, { portal: 0, org: 0, insights: 0 });
  return { port: Number(new URL(started.emulator.addresses.portal).port), stop: () => started.close() };
}

/** The same server and router with nothing behind them: constant answers, of which the one to a create reads its body first. */
async function serveBare({ row, page }: BareRequest): Promise<Serving> {
  const app = new Hono();
  app.get("/_api/contacts", (c) => c.body(row, 200, { "content-type": "application/json" }));
  app.post("/_api/contacts", async (c) => {
    await c.req.json();
    return c.body(null, 204);
  });
  app.get("*", (c) => c.html(page));
  // With the server's own quick Request and Response in place of the global ones, as it is by default and at its fastest; the emulator runs without.
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  // A listening TCP server has an address with a port.
  return { port: (server.address() as AddressInfo).port, stop };
}
