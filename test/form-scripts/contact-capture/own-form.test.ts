import { describe, expect, it } from "vitest";
import { connectForms } from "../../../form-scripts/contact-capture/connect-form.ts";
import { renderCaptureScript } from "../../web-templates/render-template.ts";
import { openForm, typed, type FormPage } from "./open-form.ts";
import { createPage, portalError } from "./portal-double.ts";

const inputs = `
  <p><label>Last name: <input name="lastname" required></label></p>
  <p><label for="mail">Email</label> <input id="mail" name="emailaddress1" type="email" required maxlength="100"></p>`;
const markup = (content = inputs, attributes = ""): string =>
  `<form data-portal-kit-form ${attributes} action="/elsewhere" method="post">${content}<button>Go</button></form>`;

const open = (form = markup(), script = renderCaptureScript('data-lookup="none"')): FormPage => openForm({ markup: form + script });

describe("a form of the page's own", () => {
  it("is submitted as ours is, with the page's settings and texts", async () => {
    const page = open();
    page.enter(typed);
    await page.submit();
    expect(page.state()).toBe("done");
    expect(page.portal.requests.map(({ kind }) => kind)).toEqual(["token", "create"]);
    expect(page.written()).toEqual(typed);
    const status = page.form.querySelector("[data-portal-kit-status]");
    expect(status?.textContent).toBe("Thank you. We have received your details.");
    expect(page.document.activeElement).toBe(status);
    expect(page.control("lastname").value).toBe("");
    expect(page.form.querySelector("button")?.disabled).toBe(true);
  });

  it("keeps what it says itself", async () => {
    const page = open(markup(inputs, 'data-lookup="email" data-text-done="Got it"'));
    page.enter(typed);
    await page.submit();
    expect(page.portal.requests[0]?.kind).toBe("look-up");
    expect(page.form.querySelector("[data-portal-kit-status]")?.textContent).toBe("Got it");
  });

  it("takes no attribute but settings and texts from the element that carries them", () => {
    const page = open(markup(), renderCaptureScript('data-lookup="none" class="x"'));
    expect(page.form.getAttribute("data-lookup")).toBe("none");
    for (const name of ["hidden", "class", "data-portal-kit-settings"]) expect(page.form.hasAttribute(name)).toBe(false);
  });

  it("gets places for errors and states, empty and hidden, before there is anything to say", () => {
    const page = open();
    const [errors, status] = page.form.children;
    expect(errors?.outerHTML.replace(/><.*/, ">")).toBe(
      '<div data-portal-kit-errors="" class="alert alert-danger" role="alert" tabindex="-1" hidden="">',
    );
    expect(errors?.textContent).toBe("");
    expect(status?.outerHTML).toBe('<p data-portal-kit-status="" role="status" tabindex="-1"></p>');
  });

  it("uses its own where it has them", async () => {
    const page = open(markup(`<p data-portal-kit-status></p>${inputs}<div data-portal-kit-errors tabindex="-1"></div>`));
    await page.submit();
    expect(page.form.querySelectorAll("[data-portal-kit-errors],[data-portal-kit-status]")).toHaveLength(2);
    expect(page.summary()).toBe("Please check what you have enteredLast name:: please fill this inEmail: please fill this in");
  });

  it("shows its errors in place of the browser's", async () => {
    const page = open();
    expect(page.form.noValidate).toBe(true);
    page.enter({ emailaddress1: "ada" });
    await page.submit();
    expect([...page.form.querySelectorAll("[data-portal-kit-errors] a")].map((link) => link.getAttribute("href"))).toEqual(["#", "#mail"]);
    expect(page.document.activeElement).toBe(page.form.querySelector("[data-portal-kit-errors]"));
    expect(page.portal.requests.filter(({ kind }) => kind !== "token")).toEqual([]);
  });

  it("lets the browser say what we have no text for", async () => {
    const page = open(markup(`${inputs}<input name="pk_code" pattern="[0-9]+">`));
    page.enter({ ...typed, pk_code: "x" });
    const said = page.control("pk_code").validationMessage;
    await page.submit();
    expect(page.summary()).toBe(`Please check what you have enteredpk_code: ${said}`);
    page.enter({ pk_code: "1" });
    await page.submit();
    expect(page.written()).toEqual({ ...typed, pk_code: "1" });
  });

  it("works where no element carries settings, with the browser's words", async () => {
    const page = open(markup(), "");
    page.enter({ ...typed, lastname: "" });
    const said = page.control("lastname").validationMessage;
    await page.submit();
    expect(page.state()).toBe("failed");
    expect(page.form.querySelector("[data-portal-kit-errors] a")?.textContent).toBe(`Last name:: ${said}`);
  });

  it("sends only what is named like a column and means something", async () => {
    const page = open(
      markup(`${inputs}
      <input name="__RequestVerificationToken" value="x"><input name="ctl00$field" value="x"><input name="pk-hyphen" value="x"><input name="Upper" value="x">
      <input name="pk_ignored" value="x" data-portal-kit-ignore><input name="pk_off" value="x" disabled><fieldset disabled><input name="pk_deep" value="x"></fieldset>
      <input name="pk_secret" type="password" value="x"><input name="pk_file" type="file"><input name="pk_send" type="submit" value="x"><input name="pk_reset" type="reset" value="x">
      <button name="pk_button" type="button" value="x">x</button><fieldset name="pk_fieldset"></fieldset><output name="pk_output">x</output>
      <select name="pk_many" multiple><option selected>x</select>
      <input name="pk_kept" type="hidden" value="7"><input name="pk_number" type="number" value="7"><input name="pk_box" type="checkbox" value="1" checked>
      <input name="pk_open" type="checkbox" value="1"><input name="pk_word" type="checkbox" checked><input name="pk_zero" type="radio" value="0" checked>
      <input name="pk_minus" type="radio" value="-12" checked><input name="pk_padded" type="radio" value="012" checked>
      <select name="pk_choice"><option value="1">a<option value="750150001" selected>b</select><select name="pk_text"><option>DE</select><select name="pk_none"><option value="">-</select>
      <textarea name="description">a
b</textarea>`),
    );
    page.enter(typed);
    await page.submit();
    expect(page.written()).toEqual({
      ...typed,
      pk_kept: "7",
      pk_number: "7",
      pk_box: 1,
      pk_word: "on",
      pk_zero: 0,
      pk_minus: -12,
      pk_padded: "012",
      pk_choice: 750150001,
      pk_text: "DE",
      description: "a\nb",
    });
  });

  it("keeps what was typed when the portal refuses, and says so", async () => {
    const page = open();
    page.portal.next.create.push(portalError(403, "90040120"));
    page.enter(typed);
    await page.submit();
    expect(page.state()).toBe("failed");
    expect(page.control("lastname").value).toBe("Lovelace");
    expect(page.summary()).toBe("We could not send your details. What you have entered is still here: please try again.");
    expect(page.form.querySelector("button")?.disabled).toBe(false);
  });

  it("may have a button called reset, or submit", async () => {
    const page = open(markup(`${inputs}<button name="reset" type="reset">Clear</button><button name="submit">Go</button>`));
    page.enter(typed);
    await page.submit();
    expect(page.state()).toBe("done");
    expect(page.control("lastname").value).toBe("");
    expect([...page.form.querySelectorAll("button")].map(({ disabled }) => disabled)).toEqual([false, true, true]);
  });

  it("is connected when it follows the script", () => {
    const page = createPage({ markup: renderCaptureScript() });
    connectForms(page);
    expect(page.events).toEqual([]);
    page.document.body.insertAdjacentHTML("beforeend", markup());
    page.document.dispatchEvent(new (page.document.defaultView ?? globalThis).Event("DOMContentLoaded"));
    expect(page.document.querySelector("form")?.getAttribute("data-state")).toBe("idle");
  });

  it("may be more than one", () => {
    const page = createPage({ markup: markup() + markup() });
    connectForms(page);
    expect([...page.document.forms].map((form) => form.getAttribute("data-state"))).toEqual(["idle", "idle"]);
  });

  it("is none of the elements that open the banner again", () => {
    const page = open();
    expect(page.document.querySelector("[data-portal-kit-settings]")).toBeNull();
    const button = '<button data-portal-kit-settings data-text-done="No">Cookies</button>';
    const other = openForm({ markup: button + markup() + renderCaptureScript('data-lookup="none"') });
    expect(other.form.getAttribute("data-lookup")).toBe("none");
    expect(other.form.getAttribute("data-text-done")).toBe("Thank you. We have received your details.");
  });
});
