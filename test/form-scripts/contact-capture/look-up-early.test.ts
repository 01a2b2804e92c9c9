import { describe, expect, it } from "vitest";
import { lookUpEarly } from "../../../form-scripts/contact-capture/look-up-early.ts";
import type { CaptureSettings } from "../../../form-scripts/contact-capture/read-capture-settings.ts";
import { submitContact } from "../../../form-scripts/contact-capture/submit-contact.ts";
import { turnKey } from "../../../form-scripts/contact-capture/take-turn.ts";
import { openStorage } from "../../../identity/open-storage.ts";
import { settle } from "../../identity/auto-clock.ts";
import { idB, signedIn } from "../../identity/page-double.ts";
import { ada, createPage, createPortal, kinds, settingsOf, type TestPageOptions } from "./portal-double.ts";

const email = ada.emailaddress1;
const on = settingsOf();
const now = Date.parse("2026-01-01T00:00:00Z");

describe("a look-up that is sent early", () => {
  it("is one request, and none at submit", async () => {
    const page = createPage({ portal: createPortal([{ contactid: idB, emailaddress1: email }]) });
    lookUpEarly(page, on, email);
    expect(kinds(page.portal)).toEqual(["look-up"]);
    expect(await submitContact(page, { values: ada, settings: on })).toMatchObject({ ok: true, outcome: "reused", certain: true });
    expect(kinds(page.portal)).toEqual(["look-up"]);
  });

  it("spares a new contact the look-up too", async () => {
    const page = createPage();
    lookUpEarly(page, on, email);
    expect(await submitContact(page, { values: ada, settings: on })).toMatchObject({ outcome: "created", certain: true });
    expect(kinds(page.portal)).toEqual(["look-up", "token", "create"]);
  });

  it("does not stand for another address", async () => {
    const page = createPage();
    lookUpEarly(page, on, "grace@example.com");
    await submitContact(page, { values: ada, settings: on });
    expect(kinds(page.portal)).toEqual(["look-up", "look-up", "token", "create"]);
  });

  it("does not stand for a contact that another tab has created since", async () => {
    const portal = createPortal();
    const page = createPage({ portal });
    const other = { ...createPage({ portal }), local: page.local, random: () => 0.5 };
    lookUpEarly(page, on, email);
    expect(await submitContact(other, { values: ada, settings: on })).toMatchObject({ outcome: "created" });
    expect(await submitContact(page, { values: ada, settings: on })).toMatchObject({ outcome: "reused" });
    expect(portal.contacts).toHaveLength(1);
  });

  it("does not stand for anything where tabs cannot see each other", async () => {
    const page = { ...createPage(), local: { getItem: () => null, setItem: () => undefined, removeItem: () => undefined } };
    lookUpEarly(page, on, email);
    await submitContact(page, { values: ada, settings: on });
    expect(kinds(page.portal)).toEqual(["look-up", "look-up", "token", "create"]);
  });

  it.each<[string, Partial<CaptureSettings>, TestPageOptions]>([
    ["path A-self writes to the visitor's own", { path: "A-self" }, {}],
    ["nothing may be looked up", { lookup: "none" }, {}],
    ["the visitor is signed in", {}, { window: signedIn(idB) }],
    ["another tab is sending", {}, { local: { [turnKey]: `${now + 1} 0.5` } }],
  ])("is not sent where %s", (_case, settings, options) => {
    const page = createPage(options);
    lookUpEarly(page, { ...on, ...settings }, email);
    expect(page.portal.requests).toEqual([]);
  });

  it("is not taken by a submission where no turn can be noted", async () => {
    const page = { ...createPage(), local: openStorage(() => null) };
    lookUpEarly(page, on, email);
    await settle();
    expect(await submitContact(page, { values: ada, settings: on })).toMatchObject({ ok: true, outcome: "created" });
    expect(kinds(page.portal)).toEqual(["look-up", "look-up", "token", "create"]);
  });

  it("bothers nobody where it fails", async () => {
    const page = createPage();
    page.portal.next["look-up"].push(new Response("", { status: 500 }));
    lookUpEarly(page, on, email);
    const broken = {
      ...createPage(),
      fetch: undefined as unknown as typeof page.fetch,
      clock: { ...page.clock, wait: () => Promise.reject(new Error("ours")) },
    };
    lookUpEarly(broken, on, email);
    await settle();
    expect(page.events).toEqual([]);
  });
});
