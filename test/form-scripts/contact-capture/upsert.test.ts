import { describe, expect, it } from "vitest";
import { readCreatedId } from "../../../form-scripts/contact-capture/create.ts";
import { chooseContact, lookUpUrl } from "../../../form-scripts/contact-capture/look-up.ts";
import { parseRetryAfter, requestLimitMs, retryAfterLimitMs, submitLimitMs } from "../../../form-scripts/contact-capture/request.ts";
import { upsertContact } from "../../../form-scripts/contact-capture/upsert.ts";
import { idA, idB } from "../../identity/page-double.ts";
import {
  busy,
  createPage,
  createPortal,
  created,
  html,
  json,
  kinds,
  portalError,
  redirected,
  type FakePortal,
  type Reaction,
} from "./portal-double.ts";

const values = { lastname: "Lovelace", emailaddress1: "ada@example.com" };
const appliesThenBreaks: Reaction = (portal) => {
  portal.contacts.push({ contactid: idA, emailaddress1: "ada@example.com" });
  return "cut";
};

async function upsert(portal: FakePortal, lookup: "email" | "none" = "email") {
  const page = createPage({ portal });
  const start = page.clock.now();
  let creates = 0;
  const result = await upsertContact(page, { values, lookup, endsAt: start + submitLimitMs, onCreate: () => void creates++ });
  return { result, creates, page, tookMs: page.clock.now() - start };
}

const row = (contactid: unknown, emailaddress1?: unknown): object => ({ contactid, emailaddress1 });

describe("upsert", () => {
  it("reuses the contact that has the address, without writing", async () => {
    const { result, creates, page } = await upsert(createPortal([{ contactid: idB.toUpperCase(), emailaddress1: "ADA@example.com" }]));
    expect(result).toEqual({ ok: true, contactId: idB, outcome: "reused" });
    expect(creates).toBe(0);
    expect(kinds(page.portal)).toEqual(["token", "look-up"]);
  });

  it("creates one where there is none, with the token and JSON headers", async () => {
    const { result, page } = await upsert(createPortal());
    expect(result).toEqual({ ok: true, contactId: idA, outcome: "created" });
    expect(kinds(page.portal)).toEqual(["token", "look-up", "create"]);
    const create = page.portal.requests.at(-1);
    expect(create).toMatchObject({ url: "/_api/contacts", method: "POST", body: JSON.stringify(values) });
    expect(create?.headers).toEqual({
      accept: "application/json",
      "content-type": "application/json",
      __requestverificationtoken: "token-1",
    });
  });

  it("never asks for contacts in create-only mode", async () => {
    const { result, page } = await upsert(createPortal([{ contactid: idB, emailaddress1: "ada@example.com" }]), "none");
    expect(result).toMatchObject({ ok: true, outcome: "created" });
    expect(kinds(page.portal)).toEqual(["token", "create"]);
  });

  it("sends nothing where the look-up has no address to go by", async () => {
    const page = createPage();
    const result = await upsertContact(page, {
      values: { lastname: "x" },
      lookup: "email",
      endsAt: page.clock.now() + 1_000,
      onCreate: () => undefined,
    });
    expect(result).toEqual({ ok: false, step: "upsert", code: "invalid" });
    expect(page.portal.requests).toEqual([]);
  });

  it.each([
    { status: 401, code: "90040107", inner: undefined },
    { status: 403, code: "90040107", inner: undefined },
    { status: 403, code: "", inner: "90040107" },
    { status: 401, code: "9004010d", inner: "90040107" },
    { status: 401, code: "90040109", inner: undefined },
    { status: 401, code: "90040108", inner: undefined },
    { status: 401, code: "", inner: undefined },
    { status: 403, code: "", inner: undefined },
  ])("fetches a new token once after $status with <$code>/<$inner>", async ({ status, code, inner }) => {
    const portal = createPortal();
    portal.next.create.push(portalError(status, code, inner));
    const { result, page } = await upsert(portal);
    expect(result).toMatchObject({ ok: true, outcome: "created" });
    expect(kinds(page.portal)).toEqual(["token", "look-up", "create", "page", "token", "create"]);
    expect(page.portal.requests.at(-1)?.headers["__requestverificationtoken"]).toBe("token-2");
    expect(portal.contacts).toHaveLength(1);
  });

  it.each<{ case: string; reaction: () => Response }>([
    { case: "a redirect", reaction: redirected },
    { case: "a sign-in page", reaction: html },
  ])("fetches a new token once where $case comes instead of rows", async ({ reaction }) => {
    const portal = createPortal();
    portal.next["look-up"].push(reaction());
    expect((await upsert(portal)).result).toMatchObject({ ok: true, outcome: "created" });
    expect(kinds(portal)).toEqual(["token", "look-up", "page", "token", "look-up", "create"]);
  });

  it.each<{ case: string; reaction: () => Response }>([
    { case: "a redirect", reaction: redirected },
    { case: "a sign-in page", reaction: html },
  ])("looks again before a second create where $case may have hidden the first", async ({ reaction }) => {
    const portal = createPortal();
    portal.next.create.push(reaction());
    expect((await upsert(portal)).result).toMatchObject({ ok: true, outcome: "created" });
    expect(kinds(portal)).toEqual(["token", "look-up", "create", "page", "token", "look-up", "create"]);
    expect(portal.requests.at(-1)?.headers["__requestverificationtoken"]).toBe("token-2");

    const carriedOut = createPortal();
    carriedOut.next.create.push((fake) => {
      fake.contacts.push({ contactid: idA, emailaddress1: "ada@example.com" });
      return reaction();
    });
    expect((await upsert(carriedOut)).result).toMatchObject({ ok: true, contactId: idA, outcome: "reused" });
    expect(carriedOut.contacts).toHaveLength(1);
  });

  it("creates nothing a second time without a look-up, whatever a redirect has hidden", async () => {
    const portal = createPortal();
    portal.next.create.push(redirected());
    expect((await upsert(portal, "none")).result).toMatchObject({ ok: false, code: "session-expired" });
    expect(kinds(portal)).toEqual(["token", "create", "page"]);
  });

  it("gives up on a token that is refused again", async () => {
    const portal = createPortal();
    portal.next.create.push(portalError(403, "90040107"), portalError(403, "90040107"), portalError(403, "90040107"));
    const { result, page } = await upsert(portal);
    expect(result).toMatchObject({ ok: false, step: "token", code: "token-refused", portalCode: "90040107" });
    expect(kinds(page.portal).filter((kind) => kind === "create")).toHaveLength(2);
  });

  it.each<{ case: string; on: "token" | "look-up" | "create"; reaction: Reaction; failure: object }>([
    {
      case: "no read permission",
      on: "look-up",
      reaction: portalError(403, "90040120"),
      failure: { step: "upsert", code: "forbidden", portalCode: "90040120" },
    },
    {
      case: "no create permission",
      on: "create",
      reaction: portalError(403, "90040103"),
      failure: { step: "upsert", code: "forbidden", portalCode: "90040103" },
    },
    {
      case: "a lower-case code",
      on: "look-up",
      reaction: portalError(404, "9004010c"),
      failure: { step: "upsert", code: "table-closed", portalCode: "9004010C" },
    },
    {
      case: "a redirect of the token's page",
      on: "token",
      reaction: redirected(),
      failure: { step: "token", code: "session-expired" },
    },
    { case: "an unknown column", on: "create", reaction: portalError(400, "90040100"), failure: { step: "upsert", code: "refused" } },
    { case: "rows that are none", on: "look-up", reaction: json({ values: 1 }), failure: { step: "upsert", code: "bad-answer" } },
    {
      case: "half a body",
      on: "look-up",
      reaction: new Response('{"value":[', { headers: { "Content-Type": "application/json" } }),
      failure: { step: "upsert", code: "bad-answer" },
    },
    {
      case: "a fault at the look-up",
      on: "look-up",
      reaction: new Response("", { status: 500 }),
      failure: { step: "upsert", code: "server-error" },
    },
    { case: "no token", on: "token", reaction: html(), failure: { step: "token", code: "token-missing" } },
    {
      case: "a fault of the token's page",
      on: "token",
      reaction: new Response("", { status: 500 }),
      failure: { step: "token", code: "server-error" },
    },
  ])("reports $case and creates nothing more", async ({ on, reaction, failure }) => {
    const portal = createPortal();
    portal.next[on].push(reaction);
    const { result } = await upsert(portal);
    expect(result).toMatchObject({ ok: false, ...failure });
    expect(portal.contacts).toEqual([]);
    expect(kinds(portal).filter((kind) => kind === "create").length).toBe(on === "create" ? 1 : 0);
  });

  it.each<{ case: string; reaction: () => Response; code: string }>([
    { case: "a block page", reaction: () => html("<html>blocked</html>", 403), code: "forbidden" },
    { case: "a sign-in page", reaction: () => html(), code: "session-expired" },
    { case: "a redirect", reaction: redirected, code: "session-expired" },
    { case: "no session cookie", reaction: () => portalError(401, "90040109"), code: "session-expired" },
  ])("gives up where $case stays, with one retry at most and nothing created", async ({ reaction, code }) => {
    for (const on of ["look-up", "create"] as const) {
      const portal = createPortal();
      portal.next[on].push(...Array.from({ length: 9 }, reaction));
      expect((await upsert(portal)).result).toMatchObject({ ok: false, step: "upsert", code });
      expect(kinds(portal).filter((kind) => kind === on)).toHaveLength(2);
      expect(portal.contacts).toEqual([]);
    }
  });
});

describe("a visitor who has signed in elsewhere since the page was made", () => {
  it.each<{ case: string; on: "look-up" | "create"; reaction: () => Response }>([
    { case: "no permission", on: "look-up", reaction: () => portalError(403, "90040120") },
    { case: "a token of before", on: "create", reaction: () => portalError(401, "90040107") },
    { case: "a redirect", on: "create", reaction: redirected },
  ])("is told so instead of $case, and creates nothing as somebody else", async ({ on, reaction }) => {
    const portal = createPortal();
    portal.visitor = idB;
    portal.next[on].push(reaction());
    expect((await upsert(portal)).result).toMatchObject({ ok: false, step: "upsert", code: "session-expired" });
    expect(kinds(portal).slice(-2)).toEqual([on, "page"]);
    expect(portal.contacts).toEqual([]);
  });

  it.each<Reaction>([
    "cut",
    new Response("", { status: 500 }),
    html("no word of a visitor"),
    html(`contactId: '', owner = { contactId: '${idB}' }`),
  ])("is not suspected where the page cannot be had or names nobody (%s)", async (reaction) => {
    const portal = createPortal();
    portal.next.page.push(reaction, reaction);
    portal.next.create.push(portalError(401, "90040107"));
    expect((await upsert(portal)).result).toMatchObject({ ok: true, outcome: "created" });
  });
});

describe("a create whose answer is lost", () => {
  it("is looked for, and found, instead of created again", async () => {
    const portal = createPortal();
    portal.next.create.push(appliesThenBreaks);
    const { result } = await upsert(portal);
    expect(result).toEqual({ ok: true, contactId: idA, outcome: "reused" });
    expect(kinds(portal)).toEqual(["token", "look-up", "create", "look-up"]);
    expect(portal.contacts).toHaveLength(1);
  });

  it("is created again only after a look-up has found nothing", async () => {
    const portal = createPortal();
    portal.next.create.push("cut");
    const { result } = await upsert(portal);
    expect(result).toMatchObject({ ok: true, outcome: "created" });
    expect(kinds(portal)).toEqual(["token", "look-up", "create", "look-up", "create"]);
  });

  it("is not created a third time", async () => {
    const portal = createPortal();
    portal.next.create.push("cut", "cut", "cut");
    const { result } = await upsert(portal);
    expect(result).toMatchObject({ ok: false, code: "network" });
    expect(kinds(portal)).toEqual(["token", "look-up", "create", "look-up", "create", "look-up"]);
  });

  it("is not created again when it cannot be looked for", async () => {
    const portal = createPortal();
    portal.next.create.push("cut");
    portal.next["look-up"].push(json({ value: [] }), portalError(403, "90040120"));
    const { result } = await upsert(portal);
    expect(result).toMatchObject({ ok: false, code: "answer-lost" });
    expect(kinds(portal).filter((kind) => kind === "create")).toHaveLength(1);
  });

  it.each<Reaction>(["cut", "silence", new Response("", { status: 500 })])(
    "is not created again in create-only mode (%s)",
    async (reaction) => {
      const portal = createPortal();
      portal.next.create.push(reaction);
      const { result } = await upsert(portal, "none");
      expect(result).toMatchObject({ ok: false, code: "answer-lost" });
      expect(kinds(portal)).toEqual(["token", "create"]);
    },
  );

  it.each<{ case: string; reaction: Reaction; code: string }>([
    { case: "a fault", reaction: new Response("", { status: 500 }), code: "server-error" },
    { case: "silence", reaction: "silence", code: "timeout" },
  ])("is looked for but not created again after $case", async ({ reaction, code }) => {
    const portal = createPortal();
    portal.next.create.push(reaction);
    const { result } = await upsert(portal);
    expect(result).toMatchObject({ ok: false, code });
    expect(kinds(portal)).toEqual(["token", "look-up", "create", "look-up"]);
  });

  it("is looked for when the portal did not say its id", async () => {
    const portal = createPortal();
    portal.next.create.push((fake) => {
      fake.contacts.push({ contactid: idB, emailaddress1: "ada@example.com" });
      return new Response(null, { status: 204 });
    });
    expect((await upsert(portal)).result).toEqual({ ok: true, contactId: idB, outcome: "created" });
  });

  it("is not believed where 200 comes without an id: it is looked for, and created once more", async () => {
    const portal = createPortal();
    portal.next.create.push(json({}));
    expect((await upsert(portal)).result).toMatchObject({ ok: true, contactId: idA, outcome: "created" });
    expect(kinds(portal)).toEqual(["token", "look-up", "create", "look-up", "create"]);

    const closed = createPortal();
    closed.next.create.push(json({}));
    expect((await upsert(closed, "none")).result).toMatchObject({ ok: false, code: "answer-lost" });
    expect(kinds(closed)).toEqual(["token", "create"]);
  });

  it("counts as created without an id where it may not be looked for", async () => {
    const portal = createPortal();
    portal.next.create.push(new Response(null, { status: 204 }));
    expect((await upsert(portal, "none")).result).toEqual({ ok: true, contactId: undefined, outcome: "created" });
  });
});

describe("a busy portal", () => {
  it.each([429, 503])("is given the pause it asks for (%i)", async (status) => {
    for (const kind of ["token", "look-up", "create"] as const) {
      const portal = createPortal();
      portal.next[kind].push(busy(status, "2"));
      const { result, page } = await upsert(portal);
      expect(result).toMatchObject({ ok: true, outcome: "created" });
      expect(page.clock.waits).toContain(2_000);
      expect(portal.contacts).toHaveLength(1);
    }
  });

  it("is reported at once when it asks for more than the limit", async () => {
    const portal = createPortal();
    portal.next["look-up"].push(busy(429, String(retryAfterLimitMs / 1_000 + 1)));
    const { result, tookMs } = await upsert(portal);
    expect(result).toMatchObject({ ok: false, code: "busy" });
    expect(tookMs).toBeLessThan(retryAfterLimitMs);
  });

  it("is reported when it stays busy", async () => {
    const portal = createPortal();
    portal.next["look-up"].push(...Array.from({ length: 9 }, () => busy(503)));
    const { result } = await upsert(portal);
    expect(result).toMatchObject({ ok: false, code: "busy" });
    expect(kinds(portal)).toEqual(["token", "look-up", "look-up", "look-up"]);
  });

  it("may have carried out a create it answered with a bare 503: that is looked for first", async () => {
    const portal = createPortal();
    portal.next.create.push(busy(503));
    await upsert(portal);
    expect(kinds(portal)).toEqual(["token", "look-up", "create", "look-up", "create"]);
  });
});

describe("the limits", () => {
  it("ends a request that gets no answer", async () => {
    const portal = createPortal();
    portal.next["look-up"].push("silence");
    const { result, tookMs } = await upsert(portal);
    expect(result).toMatchObject({ ok: false, code: "timeout" });
    expect(tookMs).toBe(requestLimitMs);
  });

  it("ends a submission, however slow each part", async () => {
    const portal = createPortal();
    portal.next["look-up"].push(busy(429, "4"), busy(429, "4"), json({ value: [] }), "silence", "silence");
    portal.next.create.push("silence", "silence");
    const { result, tookMs } = await upsert(portal);
    expect(result.ok).toBe(false);
    expect(tookMs).toBeLessThanOrEqual(submitLimitMs);
  });

  it("aborts the request it no longer waits for", async () => {
    const page = createPage();
    let signal: AbortSignal | null | undefined;
    const silent = { ...page, fetch: (_url: string, init: RequestInit) => new Promise<Response>(() => void (signal = init.signal)) };
    const result = await upsertContact(silent, { values, lookup: "email", endsAt: page.clock.now() + 500, onCreate: () => undefined });
    expect(result).toMatchObject({ ok: false, step: "token", code: "timeout" });
    expect(signal?.aborted).toBe(true);
  });
});

describe("lookUpUrl", () => {
  it.each([
    ["ada+news@example.com", "ada%2Bnews%40example.com"],
    ["o'brien@example.com", "o''brien%40example.com"],
    ["a&b#c%d/e?f@example.com", "a%26b%23c%25d%2Fe%3Ff%40example.com"],
  ])("encodes %s", (email, encoded) => {
    const url = lookUpUrl(email);
    expect(url).toBe(`/_api/contacts?$select=contactid,emailaddress1&$filter=emailaddress1%20eq%20'${encoded}'`);
    expect(new URL(url, "https://www.site.example.com").searchParams.get("$filter")).toBe(
      `emailaddress1 eq '${email.replaceAll("'", "''")}'`,
    );
  });
});

describe("chooseContact", () => {
  it.each([
    { case: "the lowest id of several", rows: [row(idB, "Ada@example.com"), row(idA, "ada@example.com")], id: idA },
    { case: "the lowest id in another order", rows: [row(idA, "ada@example.com"), row(idB, "ada@example.com")], id: idA },
    { case: "nobody among other addresses", rows: [row(idA, "àda@example.com")], id: undefined },
    { case: "one whose address may not be read", rows: [row(idA)], id: idA },
    { case: "nobody among broken rows", rows: [null, 7, row("x", "ada@example.com"), row(undefined)], id: undefined },
    { case: "nobody of none", rows: [], id: undefined },
  ])("takes $case", ({ rows, id }) => {
    expect(chooseContact(rows, "ada@example.com")).toBe(id);
  });
});

describe("readCreatedId", () => {
  const url = `https://www.site.example.com/_api/contacts(${idA})`;
  it.each([
    { headers: { entityid: idA }, id: idA },
    { headers: { entityid: idA.toUpperCase() }, id: idA },
    { headers: { "OData-EntityId": url }, id: idA },
    { headers: { "OData-EntityId": idA }, id: idA },
    { headers: { Location: url }, id: idA },
    { headers: { entityid: "", Location: url }, id: idA },
    { headers: { entityid: idA, Location: url.replace(idA, idB) }, id: idA },
    { headers: { Location: "https://www.site.example.com/signin" }, id: undefined },
    { headers: {}, id: undefined },
  ])("reads $headers", ({ headers, id }) => {
    expect(readCreatedId(new Headers(headers as Record<string, string>))).toBe(id);
    expect(created(idA).headers.get("entityid")).toBe(idA);
  });
});

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    ["3", 3_000],
    ["0", 0],
    ["Thu, 01 Jan 2026 00:00:04 GMT", 4_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
  ])("reads %j as %j ms", (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });
});
