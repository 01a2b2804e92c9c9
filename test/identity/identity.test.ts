import { describe, expect, it } from "vitest";
import { openMachine } from "../../identity/identity-machine.ts";
import { createIdentity, queuePollMs, queuePolls, type Capture } from "../../identity/identity.ts";
import * as is from "../../identity/identity-table.ts";
import { renderContact, type KnownContact } from "../../identity/known-contact.ts";
import { linkedToAnother } from "../../identity/linked-contact.ts";
import { openIdentityPage, turn } from "./identity-double.ts";
import { idA } from "./page-double.ts";

const contact: KnownContact = { id: idA, source: "form" };
const capture: Capture = { contact, isPending: false, isConsentFree: false };

function open({ consent, ...options }: Parameters<typeof openIdentityPage>[0] & { readonly consent?: string } = {}) {
  const double = openIdentityPage(options);
  if (consent) double.document.documentElement.setAttribute("data-portal-kit-consent", consent);
  double.bringTracker();
  return { double, identity: createIdentity(double.page) };
}

describe("consent to a capture", () => {
  it.each([
    { consent: "granted", isConsentFree: false, isTold: true },
    { consent: "granted", isConsentFree: true, isTold: true },
    { consent: "unknown", isConsentFree: true, isTold: false },
    { consent: "denied", isConsentFree: true, isTold: false },
    { consent: "withdrawn", isConsentFree: true, isTold: false },
    { consent: "", isConsentFree: true, isTold: true },
    { consent: "", isConsentFree: false, isTold: false },
  ])(
    "with the page's state <$consent> and a site that asks nobody ($isConsentFree): told $isTold",
    async ({ consent, isConsentFree, isTold }) => {
      const { double, identity } = open({ consent });
      await identity.captured({ ...capture, isConsentFree });
      expect(double.told).toEqual(isTold ? [{ authId: idA }] : []);
      expect(double.stored().session["contactid"]).toBe(isTold ? idA : undefined);
      expect(double.events).toEqual(
        isTold
          ? [{ name: "portalkit:identified", detail: { state: "identified" } }]
          : [
              { name: "portalkit:identified", detail: { state: "pending" } },
              { name: "portalkit:blocked", detail: { what: "no-consent" } },
            ],
      );
    },
  );

  it("counts what the tracking template has begun, on the same page", async () => {
    const { double, identity } = open({ consent: "granted" });
    void openMachine(double.page)(is.viewed, renderContact(idA, "+"));
    await turn();
    await identity.captured(capture);
    expect(double.told).toEqual([{ authId: idA }, { authId: idA }]);
  });
});

describe("what is proved", () => {
  it("is told, unless it is to be confirmed", async () => {
    for (const isPending of [false, true]) {
      const { double, identity } = open({ consent: "granted" });
      await identity.captured({ ...capture, isPending });
      expect(double.told).toEqual(isPending ? [] : [{ authId: idA }]);
      expect(double.stored().session["contactid"]).toBe(isPending ? undefined : idA);
      expect(double.events).toEqual([{ name: "portalkit:identified", detail: { state: isPending ? "pending" : "identified" } }]);
    }
  });

  it("says that the id of a created contact is missing", async () => {
    const { double, identity } = open({ consent: "granted" });
    await identity.captured({ ...capture, contact: undefined });
    expect(double.told).toEqual([]);
    expect(double.events).toEqual([{ name: "portalkit:blocked", detail: { what: "contact-id-missing" } }]);
  });
});

describe("a page whose visitor another tab has forgotten since it began", () => {
  const write = ({ document }: ReturnType<typeof open>["double"], key: string, newValue: string | null): void => {
    const { StorageEvent } = document.defaultView ?? expect.fail("no window");
    document.defaultView?.dispatchEvent(new StorageEvent("storage", { key, newValue }));
  };

  it("does not tell its tracker, which still holds the cookie of before", async () => {
    const { double, identity } = open({ consent: "granted" });
    write(double, "portalkit.linked", null);
    write(double, "portalkit.linked", "22222222");
    await identity.captured(capture);
    expect(double.told).toEqual([]);
    expect(double.document.cookie).toBe("");
    expect(double.stored()).toEqual({
      session: { contactid: idA, "portalkit.as": "=" },
      local: { "portalkit.linked": linkedToAnother },
    });
    expect(double.events).toEqual([
      { name: "portalkit:identified", detail: { state: "pending" } },
      { name: "portalkit:blocked", detail: { what: "another-person" } },
    ]);
  });

  it.each([
    { case: "knows somebody now", key: "portalkit.linked", newValue: "11111111" },
    { case: "has ended a turn", key: "portalkit.turn", newValue: null },
  ])("is not one where the other tab $case", async ({ key, newValue }) => {
    const { double, identity } = open({ consent: "granted" });
    write(double, key, newValue);
    await identity.captured(capture);
    expect(double.told).toEqual([{ authId: idA }]);
  });
});

describe("a tracker of Customer Insights - Journeys that somebody else has put on the page", () => {
  const dataLibrary = "https://download.example.com/sdk/CI-SDKs/web/msci-1.1.0.js";
  const journeysLibrary = "https://cdn.example.com/webtracking/WebTracking/WebTracking.bundle.js";

  it.each([
    { case: "only Journeys, inline", html: `<script>load({src: "${journeysLibrary}"})</script>`, isTold: false },
    { case: "only Journeys, external", html: `<script src="${journeysLibrary}"></script>`, isTold: false },
    { case: "only Journeys, over lines", html: `<script>load({\nsrc: "${journeysLibrary}"\n})</script>`, isTold: false },
    { case: "only Journeys, inert", html: `<template><script>load({src: "${journeysLibrary}"})</script></template>`, isTold: false },
    { case: "only Data", html: `<script>load({src: "${dataLibrary}"})</script>`, isTold: true },
    { case: "both", html: `<script src="${journeysLibrary}"></script>\n<script src="${dataLibrary}"></script>`, isTold: true },
    {
      case: "both, the other way round",
      html: `<script src="${dataLibrary}"></script><script src="${journeysLibrary}"></script>`,
      isTold: true,
    },
    { case: "neither, Journeys being named in text only", html: `<p>${journeysLibrary}</p>`, isTold: true },
    { case: "neither, and our own script on it", html: String.raw`<script>/^(?!.*ci-sdks\/).*webtracking\.b/is</script>`, isTold: true },
    {
      case: "only Journeys, and our own script",
      html: String.raw`<script>/^(?!.*ci-sdks\/).*webtracking\.b/is</script><script src="${journeysLibrary}"></script>`,
      isTold: false,
    },
  ])("of a page with $case is told: $isTold", async ({ html, isTold }) => {
    const { double, identity } = open({ html, consent: "granted" });
    await identity.captured(capture);
    expect(double.told).toEqual(isTold ? [{ authId: idA }] : []);
    expect(double.events).toEqual(
      isTold
        ? [{ name: "portalkit:identified", detail: { state: "identified" } }]
        : [{ name: "portalkit:blocked", detail: { what: "journeys-only" } }],
    );
    expect(double.stored().session["contactid"]).toBe(idA);
  });
});

describe("the identifying value", () => {
  const template = (value: string): string => `<template data-auth-id="${value}"></template>`;
  it.each([
    { case: "the capture's", html: template(""), authId: "C-1", told: "C-1" },
    { case: "the capture's also where it has none", html: template("C-2"), authId: "", told: undefined },
    { case: "the tracking template's for a signed-in visitor", html: template("C-2"), authId: undefined, told: "C-2" },
    { case: "missing when neither has one", html: template(""), authId: undefined, told: undefined },
    { case: "the id where the site identifies by it", html: "", authId: undefined, told: idA },
  ])("is $case", async ({ html, authId, told }) => {
    const { double, identity } = open({ html, consent: "granted" });
    await identity.captured({ ...capture, contact: { ...contact, authId } });
    expect(double.told).toEqual(told ? [{ authId: told }] : []);
  });
});

describe("the tracker's queue", () => {
  const stub = (): unknown[] => [
    ["new", "MSCI"],
    ["setUser", "MSCI", []],
  ];

  it("is waited for at most a second and a half, since a page that is left takes it along", async () => {
    expect(queuePollMs * queuePolls).toBe(1_500);
    const { double, identity } = open({ consent: "granted" });
    double.window.MSCIqueue = stub();
    let isDone = false;
    void identity.captured(capture).then(() => (isDone = true));
    await turn();
    for (let polls = 0; polls < queuePolls; polls++) {
      expect(isDone).toBe(false);
      await double.passTime();
    }
    expect(isDone).toBe(true);
    expect(double.asked).toEqual(Array.from({ length: queuePolls }, () => queuePollMs));
  });

  it("ends the wait when the library has taken it", async () => {
    const { double, identity } = open({ consent: "granted" });
    double.window.MSCIqueue = stub();
    let isDone = false;
    void identity.captured(capture).then(() => (isDone = true));
    await turn();
    expect(isDone).toBe(false);
    double.window.MSCIqueue = [["setUser", "MSCI", []]];
    await double.passTime();
    expect(isDone).toBe(true);
    expect(double.asked).toEqual([queuePollMs]);
  });

  it.each([{ queue: undefined }, { queue: [] }, { queue: "text" }, { queue: [null] }, { queue: [["setUser"]] }])(
    "holds nobody up where it is $queue",
    async ({ queue }) => {
      const { double, identity } = open({ consent: "granted" });
      double.window.MSCIqueue = queue;
      await identity.captured(capture);
      expect(double.asked).toEqual([]);
    },
  );
});
