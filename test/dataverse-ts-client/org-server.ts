import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface OrgServer {
  readonly url: string;
  /** What was asked: decoded path with query, and headers. */
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly atMs: number }[];
  close(): Promise<void>;
}

/** A loopback organization that answers as the test says, one answer per request. */
export async function startOrgServer(answer: (n: number, url: string, response: ServerResponse) => void): Promise<OrgServer> {
  const requests: OrgServer["requests"] = [];
  let url = "";
  const server = createServer((request, response) => {
    requests.push({ path: decodeURIComponent(request.url ?? ""), headers: request.headers, atMs: performance.now() });
    answer(requests.length, url, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    requests,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "Content-Type": "application/json; odata.metadata=minimal", ...headers }).end(JSON.stringify(value));
}
