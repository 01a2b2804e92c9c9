import { describe, expect, it } from "vitest";
import { holdLimitMs } from "../../../form-scripts/existing-form/capture-before.ts";
import { settle } from "../../identity/auto-clock.ts";
import { createTracker, idA, idB } from "../../identity/page-double.ts";
import { created, createPortal, kinds } from "../contact-capture/portal-double.ts";
import { renderFormButton } from "./form-page.ts";
import { openForm } from "./open-form.ts";

const columns = 'data-columns="emailaddress1,firstname,lastname"';
const creates = (portal: ReturnType<typeof createPortal>): unknown[] =>
  portal.requests.filter(({ kind }) => kind === "create").map(({ body }) => JSON.parse(body ?? "null") as unknown);

describe("a form that is filled in", () => {
  const prefetching = `${columns} data-prefetch-lookup="true"`;

  it.each([
    { case: "a captured field takes the focus", settings: columns, event: "focusin", id: "lastname", sent: ["token"] },
    { case: "another field does", settings: 'data-columns="emailaddress1"', event: "focusin", id: "lastname", sent: [] },
    { case: "the address is left", settings: prefetching, event: "change", id: "emailaddress1", sent: ["look-up", "token"] },
    { case: "the site does not want that", settings: columns, event: "change", id: "emailaddress1", sent: ["token"] },
    { case: "the address only takes the focus", settings: prefetching, event: "focusin", id: "emailaddress1", sent: ["token"] },
    { case: "another column is left", settings: prefetching, event: "change", id: "lastname", sent: ["token"] },
  ])("sends $sent where $case", async ({ settings, event, id, sent }) => {
    const form = openForm({ settings });
    form.find(id).dispatchEvent(new form.window.Event(event, { bubbles: true }));
    await settle();
    expect(kinds(form.portal).sort()).toEqual(sent);
  });

  it("looks nothing up that is no address", async () => {
    const form = openForm({ settings: prefetching, inputs: { lastname: "Example", emailaddress1: "ada@" } });
    form.find("emailaddress1").dispatchEvent(new form.window.Event("change", { bubbles: true }));
    await settle();
    expect(kinds(form.portal)).toEqual(["token"]);
  });
});

describe("a form that exists already", () => {
  it("is held until the contact is captured, and then goes by itself, once", async () => {
    const { calls, MSCI } = createTracker();
    const form = openForm({ settings: columns });
    Object.assign(form.window, { MSCI });
    form.press();
    expect(form.postbacks).toEqual([]);
    expect(form.find("InsertButton").getAttribute("aria-busy")).toBe("true");
    await settle(80);
    expect(creates(form.portal)).toEqual([{ emailaddress1: "ada@example.com", firstname: "Ada", lastname: "Example" }]);
    expect(calls).toEqual([{ authId: idA }]);
    expect(form.postbacks).toEqual([
      { __EVENTTARGET: "InsertButton", firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" },
    ]);
    expect(form.find("InsertButton").hasAttribute("aria-busy")).toBe(false);
    expect(form.events.map(({ name }) => name)).toEqual(["portalkit:captured", "portalkit:identified"]);
    expect(form.session.getItem("contactid")).toBe(idA);
  });

  it.each([
    { kind: "basic", button: "InsertButton", prefix: "" },
    { kind: "basic", button: "UpdateButton", prefix: "" },
    { kind: "basic", button: "SubmitButton", prefix: "ctl00_ContentContainer_EntityFormControl_abc_" },
    { kind: "basic", button: "InsertButton", prefix: "ctl00_ContentContainer_EntityFormControl_abc_" },
    { kind: "multistep", button: "NextButton", prefix: "" },
    { kind: "multistep", button: "SubmitButton", prefix: "WebFormControl_7_" },
  ] as const)("is captured as $kind form with #$prefix$button", async ({ kind, button, prefix }) => {
    const form = openForm({ kind, button, prefix, settings: columns });
    form.press();
    await settle(80);
    expect(creates(form.portal)).toEqual([{ emailaddress1: "ada@example.com", firstname: "Ada", lastname: "Example" }]);
    expect(form.postbacks).toHaveLength(1);
  });

  it("is captured from the columns of another table, as the page says, the address normalised", async () => {
    const form = openForm({
      settings: 'data-columns="emailaddress1:pk_email, lastname:pk_last,firstname:pk_first"',
      inputs: { pk_email: " Ada@EXAMPLE.com ", pk_last: "Example", pk_first: "  ", lastname: "somebody else" },
    });
    form.press();
    await settle(80);
    expect(creates(form.portal)).toEqual([{ emailaddress1: "Ada@example.com", lastname: "Example" }]);
    expect(form.postbacks).toHaveLength(1);
  });

  it("is captured from the configured columns where the page says nothing, and from the address alone where nobody does", async () => {
    const configured = openForm({ settings: 'data-contact-columns="emailaddress1,lastname"' });
    configured.press();
    const bare = openForm();
    bare.press();
    await settle(80);
    expect(creates(configured.portal)).toEqual([{ emailaddress1: "ada@example.com", lastname: "Example" }]);
    expect(creates(bare.portal)).toEqual([{ emailaddress1: "ada@example.com" }]);
  });

  it("takes no other column whose name ends alike", async () => {
    const form = openForm({
      settings: columns,
      inputs: { yomifirstname: "No", firstname: "Ada", emailaddress1: "ada@example.com" },
      prefix: "a_b_",
    });
    form.press();
    await settle(80);
    expect(creates(form.portal)).toEqual([{ emailaddress1: "ada@example.com", firstname: "Ada" }]);
  });

  it("tells the page of a mapped input that holds no text, and leaves it out", async () => {
    const form = openForm({
      settings: 'data-columns="emailaddress1,donotemail,preferredcontactmethodcode"',
      more: '<input type="checkbox" id="donotemail" checked><select id="preferredcontactmethodcode"><option value="2" selected>e</option></select>',
    });
    form.press();
    await settle(80);
    expect(creates(form.portal)).toEqual([{ emailaddress1: "ada@example.com" }]);
    expect(form.events.filter(({ name }) => name === "portalkit:blocked").slice(0, 2)).toEqual([
      { name: "portalkit:blocked", detail: { what: "not-text donotemail" } },
      { name: "portalkit:blocked", detail: { what: "not-text preferredcontactmethodcode" } },
    ]);
  });

  it("takes only what belongs to the button's own form", async () => {
    const form = openForm({
      settings: columns,
      body: `<form method="post"><input type="hidden" name="__EVENTTARGET"><div id="EntityFormPanel"><input id="comment" type="text">${renderFormButton({})}</div>
        <div id="other_EntityFormPanel"><input type="text" name="emailaddress1" value="else@example.com"></div></form>`,
    });
    form.run(
      "function entityFormClientValidate(){return true} function Page_ClientValidate(){return true} function clearIsDirty(){} function disableButtons(){} function WebForm_PostBackOptions(){} function WebForm_DoPostBackWithOptions(){document.forms[0].submit()}",
    );
    form.press();
    await settle(40);
    expect(form.portal.requests).toEqual([]);
    expect(form.postbacks).toHaveLength(1);
  });
});

describe("what the page itself says", () => {
  it.each(["false", "0", "''", "undefined"])("its function that answers %s stops everything", async (verdict) => {
    const form = openForm({ settings: columns, before: `function entityFormClientValidate(){return ${verdict}}` });
    form.press();
    await settle(40);
    expect(form.portal.requests).toEqual([]);
    expect(form.postbacks).toEqual([]);
    expect(form.read("validations")).toBeUndefined();
  });

  it.each([
    ["before our script", "before"],
    ["after it", "after"],
  ] as const)("its function of %s is asked once a click, and says no until it is satisfied", async (_, when) => {
    const script = "var asked=0, agrees=false; function entityFormClientValidate(){asked++; return agrees && 'yes'}";
    const form = openForm({ settings: columns, [when]: script });
    form.press();
    expect(form.read("asked")).toBe(1);
    form.run("agrees=true");
    form.press();
    await settle(80);
    expect(form.read("asked")).toBe(3);
    expect(creates(form.portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(1);
  });

  it("a function that comes long after the page is wrapped before the click", async () => {
    const form = openForm({ settings: columns });
    form.run("var asked=0; window.entityFormClientValidate=function(){asked++; return true}");
    form.press();
    await settle(80);
    expect(form.read("asked")).toBe(2);
    expect(creates(form.portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(1);
  });

  it("a function that wraps ours captures once, with its verdict and its `this`", async () => {
    const form = openForm({ settings: columns, before: "function entityFormClientValidate(){return true}" });
    form.run(
      "var inner=[]; var former=entityFormClientValidate; window.entityFormClientValidate=function(){var ok=former.apply(this,arguments); inner.push(ok); return ok}",
    );
    form.press();
    await settle(80);
    expect(form.read("inner")).toEqual([true, true]);
    expect(creates(form.portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(1);
  });

  // Both were seen on public sites.
  it.each([
    ["that asks the one it has replaced twice, and other validation between", "former.apply(this, arguments); return isValid && former();"],
    ["that does not care what the one it has replaced says", "former(); return isValid;"],
  ])("a function %s is captured once, and only when it agrees", async (_, body) => {
    const form = openForm({ settings: columns, before: "function entityFormClientValidate(){return true}" });
    form.run(`var isValid=false; var former=entityFormClientValidate; window.entityFormClientValidate=function(){${body}}`);
    form.press();
    await settle(40);
    expect(form.portal.requests).toEqual([]);
    expect(form.postbacks).toEqual([]);
    form.run("isValid=true");
    form.press();
    expect(form.postbacks).toEqual([]);
    await settle(80);
    expect(creates(form.portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(1);
  });

  it("its verdict comes back as it was, and its arguments reach it", () => {
    const form = openForm({ settings: columns, before: "function entityFormClientValidate(a,b){return [this===window,a,b]}" });
    form.run("var verdict=entityFormClientValidate(1,2)");
    expect(form.read("verdict")).toEqual([true, 1, 2]);
  });

  it("its function that throws breaks its own click and nothing later", async () => {
    const form = openForm({
      settings: columns,
      before: "var fails=true; function entityFormClientValidate(){if(fails)throw new Error('theirs');return true}",
    });
    form.window.addEventListener("error", (event) => event.preventDefault());
    form.press();
    form.run("fails=false");
    form.press();
    await settle(80);
    expect(form.postbacks).toHaveLength(1);
    expect(creates(form.portal)).toHaveLength(1);
  });

  it.each(["", "Registration"])("its validators of group %j are heard before anything is sent", async (group) => {
    const form = openForm({ settings: columns, group });
    form.run(`var valid=false; Page_Validators.push({validationGroup:'${group}',evaluationfunction:function(){return valid}})`);
    form.press();
    await settle(40);
    expect(form.portal.requests).toEqual([]);
    expect(form.postbacks).toEqual([]);
    expect(form.read("validations")).toEqual([group]);
    form.run("valid=true");
    form.press();
    await settle(80);
    expect(creates(form.portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(1);
  });

  it("holds without validators too", async () => {
    const form = openForm({
      settings: columns,
      after: "window.Page_ClientValidate=undefined; window.WebForm_DoPostBackWithOptions=function(){document.forms[0].submit()}",
    });
    form.press();
    await settle(80);
    expect(creates(form.portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(1);
  });

  it("asks nobody outside a click on a button that sends", async () => {
    const form = openForm({ settings: columns, more: renderFormButton({ button: "PreviousButton" }) });
    form.run("var verdict=[entityFormClientValidate(), webFormClientValidate()]");
    form.press("PreviousButton");
    form.run("verdict.push(entityFormClientValidate())");
    form.document.body.click();
    form.run("verdict.push(entityFormClientValidate())");
    form.document.dispatchEvent(new form.window.MouseEvent("click"));
    await settle(40);
    expect(form.read("verdict")).toEqual([true, true, true, true]);
    expect(form.portal.requests).toEqual([]);
    expect(form.postbacks).toHaveLength(1);
  });
});

describe("an impatient finger", () => {
  it("sends once, however often it presses while the form is held", async () => {
    const form = openForm({ settings: columns });
    for (let press = 0; press < 5; press++) form.press();
    await settle(80);
    expect(creates(form.portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(1);
  });

  it("that turns back while the form is held has turned back", async () => {
    const form = openForm({
      kind: "multistep",
      button: "NextButton",
      settings: columns,
      more: renderFormButton({ kind: "multistep", button: "PreviousButton" }),
    });
    form.press();
    form.press("PreviousButton");
    await settle(80);
    expect(form.postbacks.map((values) => values["__EVENTTARGET"])).toEqual(["PreviousButton"]);
  });

  it("that presses something else meanwhile does not stop the form", async () => {
    const form = openForm({ settings: columns });
    form.press();
    form.document.body.click();
    await settle(80);
    expect(form.postbacks).toHaveLength(1);
  });
});

describe("a failure of ours", () => {
  it.each([
    ["no network", "cut"],
    ["a portal that says nothing", "silence"],
    ["a look-up that is refused", new Response("no", { status: 403 })],
  ] as const)("%s lets the form go, and tells the page", async (_, reaction) => {
    const portal = createPortal();
    for (const kind of ["token", "look-up", "page"] as const)
      portal.next[kind].push(...Array.from({ length: 6 }, () => (typeof reaction === "string" ? reaction : reaction.clone())));
    const form = openForm({ portal, settings: columns });
    form.press();
    await form.clock.advance(holdLimitMs);
    expect(form.postbacks).toHaveLength(1);
    await form.clock.advance(60_000);
    expect(form.events.filter(({ name }) => name === "portalkit:failed")).toHaveLength(1);
    expect(creates(portal)).toEqual([]);
    expect(form.postbacks).toHaveLength(1);
  });

  it("holds the form for no longer than its limit, and goes on while the page stays", async () => {
    const portal = createPortal();
    let release = (): void => {};
    const form = openForm({ portal, settings: columns });
    const held = new Promise<void>((resolve) => (release = resolve));
    const answer = portal.fetch.bind(portal);
    portal.fetch = async (url, init) => (await held, answer(url, init));
    form.press();
    await form.clock.advance(holdLimitMs - 1);
    expect(form.postbacks).toEqual([]);
    await form.clock.advance(1);
    expect(form.postbacks).toHaveLength(1);
    form.find("InsertButton").disabled = false;
    form.press();
    expect(form.postbacks).toHaveLength(2);
    release();
    await settle(80);
    expect(creates(portal)).toHaveLength(1);
    expect(form.session.getItem("contactid")).toBe(idA);
    expect(form.postbacks).toHaveLength(2);
  });

  it("is tried again with the next click, where the page has stayed", async () => {
    const portal = createPortal();
    portal.next["look-up"].push(new Response("no", { status: 400 }));
    const form = openForm({ portal, settings: columns });
    form.press();
    await settle(80);
    expect(form.postbacks).toHaveLength(1);
    form.find("InsertButton").disabled = false;
    form.press();
    await settle(80);
    expect(creates(portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(2);
  });

  it("in the middle of a click lets the form go", async () => {
    const form = openForm({ settings: 'data-columns="emailaddress1"' });
    form.document.getElementById("EntityFormPanel")?.querySelector("[id=emailaddress1]")?.remove();
    Object.defineProperty(form.find("EntityFormPanel"), "querySelector", {
      value: () => {
        throw new Error("guarded");
      },
    });
    form.press();
    await settle(40);
    expect(form.postbacks).toHaveLength(1);
    expect(form.portal.requests).toEqual([]);
  });

  it("an address that is none goes to the site's own form, and the page is told", async () => {
    const form = openForm({ settings: columns, inputs: { emailaddress1: "ada@" } });
    form.press();
    await settle(40);
    expect(form.portal.requests).toEqual([]);
    expect(form.events).toEqual([{ name: "portalkit:failed", detail: { step: "validate", code: "invalid" } }]);
    expect(form.postbacks).toHaveLength(1);
  });
});

describe("a page that stays", () => {
  const again = (form: ReturnType<typeof openForm>): void => {
    form.find("InsertButton").disabled = false;
    form.press();
  };

  it("captures an edited address again, and the same values not", async () => {
    const portal = createPortal();
    portal.next.create.push(created(idA), created(idB));
    const form = openForm({ portal, settings: 'data-columns="emailaddress1"' });
    form.press();
    await settle(80);
    again(form);
    await settle(40);
    expect(creates(portal)).toEqual([{ emailaddress1: "ada@example.com" }]);
    expect(form.postbacks).toHaveLength(2);
    form.find("emailaddress1").value = "grace@example.com";
    again(form);
    await settle(80);
    expect(creates(portal)).toEqual([{ emailaddress1: "ada@example.com" }, { emailaddress1: "grace@example.com" }]);
    expect(form.postbacks).toHaveLength(3);
  });

  it("presses the button that a partial postback has made anew", async () => {
    const form = openForm({ settings: columns });
    form.press();
    const button = form.find("InsertButton");
    button.replaceWith(button.cloneNode());
    await settle(80);
    expect(form.postbacks).toHaveLength(1);
    expect(button.isConnected).toBe(false);
  });

  it("goes once when that new button is pressed while the form is held", async () => {
    const form = openForm({ settings: columns });
    form.press();
    form.find("InsertButton").replaceWith(form.find("InsertButton").cloneNode());
    form.press();
    await settle(80);
    expect(form.postbacks).toHaveLength(1);
    expect(creates(form.portal)).toHaveLength(1);
  });

  it("captures from buttons and inputs that a partial postback has made anew", async () => {
    const form = openForm({ kind: "multistep", button: "NextButton", settings: columns, inputs: { comment: "hello" } });
    form.press();
    await settle(40);
    expect(form.portal.requests).toEqual([]);
    expect(form.postbacks).toHaveLength(1);
    form.find("WebFormPanel").innerHTML =
      `<input type="text" name="ctl00$emailaddress1" value="ada@example.com">${renderFormButton({ kind: "multistep", button: "NextButton", prefix: "ctl00_" })}`;
    form.press();
    await settle(80);
    expect(creates(form.portal)).toEqual([{ emailaddress1: "ada@example.com" }]);
    expect(form.postbacks).toHaveLength(2);
  });
});

describe("the template", () => {
  it("twice on a page captures once", async () => {
    const form = openForm({ settings: columns, copies: 2 });
    form.press();
    await settle(80);
    expect(creates(form.portal)).toHaveLength(1);
    expect(form.postbacks).toHaveLength(1);
  });

  it("on a page without a form does nothing", async () => {
    const form = openForm({ settings: columns, body: "<p>no form</p>" });
    await settle(40);
    expect(form.portal.requests).toEqual([]);
    expect(form.events).toEqual([]);
  });

  it("fetches the token when one of its inputs takes the focus, once, and not for another", async () => {
    const form = openForm({ settings: columns, more: '<input type="text" id="comment">' });
    form.find("comment").focus();
    expect(kinds(form.portal)).toEqual([]);
    form.find("lastname").focus();
    form.find("emailaddress1").focus();
    await settle(20);
    expect(kinds(form.portal)).toEqual(["token"]);
  });
});
