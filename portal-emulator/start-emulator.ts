import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { EmulatorOrigin } from "../contract/emulator.ts";
import { UserError } from "../contract/user-error.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "./create-emulator.ts";

/** 0: any free port. */
export interface EmulatorPorts {
  readonly portal: number;
  readonly org: number;
  readonly insights: number;
}

export interface StartedEmulator {
  readonly emulator: Emulator;
  /** Stops within 2 s, open connections included. */
  close(): Promise<void>;
}

const loopback = "127.0.0.1";

/**
 * Starts the three origins on this machine's loopback: the portal as `localhost`, org and insights as `127.0.0.1`,
 * since cookies do not tell ports apart, but hosts they do.
 * @throws UserError `port-taken`, exit code 3; nothing is left listening then
 */
export async function startEmulator(options: Omit<EmulatorOptions, "addresses">, ports: EmulatorPorts): Promise<StartedEmulator> {
  const twice = Object.values(ports).find((port, index, all) => port !== 0 && all.indexOf(port) !== index);
  if (twice !== undefined) {
    throw new UserError("ports-equal", `portal, organization and Customer Insights cannot share port ${twice}`, {
      exitCode: 2,
      hint: "Give each a port of its own, or 0 for any free one.",
    });
  }
  const servers: Server[] = [];
  const closeServers = async (): Promise<void> => {
    await Promise.all(servers.map((server) => closeServer(server)));
  };
  let emulator: Emulator | undefined;
  const listen = async (origin: EmulatorOrigin): Promise<number> => {
    const listener = getRequestListener(
      (request) => emulator?.fetch(origin, request) ?? new Response("The emulator is starting.", { status: 503 }),
      {
        overrideGlobalObjects: false,
      },
    );
    const server = createServer((request, response) => void listener(request, response));
    await listenOn(server, ports[origin], origin);
    servers.push(server);
    // A listening TCP server has an address with a port.
    return (server.address() as AddressInfo).port;
  };
  try {
    const portal = await listen("portal");
    const org = await listen("org");
    const insights = await listen("insights");
    emulator = await createEmulator({
      ...options,
      addresses: {
        portal: `http://localhost:${portal}`,
        org: `http://${loopback}:${org}`,
        insights: `http://${loopback}:${insights}`,
      },
    });
  } catch (error) {
    await closeServers();
    throw error;
  }
  const started = emulator;
  return {
    emulator: started,
    async close() {
      await closeServers();
      await started.close();
    },
  };
}

function listenOn(server: Server, port: number, origin: EmulatorOrigin): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new UserError(
              "port-taken",
              `port ${port} for the ${origin} is ${error.code === "EACCES" ? "not allowed here" : "taken by another program"}`,
              {
                exitCode: 3,
                hint: `Choose another with --${origin}-port, or 0 for any free one.`,
                cause: error,
              },
            )
          : error,
      );
    });
    server.listen({ host: loopback, port, exclusive: true }, resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
