import { describe, expect, it } from "vitest";
import type { ContactId } from "../../identity/contact-id.ts";
import { createIdentity } from "../../identity/identity.ts";
import { openMachine, polls, pollsUntilMissing, type IdentityPage } from "../../identity/identity-machine.ts";
import * as is from "../../identity/identity-table.ts";
import { renderContact, type ContactText } from "../../identity/known-contact.ts";
import { digestContactId, linkedToAnother } from "../../identity/linked-contact.ts";
import { openStorage } from "../../identity/open-storage.ts";
import { openIdentityPage, turn, type IdentityDouble } from "./identity-double.ts";
import { idA, idB } from "./page-double.ts";

const contactA = renderContact(idA, "=");
const contactB = renderContact(idB, "=");
const idOf = (contact: ContactText): string => contact.slice(0, 36);
/** A form of the page, on a site that asks nobody for consent. */
function openForm(page: IdentityPage): (id: ContactId) => Promise<void> {
  const identity = createIdentity(page);
  return (id) => identity.captured({ contact: { id, source: "form" }, isPending: false, isConsentFree: true });
}
const blocked = ({ events }: IdentityDouble): unknown[] =>
  events.filter(({ name }) => name === "portalkit:blocked").map(({ detail }) => (detail as { what: string }).what);
const identified = ({ events }: IdentityDouble): unknown[] =>
  events.filter(({ name }) => name === "portalkit:identified").map(({ detail }) => (detail as { state: string }).state);

describe("whose the browser's history is, when a page begins", () => {
  const digestA = digestContactId(idA);
  it.each([
    { case: "nobody's", session: {}, local: {}, contact: contactA, isAnother: false },
    { case: "the contact's by this tab session", session: { contactid: idA }, local: {}, contact: contactA, isAnother: false },
    { case: "the contact's by this browser", session: {}, local: { "portalkit.linked": digestA }, contact: contactA, isAnother: false },
    { case: "another's by this tab session", session: { contactid: idA }, local: {}, contact: contactB, isAnother: true },
    { case: "another's by this browser", session: {}, local: { "portalkit.linked": digestA }, contact: contactB, isAnother: true },
    {
      case: "another's by this browser, whatever the tab session says",
      session: { contactid: idB },
      local: { "portalkit.linked": digestA },
      contact: contactB,
      isAnother: true,
    },
    {
      case: "disowned on an earlier page",
      session: { contactid: idA },
      local: { "portalkit.linked": linkedToAnother },
      contact: contactA,
      isAnother: true,
    },
    ...["0", `${idA}0`, `0${idA}`, idA.replace(/[^-]/g, "0"), "-".repeat(36), idA.toUpperCase()].map((contactid) => ({
      case: `nobody's, since what the tab session holds is no id of ours: ${contactid}`,
      session: { contactid },
      local: {},
      contact: contactB,
      isAnother: false,
    })),
  ])("$case", async ({ session, local, contact, isAnother }) => {
    const double = openIdentityPage({ session, local });
    double.bringTracker();
    const told = openMachine(double.page)(is.viewed, contact);
    expect(double.document.cookie, "gone before the tracker starts, in the same turn").toBe(isAnother ? "" : "_msci=of-somebody");
    expect(double.stored().session["contactid"]).toBe(idOf(contact));
    expect(double.stored().local["portalkit.linked"]).toBe(digestContactId(idOf(contact)));
    expect(double.told, "not before the script that starts the tracker has run").toEqual([]);
    await told;
    expect(double.told).toEqual([{ authId: idOf(contact) }]);
  });

  it("is the held contact's where the storage keeps nothing", async () => {
    const double = openIdentityPage();
    const none = openStorage(() => null);
    const capture = openForm({ ...double.page, session: none, local: none });
    double.bringTracker();
    await capture(idA);
    await capture(idB);
    expect(double.told).toEqual([{ authId: idA }]);
    expect(blocked(double)).toEqual(["another-person"]);
  });

  it("stays another's on this page when the first one comes back: A, then B, then A", async () => {
    const double = openIdentityPage();
    const capture = openForm(double.page);
    double.bringTracker();
    for (const id of [idA, idB, idA]) await capture(id);
    expect(double.told).toEqual([{ authId: idA }]);
    expect(identified(double)).toEqual(["identified", "pending", "pending"]);
    expect(blocked(double)).toEqual(["another-person", "another-person"]);
    expect(double.stored()).toEqual({
      session: { contactid: idA, "portalkit.as": "=" },
      local: { "portalkit.linked": linkedToAnother },
    });
    // The next page of the tab session starts with a cookie of its own.
    const next = openIdentityPage(double.stored());
    next.bringTracker();
    await openMachine(next.page)(is.viewed);
    expect(next.document.cookie).toBe("");
    expect(next.told).toEqual([{ authId: idA }]);
  });
});

describe("the wait for the tracker", () => {
  const open = (options?: Parameters<typeof openIdentityPage>[0]) => {
    const double = openIdentityPage(options);
    return { double, take: openMachine(double.page) };
  };

  it("says after ten seconds that it is missing, and ends after three quarters of an hour", async () => {
    const { double, take } = open();
    let isOver = false;
    void take(is.viewed, contactA).then(() => (isOver = true));
    await turn();
    for (let looks = 1; looks < polls; looks++) {
      expect(isOver).toBe(false);
      expect(blocked(double)).toEqual(looks < pollsUntilMissing ? [] : ["tracker-missing"]);
      await double.passTime();
    }
    const sum = (waits: readonly number[]): number => waits.reduce((total, ms) => total + ms, 0);
    expect(sum(double.asked.slice(0, pollsUntilMissing - 1))).toBe(10_416);
    expect(Math.round(sum(double.asked) / 60_000)).toBe(45);
    expect(double.asked.slice(0, 4)).toEqual([1, 4, 9, 16]);
    await double.passTime();
    expect(isOver).toBe(true);
    expect(double.isWaiting()).toBe(false);
    expect(blocked(double)).toEqual(["tracker-missing"]);
  });

  it("is over at once when the tracker is there, which is then told once", async () => {
    const { double, take } = open();
    double.bringTracker();
    await take(is.viewed, contactA);
    expect(double.asked).toEqual([]);
    expect(double.told).toEqual([{ authId: idA }]);
    expect(identified(double)).toEqual(["identified"]);
    await double.passTime();
    expect(double.told).toHaveLength(1);
  });

  it("finds a tracker that comes within it at the next look", async () => {
    const { double, take } = open();
    void take(is.viewed, contactA);
    await turn();
    double.bringTracker();
    await double.passTime();
    expect(double.told).toEqual([{ authId: idA }]);
    expect(double.isWaiting()).toBe(false);
  });

  it("finds one that comes long after it was said to be missing", async () => {
    const { double, take } = open();
    void take(is.viewed, contactA);
    await turn();
    for (let looks = 0; looks < pollsUntilMissing; looks++) await double.passTime();
    expect(blocked(double)).toEqual(["tracker-missing"]);
    expect(double.told).toEqual([]);
    double.bringTracker();
    await double.passTime();
    expect(double.told).toEqual([{ authId: idA }]);
    expect(identified(double)).toEqual(["identified"]);
  });

  it("takes the tracker that is there then, not the stub it has replaced", async () => {
    const { double, take } = open();
    const seen: string[] = [];
    double.window.MSCI = {};
    void take(is.viewed, contactA);
    await turn();
    double.window.MSCI = {
      name: "library",
      setUser(this: { name: string }) {
        seen.push(this.name);
      },
    };
    await double.passTime();
    expect(seen).toEqual(["library"]);
  });

  it("ends with a refusal: nobody is told any more", async () => {
    const { double, take } = open();
    void take(is.viewed, contactA);
    await turn();
    void take(is.refused);
    double.bringTracker();
    await double.passTime();
    await double.passTime();
    expect(double.told).toEqual([]);
    expect(double.isWaiting()).toBe(false);
    expect(double.stored()).toEqual({ session: {}, local: {} });
  });

  it("ends with another person's form: the first one is not named to the tracker any more, nor is the second", async () => {
    const { double, take } = open();
    void take(is.viewed, contactA);
    await turn();
    await take(is.captured, contactB);
    double.bringTracker();
    await double.passTime();
    await double.passTime();
    expect(double.told).toEqual([]);
    expect(double.isWaiting()).toBe(false);
  });

  it("tells once, when the same contact comes from a form meanwhile", async () => {
    const { double, take } = open();
    void take(is.viewed, contactA);
    await turn();
    void take(is.captured, contactA);
    double.bringTracker();
    await turn();
    await double.passTime();
    expect(double.told).toEqual([{ authId: idA }]);
    expect(double.isWaiting()).toBe(false);
  });
});

describe("the tracker", () => {
  it.each([
    { case: "throws", setUser: () => expect.fail("broken") as unknown },
    { case: "holds no function", setUser: "text" },
  ])("is not told when it $case, and is told the next time if it has come to itself", async ({ setUser }) => {
    const double = openIdentityPage();
    const take = openMachine(double.page);
    double.window.MSCI = { setUser };
    await take(is.viewed, contactA);
    expect(blocked(double)).toEqual(["tracker-threw"]);
    expect(identified(double)).toEqual([]);
    double.bringTracker();
    await double.passTime();
    expect(double.told).toEqual([]);
    await take(is.captured, contactA);
    expect(double.told).toEqual([{ authId: idA }]);
  });

  it("is waited for where the page throws at whoever looks for it", async () => {
    const double = openIdentityPage();
    Object.defineProperty(double.window, "MSCI", { get: () => expect.fail("not yours") });
    void openMachine(double.page)(is.viewed, contactA);
    await turn();
    expect(double.isWaiting()).toBe(true);
    expect(blocked(double)).toEqual([]);
  });

  it("is not told where the page says why", async () => {
    const double = openIdentityPage();
    double.bringTracker();
    await openMachine({ ...double.page, blocked: () => "journeys-only" })(is.viewed, contactA);
    expect(double.told).toEqual([]);
    expect(blocked(double)).toEqual(["journeys-only"]);
  });

  it.each([
    { authId: undefined, told: idA, stored: "=" },
    { authId: null, told: idA, stored: "=" },
    { authId: "C-1001", told: "C-1001", stored: "=C-1001" },
    { authId: "+=", told: "+=", stored: "=+=" },
    { authId: "", told: undefined, stored: "= " },
  ])("is told $told with the identifying value $authId, which is kept like the id", async ({ authId, told, stored }) => {
    const double = openIdentityPage();
    double.bringTracker();
    await openMachine(double.page)(is.viewed, renderContact(idA, "=", authId));
    expect(double.told).toEqual(told ? [{ authId: told }] : []);
    expect(blocked(double)).toEqual(told ? [] : ["auth-id-missing"]);
    expect(double.stored().session["portalkit.as"]).toBe(stored);
    // And so on the next page.
    const next = openIdentityPage(double.stored());
    next.bringTracker();
    await openMachine(next.page)(is.viewed);
    expect(next.told).toEqual(double.told);
    expect(blocked(next)).toEqual(blocked(double));
  });
});

describe("forgetting", () => {
  it.each([
    {
      url: "https://www.site.example.com/",
      domains: ["www.site.example.com", ".site.example.com", ".example.com", ".com", ""],
    },
    { url: "http://localhost:4180/", domains: ["localhost", ""] },
  ])("deletes the tracker's cookie of $url for the host and every domain above, and for the host alone", async ({ url, domains }) => {
    const double = openIdentityPage({ url });
    const set: string[] = [];
    Object.defineProperty(double.document, "cookie", {
      set(text: string) {
        set.push(text);
      },
    });
    await openMachine(double.page)(is.refused);
    expect(set).toEqual(domains.map((domain) => `_msci=;max-age=0;path=/;domain=${domain}`));
  });

  it("deletes a cookie that was set for the domain above", async () => {
    const double = openIdentityPage();
    double.document.cookie = "_msci=; Max-Age=0; Path=/";
    double.document.cookie = "_msci=abc; Path=/; Domain=example.com";
    expect(double.document.cookie).toBe("_msci=abc");
    await openMachine(double.page)(is.refused);
    expect(double.document.cookie).toBe("");
  });

  it("leaves what is not ours, and the visitor's answer to the banner", async () => {
    const double = openIdentityPage({
      session: { contactid: idA, "portalkit.as": "=C-1", "portalkit.outbox": "[1,{}]", theirs: "1" },
      local: { "portalkit.linked": "1", "portalkit.turn": "1 2", theirs: "1" },
    });
    double.document.cookie = "portalkit.consent=denied; Path=/";
    double.document.cookie = "theirs=1; Path=/";
    await openMachine(double.page)(is.refused);
    expect(double.document.cookie).toBe("portalkit.consent=denied; theirs=1");
    // Whoever refuses to be tracked has not refused that a form of theirs is finished.
    expect(double.stored()).toEqual({
      session: { "portalkit.outbox": "[1,{}]", theirs: "1" },
      local: { "portalkit.turn": "1 2", theirs: "1" },
    });
  });

  it("takes whom it held in memory along: consent that comes after a refusal finds nobody", async () => {
    const double = openIdentityPage();
    const take = openMachine(double.page);
    await take(is.captured, contactA);
    await take(is.refused);
    double.bringTracker();
    await take(is.viewed);
    expect(double.told).toEqual([]);
    expect(double.stored().session).toEqual({});
  });

  it("does without a page that can be loaded anew", async () => {
    const double = openIdentityPage();
    const { window, document, session, local, clock } = double.page;
    const take = openMachine({ window, document, session, local, clock });
    await take(is.allowed);
    await take(is.refused);
    expect(double.document.cookie).toBe("");
  });
});

describe("the page's machine", () => {
  it("is one for all scripts of a page, and another on the next page", async () => {
    const double = openIdentityPage();
    expect(openMachine({ ...double.page })).toBe(openMachine({ ...double.page }));
    expect(openMachine(openIdentityPage().page)).not.toBe(openMachine(double.page));
  });

  it("keeps nothing without consent, and tells whom it held when consent comes", async () => {
    const double = openIdentityPage();
    const take = openMachine(double.page);
    double.bringTracker();
    await take(is.captured, contactA);
    expect(double.stored()).toEqual({ session: {}, local: {} });
    expect(double.told).toEqual([]);
    await take(is.viewed);
    expect(double.told).toEqual([{ authId: idA }]);
    expect(double.stored().session["contactid"]).toBe(idA);
  });

  it("names no contact in its events", async () => {
    const double = openIdentityPage();
    const take = openMachine(double.page);
    double.bringTracker();
    await take(is.viewed, contactA);
    await openForm(double.page)(idB);
    expect(double.events.length).toBeGreaterThan(2);
    expect(JSON.stringify(double.events)).not.toMatch(new RegExp(`${idA}|${idB}`));
  });
});
