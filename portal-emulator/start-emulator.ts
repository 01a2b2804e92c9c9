import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { EmulatorOrigin } from "../contract/emulator.ts";
import { UserError } from "../contract/user-error.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "./create-emulator.ts";
import { breakConnection } from "./faults/break-connection.ts";
import { BrokenConnection } from "./faults/broken-connection.ts";

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

export interface StartOptions extends Omit<EmulatorOptions, "addresses"> {
  /**
   * `localhost` (default), or a name below it such as `portal.localhost`, which browsers take to this machine as well. Code-site samples of
   * Microsoft's call no portal from a page of `localhost`: there they make their answers up.
   */
  readonly portalHost?: string;
}

/**
 * Starts the three origins on this machine's loopback: the portal as `localhost`, org and insights as `127.0.0.1`,
 * since cookies do not tell ports apart, but hosts they do.
 * @throws UserError `port-taken`, exit code 3; nothing is left listening then. `ports-equal`, `portal-host-not-local`, exit code 2
 */
export async function startEmulator(
  { portalHost = "localhost", ...options }: StartOptions,
  ports: EmulatorPorts,
): Promise<StartedEmulator> {
  if (!/^(?:[a-z0-9-]+\.)*localhost$/u.test(portalHost))
    throw new UserError("portal-host-not-local", `the portal's host is to be localhost or a name below it, not ${portalHost}`, {
      exitCode: 2,
      hint: "For example portal.localhost.",
    });
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
  const used = new WeakSet<Socket>();
  let wereKept = true;
  /** While a fault breaks connections none is kept: on a kept one a browser sends a lost request again by itself, and the page sees no fault. */
  const keepOrCloseConnections = (outgoing: ServerResponse, areKept: boolean): void => {
    if (!areKept && !outgoing.headersSent) outgoing.setHeader("connection", "close");
    if (!areKept && wereKept) for (const server of servers) server.closeIdleConnections();
    wereKept = areKept;
  };
  const answer = async (origin: EmulatorOrigin, request: Request, outgoing: ServerResponse): Promise<Response> => {
    if (emulator === undefined) return new Response("The emulator is starting.", { status: 503 });
    try {
      const response = await emulator.fetch(origin, request);
      keepOrCloseConnections(outgoing, !emulator.breaksConnections());
      if (outgoing.socket !== null) used.add(outgoing.socket);
      return response;
    } catch (error) {
      if (!(error instanceof BrokenConnection)) throw error;
      await breakConnection(outgoing, error, outgoing.socket !== null && used.has(outgoing.socket));
      return RESPONSE_ALREADY_SENT;
    }
  };
  const listen = async (origin: EmulatorOrigin): Promise<number> => {
    const listener = getRequestListener(
      // The servers speak HTTP/1.1 only.
      (request, { outgoing }) => answer(origin, request, outgoing as ServerResponse),
      { overrideGlobalObjects: false },
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
        portal: `http://${portalHost}:${portal}`,
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
