import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openConnection } from "../../../bench/emulator/open-connection.ts";

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => void server.close()));

/** A server that answers each request with the next of these texts, each in pieces that arrive one by one. */
async function answerWith(...answers: readonly (readonly string[])[]): Promise<number> {
  let next = 0;
  const answer = async (socket: Socket): Promise<void> => {
    for (const piece of answers[next++] ?? []) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (next === answers.length) socket.end();
  };
  const server = createServer((socket) => socket.on("data", () => void answer(socket)));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A listening TCP server has an address with a port.
  return (server.address() as AddressInfo).port;
}

describe("a connection", () => {
  it.each([
    ["whole", ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"]],
    ["in pieces", ["HTTP/1.1 200 O", "K\r\ncontent-length: 5\r\n\r", "\nhel", "lo"]],
    ["in chunks", ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n", "2\r\nl", "o\r\n0\r\n\r\n"]],
  ])("reads an answer that comes %s", async (_, pieces) => {
    const connection = await openConnection(await answerWith(pieces));
    expect(await connection.send("GET / HTTP/1.1\r\n\r\n")).toMatchObject({ status: 200, body: "hello" });
    connection.close();
  });

  it("reads one answer after the other, also one without a body", async () => {
    const connection = await openConnection(
      await answerWith(["HTTP/1.1 204 No Content\r\nentityid: 1\r\n\r\n"], ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"]),
    );
    const created = await connection.send("POST / HTTP/1.1\r\n\r\n");
    expect(created).toMatchObject({ status: 204, body: "" });
    expect(created.head).toContain("entityid: 1");
    expect((await connection.send("GET / HTTP/1.1\r\n\r\n")).body).toBe("hi");
    connection.close();
  });

  it.each([
    ["says no length", "HTTP/1.1 200 OK\r\n\r\nhello", /without a length/],
    ["has a chunk without a size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nhello\r\n", /without a size/],
    ["breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", /closed the connection/],
  ])("fails at an answer that %s", async (_, text, message) => {
    const connection = await openConnection(await answerWith([text]));
    await expect(connection.send("GET / HTTP/1.1\r\n\r\n")).rejects.toThrow(message);
    connection.close();
  });
});
