import { expect, test } from "vitest";
import { guardOrigin } from "../../portal-emulator/guard-origin.ts";

const origin = "http://localhost:4180";
const handle = guardOrigin(origin, async (request) => new Response(String((await request.arrayBuffer()).byteLength)));

/** A body that says nothing of its length, as one sent in chunks. */
function chunked(mebibytes: number): { readonly request: Request; readonly given: () => number } {
  let given = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (given === mebibytes) return controller.close();
      given += 1;
      return controller.enqueue(new Uint8Array(1024 * 1024));
    },
  });
  // Node asks for `duplex` with a stream; the types do not know it yet.
  return { request: new Request(`${origin}/x`, { method: "POST", body, duplex: "half" } as RequestInit), given: () => given };
}

test("hands on a body in chunks whole", async () => {
  expect(await (await handle(chunked(3).request)).text()).toBe(String(3 * 1024 * 1024));
});

test("stops reading a body in chunks past the limit", async () => {
  const { request, given } = chunked(200);
  expect((await handle(request)).status).toBe(413);
  expect(given()).toBeLessThan(12);
});

test.each([
  ["9000000", 413],
  ["2", 200],
])("believes a length of %s", async (length, status) => {
  const request = new Request(`${origin}/x`, { method: "POST", body: "{}", headers: { "content-length": length } });
  expect((await handle(request)).status).toBe(status);
});

test.each([["evil.example"], ["127.0.0.1:4180"]])("refuses what was sent to %s", async (host) => {
  expect((await handle(new Request(`${origin}/x`, { headers: { host } }))).status).toBe(421);
});
