import { describe, expect, it } from "vitest";
import { connectForms } from "../../../form-scripts/contact-capture/connect-form.ts";
import { beginPageView } from "../../../identity/begin-page-view.ts";
import { digestContactId, linkedToAnother } from "../../../identity/linked-contact.ts";
import { createAutoClock, settle } from "../../identity/auto-clock.ts";
import { createTracker, idA, idB, signedIn } from "../../identity/page-double.ts";
import { renderCaptureForm } from "../../web-templates/render-template.ts";
import {
  createPage,
  createPortal,
  kinds,
  portalError,
  redirected,
  type Reaction,
  type TestPage,
  type TestPageOptions,
} from "./portal-double.ts";

const typed = { firstname: "Ada", lastname: "Lovelace", emailaddress1: "ada@example.com", mobilephone: "+49 30 000000" };

interface FormPage extends TestPage {
  readonly form: HTMLFormElement;
  readonly states: string[];
  enter(values?: Readonly<Record<string, string>>): void;
  submit(): Promise<void>;
}

function open(options: TestPageOptions & { readonly settings?: string } = {}): FormPage {
  const page = createPage({ markup: renderCaptureForm(options.settings), ...options });
  const form = page.document.querySelector("form");
  if (!form) throw new Error("the template holds no form");
  connectForms(page);
  const states: string[] = [];
  const { MutationObserver } = page.document.defaultView ?? {};
  if (!MutationObserver) throw new Error("the document has no window");
  new MutationObserver((records) => records.forEach(({ oldValue }) => oldValue !== null && states.push(oldValue))).observe(form, {
    attributeFilter: ["data-state"],
    attributeOldValue: true,
  });
  const submit = async (): Promise<void> => {
    form.requestSubmit();
    await settle(60);
  };
  const enter = (values: Readonly<Record<string, string>> = typed): void => {
    for (const [name, value] of Object.entries(values)) {
      const input = form.querySelector<HTMLInputElement>(`[name="${name}"]`);
      if (input) input.value = value;
    }
  };
  return Object.assign(page, { form, states, submit, enter });
}

/** Our keys in both storages, but for the one that says whose turn it is. */
const keptKeys = ({ session, local }: TestPage): string[] =>
  [...session.entries.keys(), ...local.entries.keys()].filter((key) => key !== "portalkit.turn");
const names = ({ events }: TestPage): string[] => events.map(({ name }) => name.replace("portalkit:", ""));
const state = ({ form }: FormPage): string | null => form.getAttribute("data-state");
const value = ({ form }: FormPage, name: string): string | undefined => form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value;
const summary = ({ form }: FormPage): HTMLElement | null => form.querySelector("[data-portal-kit-errors]");

describe("a submission with consent", () => {
  it("creates the contact, keeps its id for the tab session, and tells the tracker", async () => {
    const { calls, MSCI } = createTracker();
    const page = open({ consent: "granted", window: { MSCI } });
    page.enter();
    await page.submit();
    expect(state(page)).toBe("done");
    expect(page.states).toEqual(["idle", "checking", "sending"]);
    expect(JSON.parse(page.portal.requests.at(-1)?.body ?? "")).toEqual(typed);
    expect(page.session.entries.get("contactid")).toBe(idA);
    expect(calls).toEqual([{ authId: idA }]);
    expect(page.events).toEqual([
      { name: "portalkit:captured", detail: { path: "A", outcome: "created", certain: true } },
      { name: "portalkit:identified", detail: { state: "identified" } },
    ]);
    expect(value(page, "emailaddress1")).toBe("");
    expect(page.form.querySelector("[data-portal-kit-status]")?.textContent).toBe("Thank you. We have received your details.");
    expect(page.document.activeElement).toBe(page.form.querySelector("[data-portal-kit-status]"));
  });

  it("leaves no personal data in events, storage, page address or attributes", async () => {
    const { MSCI } = createTracker();
    const page = open({ consent: "granted", window: { MSCI } });
    page.enter();
    await page.submit();
    const traces =
      JSON.stringify([page.events, [...page.session.entries], [...page.local.entries], page.document.URL]) + page.form.outerHTML;
    for (const personal of Object.values(typed)) expect(traces).not.toContain(personal);
    expect(JSON.stringify(page.events) + page.form.outerHTML).not.toContain(idA);
  });

  it("reuses an existing contact and sends nothing about the visitor but the look-up", async () => {
    const { calls, MSCI } = createTracker();
    const page = open({
      consent: "granted",
      window: { MSCI },
      portal: createPortal([{ contactid: idB, emailaddress1: "ada@example.com" }]),
    });
    page.enter();
    await page.submit();
    expect(state(page)).toBe("done");
    expect(kinds(page.portal)).not.toContain("create");
    expect(page.portal.requests.map(({ body }) => body)).toEqual(page.portal.requests.map(() => undefined));
    expect(calls).toEqual([{ authId: idB }]);
    expect(page.events[0]?.detail).toEqual({ path: "A", outcome: "reused", certain: true });
  });

  it("asks for the token on the first focus, and only once", async () => {
    const page = open();
    const [first, second] = page.form.querySelectorAll("input");
    first?.focus();
    second?.focus();
    await settle();
    expect(kinds(page.portal)).toEqual(["token"]);
  });

  it("sends once however often it is submitted", async () => {
    const page = open();
    page.enter();
    page.form.requestSubmit();
    expect(page.form.querySelector("button")?.disabled).toBe(true);
    for (let again = 0; again < 3; again++)
      page.form.dispatchEvent(new (page.document.defaultView ?? window).Event("submit", { cancelable: true }));
    await settle(60);
    await page.submit();
    expect(kinds(page.portal)).toEqual(["look-up", "token", "create"]);
  });
});

describe("a signed-in visitor", () => {
  it("is that contact: nothing is looked up and nothing created", async () => {
    const { calls, MSCI } = createTracker();
    const page = open({ consent: "granted", window: { MSCI, ...signedIn(idB) }, settings: 'data-existing="confirmed"' });
    page.portal.visitor = idB.toUpperCase();
    page.enter();
    await page.submit();
    expect(state(page)).toBe("done");
    expect(page.portal.requests[0]).toMatchObject({ kind: "page", method: "GET", url: page.document.location.href });
    expect(kinds(page.portal)).not.toContain("look-up");
    expect(kinds(page.portal)).not.toContain("create");
    expect(calls).toEqual([{ authId: idB }]);
    expect(page.session.entries.get("contactid")).toBe(idB);
  });

  it.each<{ case: string; visitor?: string; reactions?: Reaction[]; code: string }>([
    { case: "has signed out elsewhere", code: "session-expired" },
    { case: "is somebody else by now", visitor: idA, code: "session-expired" },
    { case: "may not see the page any more", visitor: idB, reactions: [redirected()], code: "session-expired" },
    { case: "cannot be asked for", visitor: idB, reactions: ["cut", "cut", "cut"], code: "network" },
    { case: "meets a portal that is down", visitor: idB, reactions: [new Response("", { status: 500 })], code: "server-error" },
  ])("who $case is credited with nothing and keeps what was typed", async ({ visitor = "", reactions = [], code }) => {
    const { calls, MSCI } = createTracker();
    const page = open({ consent: "granted", window: { MSCI, ...signedIn(idB) } });
    page.portal.visitor = visitor;
    page.portal.next.page.push(...reactions);
    page.enter();
    await page.submit();
    expect(state(page)).toBe("failed");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "session", code } }]);
    expect(calls).toEqual([]);
    expect(keptKeys(page)).toEqual([]);
    for (const [name, text] of Object.entries(typed)) expect(value(page, name)).toBe(text);
    expect(kinds(page.portal)).not.toContain("create");
  });
});

describe("consent", () => {
  it.each(["unknown", "denied", "withdrawn", undefined])(
    "%s: the contact is captured, not kept, and not told to the tracker",
    async (consent) => {
      const { calls, MSCI } = createTracker();
      const page = open({ window: { MSCI }, ...(consent && { consent }) });
      page.enter();
      await page.submit();
      expect(state(page)).toBe("done");
      expect(page.portal.contacts).toHaveLength(1);
      expect(calls).toEqual([]);
      expect(keptKeys(page)).toEqual([]);
      expect(page.events.slice(1)).toEqual([
        { name: "portalkit:identified", detail: { state: "pending" } },
        { name: "portalkit:blocked", detail: { what: "no-consent" } },
      ]);
    },
  );

  it("is not asked for where the site asks nobody and the tracking template is not on the page", async () => {
    const { calls, MSCI } = createTracker();
    const page = open({ window: { MSCI }, settings: 'data-consent-mode="none"' });
    page.enter();
    await page.submit();
    expect(calls).toEqual([{ authId: idA }]);
  });

  it("that comes after the submission keeps the contact, and the tracker is told", async () => {
    const { calls, MSCI } = createTracker();
    const page = open({ consent: "unknown", window: { MSCI } });
    page.enter();
    await page.submit();
    expect(keptKeys(page)).toEqual([]);
    page.document.documentElement.setAttribute("data-portal-kit-consent", "granted");
    await beginPageView(page);
    expect(page.session.entries.get("contactid")).toBe(idA);
    expect(calls).toEqual([{ authId: idA }]);
  });
});

describe("an existing contact under `confirmed`", () => {
  it("stays pending: no id is kept and the tracker is not told", async () => {
    const { calls, MSCI } = createTracker();
    const page = open({
      consent: "granted",
      window: { MSCI },
      settings: 'data-existing="confirmed"',
      portal: createPortal([{ contactid: idB, emailaddress1: "ada@example.com" }]),
    });
    page.enter();
    await page.submit();
    expect(state(page)).toBe("pending");
    expect(calls).toEqual([]);
    expect(keptKeys(page)).toEqual([]);
    expect(page.events.at(-1)).toEqual({ name: "portalkit:identified", detail: { state: "pending" } });
    expect(page.form.outerHTML).not.toContain(idB);
  });

  it("does not hold up one that this submission created", async () => {
    const { calls, MSCI } = createTracker();
    const page = open({ consent: "granted", window: { MSCI }, settings: 'data-existing="confirmed"' });
    page.enter();
    await page.submit();
    expect(state(page)).toBe("done");
    expect(calls).toEqual([{ authId: idA }]);
  });

  it("is pending too when it may only have been created by us", async () => {
    const { calls, MSCI } = createTracker();
    const portal = createPortal();
    portal.next.create.push((fake) => {
      fake.contacts.push({ contactid: idA, emailaddress1: "ada@example.com" });
      return "cut";
    });
    const page = open({ consent: "granted", window: { MSCI }, settings: 'data-existing="confirmed"', portal });
    page.enter();
    await page.submit();
    await settle(60);
    expect(state(page)).toBe("pending");
    expect(calls).toEqual([]);
  });
});

describe("another person on the same browser", () => {
  it.each([
    { case: "in this tab", session: { contactid: idB }, local: {} },
    { case: "in an earlier tab", session: {}, local: { "portalkit.linked": digestContactId(idB) } },
  ])("is not told to the tracker that runs for the first one ($case)", async ({ session, local }) => {
    const { calls, MSCI } = createTracker();
    const page = open({ consent: "granted", window: { MSCI }, session, local });
    page.document.cookie = "_msci=of-b; Path=/";
    page.enter();
    await page.submit();
    expect(state(page)).toBe("done");
    expect(calls).toEqual([]);
    expect(page.document.cookie).toBe("");
    expect(page.session.entries.get("contactid")).toBe(idA);
    // The next page deletes the cookie again before the tracker starts, and identifies.
    expect(page.local.entries.get("portalkit.linked")).toBe(linkedToAnother);
    expect(page.events.slice(1)).toEqual([
      { name: "portalkit:identified", detail: { state: "pending" } },
      { name: "portalkit:blocked", detail: { what: "another-person" } },
    ]);
  });
});

describe("what cannot be sent", () => {
  it("is shown at the fields and in a summary that takes the focus; nothing is sent", async () => {
    const page = open();
    page.enter({ ...typed, lastname: " ", emailaddress1: "ada" });
    await page.submit();
    expect(kinds(page.portal)).not.toContain("look-up");
    expect(state(page)).toBe("failed");
    expect(page.document.activeElement).toBe(summary(page));
    const links = [...(summary(page)?.querySelectorAll("a") ?? [])];
    expect(links.map((link) => [link.getAttribute("href"), link.textContent])).toEqual([
      ["#portal-kit-lastname", "Label lastname: please fill this in"],
      ["#portal-kit-emailaddress1", "Label emailaddress1: please enter an address like name@example.com"],
    ]);
    links[1]?.click();
    expect(page.document.activeElement).toBe(page.form.querySelector("[name=emailaddress1]"));
    const email = page.form.querySelector<HTMLInputElement>("[name=emailaddress1]");
    expect(email?.getAttribute("aria-invalid")).toBe("true");
    expect(page.document.getElementById(email?.getAttribute("aria-describedby") ?? "")?.textContent).toBe(links[1]?.textContent);
    expect(value(page, "firstname")).toBe("Ada");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "validate", code: "invalid" } }]);
  });

  it("is forgotten once it is put right", async () => {
    const page = open();
    page.enter({ ...typed, lastname: "" });
    await page.submit();
    page.enter();
    await page.submit();
    expect(state(page)).toBe("done");
    expect(summary(page)?.hidden).toBe(true);
    expect(page.form.querySelectorAll("[aria-invalid=true],.is-invalid,.has-error")).toHaveLength(0);
    expect(page.form.querySelector(".portal-kit-errors")?.textContent).toBe("");
  });

  it("is refused when the trap for robots is filled in", async () => {
    const page = open();
    page.enter({ ...typed, "portal-kit-website": "https://spam.example.com" });
    await page.submit();
    expect(kinds(page.portal)).not.toContain("look-up");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "validate", code: "spam-suspected" } }]);
  });
});

describe("a portal that refuses", () => {
  it("leaves everything typed in the form, which can be sent again", async () => {
    const page = open();
    page.portal.next["look-up"].push(portalError(403, "90040120"));
    page.enter();
    await page.submit();
    expect(state(page)).toBe("failed");
    expect(page.form.getAttribute("data-failure")).toBe("upsert forbidden 90040120");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "upsert", code: "forbidden" } }]);
    for (const [name, text] of Object.entries(typed)) expect(value(page, name)).toBe(text);
    expect(page.form.querySelector("button")?.disabled).toBe(false);
    expect(page.document.activeElement).toBe(summary(page));
    await page.submit();
    expect(state(page)).toBe("done");
    expect(page.form.hasAttribute("data-failure")).toBe(false);
  });

  it("is survived even where a collaborator throws", async () => {
    const page = open();
    page.random = () => {
      throw new Error("gone");
    };
    page.document.documentElement.setAttribute("data-portal-kit-consent", "granted");
    page.enter();
    await page.submit();
    expect(page.events.at(-1)).toEqual({ name: "portalkit:failed", detail: { step: "upsert", code: "unexpected" } });
    expect(value(page, "lastname")).toBe("Lovelace");
  });
});

describe("going on after success", () => {
  it("stays within the site, and waits for the tracker first", async () => {
    const { MSCI } = createTracker();
    const page = open({
      consent: "granted",
      window: { MSCI, MSCIqueue: [["new", "MSCI"]] },
      settings: 'data-success-kind="redirect" data-success-url="/thanks?x=1"',
    });
    page.enter();
    await page.submit();
    expect(names(page)).toEqual(["captured", "identified"]);
    await expect.poll(() => page.visited).toEqual(["https://www.site.example.com/thanks?x=1"]);
    expect(Math.max(...page.clock.waits.filter((ms) => ms < 8_000))).toBe(2_000);
  });

  it.each([
    "https://evil.example.com/",
    "//evil.example.com/x",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://www.site.example.com/",
    "https://[",
  ])("never leads to %s", async (url) => {
    const page = open({ settings: `data-success-kind="redirect" data-success-url="${url}"` });
    page.enter();
    await page.submit();
    expect(state(page)).toBe("done");
    expect(page.visited).toEqual([]);
    expect(page.events.at(-1)).toEqual({ name: "portalkit:blocked", detail: { what: "redirect-off-site" } });
  });

  it("goes nowhere with a message", async () => {
    const page = open({ settings: 'data-success-kind="message"' });
    page.enter();
    await page.submit();
    expect(page.visited).toEqual([]);
  });
});

describe("the page", () => {
  it("may hold the form twice, each with ids of its own", async () => {
    const page = createPage({ markup: renderCaptureForm("", undefined, "", {}, 2) });
    connectForms(page);
    connectForms(page);
    const ids = [...page.document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(ids).toContain("portal-kit-lastname-2");
    expect(new Set(ids).size).toBe(ids.length);
    for (const input of page.document.querySelectorAll<HTMLInputElement>("[data-portal-kit-field] input")) {
      expect(input.labels).toHaveLength(1);
      expect(page.document.getElementById(input.getAttribute("aria-describedby") ?? "")?.closest("form")).toBe(input.form);
    }
    page.document.querySelectorAll("form")[1]?.requestSubmit();
    await settle();
    expect([...page.document.forms].map((form) => form.getAttribute("data-state"))).toEqual(["idle", "failed"]);
    expect(page.events).toHaveLength(1);
  });

  it("is told when the browser has dropped the form because it stood inside another", () => {
    const page = createPage({ markup: `<form id="liquid_form">${renderCaptureForm()}</form>` });
    connectForms(page);
    expect(page.events).toEqual([{ name: "portalkit:blocked", detail: { what: "form-inside-form" } }]);
  });

  it("keeps the button off until the script has taken the form over", () => {
    const page = createPage({ markup: renderCaptureForm() });
    const button = page.document.querySelector("button");
    expect(button?.disabled).toBe(true);
    connectForms(page);
    expect(button?.disabled).toBe(false);
    expect(createAutoClock().waits).toEqual([]);
  });
});
