import { describe, expect, it } from "vitest";
import { connectForms } from "../../../form-scripts/contact-capture/connect-form.ts";
import { resolveSameOrigin } from "../../../form-scripts/contact-capture/finish.ts";
import { digestContactId } from "../../../identity/linked-contact.ts";
import { settle } from "../../identity/auto-clock.ts";
import { createTracker, idA, idB, signedIn } from "../../identity/page-double.ts";
import { renderCaptureForm } from "../../web-templates/render-template.ts";
import { createPage, createPortal, kinds, type TestPageOptions } from "./portal-double.ts";

const typed = { lastname: "Lovelace", emailaddress1: "ada@example.com" };

function open(options: TestPageOptions & { readonly settings?: string; readonly copies?: number } = {}) {
  const page = createPage({ markup: renderCaptureForm(options.settings).repeat(options.copies ?? 1), ...options });
  connectForms(page);
  const forms = [...page.document.forms];
  const fill = (index = 0, values: Readonly<Record<string, string>> = typed): void => {
    for (const [name, value] of Object.entries(values)) {
      const input = forms[index]?.querySelector<HTMLInputElement>(`[name="${name}"]`);
      if (input) input.value = value;
    }
  };
  const submit = async (index = 0): Promise<void> => {
    forms[index]?.requestSubmit();
    await settle(60);
  };
  const state = (index = 0): string | null | undefined => forms[index]?.getAttribute("data-state");
  const value = (name: string): string | undefined => forms[0]?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value;
  return { page, forms, fill, submit, state, value };
}

const throwing = (name: string): object =>
  Object.defineProperty({}, name, {
    get() {
      throw new Error(`${name} is guarded`);
    },
  });

/** What a browser would report as an unhandled rejection while this runs. */
async function unhandledDuring(run: () => Promise<void>): Promise<unknown[]> {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on("unhandledRejection", note);
  try {
    await run();
    await settle();
  } finally {
    process.off("unhandledRejection", note);
  }
  return rejections;
}

describe("a contact that has arrived", () => {
  it.each([
    { case: "window.MSCI throws", window: throwing("MSCI") },
    { case: "setUser throws when it is looked at", window: { MSCI: throwing("setUser") } },
    { case: "window.Microsoft throws", window: throwing("Microsoft") },
  ])("is shown as done, with nothing thrown into the page, where $case", async ({ window }) => {
    const { page, fill, submit, state } = open({
      consent: "granted",
      window,
      settings: 'data-success-kind="redirect" data-success-url="/thanks"',
    });
    fill();
    const rejections = await unhandledDuring(async () => {
      await submit();
      await expect.poll(() => page.visited).toHaveLength(1);
    });
    expect(rejections).toEqual([]);
    expect(state()).toBe("done");
    expect(page.portal.contacts).toHaveLength(1);
  });

  it("is shown as done where keeping it fails; the page is told the step", async () => {
    const { page, fill, submit, state } = open({ consent: "granted" });
    Object.assign(page, { session: throwing("getItem") });
    fill();
    expect(await unhandledDuring(() => submit())).toEqual([]);
    expect(state()).toBe("done");
    expect(page.events.at(-1)).toEqual({ name: "portalkit:failed", detail: { step: "session", code: "unexpected" } });
  });

  it("stays with whom it is known to be when the page goes before the tracker has come", async () => {
    const { page, fill, submit } = open({ consent: "granted" });
    fill();
    await submit();
    // A new tab knows from this alone that the cookie is not to join anybody else.
    expect(page.local.entries.get("portalkit.linked")).toBe(digestContactId(idA));
  });
});

describe("a visitor on the same page as another", () => {
  it("ends the wait for a tracker that was to be told about the first one", async () => {
    const { calls, MSCI } = createTracker();
    const window: { MSCI?: unknown } = {};
    const { page, fill, submit } = open({ consent: "granted", window, copies: 2 });
    fill(0);
    await submit(0);
    page.portal.contacts.push({ contactid: idB, emailaddress1: "bob@example.com" });
    fill(1, { lastname: "B", emailaddress1: "bob@example.com" });
    await submit(1);
    expect(page.session.entries.get("contactid")).toBe(idB);
    window.MSCI = MSCI;
    await settle(120);
    expect(calls).toEqual([]);
    expect(page.local.entries.get("portalkit.linked")).toBe(digestContactId(idA));
  });

  it("ends the wait with the visitor's withdrawal", async () => {
    const { calls, MSCI } = createTracker();
    const window: { MSCI?: unknown } = {};
    const { page, fill, submit } = open({ consent: "granted", window });
    fill();
    await submit();
    page.document.documentElement.setAttribute("data-portal-kit-consent", "withdrawn");
    page.session.entries.clear();
    page.local.entries.clear();
    window.MSCI = MSCI;
    await settle(120);
    expect(calls).toEqual([]);
    expect(page.session.entries.size + page.local.entries.size).toBe(0);
  });

  it("is not taken for who was signed in when the browser kept the page, and is who still is", async () => {
    const { calls, MSCI } = createTracker();
    const { page, fill, submit, state, value } = open({ consent: "granted", window: { MSCI, ...signedIn(idB) } });
    fill();
    await submit();
    expect(state()).toBe("failed");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "session", code: "session-expired" } }]);
    expect(calls).toEqual([]);
    expect(page.session.entries.size).toBe(0);
    expect(value("lastname")).toBe("Lovelace");
    page.portal.visitor = idB;
    await submit();
    expect(state()).toBe("done");
    expect(calls).toEqual([{ authId: idB }]);
  });
});

/** Locks as browsers have them: one holder, the others wait. */
function createLocks(): { request(name: string, run: () => Promise<unknown>): Promise<unknown> } {
  let last: Promise<unknown> = Promise.resolve();
  return { request: (_name, run) => (last = last.then(run, run)) };
}

describe("two forms, or two tabs, of one browser", () => {
  it("create one contact between them", async () => {
    const portal = createPortal();
    const window = { navigator: { locks: createLocks() } };
    const one = open({ portal, window });
    const other = open({ portal, window });
    one.fill();
    other.fill();
    await Promise.all([one.submit(), other.submit()]);
    await settle(60);
    expect([one.state(), other.state()]).toEqual(["done", "done"]);
    expect(portal.contacts).toHaveLength(1);
  });

  it("create two where the browser has no locks: the control of the test above", async () => {
    const portal = createPortal();
    const one = open({ portal });
    const other = open({ portal });
    one.fill();
    other.fill();
    await Promise.all([one.submit(), other.submit()]);
    expect(portal.contacts).toHaveLength(2);
  });

  it.each([
    { case: "is never granted", locks: { request: () => new Promise(() => undefined) } },
    { case: "is refused", locks: { request: () => Promise.reject(new DOMException("no", "SecurityError")) } },
    { case: "throws", locks: throwing("request") },
    { case: "is something else", locks: "x" },
  ])("send once all the same where the lock $case", async ({ locks }) => {
    const { page, fill, submit, state } = open({ window: { navigator: { locks } } });
    fill();
    await submit();
    expect(state()).toBe("done");
    expect(kinds(page.portal)).toEqual(["token", "look-up", "create"]);
  });
});

describe("an honest visitor", () => {
  it("whose password manager filled in the trap gets through at the second try, everything still typed", async () => {
    const { page, fill, submit, state, value } = open();
    fill(0, { ...typed, "portal-kit-website": "https://ada.example.com" });
    await submit();
    expect(state()).toBe("failed");
    expect(value("lastname")).toBe("Lovelace");
    await submit();
    expect(state()).toBe("done");
    expect(page.portal.contacts).toHaveLength(1);
  });

  it("has a trap that password managers are asked to leave alone", () => {
    const trap = open().page.document.querySelector("#portal-kit-website");
    for (const name of ["data-1p-ignore", "data-bwignore", "data-lpignore", "data-form-type"]) expect(trap?.hasAttribute(name)).toBe(true);
  });

  it("sees what is wrong in a browser of 2019, which has no replaceChildren", async () => {
    const { page, submit } = open();
    const summary = page.document.querySelector<HTMLElement>("[data-portal-kit-errors]");
    Object.defineProperty(summary, "replaceChildren", { value: undefined });
    expect(await unhandledDuring(() => submit())).toEqual([]);
    await submit();
    expect(summary?.querySelectorAll("li")).toHaveLength(2);
    expect(summary?.querySelectorAll("p")).toHaveLength(1);
  });
});

describe("resolveSameOrigin", () => {
  const page = "https://www.site.example.com/a/b";
  it.each([
    ["/thanks", "https://www.site.example.com/thanks"],
    ["c?x=1#y", "https://www.site.example.com/a/c?x=1#y"],
    ["/%2F%2Fevil.example.net", "https://www.site.example.com/%2F%2Fevil.example.net"],
    ["/\\evil.example.net", undefined],
    ["\\\\evil.example.net", undefined],
    ["//evil.example.net", undefined],
    ["/\t/evil.example.net", undefined],
    ["https:/\\evil.example.net", undefined],
    ["https://www.site.example.com.evil.example.net/", undefined],
    ["https://www.site.example.com@evil.example.net/", undefined],
    ["https://a:b@www.site.example.com/", undefined],
    ["https://www.site.example.com:444/", undefined],
    ["javascript:alert(1)", undefined],
    [" javascript:alert(1)", undefined],
    ["blob:https://www.site.example.com/1", undefined],
    ["data:text/html,x", undefined],
  ])("%j leads to %s", (url, target) => expect(resolveSameOrigin(url, page)).toBe(target));
});
