import { describe, expect, it } from "vitest";
import { connectForms } from "../../../form-scripts/contact-capture/connect-form.ts";
import { finish } from "../../../form-scripts/contact-capture/finish.ts";
import { openMachine } from "../../../identity/identity-machine.ts";
import { refused } from "../../../identity/identity-table.ts";
import { digestContactId, linkedToAnother } from "../../../identity/linked-contact.ts";
import { settle } from "../../identity/auto-clock.ts";
import { createTracker, idA, idB, signedIn } from "../../identity/page-double.ts";
import { renderCaptureForm } from "../../web-templates/render-template.ts";
import { createPage, kinds, settingsOf, type TestPageOptions } from "./portal-double.ts";

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
    const gone = (): never => {
      throw new Error("gone");
    };
    Object.assign(page.session, { setItem: gone });
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
    expect(page.local.entries.get("portalkit.linked")).toBe(linkedToAnother);
  });

  it("ends the wait with the visitor's withdrawal", async () => {
    const { calls, MSCI } = createTracker();
    const window: { MSCI?: unknown } = {};
    const { page, fill, submit } = open({ consent: "granted", window });
    fill();
    await submit();
    void openMachine(page)(refused);
    window.MSCI = MSCI;
    await settle(120);
    expect(calls).toEqual([]);
    expect([...page.session.entries.keys(), ...page.local.entries.keys()]).toEqual(["portalkit.turn"]);
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

describe("a lock for this browser's submissions", () => {
  it.each([
    { case: "is refused", locks: { request: () => Promise.reject(new DOMException("no", "SecurityError")) } },
    { case: "throws", locks: throwing("request") },
    { case: "is something else", locks: "x" },
  ])("that $case holds nobody up, and nothing is sent twice", async ({ locks }) => {
    const { page, fill, submit, state } = open({ window: { navigator: { locks } } });
    fill();
    await submit();
    expect(state()).toBe("done");
    expect(kinds(page.portal)).toEqual(["look-up", "token", "create"]);
  });

  it("that is never granted lets the visitor try again, everything still typed", async () => {
    const { page, fill, submit, state, value } = open({
      window: { navigator: { locks: { request: () => new Promise(() => undefined) } } },
    });
    fill();
    await submit();
    expect(state()).toBe("failed");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "upsert", code: "busy" } }]);
    expect(kinds(page.portal).filter((kind) => kind !== "token")).toEqual([]);
    expect(value("lastname")).toBe("Lovelace");
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

describe("a redirect", () => {
  it.each([
    ["/thanks", "https://www.site.example.com/thanks"],
    ["c?x=1#y", "https://www.site.example.com/c?x=1#y"],
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
  ])("to %j leads to %s", async (successUrl, target) => {
    const page = createPage();
    const form = page.document.createElement("form");
    await finish(page, form, settingsOf({ successKind: "redirect", successUrl }), Promise.resolve());
    expect(page.visited).toEqual(target ? [target] : []);
    expect(page.events).toEqual(target ? [] : [{ name: "portalkit:blocked", detail: { what: "redirect-off-site" } }]);
  });
});
