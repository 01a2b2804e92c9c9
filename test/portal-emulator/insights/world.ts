import { createInsights } from "../../../portal-emulator/insights/create-insights.ts";
import type { EventBatch, TrackedEvent } from "../../../portal-emulator/insights/event-batch.ts";
import { personalizationFunctions } from "../../../portal-emulator/insights/personalization-functions.ts";
import { refreshCustomerInsights } from "../../../portal-emulator/insights/refresh.ts";
import { visitorStates } from "../../../portal-emulator/insights/visitor-states.ts";
import { createOrg } from "../../../portal-emulator/org/create-org.ts";
import { defaultSwitches } from "../../../portal-emulator/switches.ts";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import { createTestContext } from "../../support/emulator-context.ts";

export const portal = "http://localhost:4000";
export const insights = "http://127.0.0.1:4002";
export const collector = `${insights}/@mobile.events.data.microsoft.com/OneCollector/1.0/`;
export const cookieA = "3f43317e-d1ef-4cd3-9917-2d3342111d1a";
export const cookieB = "7a1c0d1e-0000-4000-8000-00000000000b";
export const contactA = "a1b2c3d4-1111-4111-8111-11111111111a";
export const contactB = "f2222222-2222-4222-8222-22222222222f";

/** An insights origin over an empty store, with a clock the test moves and the effects it noted. */
export function createWorld(switches: Partial<EmulatorSwitches> = {}) {
  let nowMs = Date.parse("2026-11-22T10:00:00.000Z");
  const clock = {
    now: () => new Date(nowMs),
    set: (now: Date) => void (nowMs = now.getTime()),
    advance: (ms: number) => void (nowMs += ms),
  };
  const effects: string[] = [];
  const ctx = createTestContext({
    clock,
    switches: { ...defaultSwitches, ...switches },
    addresses: { portal, org: "http://127.0.0.1:4001", insights, orgToken: "token", console: `${portal}/_emulator/console/` },
    effect: (_, words) => void effects.push(words),
  });
  const app = createInsights(ctx, { readLibrary: async () => "/* the library */" });
  const { store, organization } = ctx;
  const org = createOrg(ctx, { functions: personalizationFunctions });
  return {
    ctx,
    store,
    organization,
    clock,
    effects,
    refresh: async () => refreshCustomerInsights(ctx),
    visitors: () => visitorStates(ctx),
    /** What the organization answers to GET below its root. */
    ask: async (path: string) => {
      const response = await org.request(`http://127.0.0.1:4001/api/data/v9.2/${path}`, {
        headers: { host: "127.0.0.1:4001", authorization: "Bearer token" },
      });
      // Only answers of our own: JSON objects.
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
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
