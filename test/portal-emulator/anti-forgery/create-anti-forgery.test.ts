import { beforeEach, describe, expect, test } from "vitest";
import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import type { AntiForgery } from "../../../portal-emulator/anti-forgery/create-anti-forgery.ts";
import { createAntiForgery } from "../../../portal-emulator/anti-forgery/create-anti-forgery.ts";
import { tokenFault } from "../../../portal-emulator/anti-forgery/token-fault.ts";
import type { EmulatorContext, Persona } from "../../../portal-emulator/emulator-context.ts";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import { defaultSwitches } from "../../../portal-emulator/switches.ts";
import { tinySite } from "../../access/tiny-site.ts";
import { createTestContext } from "../../support/emulator-context.ts";

const origin = "http://localhost:8080";
const anonymous: Persona = { contactId: undefined, roleIds: [] };
let persona: Persona = anonymous;
let antiForgery: AntiForgery;
let now: Date;
let switches: EmulatorSwitches;

function context(): EmulatorContext {
  return {
    ...createTestContext({ persona: () => persona, clock: { now: () => now }, site: () => tinySite() }),
    get switches() {
      return switches;
    },
  };
}

interface Pair {
  readonly cookie: string;
  readonly token: string;
}

async function fetchPair(from: AntiForgery, held?: string, path = tokenPath): Promise<Pair & { setCookie: string | null; text: string }> {
  const headers: Record<string, string> = held === undefined ? {} : { cookie: `other=1; ${antiForgeryName}=${held}` };
  const response = await from.app.fetch(new Request(`${origin}${path}`, { headers }));
  const text = await response.text();
  const setCookie = response.headers.get("set-cookie");
  const cookie = setCookie === null ? (held ?? "") : (/=([^;]+)/u.exec(setCookie)?.[1] ?? "");
  return { cookie, token: /value="([^"]+)"/u.exec(text)?.[1] ?? "", setCookie, text };
}

function verdict({ cookie, token }: Partial<Pair>): string {
  const headers: Record<string, string> = {};
  if (cookie !== undefined) {
    headers["cookie"] = `a=b; ${antiForgeryName}=${cookie}; c=d`;
  }
  if (token !== undefined) {
    headers[antiForgeryName] = token;
  }
  return antiForgery.verify(new Request(`${origin}/_api/contacts`, { method: "POST", headers }));
}

beforeEach(() => {
  persona = anonymous;
  now = new Date("2026-03-04T05:06:07Z");
  switches = defaultSwitches;
  antiForgery = createAntiForgery(context());
});

describe("the token page", () => {
  test("is exactly one input, with a session cookie that script cannot read", async () => {
    const { text, setCookie, cookie, token } = await fetchPair(antiForgery);
    expect(text).toMatch(/^<input name="__RequestVerificationToken" type="hidden" value="[^"]+" \/>$/u);
    expect(setCookie).toMatch(/; path=\/; HttpOnly$/u);
    expect(setCookie).not.toMatch(/expires|max-age/iu);
    expect(token).not.toBe(cookie);
  });

  test("keeps the cookie that is there, gives another token, and both tokens fit", async () => {
    const first = await fetchPair(antiForgery);
    const second = await fetchPair(antiForgery, first.cookie);
    expect(second.setCookie).toBeNull();
    expect(second.token).not.toBe(first.token);
    expect([verdict(first), verdict({ cookie: first.cookie, token: second.token })]).toEqual(["ok", "ok"]);
  });

  test("replaces a cookie of another process", async () => {
    const foreign = await fetchPair(createAntiForgery(context()));
    const own = await fetchPair(antiForgery, foreign.cookie);
    expect(own.setCookie).not.toBeNull();
    expect(verdict(own)).toBe("ok");
  });
});

describe("verification", () => {
  test("tells what is missing", async () => {
    const { cookie, token } = await fetchPair(antiForgery);
    expect([verdict({ cookie, token }), verdict({ cookie }), verdict({ token }), verdict({})]).toEqual([
      "ok",
      "missing-token",
      "missing-cookie",
      "missing-token",
    ]);
  });

  test("refuses values that do not belong together", async () => {
    const [one, other] = [await fetchPair(antiForgery), await fetchPair(antiForgery)];
    const foreign = await fetchPair(createAntiForgery(context()));
    const wrong: Pair[] = [
      { cookie: one.cookie, token: other.token },
      { cookie: one.token, token: one.cookie },
      { cookie: one.cookie, token: one.cookie },
      { cookie: one.cookie, token: `${one.token}x` },
      { cookie: one.cookie, token: "x" },
      { cookie: "x", token: one.token },
      { cookie: `${one.cookie}x`, token: one.token },
      foreign,
    ];
    expect(wrong.map((pair) => verdict(pair))).toEqual(wrong.map(() => "mismatch"));
  });

  test("refuses a pair from before signing in, and one from before signing out", async () => {
    const before = await fetchPair(antiForgery);
    persona = { contactId: "11111111-1111-4111-8111-111111111111", roleIds: [] };
    expect(verdict(before)).toBe("mismatch");
    const after = await fetchPair(antiForgery, before.cookie);
    expect(verdict(after)).toBe("ok");
    persona = anonymous;
    expect(verdict(after)).toBe("mismatch");
  });

  test("refuses every pair from before a rotation, and takes one fetched after it", async () => {
    const before = await fetchPair(antiForgery);
    antiForgery.rotate();
    expect(verdict(before)).toBe("mismatch");
    const after = await fetchPair(antiForgery, before.cookie);
    expect(after.setCookie).not.toBeNull();
    expect([verdict(after), verdict({ cookie: after.cookie, token: before.token })]).toEqual(["ok", "mismatch"]);
  });

  test("refuses a token past the lifetime of the switch, by the emulator's clock", async () => {
    const pair = await fetchPair(antiForgery);
    const inMinutes = (minutes: number): string => {
      now = new Date(Date.parse("2026-03-04T05:06:07Z") + minutes * 60_000);
      return verdict(pair);
    };
    expect(inMinutes(60 * 24 * 365)).toBe("ok");
    switches = { ...defaultSwitches, tokenLifetime: "20m" };
    expect([inMinutes(20), inMinutes(20.1)]).toEqual(["ok", "mismatch"]);
    const fresh = await fetchPair(antiForgery, pair.cookie);
    expect([fresh.setCookie, verdict(fresh)]).toEqual([null, "ok"]);
  });

  test("cannot be stretched by a token that says it is younger", async () => {
    switches = { ...defaultSwitches, tokenLifetime: "20m" };
    const { cookie, token } = await fetchPair(antiForgery);
    const [nonce, , signature] = token.split(".");
    now = new Date("2026-03-04T06:00:00Z");
    expect(verdict({ cookie, token: [nonce, now.getTime().toString(36), signature].join(".") })).toBe("mismatch");
  });
});

describe("the second route", () => {
  test("gives a pair too, under the site's own id", async () => {
    const { id } = tinySite().website;
    const pair = await fetchPair(antiForgery, undefined, `/_portal/${id.toUpperCase()}/Layout/GetAntiForgeryToken`);
    expect(verdict(pair)).toBe("ok");
  });

  test("is not there under another id", async () => {
    const response = await antiForgery.app.fetch(new Request(`${origin}/_portal/other/Layout/GetAntiForgeryToken`));
    expect(response.status).toBe(404);
  });
});

test("the code of a missing token is the switch's", () => {
  expect(tokenFault("missing-token", { ...defaultSwitches, missingTokenCode: "90040108" })?.options.code).toBe("90040108");
  expect(tokenFault("mismatch", { ...defaultSwitches, missingTokenCode: "90040108" })?.options.code).toBe("90040107");
});

test.each([
  ["missing-token", 401, 401, "90040107", "MissingPortalRequestVerificationToken"],
  ["mismatch", 401, 401, "90040107", "HttpAntiForgeryException"],
  ["mismatch", 403, 403, "90040107", "HttpAntiForgeryException"],
  ["missing-token", "by-cause", 401, "90040107", "MissingPortalRequestVerificationToken"],
  ["mismatch", "by-cause", 403, "90040107", "HttpAntiForgeryException"],
  ["missing-cookie", 403, 401, "90040109", "MissingPortalSessionCookie"],
] as const)("%s with the switch at %s is %i %s", (found, tokenFaultStatus, status, code, type) => {
  expect(tokenFault(found, { ...defaultSwitches, tokenFaultStatus })?.options).toMatchObject({ status, code, type });
});
