export interface DripPace {
  readonly chunkBytes: number;
  readonly intervalMs: number;
}

/** The same answer with its body in small pieces, by the machine's clock. */
export function dripBody(response: Response, { chunkBytes, intervalMs }: DripPace): Response {
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
        await new Promise((resolve) => setTimeout(resolve, intervalMs));
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
