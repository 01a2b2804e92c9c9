import { describe, expect, it } from "vitest";
import { lookUpContact } from "../../../form-scripts/contact-capture/look-up.ts";
import { earlyLimitMs, lookUpEarly } from "../../../form-scripts/contact-capture/look-up-early.ts";
import { retryAfterLimitMs, submitLimitMs } from "../../../form-scripts/contact-capture/request.ts";
import { turnKey } from "../../../form-scripts/contact-capture/take-turn.ts";
import type { Turn } from "../../../form-scripts/contact-capture/turn.ts";
import { settleMs, upsertContact } from "../../../form-scripts/contact-capture/upsert.ts";
import { idA, idB } from "../../identity/page-double.ts";
import {
  ada,
  busy,
  createPage,
  createPortal,
  html,
  json,
  kinds,
  pauses,
  portalError,
  redirected,
  settingsOf,
  turnOf,
  type FakePortal,
  type Reaction,
} from "./portal-double.ts";

const email = ada.emailaddress1;
const appliesThen =
  (reaction: "cut" | Response): Reaction =>
  (portal) => {
    portal.contacts.push({ contactid: idA, emailaddress1: email });
    return reaction;
  };

async function upsert(portal: FakePortal, other: Partial<Turn> = {}) {
  const page = createPage({ portal });
  const start = page.clock.now();
  let writes = 0;
  const result = await upsertContact(turnOf(page, { onWrite: () => void writes++, ...other }));
  return { result, writes, page, sent: kinds(portal), tookMs: page.clock.now() - start };
}

const createOnly = { settings: settingsOf({ lookup: "none" }) };

describe("upsert", () => {
  it("reuses the contact that has the address, without writing, and without a token", async () => {
    const { result, writes, sent } = await upsert(createPortal([{ contactid: idB.toUpperCase(), emailaddress1: "ADA@example.com" }]));
    expect(result).toMatchObject({ contactId: idB, outcome: "reused", certain: true });
    expect(writes).toBe(0);
    expect(sent).toEqual(["look-up"]);
  });

  it("creates one where there is none", async () => {
    const { result, writes, page, sent } = await upsert(createPortal());
    expect(result).toMatchObject({ contactId: idA, outcome: "created", certain: true });
    expect(writes).toBe(1);
    expect(sent).toEqual(["look-up", "token", "create"]);
    expect(page.portal.requests.at(-1)).toMatchObject({ url: "/_api/contacts", method: "POST", body: JSON.stringify(ada) });
  });

  it("needs nobody who wants to know of the write", async () => {
    expect(await upsertContact(turnOf(createPage()))).toMatchObject({ outcome: "created" });
  });

  it("sends what was answered as it was answered, and nothing for what was not", async () => {
    const values = { ...ada, donotemail: false, pk_consent: 3 };
    const { page } = await upsert(createPortal(), { values });
    expect(page.portal.requests.at(-1)?.body).toBe(
      '{"lastname":"Lovelace","emailaddress1":"ada@example.com","donotemail":false,"pk_consent":3}',
    );
  });

  it("sends nothing where the look-up has no address to go by", async () => {
    const { result, sent, writes } = await upsert(createPortal(), { values: { lastname: "x" } });
    expect(result).toEqual({ code: "invalid" });
    expect([sent, writes]).toEqual([[], 0]);
  });

  it("is not certain where the same address was asked for before", async () => {
    const page = createPage();
    await lookUpContact(turnOf(page), email);
    expect(await upsertContact(turnOf(page))).toMatchObject({ outcome: "created", certain: false });
    page.portal.contacts.push({ contactid: idB, emailaddress1: "grace@example.com" });
    await lookUpContact(turnOf(page), "grace@example.com");
    // One that was found is there.
    const values = { emailaddress1: "grace@example.com" };
    expect(await upsertContact(turnOf(page, { values }))).toMatchObject({ outcome: "reused", certain: true });
  });

  it.each<{ case: string; on: "token" | "look-up" | "create"; reaction: Reaction; failure: object }>([
    { case: "no read permission", on: "look-up", reaction: portalError(403, "90040120"), failure: { code: "forbidden" } },
    { case: "no create permission", on: "create", reaction: portalError(403, "90040103"), failure: { code: "forbidden" } },
    { case: "an unknown column", on: "create", reaction: portalError(400, "90040100"), failure: { code: "refused" } },
    { case: "too much", on: "create", reaction: new Response("", { status: 413 }), failure: { code: "too-large" } },
    { case: "rows that are none", on: "look-up", reaction: json({ values: 1 }), failure: { code: "bad-answer" } },
    { case: "a fault at the look-up", on: "look-up", reaction: new Response("", { status: 500 }), failure: { code: "server-error" } },
    { case: "no token", on: "token", reaction: html(), failure: { step: "token", code: "token-missing" } },
    { case: "a redirect of the token", on: "token", reaction: redirected(), failure: { step: "token", code: "session-expired" } },
    {
      case: "a fault of the token",
      on: "token",
      reaction: new Response("", { status: 500 }),
      failure: { step: "token", code: "server-error" },
    },
  ])("reports $case and creates nothing", async ({ on, reaction, failure }) => {
    const portal = createPortal();
    portal.next[on].push(reaction);
    const { result, sent } = await upsert(portal);
    expect(result).toMatchObject(failure);
    expect(portal.contacts).toEqual([]);
    expect(sent.filter((kind) => kind === "create").length).toBe(on === "create" ? 1 : 0);
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
      const { result, sent } = await upsert(portal);
      expect(result).toMatchObject({ code });
      expect(sent.filter((kind) => kind === on)).toHaveLength(2);
      expect(portal.contacts).toEqual([]);
    }
  });
});

describe("create-only", () => {
  it("never asks for contacts, and is never certain", async () => {
    const { result, sent, writes } = await upsert(createPortal([{ contactid: idB, emailaddress1: email }]), createOnly);
    expect(result).toMatchObject({ contactId: idA, outcome: "created", certain: false });
    expect(sent).toEqual(["token", "create"]);
    expect(writes).toBe(1);
  });

  it("needs no address", async () => {
    expect((await upsert(createPortal(), { ...createOnly, values: { lastname: "x" } })).result).toMatchObject({ outcome: "created" });
  });

  it.each<[string, Reaction, string]>([
    ["a broken connection", "cut", "answer-lost"],
    ["silence", "silence", "answer-lost"],
    ["a fault", new Response("", { status: 500 }), "answer-lost"],
    ["200 without an id", json({}), "answer-lost"],
    ["a redirect", redirected(), "session-expired"],
    ["a row that exists", portalError(412, "9004010D"), "conflict"],
    ["a refusal", portalError(403, "90040103"), "forbidden"],
  ])("creates once, whatever comes after %s", async (_case, reaction, code) => {
    const portal = createPortal();
    portal.next.create.push(reaction);
    const { result, sent } = await upsert(portal, createOnly);
    expect(result).toMatchObject({ code });
    expect(sent.filter((kind) => kind === "create" || kind === "look-up")).toEqual(["create"]);
  });

  it("counts as created without an id", async () => {
    const portal = createPortal();
    portal.next.create.push(new Response(null, { status: 204 }));
    const { result } = await upsert(portal, createOnly);
    expect(result).toMatchObject({ outcome: "created", certain: false });
    expect(result).not.toHaveProperty("contactId");
  });
});

describe("a create whose answer is lost", () => {
  it("is looked for after a while, and found, instead of created again", async () => {
    const portal = createPortal();
    portal.next.create.push(appliesThen("cut"));
    const { result, sent, page, writes } = await upsert(portal);
    expect(result).toMatchObject({ contactId: idA, outcome: "reused", certain: false });
    expect(sent).toEqual(["look-up", "token", "create", "look-up"]);
    expect(pauses(page)).toEqual([settleMs]);
    expect(portal.contacts).toHaveLength(1);
    expect(writes).toBe(1);
  });

  it.each<[string, () => Reaction]>([
    ["a broken connection", () => "cut"],
    ["a bare 503", () => busy(503)],
    ["200 without an id", () => json({})],
  ])("is created again after %s only when a look-up has found nothing, and no third time", async (_case, reaction) => {
    const portal = createPortal();
    portal.next.create.push(reaction());
    const once = await upsert(portal);
    expect(once.result).toMatchObject({ contactId: idA, outcome: "created", certain: false });
    expect(once.sent).toEqual(["look-up", "token", "create", "look-up", "create"]);
    expect(once.writes).toBe(2);

    const never = createPortal();
    never.next.create.push(reaction(), reaction(), reaction());
    const twice = await upsert(never);
    expect(twice.result.code).toBeDefined();
    expect(twice.sent).toEqual(["look-up", "token", "create", "look-up", "create", "look-up"]);
  });

  it.each([
    [undefined, settleMs],
    ["0", settleMs],
    ["3", 3_000],
    ["60", retryAfterLimitMs],
  ])("is looked for after 503 with Retry-After %s once %i ms have passed", async (retryAfter, waitMs) => {
    const portal = createPortal();
    portal.next.create.push(appliesThen(busy(503, retryAfter)));
    const { result, page, sent } = await upsert(portal);
    expect(result).toMatchObject({ contactId: idA, outcome: "reused", certain: false });
    expect(sent).toEqual(["look-up", "token", "create", "look-up"]);
    expect(pauses(page)).toEqual([waitMs]);
    expect(portal.contacts).toHaveLength(1);
  });

  it.each<[string, () => Response]>([
    ["a redirect", redirected],
    ["a sign-in page", html],
  ])("is looked for before a second create where %s may have hidden the first", async (_case, reaction) => {
    const portal = createPortal();
    portal.next.create.push(reaction());
    const again = await upsert(portal);
    expect(again.result).toMatchObject({ outcome: "created", certain: false });
    expect(again.sent).toEqual(["look-up", "token", "create", "page", "look-up", "token", "create"]);
    expect(portal.requests.at(-1)?.headers["__requestverificationtoken"]).toBe("token-2");

    const carriedOut = createPortal();
    carriedOut.next.create.push(appliesThen(reaction()));
    expect((await upsert(carriedOut)).result).toMatchObject({ contactId: idA, outcome: "reused" });
    expect(carriedOut.contacts).toHaveLength(1);
  });

  it.each<[string, Reaction, string]>([
    ["a fault", new Response("", { status: 500 }), "server-error"],
    ["silence", "silence", "timeout"],
  ])("is looked for but not created again after %s", async (_case, reaction, code) => {
    const portal = createPortal();
    portal.next.create.push(reaction);
    const { result, sent } = await upsert(portal);
    expect(result).toMatchObject({ code });
    expect(sent).toEqual(["look-up", "token", "create", "look-up"]);
  });

  it("is not created again when it cannot be looked for", async () => {
    const portal = createPortal();
    portal.next.create.push("cut");
    portal.next["look-up"].push(json({ value: [] }), portalError(403, "90040120"));
    const { result, sent } = await upsert(portal);
    expect(result).toEqual({ code: "answer-lost" });
    expect(sent.filter((kind) => kind === "create")).toHaveLength(1);
  });

  it("says that the session is over when that is why it cannot be looked for", async () => {
    const portal = createPortal();
    portal.next.create.push("cut");
    portal.next["look-up"].push(json({ value: [] }), redirected(), redirected());
    expect((await upsert(portal)).result).toMatchObject({ code: "session-expired" });
  });

  it.each([idB, undefined])("is looked for at once when the portal did not say its id (found: %s)", async (id) => {
    const portal = createPortal();
    portal.next.create.push((fake) => {
      if (id) fake.contacts.push({ contactid: id, emailaddress1: email });
      return new Response(null, { status: 204 });
    });
    const { result, sent, page } = await upsert(portal);
    expect(result).toMatchObject({ outcome: "created", certain: true });
    expect(result.code === undefined && result.contactId).toBe(id);
    expect(sent).toEqual(["look-up", "token", "create", "look-up"]);
    expect(pauses(page)).toEqual([]);
  });

  it("counts as created without an id where it cannot be looked for", async () => {
    const portal = createPortal();
    portal.next.create.push(new Response(null, { status: 204 }));
    portal.next["look-up"].push(json({ value: [] }), portalError(403, "90040120"));
    expect((await upsert(portal)).result).toMatchObject({ contactId: undefined, outcome: "created" });
  });
});

describe("a contact the portal says there is already", () => {
  it("is looked up at once, and reused", async () => {
    const portal = createPortal();
    portal.next.create.push(appliesThen(portalError(412, "9004010D")));
    const { result, sent, page } = await upsert(portal);
    expect(result).toMatchObject({ contactId: idA, outcome: "reused", certain: true });
    expect(sent).toEqual(["look-up", "token", "create", "look-up"]);
    expect(pauses(page)).toEqual([]);
  });

  it("is a failure where the look-up does not show it: nothing of this address may have arrived", async () => {
    const portal = createPortal();
    portal.next.create.push(portalError(412, "9004010D"));
    const { result, sent } = await upsert(portal);
    expect(result).toMatchObject({ code: "conflict" });
    expect(sent).toEqual(["look-up", "token", "create", "look-up"]);
  });
});

describe("a prefetched look-up", () => {
  const prefetched = async (
    portal: FakePortal,
    { mark = null as string | null, waitMs = 0, address = email as string, reactions = [] as Reaction[] },
  ) => {
    const page = createPage({ portal, ...(mark !== null && { local: { [turnKey]: mark } }) });
    portal.next["look-up"].push(...reactions);
    lookUpEarly(page, settingsOf({ prefetchLookup: "true" }), address);
    if (waitMs) {
      await page.memory.early?.(address, mark);
      await page.clock.wait(waitMs);
    }
    return page;
  };

  it.each([null, "1767225600000 0.5"])("is taken where no tab had a turn since (%s)", async (mark) => {
    const known = await prefetched(createPortal([{ contactid: idB, emailaddress1: email }]), { mark });
    expect(await upsertContact(turnOf(known, { before: mark }))).toMatchObject({ contactId: idB, outcome: "reused", certain: true });
    expect(kinds(known.portal)).toEqual(["look-up"]);

    const unknown = await prefetched(createPortal(), { mark, waitMs: earlyLimitMs - 1 });
    expect(await upsertContact(turnOf(unknown, { before: mark }))).toMatchObject({ contactId: idA, outcome: "created", certain: true });
    expect(kinds(unknown.portal)).toEqual(["look-up", "token", "create"]);
  });

  it.each([
    ["another tab had a turn since", {}, "1767225600000 0.5"],
    ["no turn can be noted", {}, undefined],
    ["it is too old", { waitMs: earlyLimitMs }, null],
    ["the address is another one", { address: "grace@example.com" }, null],
    ["it failed", { reactions: [portalError(500, "")] }, null],
  ])("is not taken where %s", async (_case, options, before) => {
    const page = await prefetched(createPortal(), options);
    expect(await upsertContact(turnOf(page, { before }))).toMatchObject({ outcome: "created" });
    expect(kinds(page.portal).filter((kind) => kind !== "token")).toEqual(["look-up", "look-up", "create"]);
  });

  it.each([null, undefined, "1767225600000 0.5"])("is not one that a submission has sent, whatever became of it (%s)", async (before) => {
    const page = createPage({ ...(before && { local: { [turnKey]: before } }) });
    page.portal.next.create.push(portalError(400, "90040100"));
    expect(await upsertContact(turnOf(page, { before }))).toMatchObject({ code: "refused" });
    expect(await upsertContact(turnOf(page, { before }))).toMatchObject({ outcome: "created", certain: false });
    expect(kinds(page.portal)).toEqual(["look-up", "token", "create", "look-up", "create"]);
  });

  it("is waited for where it is under way", async () => {
    const page = createPage({ portal: createPortal([{ contactid: idB, emailaddress1: email }]) });
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const slow = { ...page, fetch: async (url: string, init: RequestInit) => (await held, page.portal.fetch(url, init)) };
    lookUpEarly(slow, settingsOf({ prefetchLookup: "true" }), email);
    const result = upsertContact(turnOf(page, { before: null }));
    answer();
    expect(await result).toMatchObject({ contactId: idB, outcome: "reused" });
    expect(kinds(page.portal)).toEqual(["look-up"]);
  });
});

describe("another column that Customer Insights identifies by", () => {
  const numbered = { settings: settingsOf({ authColumn: "pk_number" }) };

  it("is read with a contact that exists", async () => {
    const { result, sent } = await upsert(createPortal([{ contactid: idB, emailaddress1: email, pk_number: "C-7" }]), numbered);
    expect(result).toMatchObject({ contactId: idB, authId: "C-7", outcome: "reused" });
    expect(sent).toEqual(["look-up"]);
  });

  it("is read once after a create, since Dataverse may make its value", async () => {
    const portal = createPortal();
    portal.madeByDataverse = { pk_number: "C-8" };
    const { result, sent } = await upsert(portal, numbered);
    expect(result).toMatchObject({ contactId: idA, authId: "C-8", outcome: "created", certain: true });
    expect(sent).toEqual(["look-up", "token", "create", "look-up"]);
  });

  it.each<[string, Reaction]>([
    ["cannot be read", portalError(403, "90040101")],
    [
      "shows another contact",
      json({ value: [{ contactid: "00000000-aaaa-4bbb-8ccc-000000000001", emailaddress1: email, pk_number: "C-1" }] }),
    ],
    ["shows none", json({ value: [] })],
  ])("stays unknown where the look-up after a create %s", async (_case, reaction) => {
    const portal = createPortal();
    portal.next["look-up"].push(json({ value: [] }), reaction);
    const { result } = await upsert(portal, numbered);
    expect(result).toMatchObject({ outcome: "created" });
    expect(result.code === undefined && result.authId).toBeFalsy();
  });

  it.each([
    ["emailaddress1", ada, email],
    ["pk_number", { ...ada, pk_number: 42 }, "42"],
  ])("is known after a create where %s was sent", async (authColumn, values, authId) => {
    const { result, sent } = await upsert(createPortal(), { values, settings: settingsOf({ authColumn }) });
    expect(result).toMatchObject({ contactId: idA, authId, outcome: "created" });
    expect(sent).toEqual(["look-up", "token", "create"]);
  });

  it("is never read in create-only mode", async () => {
    const { result, sent } = await upsert(createPortal(), { settings: settingsOf({ authColumn: "pk_number", lookup: "none" }) });
    expect(result).toMatchObject({ contactId: idA, outcome: "created" });
    expect(sent).toEqual(["token", "create"]);
  });
});

describe("path A-key", () => {
  const keyed = { settings: settingsOf({ path: "A-key", keyProvedAt: "https://other.example.com https://www.site.example.com" }) };

  it("creates by one request that is refused where there is one", async () => {
    const { result, sent, page, writes } = await upsert(createPortal(), keyed);
    expect(result).toMatchObject({ contactId: idA, outcome: "created", certain: true });
    expect(sent).toEqual(["token", "upsert"]);
    expect(writes).toBe(1);
    expect(page.portal.requests[1]).toMatchObject({
      url: "/_api/contacts(emailaddress1='ada%40example.com')",
      method: "PATCH",
      headers: { "if-none-match": "*", __requestverificationtoken: "token-1" },
      body: JSON.stringify(ada),
    });
  });

  it("looks up the id of one that exists", async () => {
    const { result, sent } = await upsert(createPortal([{ contactid: idB, emailaddress1: email }]), keyed);
    expect(result).toMatchObject({ contactId: idB, outcome: "reused", certain: true });
    expect(sent).toEqual(["token", "upsert", "look-up"]);
  });

  it("sends a request again whose answer was lost: it cannot make a second contact", async () => {
    const portal = createPortal();
    portal.next.upsert.push(appliesThen("cut"));
    const { result, sent } = await upsert(portal, keyed);
    expect(result).toMatchObject({ contactId: idA, outcome: "reused", certain: true });
    expect(sent).toEqual(["token", "upsert", "upsert", "look-up"]);
    expect(portal.contacts).toHaveLength(1);
  });

  it.each<[string, Reaction[]]>([
    ["400", [portalError(400, "9004010A")]],
    ["403", [portalError(403, "90040102")]],
    ["404", [portalError(404, "9004010C")]],
    ["405", [portalError(405, "")]],
    ["500", [portalError(500, "9004010A")]],
    ["501", [portalError(501, "")]],
    ["200 without an id", [json({})]],
    ["a page that stays", [html(), html()]],
  ])("looks up and creates the ordinary way where the portal answers %s", async (_case, reactions) => {
    const portal = createPortal();
    portal.next.upsert.push(...reactions);
    const { result, sent } = await upsert(portal, keyed);
    expect(result).toMatchObject({ contactId: idA, outcome: "created", certain: true });
    expect(sent.filter((kind) => /look-up|create|upsert/.test(kind))).toEqual([...reactions.map(() => "upsert"), "look-up", "create"]);

    const known = createPortal([{ contactid: idB, emailaddress1: email }]);
    known.next.upsert.push(portalError(400, "9004010A"));
    expect((await upsert(known, keyed)).result).toMatchObject({ contactId: idB, outcome: "reused" });
  });

  it.each(["+", "&", "/", "#", "%", "*", "?", ":", "'"])("looks up an address with %s", async (character) => {
    const emailaddress1 = `a${character}b@example.com`;
    const { sent } = await upsert(createPortal(), { ...keyed, values: { emailaddress1 } });
    expect(sent).toEqual(["look-up", "token", "create"]);
  });

  it.each([
    ["it was proved for other portals only", { keyProvedAt: "https://www.site.example.co" }],
    ["it was proved nowhere", { keyProvedAt: "" }],
    ["another path is configured", { path: "A" as const, keyProvedAt: "https://www.site.example.com" }],
  ])("looks up where %s", async (_case, other) => {
    expect((await upsert(createPortal(), { settings: { ...keyed.settings, ...other } })).sent).toEqual(["look-up", "token", "create"]);
  });

  it("reads nothing in create-only mode", async () => {
    const { sent } = await upsert(createPortal(), { settings: { ...keyed.settings, lookup: "none" } });
    expect(sent).toEqual(["token", "create"]);
  });

  it("takes a prefetched answer, and creates by key after a prefetched nobody", async () => {
    const known = createPage({ portal: createPortal([{ contactid: idB, emailaddress1: email }]) });
    lookUpEarly(known, { ...keyed.settings, prefetchLookup: "true" }, email);
    expect(await upsertContact(turnOf(known, { ...keyed, before: null }))).toMatchObject({ outcome: "reused" });
    expect(kinds(known.portal)).toEqual(["look-up"]);

    const unknown = createPage();
    lookUpEarly(unknown, { ...keyed.settings, prefetchLookup: "true" }, email);
    unknown.portal.next.upsert.push(portalError(400, "9004010A"));
    expect(await upsertContact(turnOf(unknown, { ...keyed, before: null }))).toMatchObject({ outcome: "created" });
    // What was prefetched is not taken a second time.
    expect(kinds(unknown.portal)).toEqual(["look-up", "token", "upsert", "look-up", "create"]);
  });
});

describe("a submission", () => {
  it("ends in time, however slow each part", async () => {
    const portal = createPortal();
    portal.next["look-up"].push(busy(429, "4"), busy(429, "4"), json({ value: [] }), "silence", "silence");
    portal.next.create.push("silence", "silence");
    const { result, tookMs } = await upsert(portal);
    expect(result.code).toBeDefined();
    expect(tookMs).toBeLessThanOrEqual(submitLimitMs);
  });
});
