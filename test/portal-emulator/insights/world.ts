import { createInsights } from "../../../portal-emulator/insights/create-insights.ts";
import type { EventBatch, TrackedEvent } from "../../../portal-emulator/insights/event-batch.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import { createTestContext } from "../../support/emulator-context.ts";

export const portal = "http://localhost:4000";
export const insights = "http://127.0.0.1:4002";
export const collector = `${insights}/@mobile.events.data.microsoft.com/OneCollector/1.0/`;
export const cookieA = "3f43317e-d1ef-4cd3-9917-2d3342111d1a";
export const cookieB = "7a1c0d1e-0000-4000-8000-00000000000b";
export const contactA = "11111111-1111-4111-8111-111111111111";
export const contactB = "22222222-2222-4222-8222-222222222222";

/** An insights origin over an empty store, with a clock the test moves and the effects it noted. */
export function createWorld() {
  let nowMs = Date.parse("2026-11-22T10:00:00.000Z");
  const clock = { now: () => new Date(nowMs) };
  const store = openStore({ file: ":memory:", clock });
  const effects: string[] = [];
  const ctx = createTestContext({
    store,
    clock,
    addresses: { portal, org: "http://127.0.0.1:4001", insights, orgToken: "token", console: `${portal}/_emulator/console/` },
    effect: (_, words) => void effects.push(words),
  });
  const app = createInsights(ctx, { readLibrary: async () => "/* the library */" });
  return {
    store,
    clock,
    effects,
    advance: (ms: number) => (nowMs += ms),
    request: async (url: string, init?: RequestInit) => app.request(url, init),
    send: async (body: string, headers: Record<string, string> = { origin: portal }) =>
      app.request(collector, { method: "POST", body, headers: { "content-type": "text/plain", ...headers } }),
  };
}
export type World = ReturnType<typeof createWorld>;

let signals = 0;

const occasion = (authId = "") => ({
  signalId: `signal-${++signals}`,
  atMs: 1_000,
  timezone: "Europe/Rome",
  sessionId: "session-1",
  sessionDurationMs: 5,
  authId,
  page: { name: "/start/", title: "Start", type: "page", uri: `${portal}/start/`, previousViews: "", referrerUri: "", referrerTitle: "" },
});

export const viewEvent = (): TrackedEvent => ({ ...occasion(), kind: "view" });
export const userEvent = (authId: string): TrackedEvent => ({ ...occasion(authId), kind: "user" });
export const customEvent = (): TrackedEvent => ({ ...occasion(), kind: "custom", name: "brochure" });
export const actionEvent = (): TrackedEvent => ({
  ...occasion(),
  kind: "action",
  action: {
    name: "Read more",
    type: "LClick",
    target: "https://example.com/more",
    elementId: "more",
    isOutbound: true,
    elapsedMs: 1234.6,
    coordinates: "10,20",
  },
});

export const batchOf = (events: readonly TrackedEvent[], changes: Partial<EventBatch> = {}): EventBatch => ({
  version: 1,
  product: "data",
  ingestionKey: "0123456789abcdef0123456789abcdef-00000000-0000-4000-8000-000000000000-1234",
  sdkVersion: "stand-in",
  cookieId: cookieA,
  sentAtMs: 1_000,
  events,
  ...changes,
});
