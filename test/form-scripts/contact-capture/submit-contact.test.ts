import { describe, expect, it } from "vitest";
import { submitContact, type Submission } from "../../../form-scripts/contact-capture/submit-contact.ts";
import type { Capture } from "../../../identity/identity.ts";
import { idA, idB, signedIn } from "../../identity/page-double.ts";
import {
  ada,
  createPage,
  createPortal,
  html,
  kinds,
  portalError,
  redirected,
  settingsOf,
  type Reaction,
  type TestPage,
  type TestPageOptions,
} from "./portal-double.ts";

const email = ada.emailaddress1;
const self = settingsOf({ path: "A-self" });
const knowsAda = (contactid: string = idB) => createPortal([{ contactid, emailaddress1: email, lastname: "Byron" }]);

async function submit(options: TestPageOptions = {}, other: Partial<Submission> = {}, change: Partial<TestPage> = {}) {
  const page = createPage(options);
  const captures: Capture[] = [];
  const identity = { ...page.identity, captured: async (capture: Capture) => void captures.push(capture) };
  const result = await submitContact({ ...page, identity, ...change }, { values: ada, settings: settingsOf(), ...other });
  if (result.ok) await result.identified;
  return { result, page, captures, sent: kinds(page.portal) };
}

/** Signed in on the page and at the portal. */
function signedInPage(id: string = idB, portal = knowsAda(id)): TestPageOptions {
  portal.visitor = id;
  return { window: signedIn(id), portal };
}

describe("a submission", () => {
  it.each([
    ["a new contact", createPortal(), "created", idA],
    ["a contact that exists", knowsAda(), "reused", idB],
  ])("of %s tells the page and identity", async (_case, portal, outcome, id) => {
    const { result, page, captures } = await submit({ portal });
    expect(result).toEqual({ ok: true, outcome, certain: true, isPending: false, identified: expect.any(Promise) as Promise<void> });
    expect(page.events).toEqual([{ name: "portalkit:captured", detail: { path: "A", outcome, certain: true } }]);
    expect(captures).toEqual([
      expect.objectContaining({
        contact: { id, source: "form", authId: undefined },
        isPending: false,
        isConsentFree: false,
      }),
    ]);
  });

  it("tells identity what the site has decided", async () => {
    const { captures, result } = await submit({}, { settings: settingsOf({ existing: "confirmed", consentMode: "none" }) });
    expect(captures).toEqual([expect.objectContaining({ isPending: false, isConsentFree: true })]);
    expect(result).toMatchObject({ isPending: false });
  });

  it("is pending where the address was only typed and the site wants it confirmed", async () => {
    const { captures, result } = await submit({ portal: knowsAda() }, { settings: settingsOf({ existing: "confirmed" }) });
    expect(result).toMatchObject({ ok: true, outcome: "reused", isPending: true });
    expect(captures).toEqual([expect.objectContaining({ isPending: true })]);
  });

  it("tells identity the value of the column Customer Insights identifies by, or that there is none", async () => {
    const settings = settingsOf({ authColumn: "pk_number" });
    const portal = createPortal();
    portal.madeByDataverse = { pk_number: "C-9" };
    expect((await submit({ portal }, { settings })).captures[0]?.contact).toEqual({ id: idA, source: "form", authId: "C-9" });
    expect((await submit({}, { settings })).captures[0]?.contact).toEqual({ id: idA, source: "form", authId: "" });
    expect((await submit(signedInPage(), { settings })).captures[0]?.contact).toEqual({ id: idB, source: "sign-in", authId: undefined });
  });

  it("tells identity that the portal has not said an id", async () => {
    const portal = createPortal();
    portal.next.create.push(new Response(null, { status: 204 }));
    const { captures, result } = await submit({ portal });
    expect(result).toMatchObject({ ok: true, outcome: "created" });
    expect(captures).toEqual([expect.objectContaining({ contact: undefined })]);
  });

  it("says which path it went", async () => {
    const { page } = await submit({}, { settings: settingsOf({ path: "A-key" }) });
    expect(page.events[0]).toMatchObject({ detail: { path: "A-key", outcome: "created" } });
  });

  it("says before it writes", async () => {
    const log: string[] = [];
    const page = createPage();
    const fetch: TestPage["fetch"] = (url, init) => (log.push(init.method ?? "GET"), page.portal.fetch(url, init));
    await submitContact({ ...page, fetch }, { values: ada, settings: settingsOf(), onWrite: () => void log.push("write") });
    expect(log).toEqual(["GET", "write", "GET", "POST"]);
  });

  it.each<[string, Reaction, object]>([
    ["upsert", portalError(400, "90040100"), { step: "upsert", code: "refused", portalCode: "90040100" }],
    ["token", portalError(403, "90040107"), { step: "token", code: "token-refused", portalCode: "90040107" }],
  ])("that fails says so once, with the step %s", async (_case, reaction, failure) => {
    const portal = createPortal();
    portal.next.create.push(reaction, reaction instanceof Response ? reaction.clone() : reaction);
    const { result, page, captures } = await submit({ portal });
    expect(result).toMatchObject({ ok: false, ...failure });
    const { step, code } = failure as { step: string; code: string };
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step, code } }]);
    expect(captures).toEqual([]);
  });

  it("says that it is the token that is missing", async () => {
    const portal = createPortal();
    portal.next.token.push(html());
    expect((await submit({ portal })).result).toMatchObject({ ok: false, step: "token", code: "token-missing" });
  });

  it("has a code also for what is ours", async () => {
    const { result, page } = await submit({}, {}, { memory: undefined as unknown as TestPage["memory"] });
    expect(result).toEqual({ ok: false, step: "upsert", code: "unexpected" });
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "upsert", code: "unexpected" } }]);
  });

  it("is told that the site is busy where it does not come to its turn", async () => {
    const mark = "9999999999999 0.5";
    const local = { entries: new Map<string, string>(), getItem: () => mark, setItem: () => undefined, removeItem: () => undefined };
    const now = { ...createPage().clock, now: () => Number.parseInt(mark) - 1 };
    let waited = 0;
    const clock = { ...now, now: () => Number.parseInt(mark) - 1 + waited, wait: async (ms: number) => void (waited += ms < 100 ? 0 : ms) };
    const { result, page } = await submit({}, {}, { local, clock });
    expect(result).toEqual({ ok: false, step: "upsert", code: "busy" });
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "upsert", code: "busy" } }]);
    expect(page.portal.requests).toEqual([]);
  });

  it("has arrived, whatever goes wrong with identity after that", async () => {
    const identity = { ...createPage().identity, captured: () => Promise.reject(new Error("ours")) };
    const { result, page } = await submit({}, {}, { identity });
    expect(result).toMatchObject({ ok: true, outcome: "created" });
    expect(page.events).toEqual([
      { name: "portalkit:captured", detail: { path: "A", outcome: "created", certain: true } },
      { name: "portalkit:failed", detail: { step: "session", code: "unexpected" } },
    ]);
  });

  it("makes one contact of two that are sent at once", async () => {
    const page = createPage();
    const results = await Promise.all([1, 2].map(() => submitContact(page, { values: ada, settings: settingsOf() })));
    expect(results).toMatchObject([{ outcome: "created" }, { outcome: "reused" }]);
    expect(page.portal.contacts).toHaveLength(1);
  });
});

describe("a signed-in visitor", () => {
  it("is that contact, whatever was typed: nothing is looked up, nothing written", async () => {
    const { result, page, captures, sent } = await submit(signedInPage());
    expect(result).toMatchObject({ ok: true, outcome: "reused", certain: true, isPending: false });
    expect(sent).toEqual(["page"]);
    expect(page.events[0]).toMatchObject({ detail: { path: "A", outcome: "reused", certain: true } });
    expect(captures).toEqual([expect.objectContaining({ contact: { id: idB, source: "sign-in", authId: undefined }, isPending: false })]);
  });

  it("need not be confirmed", async () => {
    const { result } = await submit(signedInPage(), { settings: settingsOf({ existing: "confirmed" }) });
    expect(result).toMatchObject({ ok: true, isPending: false });
  });

  it.each<[string, Reaction, string]>([
    ["who has signed out elsewhere", html("contactId: ''"), "session-expired"],
    ["who is another one by now", html(`contactId: '${idA}'`), "session-expired"],
    ["whose page is not to be had", redirected(), "session-expired"],
    ["whose page is broken", new Response("", { status: 500 }), "server-error"],
  ])("%s is not identified", async (_case, reaction, code) => {
    const options = signedInPage();
    options.portal?.next.page.push(reaction);
    const { result, page, captures } = await submit(options);
    expect(result).toMatchObject({ ok: false, step: "session", code });
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "session", code } }]);
    expect(captures).toEqual([]);
  });
});

describe("path A-self", () => {
  it("updates the own contact", async () => {
    const { result, page, captures, sent } = await submit(signedInPage(), { settings: self });
    expect(result).toMatchObject({ ok: true, outcome: "updated", certain: true, isPending: false });
    expect(sent).toEqual(["token", "update"]);
    expect(page.portal.requests[1]).toMatchObject({
      url: `/_api/contacts(${idB})`,
      method: "PATCH",
      headers: { "if-match": "*", __requestverificationtoken: "token-1" },
      body: JSON.stringify(ada),
    });
    expect(page.portal.contacts).toEqual([{ contactid: idB, ...ada }]);
    expect(page.events).toEqual([{ name: "portalkit:captured", detail: { path: "A-self", outcome: "updated", certain: true } }]);
    expect(captures).toEqual([expect.objectContaining({ contact: { id: idB, source: "sign-in", authId: undefined }, isPending: false })]);
  });

  it("says before it writes", async () => {
    let writes = 0;
    await submit(signedInPage(), { settings: self, onWrite: () => void writes++ });
    expect(writes).toBe(1);
  });

  it("sends nothing for anonymous visitors, and asks them to sign in", async () => {
    const { result, page, captures } = await submit({}, { settings: self, onWrite: () => expect.unreachable() });
    expect(result).toEqual({ ok: false, step: "session", code: "sign-in-required" });
    expect(page.portal.requests).toEqual([]);
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "session", code: "sign-in-required" } }]);
    expect(captures).toEqual([]);
  });

  it("sends again what got lost: it does no more the second time", async () => {
    const options = signedInPage();
    options.portal?.next.update.push("cut");
    const { result, sent } = await submit(options, { settings: self });
    expect(result).toMatchObject({ ok: true, outcome: "updated", certain: true });
    expect(sent).toEqual(["token", "update", "update"]);
  });

  it.each([
    ["is somebody else", idA],
    ["has signed out", ""],
  ])("changes nothing for who %s by now", async (_case, visitor) => {
    const options = signedInPage();
    if (options.portal) options.portal.visitor = visitor;
    const { result, page, sent } = await submit(options, { settings: self });
    expect(result).toMatchObject({ ok: false, code: "session-expired" });
    expect(sent).toEqual(["token", "update", "page"]);
    expect(page.portal.contacts).toMatchObject([{ lastname: "Byron" }]);
  });

  it("says what the portal does not allow", async () => {
    const options = signedInPage();
    options.portal?.next.update.push(portalError(403, "90040102"));
    expect((await submit(options, { settings: self })).result).toMatchObject({ ok: false, step: "upsert", code: "forbidden" });
  });
});
