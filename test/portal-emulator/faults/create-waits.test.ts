import { expect, test } from "vitest";
import { BrokenConnection } from "../../../portal-emulator/faults/broken-connection.ts";
import { createWaits } from "../../../portal-emulator/faults/create-waits.ts";
import { dripBody } from "../../../portal-emulator/faults/drip-body.ts";

const minute = 60_000;

test("passes after its time", async () => {
  await expect(createWaits().wait(1)).resolves.toBeUndefined();
});

test("breaks off what waits when all are ended, and what would wait later", async () => {
  const waits = createWaits();
  const before = expect(waits.wait(minute)).rejects.toBeInstanceOf(BrokenConnection);
  waits.endAll();
  await before;
  await expect(waits.wait(minute)).rejects.toBeInstanceOf(BrokenConnection);
});

test("ends a dripping answer and lets go of where it comes from", async () => {
  const waits = createWaits();
  let isLetGo = false;
  const source = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => void (isLetGo = true),
  });
  const dripping = dripBody(new Response(source), { chunkBytes: 1, intervalMs: minute }, (ms) => waits.wait(ms)).arrayBuffer();
  await new Promise((resolve) => setTimeout(resolve, 5));
  waits.endAll();
  expect((await dripping).byteLength).toBe(0);
  expect(isLetGo).toBe(true);
});
