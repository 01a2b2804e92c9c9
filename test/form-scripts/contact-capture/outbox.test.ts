import { describe, expect, it } from "vitest";
import { keepUnfinished, outboxLimitMs, readUnfinished } from "../../../form-scripts/contact-capture/outbox.ts";
import { outboxKey } from "../../../identity/known-contact.ts";
import { resumeOutbox } from "../../../form-scripts/contact-capture/resume-outbox.ts";
import { submitContact } from "../../../form-scripts/contact-capture/submit-contact.ts";
import { idB, signedIn } from "../../identity/page-double.ts";
import { ada, createPage, createPortal, kinds, settingsOf, type TestPage } from "./portal-double.ts";

const on = settingsOf({ outbox: "true" });
const kept = { session: { [outboxKey]: JSON.stringify([Date.parse("2026-01-01T00:00:00Z"), ada]) } };
const stored = (page: TestPage): string | null => page.session.getItem(outboxKey) ?? null;

describe("the outbox", () => {
  it("gives back what it was given", () => {
    const page = createPage();
    keepUnfinished(page, { ...ada, donotemail: false });
    expect(readUnfinished(page)).toEqual({ ...ada, donotemail: false });
    expect(stored(page)).toBe('[1767225600000,{"lastname":"Lovelace","emailaddress1":"ada@example.com","donotemail":false}]');
  });

  it("holds for 24 hours", async () => {
    const page = createPage(kept);
    await page.clock.wait(outboxLimitMs - 1);
    expect(readUnfinished(page)).toEqual(ada);
    expect(stored(page)).not.toBeNull();
    await page.clock.wait(1);
    expect(readUnfinished(page)).toBeUndefined();
    expect(stored(page)).toBeNull();
  });

  it("is empty for who has signed in, and stays so", () => {
    const page = createPage({ ...kept, window: signedIn(idB) });
    expect(readUnfinished(page)).toBeUndefined();
    expect(stored(page)).toBeNull();
  });

  it.each(["", "{", "null", "{}", "[]", '["soon",{}]', "7"])("throws away <%s>", (text) => {
    const page = createPage({ session: { [outboxKey]: text } });
    expect(readUnfinished(page)).toBeUndefined();
    expect(stored(page)).toBeNull();
  });
});

describe("a submission that the visitor wants to be kept", () => {
  it("is kept until it is through", async () => {
    const page = createPage();
    let during: string | null = null;
    const fetch: TestPage["fetch"] = (url, init) => ((during = stored(page)), page.portal.fetch(url, init));
    expect(await submitContact({ ...page, fetch }, { values: ada, settings: on, keep: true })).toMatchObject({ ok: true });
    expect(during).toBe(kept.session[outboxKey]);
    expect(stored(page)).toBeNull();
  });

  it("is kept when it fails", async () => {
    const page = createPage();
    page.portal.next["look-up"].push("cut", "cut", "cut");
    expect(await submitContact(page, { values: ada, settings: on, keep: true })).toMatchObject({ code: "network" });
    expect(stored(page)).toBe(kept.session[outboxKey]);
  });

  it.each([
    ["the visitor does not want it", on, { keep: false }, {}],
    ["the visitor was not asked", on, {}, {}],
    ["the site does not want it", settingsOf(), { keep: true }, {}],
    ["nothing would be looked up before it is sent again", settingsOf({ outbox: "true", lookup: "none" }), { keep: true }, {}],
    ["the visitor is signed in", on, { keep: true }, { window: signedIn(idB) }],
  ])("is not kept where %s, nor is what was kept before", async (_case, settings, keep, options) => {
    const page = createPage({ ...options, ...kept });
    for (const kind of ["look-up", "create", "page"] as const) page.portal.next[kind].push(new Response("", { status: 500 }));
    expect(await submitContact(page, { values: ada, settings, ...keep })).toMatchObject({ ok: false });
    expect(stored(page)).toBeNull();
  });
});

describe("resuming", () => {
  it("finishes what was kept, with a look-up, and is not certain of it", async () => {
    const page = createPage({ ...kept, consent: "granted" });
    expect(await resumeOutbox(page, on)).toMatchObject({ ok: true, outcome: "created", certain: false });
    expect(kinds(page.portal)).toEqual(["look-up", "token", "create"]);
    expect(page.portal.requests.at(-1)?.body).toBe(JSON.stringify(ada));
    expect(stored(page)).toBeNull();
    expect(page.events[0]).toEqual({ name: "portalkit:captured", detail: { path: "A", outcome: "created", certain: false } });
  });

  it("creates nothing where the first try has arrived", async () => {
    const portal = createPortal([{ contactid: idB, emailaddress1: ada.emailaddress1 }]);
    expect(await resumeOutbox(createPage({ ...kept, portal }), on)).toMatchObject({ outcome: "reused" });
    expect(portal.contacts).toHaveLength(1);
  });

  it("keeps what does not get through, and says so once", async () => {
    const page = createPage(kept);
    page.portal.next["look-up"].push(new Response("", { status: 500 }));
    expect(await resumeOutbox(page, on)).toMatchObject({ ok: false, code: "server-error" });
    expect(stored(page)).toBe(kept.session[outboxKey]);
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "upsert", code: "server-error" } }]);
  });

  it.each([
    ["nothing is kept", {}, on],
    ["the site has no outbox any more", kept, settingsOf()],
    ["somebody has signed in", { ...kept, window: signedIn(idB) }, on],
  ])("does nothing where %s", async (_case, options, settings) => {
    const page = createPage(options);
    expect(await resumeOutbox(page, settings)).toBeUndefined();
    expect([page.portal.requests, page.events]).toEqual([[], []]);
  });

  it("sends once, however many scripts of the page have it in mind", async () => {
    const portal = createPortal();
    const page = createPage({ ...kept, portal });
    const header = { ...createPage({ portal }), session: page.session, local: page.local, clock: page.clock, random: () => 0.5 };
    const results = await Promise.all([resumeOutbox(page, on), resumeOutbox(header, on)]);
    expect(results).toEqual([expect.objectContaining({ ok: true }), undefined]);
    expect(kinds(portal)).toEqual(["look-up", "token", "create"]);
    expect(header.events).toEqual([]);
  });

  it("leaves it to the page's own submission, before and when it comes to its turn", async () => {
    const page = createPage();
    const own = submitContact(page, { values: ada, settings: on, keep: true });
    expect(await resumeOutbox(page, on)).toBeUndefined();
    await own;
    expect(kinds(page.portal)).toEqual(["look-up", "token", "create"]);

    const later = createPage(kept);
    const resumed = resumeOutbox(later, on);
    const grace = { lastname: "Hopper", emailaddress1: "grace@example.com" };
    const submitted = submitContact(later, { values: grace, settings: on, keep: true });
    expect(await resumed).toBeUndefined();
    expect(await submitted).toMatchObject({ outcome: "created" });
    expect(later.portal.contacts.map(({ emailaddress1 }) => emailaddress1)).toEqual(["grace@example.com"]);
    expect(stored(later)).toBeNull();
  });

  it("does not drop what was put there while it was sending", async () => {
    const page = createPage(kept);
    const fetch: TestPage["fetch"] = (url, init) => (page.session.setItem(outboxKey, "later"), page.portal.fetch(url, init));
    expect(await resumeOutbox({ ...page, fetch }, on)).toMatchObject({ ok: true });
    expect(stored(page)).toBe("later");
  });
});
