import { describe, expect, it } from "vitest";
import { parseRetryAfter, request, requestLimitMs, retryAfterLimitMs } from "../../../form-scripts/contact-capture/request.ts";
import { busy, createPage, createPortal, html, json, pauses, portalError, redirected, type Reaction } from "./portal-double.ts";

const post = { method: "POST", body: "{}" };

interface SendOptions {
  readonly init?: RequestInit;
  readonly random?: number;
  readonly limitMs?: number;
  readonly onLine?: unknown;
}

async function send(reactions: readonly Reaction[], { init = {}, random = 0, limitMs = 20_000, onLine = true }: SendOptions = {}) {
  const portal = createPortal();
  portal.next.page.push(...reactions);
  const page = createPage({ portal, window: { navigator: { onLine } } });
  const start = page.clock.now();
  const answer = await request({ ...page, random: () => random, endsAt: start + limitMs }, "/page", init);
  return { answer, page, sent: portal.requests.length, tookMs: page.clock.now() - start };
}

const times = (count: number, reaction: () => Reaction): Reaction[] => Array.from({ length: count }, reaction);

describe("a request", () => {
  it("gives the whole answer", async () => {
    const { answer, sent } = await send([json({ a: 1 }, 201)]);
    expect(answer).toMatchObject({ status: 201, text: '{"a":1}' });
    expect(answer.code).toBeUndefined();
    expect(answer.code === undefined && answer.headers.get("Content-Type")).toMatch(/^application\/json/);
    expect(sent).toBe(1);
  });

  it("follows no redirect, and takes nothing from the browser's cache", async () => {
    const page = createPage();
    let sent: RequestInit = {};
    const fetch = async (_url: string, init: RequestInit): Promise<Response> => ((sent = init), new Response("x"));
    await request({ ...page, fetch, endsAt: page.clock.now() + 1 }, "/page", { ...post, headers: { a: "b" } });
    expect(sent).toEqual({
      method: "POST",
      body: "{}",
      headers: { a: "b" },
      cache: "no-store",
      redirect: "manual",
      signal: expect.any(AbortSignal) as AbortSignal,
    });
    expect(sent.signal?.aborted).toBe(false);
  });

  it.each([
    [0, "session-expired"],
    [300, "refused"],
    [400, "refused"],
    [401, "session-expired"],
    [403, "forbidden"],
    [404, "table-closed"],
    [405, "refused"],
    [412, "conflict"],
    [413, "too-large"],
    [499, "refused"],
    [500, "server-error"],
    [501, "server-error"],
    [502, "server-error"],
  ])("names an answer %i %s, and does not repeat it", async (status, code) => {
    const reaction = (): Response => (status ? portalError(status, "") : redirected());
    const isUnknown = status === 0 || status >= 500;
    for (const init of [{}, post]) {
      const { answer, sent, tookMs } = await send([reaction()], { init });
      expect(answer).toEqual({ code, portalCode: undefined, retryAfterMs: 0, isUncertain: isUnknown && init === post });
      expect(sent).toBe(1);
      expect(tookMs).toBe(0);
    }
  });

  it.each([
    ["the code", portalError(400, "90040100"), "refused", "90040100"],
    ["the code in capital letters", portalError(404, "9004010c"), "table-closed", "9004010C"],
    ["the inner code where there is no other", portalError(403, "", "9004010d"), "forbidden", "9004010D"],
    ["the outer code before the inner", portalError(403, "9004010D", "90040120"), "forbidden", "9004010D"],
    ["a token that does not match", portalError(403, "90040107"), "token-refused", "90040107"],
    ["a token that does not match, inside", portalError(401, "", "90040107"), "token-refused", "90040107"],
    ["a token that does not match, behind another code", portalError(401, "9004010D", "90040107"), "token-refused", "9004010D"],
    ["no code of Dataverse", json({ error: { code: "", cdscode: "0x80040237" } }, 403), "forbidden", undefined],
    ["no code that is longer", json({ error: { code: "900401200" } }, 403), "forbidden", undefined],
    ["none on a page", html("<p>90040107</p>", 403), "forbidden", undefined],
  ])("reads %s", async (_case, reaction, code, portalCode) => {
    expect((await send([reaction])).answer).toMatchObject({ code, portalCode });
  });

  it.each([
    ["a broken connection", "network", (): Reaction => "cut"],
    ["429", "busy", (): Reaction => busy(429)],
    ["503", "busy", (): Reaction => busy(503)],
  ])("repeats after %s twice, with a longer pause each time", async (_case, code, reaction) => {
    const through = await send([reaction(), reaction()]);
    expect(through.answer).toMatchObject({ status: 200 });
    expect(pauses(through.page)).toEqual([1_000, 2_000]);
    const given = await send(times(9, reaction));
    expect(given.answer).toMatchObject({ code, isUncertain: false });
    expect(given.sent).toBe(3);
    expect(given.tookMs).toBe(3_000);
  });

  it("spreads the repeats of many visitors", async () => {
    expect(pauses((await send([busy(429), busy(429)], { random: 0.5 })).page)).toEqual([1_250, 2_500]);
    expect(pauses((await send([busy(429, "2")], { random: 0.5 })).page)).toEqual([2_500]);
  });

  it.each([
    [429, post],
    [429, {}],
    [503, {}],
  ])("keeps the pause a portal asks for with %i, for %o", async (status, init) => {
    const { answer, page, sent } = await send([busy(status, "3")], { init });
    expect(answer).toMatchObject({ status: 200 });
    expect(pauses(page)).toEqual([3_000]);
    expect(sent).toBe(2);
  });

  it("keeps the longest pause it accepts, and none that is longer", async () => {
    const seconds = retryAfterLimitMs / 1_000;
    expect(pauses((await send([busy(429, String(seconds))])).page)).toEqual([retryAfterLimitMs]);
    const { answer, sent, tookMs } = await send([busy(429, String(seconds + 1))]);
    expect(answer).toMatchObject({ code: "busy", retryAfterMs: retryAfterLimitMs + 1_000 });
    expect([sent, tookMs]).toEqual([1, 0]);
  });

  it("repeats at once for a visitor whose clock is ahead of the portal's", async () => {
    const { answer, tookMs } = await send([busy(503, "Wed, 31 Dec 2025 00:00:00 GMT")]);
    expect(answer).toMatchObject({ status: 200 });
    expect(tookMs).toBe(0);
  });

  it("makes no pause that would not end in time", async () => {
    expect((await send([busy(429)], { limitMs: 1_001 })).sent).toBe(2);
    const { answer, sent, tookMs } = await send([busy(429)], { limitMs: 1_000 });
    expect(answer).toMatchObject({ code: "busy" });
    expect([sent, tookMs]).toEqual([1, 0]);
  });

  it.each<[string, Reaction, string]>([
    ["a broken connection", "cut", "network"],
    ["no answer in time", "silence", "timeout"],
    ["503 without a pause", busy(503), "busy"],
    ["503 with a pause", busy(503, "3"), "busy"],
    ["504", new Response("", { status: 504 }), "server-error"],
    ["a redirect", redirected(), "session-expired"],
  ])("never repeats a create after %s: it may have been carried out", async (_case, reaction, code) => {
    const { answer, sent } = await send([reaction], { init: post });
    expect(answer).toMatchObject({ code, isUncertain: true });
    expect(sent).toBe(1);
  });

  it.each<[string, Reaction, string]>([
    ["429", busy(429, "9"), "busy"],
    ["403", portalError(403, "90040103"), "forbidden"],
    ["499", new Response("", { status: 499 }), "refused"],
  ])("takes a create for refused after %s", async (_case, reaction, code) => {
    expect((await send([reaction], { init: post })).answer).toMatchObject({ code, isUncertain: false });
  });

  it("repeats an update that got lost: it does no more the second time", async () => {
    const { answer, sent } = await send(["cut"], { init: { method: "PATCH", body: "{}" } });
    expect(answer).toMatchObject({ status: 200 });
    expect(sent).toBe(2);
  });

  it("says that the browser is offline, and does not try again", async () => {
    const { answer, sent } = await send(["cut"], { init: post, onLine: false });
    expect(answer).toEqual({ code: "offline", isUncertain: true });
    expect(sent).toBe(1);
    expect(
      (
        await send(
          times(3, () => "cut"),
          { onLine: undefined },
        )
      ).answer,
    ).toMatchObject({ code: "network" });
    expect((await send([portalError(400, "")], { onLine: false })).answer).toMatchObject({ code: "refused" });
  });

  it("ends without an answer in time, and gives the request up", async () => {
    const page = createPage();
    let signal: AbortSignal | null | undefined;
    const fetch = (_url: string, init: RequestInit): Promise<Response> => new Promise(() => void (signal = init.signal));
    const start = page.clock.now();
    expect(await request({ ...page, fetch, endsAt: start + 60_000 }, "/page")).toEqual({ code: "timeout", isUncertain: false });
    expect(page.clock.now() - start).toBe(requestLimitMs);
    expect(signal?.aborted).toBe(true);
    expect(await request({ ...page, fetch, endsAt: page.clock.now() + 10 }, "/page")).toMatchObject({ code: "timeout" });
    expect(page.clock.now() - start).toBe(requestLimitMs + 10);
  });

  it("sends nothing when the time is up", async () => {
    const { answer, sent } = await send([], { limitMs: 0, init: post });
    expect(answer).toEqual({ code: "timeout" });
    expect(sent).toBe(0);
  });

  it("counts half an answer as none", async () => {
    const half = (): Response => new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError("cut")) }));
    expect((await send([half(), half(), half()])).answer).toMatchObject({ code: "network" });
  });

  it("is not stopped by a page that has put something else in the navigator's place", async () => {
    const page = createPage({ window: {} });
    page.portal.next.page.push("cut", "cut", "cut");
    expect(await request({ ...page, endsAt: page.clock.now() + 20_000 }, "/page")).toMatchObject({ code: "network" });
  });
});

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    ["3", 3_000],
    ["Thu, 01 Jan 2026 00:00:04 GMT", 4_000],
    ["Wed, 31 Dec 2025 23:59:59 GMT", -1_000],
    ["soon", 0],
    ["", 0],
    [null, 0],
  ])("reads %j as %j ms", (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });

  it("reads 0 as no pause at all", () => {
    expect(parseRetryAfter("0", now)).toBeLessThanOrEqual(0);
  });
});
