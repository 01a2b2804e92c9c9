import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { BrokenConnection } from "./broken-connection.ts";

/**
 * Ends the connection of a request as the fault says, after what still arrives of the answer.
 * @param wasUsed the connection has carried an answer before
 */
export async function breakConnection(outgoing: ServerResponse, { end, arrived }: BrokenConnection, wasUsed: boolean): Promise<void> {
  const { socket } = outgoing;
  if (socket === null || socket.destroyed) return;
  if (arrived !== undefined) {
    outgoing.writeHead(arrived.status, [...arrived.headers].flat());
    outgoing.flushHeaders();
    await write(outgoing, new Uint8Array(await arrived.arrayBuffer()));
  } else if (end === "cut" && wasUsed) {
    // A browser that loses a used connection before any byte of an answer sends the request again by itself, a POST too, and the page sees no
    // fault. A byte that begins no HTTP answer keeps it from that. A reset allows no byte: there the browser does send again.
    await write(socket, "\n");
  }
  if (end === "reset") socket.resetAndDestroy();
  else socket.destroySoon();
}

function write(stream: ServerResponse | Socket, bytes: Uint8Array | string): Promise<void> {
  return new Promise((resolve) => {
    // An error means that the other side is gone already: nothing is left to break.
    stream.write(bytes, () => resolve());
  });
}
