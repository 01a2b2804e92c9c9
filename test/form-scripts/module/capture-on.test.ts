import { describe, expect, it } from "vitest";
import { captureOn } from "../../../form-scripts/module/capture-on.ts";
import type { CaptureOptions } from "../../../form-scripts/module/capture-options.ts";
import type { CaptureValues } from "../../../form-scripts/module/capture.ts";
import { settle } from "../../identity/auto-clock.ts";
import { createTracker, idA, idB, signedIn } from "../../identity/page-double.ts";
import { createPage, createPortal, kinds, type TestPageOptions } from "../contact-capture/portal-double.ts";

const locks = { navigator: { locks: { request: async (_name: string, run: () => unknown) => run() } } };
const typed = { lastname: " Example ", emailaddress1: " Ada@EXAMPLE.com" };
const known = (): ReturnType<typeof createPortal> => createPortal([{ contactid: idB, emailaddress1: "ada@example.com" }]);

function open({ options = {}, window = {}, ...rest }: TestPageOptions & { readonly options?: CaptureOptions } = {}) {
  const tracker = createTracker();
  const page = createPage({ consent: "granted", window: { ...locks, MSCI: tracker.MSCI, ...window }, ...rest });
  return { page, portal: page.portal, calls: tracker.calls, capture: captureOn(page, options) };
}

describe("submit", () => {
  it("creates, tells the tracker and says so, without an id", async () => {
    const { capture, portal, calls } = open();
    expect(await capture.submit(typed)).toEqual({ ok: true, outcome: "created", certain: true, state: "identified" });
    expect(calls).toEqual([{ authId: idA }]);
    expect(portal.requests.filter(({ kind }) => kind === "create").map(({ body }) => JSON.parse(body ?? ""))).toEqual([
      { lastname: "Example", emailaddress1: "Ada@example.com" },
    ]);
  });

  it("reuses who is known, and never writes to them", async () => {
    const { capture, portal, calls } = open({ portal: known() });
    expect(await capture.submit(typed)).toEqual({ ok: true, outcome: "reused", certain: true, state: "identified" });
    expect(calls).toEqual([{ authId: idB }]);
    expect(kinds(portal)).not.toContain("create");
  });

  it.each<{ case: string; open: Parameters<typeof open>[0] }>([
    { case: "the address is to be confirmed", open: { portal: known(), options: { existing: "confirmed" } } },
    { case: "consent was refused", open: { consent: "denied" } },
    { case: "nobody was asked yet", open: { consent: "unknown" } },
    { case: "the page has no tracker", open: { window: { MSCI: undefined } } },
  ])("is pending where $case", async ({ open: options }) => {
    const { capture, calls } = open(options);
    expect(await capture.submit(typed)).toMatchObject({ ok: true, state: "pending" });
    expect(calls).toEqual([]);
  });

  it.each<{ case: string; values: CaptureValues; options?: CaptureOptions; sent: object | undefined }>([
    { case: "no address", values: { lastname: "Example" }, sent: undefined },
    { case: "an address that is none", values: { ...typed, emailaddress1: "ada@" }, sent: undefined },
    { case: "an empty address", values: { ...typed, emailaddress1: "  " }, sent: undefined },
    {
      case: "consent answers, empty and absent values",
      values: { ...typed, donotemail: false, pk_topic: 3, firstname: " ", mobilephone: null, fax: undefined },
      sent: { lastname: "Example", emailaddress1: "Ada@example.com", donotemail: false, pk_topic: 3 },
    },
    { case: "no address and no look-up", values: { lastname: "Example" }, options: { lookup: "none" }, sent: { lastname: "Example" } },
    { case: "a bad address and no look-up", values: { emailaddress1: "ada" }, options: { lookup: "none" }, sent: undefined },
  ])("with $case sends $sent", async ({ values, options = {}, sent }) => {
    const { capture, portal, page } = open({ options });
    const result = await capture.submit(values);
    const creates = portal.requests.filter(({ kind }) => kind === "create").map(({ body }) => JSON.parse(body ?? "") as unknown);
    expect(creates).toEqual(sent ? [sent] : []);
    if (sent) return;
    expect(result).toEqual({ ok: false, step: "validate", code: "invalid" });
    expect(portal.requests).toEqual([]);
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "validate", code: "invalid" } }]);
  });

  it("says in which step it failed, and tells the page once", async () => {
    const portal = createPortal();
    portal.next.token.push(new Response("no", { status: 500 }), new Response("no", { status: 500 }));
    const { capture, page } = open({ portal });
    const result = await capture.submit(typed);
    expect(result).toEqual({ ok: false, step: "token", code: "server-error" });
    expect(page.events.filter(({ name }) => name === "portalkit:failed")).toEqual([
      { name: "portalkit:failed", detail: { step: "token", code: "server-error" } },
    ]);
  });

  it("keeps in the outbox only what the visitor has agreed to, with the setting on", async () => {
    for (const [options, keep, kept] of [
      [{ outbox: true }, true, true],
      [{ outbox: true }, false, false],
      [{}, true, false],
    ] as const) {
      const portal = createPortal();
      portal.next["look-up"].push(new Response("no", { status: 500 }));
      const { capture, page } = open({ portal, options });
      expect((await capture.submit(typed, { keep })).ok).toBe(false);
      expect(page.session.getItem("portalkit.outbox") !== null).toBe(kept);
    }
  });
});

describe("resume", () => {
  it("finishes what an earlier page has kept", async () => {
    const session = { "portalkit.outbox": JSON.stringify([Date.parse("2026-01-01T00:00:00Z"), { emailaddress1: "ada@example.com" }]) };
    const { capture, portal, page } = open({ session, options: { outbox: true } });
    await capture.resume();
    expect(kinds(portal).filter((kind) => kind === "create")).toHaveLength(1);
    expect(page.session.getItem("portalkit.outbox")).toBeNull();
  });

  it("does nothing where nothing was kept", async () => {
    const { capture, portal } = open({ options: { outbox: true } });
    await capture.resume();
    expect(portal.requests).toEqual([]);
  });
});

describe("prefetch", () => {
  it.each<{ options: CaptureOptions; email: string; sent: string[] }>([
    { options: {}, email: "ada@example.com", sent: ["token"] },
    { options: { prefetchLookup: true }, email: "ada@", sent: ["token"] },
    { options: { prefetchLookup: true }, email: "ada@example.com", sent: ["look-up", "token"] },
  ])("with $options of $email sends $sent", async ({ options, email, sent }) => {
    const { capture, portal } = open({ options });
    capture.prefetch(email);
    await settle();
    expect(kinds(portal).sort()).toEqual(sent);
  });
});

describe("connect", () => {
  const markup = `<form><label for="l">Name</label><input id="l" name="lastname" required><label for="e">Mail</label><input id="e" name="emailaddress1" type="email" required><button>Go</button></form>`;

  it("makes a capture form of a page's own form, with the module's settings", async () => {
    const { capture, page, portal, calls } = open({ markup, portal: known(), options: { existing: "confirmed" } });
    const form = page.document.forms[0];
    if (!form) throw new Error("no form");
    capture.connect(form);
    for (const input of form.querySelectorAll("input")) input.value = input.name === "lastname" ? "Example" : "ada@example.com";
    form.requestSubmit();
    await expect.poll(() => form.getAttribute("data-state")).toBe("pending");
    expect(kinds(portal)).not.toContain("create");
    expect(calls).toEqual([]);
  });

  it("leaves other forms of the page alone", async () => {
    const { capture, page, portal } = open({ markup: markup.repeat(2) });
    const [first, second] = [...page.document.forms];
    if (!first || !second) throw new Error("no forms");
    capture.connect(first);
    second.addEventListener("submit", (event) => event.preventDefault());
    second.requestSubmit();
    await settle();
    expect(second.hasAttribute("data-state")).toBe(false);
    expect(portal.requests).toEqual([]);
  });
});

describe("identify", () => {
  it.each<{ case: string; open: Parameters<typeof open>[0]; told: object[] }>([
    { case: "whom the tab knows", open: { session: { contactid: idB } }, told: [{ authId: idB }] },
    { case: "who is signed in", open: { window: signedIn(idA) }, told: [{ authId: idA }] },
    { case: "nobody", open: {}, told: [] },
    { case: "nobody by a junk id", open: { session: { contactid: "x" } }, told: [] },
    { case: "nobody without consent", open: { session: { contactid: idB }, consent: "denied" }, told: [] },
  ])("tells the tracker $case", async ({ open: options, told }) => {
    const { capture, calls } = open(options);
    await capture.identify();
    expect(calls).toEqual(told);
  });

  it.each(["denied", "withdrawn"] as const)("forgets whom the tab knows when consent is %s", async (state) => {
    const { capture, page } = open({ session: { contactid: idB } });
    await capture.identify();
    expect(page.session.getItem("contactid")).toBe(idB);
    capture.consent(state);
    await settle();
    expect(page.session.getItem("contactid")).toBeNull();
  });

  it("forgets nobody while the answer is open", async () => {
    const { capture, page } = open({ session: { contactid: idB } });
    await capture.identify();
    capture.consent("unknown");
    await settle();
    expect(page.session.getItem("contactid")).toBe(idB);
  });

  it.each([
    { case: "asks nobody", consentMode: "none" as const, told: [{ authId: idB }] },
    { case: "asks", consentMode: "opt-in" as const, told: [] },
  ])("where nothing says what the visitor has answered, and the site $case, tells $told", async ({ consentMode, told }) => {
    const { capture, calls, page } = open({ session: { contactid: idB }, options: { consentMode } });
    page.document.documentElement.removeAttribute("data-portal-kit-consent");
    await capture.identify();
    expect(calls).toEqual(told);
  });

  it("follows the consent that the page's own tool reports", async () => {
    const { capture, calls, page } = open({ consent: "unknown", session: { contactid: idB } });
    await capture.identify();
    expect(calls).toEqual([]);
    capture.consent("granted");
    expect(page.events).toContainEqual({
      name: "portalkit:consent",
      detail: { state: "granted", source: "page", version: undefined, at: expect.any(String) as string },
    });
    await capture.identify();
    expect(calls).toEqual([{ authId: idB }]);
  });
});
