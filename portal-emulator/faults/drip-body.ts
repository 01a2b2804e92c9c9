import { BrokenConnection } from "./broken-connection.ts";

export interface DripPace {
  readonly chunkBytes: number;
  readonly intervalMs: number;
}

/** The same answer with its body in small pieces, one after each wait. */
export function dripBody(response: Response, { chunkBytes, intervalMs }: DripPace, wait: (ms: number) => Promise<void>): Response {
  if (response.body === null) return response;
  const source = response.body.getReader();
  let rest = new Uint8Array(0);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (rest.length === 0) {
          const { done, value } = await source.read();
          if (done) return controller.close();
          rest = new Uint8Array(value);
        }
        try {
          await wait(intervalMs);
        } catch (error) {
          if (!(error instanceof BrokenConnection)) throw error;
          // The emulator has closed: nobody is left to read on.
          await source.cancel();
          return controller.close();
        }
        controller.enqueue(rest.slice(0, chunkBytes));
        rest = rest.slice(chunkBytes);
        return undefined;
      },
      cancel: (reason) => source.cancel(reason),
    },
    // Nothing is made ready ahead of its time.
    { highWaterMark: 0 },
  );
  return new Response(body, { status: response.status, headers: response.headers });
}
