import { describe, expect, it } from "vitest";
import { connectForms } from "../../../form-scripts/contact-capture/connect-form.ts";
import { settle } from "../../identity/auto-clock.ts";
import { idB, signedIn } from "../../identity/page-double.ts";
import { renderCaptureForm, renderCaptureScript, type TestField } from "../../web-templates/render-template.ts";
import { fields, openForm, typed, type FormPage } from "./open-form.ts";
import { busy, createPage, html, kinds, portalError, type Reaction, type TestPageOptions } from "./portal-double.ts";

const open = (settings = "", options: Omit<TestPageOptions, "markup"> = {}, more: readonly TestField[] = []): FormPage =>
  openForm({ markup: renderCaptureForm(settings, [...fields, ...more]), ...options });
const outboxOf = ({ session }: FormPage): unknown => JSON.parse(session.entries.get("portalkit.outbox") ?? "null");
const kept = (values: object, ageMs = 0): Readonly<Record<string, string>> => ({
  "portalkit.outbox": JSON.stringify([Date.parse("2026-01-01T00:00:00Z") - ageMs, values]),
});
const show = (page: FormPage, members: object = { persisted: false }): void =>
  page.fire(page.document.defaultView ?? page.document, "pageshow", members);
const comeOnline = (page: FormPage): void => page.fire(page.document.defaultView ?? page.document, "online");

describe("a form that is sent too soon", () => {
  it("is taken for a robot's, keeps what was typed, and goes through at the next try", async () => {
    const page = open('data-min-fill-ms="1000"');
    page.enter(typed);
    await page.submit();
    expect(page.state()).toBe("failed");
    expect(page.form.getAttribute("data-failure")).toBe("validate spam-suspected");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "validate", code: "spam-suspected" } }]);
    expect(page.summary()).toBe(
      "This looked like an automatic entry, so nothing has been sent. What you have entered is still here: please send it again.",
    );
    expect(page.control("lastname").value).toBe("Lovelace");
    expect(page.written()).toBeNull();
    await page.submit();
    expect(page.state()).toBe("done");
  });

  it.each([
    { waitMs: 999, state: "failed" },
    { waitMs: 1_000, state: "done" },
  ])("after $waitMs ms is $state", async ({ waitMs, state }) => {
    const page = open('data-min-fill-ms="1000"');
    await page.clock.wait(waitMs);
    page.enter(typed);
    await page.submit();
    expect(page.state()).toBe(state);
  });
});

describe("each failure", () => {
  it.each<{ code: string; text: string; reactions?: Reaction[]; window?: object; settings?: string }>([
    { code: "forbidden", text: "We could not send your details.", reactions: [portalError(403, "90040120")] },
    { code: "busy", text: "The site is busy.", reactions: [busy(503, "60")] },
    { code: "session-expired", text: "Your session has ended,", reactions: [html(), html()] },
    { code: "offline", text: "You seem to be offline.", reactions: ["cut", "cut", "cut"], window: { navigator: { onLine: false } } },
    { code: "too-large", text: "That is more than the site can take.", reactions: [new Response("", { status: 413 })] },
    { code: "sign-in-required", text: "Only signed-in visitors can send this form.", settings: 'data-path="A-self"' },
  ])("$code is told in words, once", async ({ code, text, reactions = [], window = {}, settings = "" }) => {
    const page = open(settings, { window });
    page.portal.next["look-up"].push(...reactions);
    page.enter(typed);
    await page.submit();
    await expect.poll(page.state).toBe("failed");
    expect(page.summary()?.startsWith(text)).toBe(true);
    expect(page.form.querySelectorAll("[data-portal-kit-errors] li")).toHaveLength(0);
    const failures = page.events.filter(({ name }) => name === "portalkit:failed");
    expect(failures).toHaveLength(1);
    expect(failures[0]?.detail).toMatchObject({ code });
    expect(page.control("lastname").value).toBe("Lovelace");
    expect(page.document.activeElement).toBe(page.form.querySelector("[data-portal-kit-errors]"));
  });

  it("that is nobody's but ours is told too", async () => {
    const page = open();
    page.enter(typed);
    Object.defineProperty(page.control("lastname"), "validity", { value: undefined });
    await page.submit();
    expect(page.state()).toBe("failed");
    expect(page.form.getAttribute("data-failure")).toBe("validate unexpected");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "validate", code: "unexpected" } }]);
  });
});

describe("a download", () => {
  it("is a link the visitor may follow, on this site, and nothing starts by itself", async () => {
    const page = open('data-success-kind="download" data-success-url="/files/guide.pdf"');
    page.enter(typed);
    await page.submit();
    expect(page.state()).toBe("done");
    const link = page.form.querySelector<HTMLAnchorElement>("[data-portal-kit-status] a");
    expect(link?.href).toBe("https://www.site.example.com/files/guide.pdf");
    expect(link?.textContent).toBe("Download the file");
    expect(link?.hasAttribute("download")).toBe(true);
    expect(page.form.querySelector("[data-portal-kit-status]")?.textContent).toBe(
      "Thank you. We have received your details.Download the file",
    );
    expect(page.visited).toEqual([]);
  });

  it("elsewhere is not offered", async () => {
    const page = open('data-success-kind="download" data-success-url="https://files.example.net/x"');
    page.enter(typed);
    await page.submit();
    expect(page.form.querySelector("[data-portal-kit-status] a")).toBeNull();
    expect(page.events.at(-1)).toEqual({ name: "portalkit:blocked", detail: { what: "download-off-site" } });
  });
});

describe("the token", () => {
  it("is asked for on the first focus, once", async () => {
    const page = open();
    page.control("lastname").focus();
    page.control("emailaddress1").focus();
    await settle();
    expect(kinds(page.portal)).toEqual(["token"]);
  });

  it.each([
    { who: "nobody", window: {}, path: "A", sent: ["token"] },
    { who: "somebody of whom nothing is written", window: signedIn(idB), path: "A", sent: [] },
    { who: "somebody whose own contact is written to", window: signedIn(idB), path: "A-self", sent: ["token"] },
  ])("is asked for where $who is signed in: $sent", async ({ window, path, sent }) => {
    const page = open(`data-path="${path}"`, { window });
    page.control("lastname").focus();
    await settle();
    expect(kinds(page.portal)).toEqual(sent);
  });

  it.each([
    { persisted: true, tokens: 2 },
    { persisted: false, tokens: 1 },
  ])("is asked for anew where the page comes back as it was left: $persisted", async ({ persisted, tokens }) => {
    const page = open();
    page.control("lastname").focus();
    await settle();
    show(page, { persisted });
    page.enter(typed);
    await page.submit();
    expect(kinds(page.portal).filter((kind) => kind === "token")).toHaveLength(tokens);
    expect(page.state()).toBe("done");
  });
});

describe("a complete address", () => {
  const type = async (page: FormPage, address: string, name = "emailaddress1"): Promise<void> => {
    page.enter({ [name]: address });
    page.fire(page.control(name), "change");
    await settle();
  };

  it("is looked up before it is submitted where the site wants that", async () => {
    const page = open('data-prefetch-lookup="true"');
    await type(page, " ada@Example.com ");
    expect(kinds(page.portal)).toEqual(["look-up"]);
    expect(decodeURIComponent(page.portal.requests[0]?.url ?? "")).toContain("emailaddress1 eq 'ada@example.com'");
    page.enter({ lastname: "Lovelace" });
    await page.submit();
    expect(kinds(page.portal)).toEqual(["look-up", "token", "create"]);
  });

  it.each([
    { case: "the site does not want that", settings: "", address: "ada@example.com", name: "emailaddress1" },
    { case: "it is none", settings: 'data-prefetch-lookup="true"', address: "ada@", name: "emailaddress1" },
    { case: "another field was changed", settings: 'data-prefetch-lookup="true"', address: "Lovelace", name: "lastname" },
  ])("is not looked up where $case", async ({ settings, address, name }) => {
    const page = open(settings);
    page.enter(typed);
    await type(page, address, name);
    expect(page.portal.requests).toEqual([]);
    expect(page.events).toEqual([]);
    expect(page.summary()).toBe("");
  });
});

describe("the button", () => {
  const press = async (page: FormPage, selector = "button"): Promise<void> => {
    const element = page.form.querySelector(selector);
    if (!element) throw new Error(`no ${selector}`);
    page.fire(element, "mousedown");
    await settle();
  };

  it("sends the look-up when it is pressed, and the submission takes its answer", async () => {
    const page = open();
    page.enter({ ...typed, emailaddress1: "ada@Example.com" });
    await press(page);
    expect(kinds(page.portal)).toEqual(["look-up"]);
    expect(page.state()).toBe("idle");
    await press(page);
    await page.submit();
    expect(kinds(page.portal)).toEqual(["look-up", "token", "create"]);
    expect(page.events.at(0)).toMatchObject({ detail: { outcome: "created", certain: true } });
  });

  it("sends it also where something in it is pressed", async () => {
    const page = open();
    page.enter(typed);
    page.form.querySelector("button")?.insertAdjacentHTML("beforeend", "<b>now</b>");
    await press(page, "button b");
    expect(kinds(page.portal)).toEqual(["look-up"]);
  });

  it("sends another one for another address", async () => {
    const page = open();
    page.enter(typed);
    await press(page);
    page.enter({ emailaddress1: "grace@example.com" });
    await page.submit();
    expect(kinds(page.portal)).toEqual(["look-up", "look-up", "token", "create"]);
  });

  it.each([
    { case: "the form is not complete", settings: "", values: { lastname: "" }, pressed: "button" },
    { case: "there is no address", settings: "", values: { emailaddress1: "" }, pressed: "button" },
    { case: "something else is pressed", settings: "", values: {}, pressed: "[name=emailaddress1]" },
    { case: "nothing is looked up", settings: 'data-lookup="none"', values: {}, pressed: "button" },
    { case: "the signed-in write to their own", settings: 'data-path="A-self"', values: {}, pressed: "button" },
  ])("sends nothing where $case", async ({ settings, values, pressed }) => {
    const page = open(settings);
    page.enter({ ...typed, ...values });
    await press(page, pressed);
    expect(page.portal.requests).toEqual([]);
    expect(page.summary()).toBe("");
  });

  it("sends nothing for a signed-in visitor", async () => {
    const page = open("", { window: signedIn(idB) });
    page.enter(typed);
    await press(page);
    expect(page.portal.requests).toEqual([]);
  });
});

describe("the outbox", () => {
  const settings = 'data-outbox="true"';
  const box = (page: FormPage): HTMLInputElement => page.control("portal-kit-keep");

  it.each([true, false])("keeps what was typed only if its box is ticked: %s", async (checked) => {
    const page = open(settings);
    page.enter(typed);
    box(page).checked = checked;
    page.portal.next["look-up"].push("cut", "cut", "cut");
    await page.submit();
    await expect.poll(page.state).toBe("failed");
    expect(outboxOf(page)).toEqual(checked ? [expect.any(Number), typed] : null);
    await page.submit();
    await expect.poll(page.state).toBe("done");
    expect(outboxOf(page)).toBeNull();
    expect(page.written()).toEqual(typed);
  });

  it("is not there where it is off", () => {
    expect(() => box(open())).toThrow("the form has no portal-kit-keep");
  });

  const question: TestField = { column: "donotbulkemail", type: "consent-yes-no" };
  const values = { ...typed, donotbulkemail: false };

  it("is finished on the next page with a form, where the visitor sees it", async () => {
    const page = open(settings, { session: kept(values) }, [question]);
    show(page);
    expect(page.state()).toBe("checking");
    expect(page.control("lastname").value).toBe("Lovelace");
    expect(page.control("donotbulkemail", "false").checked).toBe(true);
    expect(page.control("donotbulkemail", "true").checked).toBe(false);
    await expect.poll(page.state).toBe("done");
    expect(page.portal.contacts).toHaveLength(1);
    expect(outboxOf(page)).toBeNull();
    expect(page.control("lastname").value).toBe("");
  });

  it("leaves the values in the form where it cannot be finished, and the visitor sends them again", async () => {
    const page = open(settings, { session: kept(values) }, [question]);
    page.portal.next["look-up"].push(portalError(403, "90040120"));
    show(page);
    await expect.poll(page.state).toBe("failed");
    expect(page.control("lastname").value).toBe("Lovelace");
    await page.submit();
    await expect.poll(page.state).toBe("done");
    expect(page.written()).toEqual(values);
    expect(page.events.map(({ name }) => name).filter((name) => name === "portalkit:failed")).toHaveLength(1);
  });

  it("is finished once, however many scripts and forms the page has", async () => {
    const page = open(settings, { session: kept(typed) });
    connectForms(page);
    show(page);
    show(page);
    await expect.poll(page.state).toBe("done");
    await settle(80);
    expect(kinds(page.portal).filter((kind) => kind === "create")).toHaveLength(1);
    expect(page.state()).toBe("done");
  });

  it("is finished without a form by the script's template, and then quietly", async () => {
    const page = createPage({ markup: renderCaptureScript(settings), session: kept(typed) });
    connectForms(page);
    page.document.defaultView?.dispatchEvent(new page.document.defaultView.Event("pageshow"));
    await expect.poll(() => page.portal.contacts).toHaveLength(1);
    await settle();
    expect(page.session.entries.has("portalkit.outbox")).toBe(false);
  });

  it.each([
    { case: "it is off", settings: "", session: kept(typed), window: {} },
    { case: "it is a day old", settings, session: kept(typed, 24 * 60 * 60_000), window: {} },
    { case: "somebody has signed in", settings, session: kept(typed), window: signedIn(idB) },
    { case: "nothing is in it", settings, session: {}, window: {} },
    { case: "junk is in it", settings, session: { "portalkit.outbox": "{" }, window: {} },
  ])("does nothing where $case", async ({ settings: own, session, window }) => {
    const page = open(own, { session, window });
    show(page);
    await settle();
    expect(page.state()).toBe("idle");
    expect(page.control("lastname").value).toBe("");
    expect(page.portal.requests).toEqual([]);
  });

  it("is finished when the browser is online again, if the visitor has left the form as it was", async () => {
    const page = open(settings);
    page.enter(typed);
    box(page).checked = true;
    page.portal.next["look-up"].push("cut", "cut", "cut");
    await page.submit();
    await expect.poll(page.state).toBe("failed");
    page.enter({ lastname: "Byron" });
    comeOnline(page);
    await settle(80);
    expect(page.state()).toBe("failed");
    expect(page.control("lastname").value).toBe("Byron");
    page.enter(typed);
    comeOnline(page);
    await expect.poll(page.state).toBe("done");
    expect(page.portal.contacts).toHaveLength(1);
  });

  it("does not touch a form that comes back as it was left and is being typed in", async () => {
    const page = open(settings, { session: kept(typed) });
    page.enter({ lastname: "Byron" });
    show(page, { persisted: true });
    await settle();
    expect(page.state()).toBe("idle");
    expect(page.control("lastname").value).toBe("Byron");
  });
});

describe("a form that is through", () => {
  it("stays so when the page comes back as it was left", async () => {
    const page = open('data-success-kind="redirect" data-success-url="/thanks"');
    page.enter(typed);
    await page.submit();
    show(page, { persisted: true });
    await page.submit();
    expect(page.state()).toBe("done");
    expect(page.form.querySelector("[data-portal-kit-status]")?.textContent).toBe("Thank you. We have received your details.");
    expect(page.form.querySelector("button")?.disabled).toBe(true);
    expect(page.portal.contacts).toHaveLength(1);
  });
});
