import { expect, it } from "vitest";
import { createClock } from "../../../portal-emulator/clock.ts";
import { createRequestLog } from "../../../portal-emulator/recorder/create-request-log.ts";

const ask = (): Request => new Request("http://localhost:4180/_api/contacts");
const long = "x".repeat(20_000);

it.each([
  ["a short one", '{"value":[]}', "application/json", '{"value":[]}'],
  ["not a long one", long, "application/json", undefined],
  ["not one of another type", "<p>", "text/html", undefined],
])("keeps a body it was told, and leaves the answer unread: %s", async (_, text, type, kept) => {
  const log = createRequestLog(createClock());
  // The log does not look into the answer: it would find another text there.
  const answer = new Response("unread", { headers: { "content-type": type } });
  log.body(answer, text);
  const given = await log.record("portal", () => Promise.resolve(answer))(ask());
  expect(given).toBe(answer);
  expect(given.bodyUsed).toBe(false);
  await Promise.resolve();
  expect(log.read(0, true).entries[0]?.responseBody).toBe(kept);
});
