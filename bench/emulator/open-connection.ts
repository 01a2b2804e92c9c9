import { connect } from "node:net";

export interface HttpAnswer {
  readonly status: number;
  /** Status line and headers, as sent. */
  readonly head: string;
  readonly body: string;
}

export interface Connection {
  /** One request after the other. */
  send(request: string): Promise<HttpAnswer>;
  close(): void;
}

/**
 * A kept-alive HTTP/1.1 connection to a port of this machine, with nothing between the socket and the benchmark: with a client library it would be
 * the client's speed that is measured.
 */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let waiting: { readonly resolve: (answer: HttpAnswer) => void; readonly reject: (reason: Error) => void } | undefined;
  const fail = (reason: Error): void => {
    waiting?.reject(reason);
    waiting = undefined;
  };
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    try {
      const parsed = parseAnswer(received);
      if (parsed === undefined) return;
      received = received.subarray(parsed.length);
      const settled = waiting;
      waiting = undefined;
      settled?.resolve(parsed.answer);
    } catch (error) {
      socket.destroy();
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
  socket.on("close", () => fail(new Error("the server closed the connection")));
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.on("error", fail);
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** undefined: not all of it has come. Throws when the length of the body is not said. */
function parseAnswer(received: Buffer): { readonly answer: HttpAnswer; readonly length: number } | undefined {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const head = received.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + 4;
  if (status === 204 || status === 304) return { answer: { status, head, body: "" }, length: start };
  const said = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (said === undefined) return parseChunks(received, { status, head, start });
  const end = start + Number(said);
  return received.length < end ? undefined : { answer: { status, head, body: received.toString("utf8", start, end) }, length: end };
}

function parseChunks(
  received: Buffer,
  { status, head, start }: { readonly status: number; readonly head: string; readonly start: number },
): { readonly answer: HttpAnswer; readonly length: number } | undefined {
  if (!/^transfer-encoding: *chunked/im.test(head)) throw new Error(`an answer without a length: ${head}`);
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = received.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(received.toString("latin1", at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (Number.isNaN(size)) throw new Error("a chunk without a size");
    if (received.length < end + 2) return undefined;
    if (size === 0) return { answer: { status, head, body: Buffer.concat(chunks).toString("utf8") }, length: end + 2 };
    chunks.push(received.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}
