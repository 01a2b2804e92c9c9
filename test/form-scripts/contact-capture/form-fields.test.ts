import { describe, expect, it } from "vitest";
import { renderCaptureForm, type TestField } from "../../web-templates/render-template.ts";
import { fields, openForm, typed, type FormPage } from "./open-form.ts";

const open = (more: readonly TestField[], options: { url?: string; session?: Readonly<Record<string, string>> } = {}): FormPage => {
  const page = openForm({ markup: renderCaptureForm("", [...fields, ...more]), ...options });
  page.enter(typed);
  return page;
};

describe("a box of consent", () => {
  it.each([
    { given: true, refused: false },
    { given: false, refused: true },
    { given: 750150000, refused: 0 },
  ])("ticked sends $given, unticked nothing", async ({ given, refused }) => {
    const box = { column: "pk_news", type: "consent-checkbox", given, refused };
    const ticked = open([box]);
    ticked.control("pk_news").checked = true;
    await ticked.submit();
    expect(ticked.written()).toEqual({ ...typed, pk_news: given });
    const unticked = open([box]);
    await unticked.submit();
    expect(unticked.written()).toEqual(typed);
  });

  it("that must be ticked is asked for by its label", async () => {
    const page = open([{ column: "pk_terms", type: "consent-checkbox", required: true }]);
    await page.submit();
    expect(page.state()).toBe("failed");
    expect(page.summary()).toBe("Please check what you have enteredLabel pk_terms: please fill this in");
    expect(page.events).toEqual([{ name: "portalkit:failed", detail: { step: "validate", code: "invalid" } }]);
  });
});

describe("a question of consent", () => {
  const question = { column: "donotbulkemail", type: "consent-yes-no", given: false, refused: true };

  it.each([
    { answer: "false", sent: { donotbulkemail: false } },
    { answer: "true", sent: { donotbulkemail: true } },
    { answer: undefined, sent: {} },
  ])("answered with $answer sends $sent", async ({ answer, sent }) => {
    const page = open([question]);
    expect(page.form.querySelectorAll(":checked")).toHaveLength(0);
    if (answer) page.control("donotbulkemail", answer).checked = true;
    await page.submit();
    expect(page.written()).toEqual({ ...typed, ...sent });
  });

  it("that must be answered has one error, at its legend's name, for both buttons", async () => {
    const page = open([{ ...question, required: true }]);
    await page.submit();
    const links = [...page.form.querySelectorAll<HTMLAnchorElement>("[data-portal-kit-errors] a")];
    expect(links.map(({ textContent, hash }) => [textContent, hash])).toEqual([
      ["Label donotbulkemail: please fill this in", "#portal-kit-donotbulkemail"],
    ]);
    expect(page.form.querySelectorAll("[type=radio][aria-invalid=true].is-invalid")).toHaveLength(2);
    expect(page.form.querySelector("fieldset")?.className).toContain("has-error");
    expect(page.document.getElementById("portal-kit-donotbulkemail-error")?.textContent).toBe("Label donotbulkemail: please fill this in");
    links[0]?.click();
    expect(page.document.activeElement?.id).toBe("portal-kit-donotbulkemail");
    expect(page.document.location.hash).toBe("");
    page.control("donotbulkemail", "true").checked = true;
    await page.submit();
    expect(page.written()).toEqual({ ...typed, donotbulkemail: true });
    expect(page.form.querySelectorAll("[aria-invalid=true],.is-invalid,.has-error")).toHaveLength(0);
  });
});

describe("a text of several lines", () => {
  it("is trimmed, and held to its length", async () => {
    const page = open([{ column: "description", type: "textarea", maxLength: 5 }]);
    page.control("description").value = "  a\nb  ";
    await page.submit();
    expect(page.written()).toEqual({ ...typed, description: "a\nb" });
    const long = open([{ column: "description", type: "textarea", maxLength: 5 }]);
    long.control("description").value = "123456";
    await long.submit();
    expect(long.summary()).toContain("Label description: please use 5 characters at most");
  });
});

describe("a hidden field", () => {
  const hidden = (from: string, maxLength = 50): TestField => ({ column: "pk_from", type: "hidden", from, maxLength });

  it.each([
    { from: "utm_source", url: "/a/b?utm_source=news&x=1#utm_source=fragment", sent: "news" },
    { from: "utm_source", url: "/a/b#utm_source=fragment", sent: undefined },
    { from: "utm_source", url: "/a/b?utm_source=", sent: undefined },
    { from: "utm_campaign", url: "/a?utm_campaign=spring%20%26+more", sent: "spring & more" },
    { from: "utm_campaign", url: "/a?utm_campaign=%E4", sent: "\ufffd" },
    { from: "page", url: "/a/b?x=1#y", sent: "/a/b" },
    {
      from: "landing-page",
      url: "/a/b?x=1&utm_source=news&utm_term=a+b&email=ada@example.com#y",
      sent: "/a/b?utm_source=news&utm_term=a+b",
    },
    { from: "landing-page", url: "/a/b?x=1&my_utm_source=2", sent: "/a/b" },
    { from: "landing-page", url: "/a&b?utm_source=1", sent: "/a&b?utm_source=1" },
  ])("takes $from of $url", async ({ from, url, sent }) => {
    const page = open([hidden(from)], { url });
    await page.submit();
    expect(page.written()).toEqual({ ...typed, ...(sent && { pk_from: sent }) });
  });

  const session = { "portalkit.landing": "/first?utm_source=ad&utm_medium=cpc" };
  it.each([
    { from: "utm_source", url: "/a?utm_source=own", sent: "own" },
    { from: "utm_medium", url: "/a?utm_source=own", sent: "cpc" },
    { from: "utm_source", url: "/a", sent: "ad" },
    { from: "utm_term", url: "/a", sent: undefined },
    { from: "landing-page", url: "/a?utm_source=own", sent: "/first?utm_source=ad&utm_medium=cpc" },
    { from: "page", url: "/a", sent: "/a" },
  ])("takes $from of $url, then of the page the visitor landed on", async ({ from, url, sent }) => {
    const page = open([hidden(from)], { url, session });
    await page.submit();
    expect(page.written()).toEqual({ ...typed, ...(sent && { pk_from: sent }) });
  });

  it("is cut to its length, and not where there is none", async () => {
    const cut = open([hidden("utm_source", 3)], { url: "/?utm_source=abcdef" });
    await cut.submit();
    expect(cut.written()).toEqual({ ...typed, pk_from: "abc" });
    const whole = open([hidden("utm_source")], { url: "/?utm_source=abcdef" });
    whole.control("pk_from").removeAttribute("maxlength");
    await whole.submit();
    expect(whole.written()).toEqual({ ...typed, pk_from: "abcdef" });
  });
});

describe("what is typed", () => {
  it("stands in the form as it is sent", async () => {
    const page = open([]);
    page.enter({ lastname: "  Love lace\u00a0", emailaddress1: " ada＠EXÄMPLE.com" });
    page.portal.next["look-up"].push("cut", "cut", "cut");
    await page.submit();
    await expect.poll(page.state).toBe("failed");
    expect(page.control("lastname").value).toBe("Love lace");
    expect(page.control("emailaddress1").value).toBe("ada@xn--exmple-cua.com");
  });

  it("is not counted as typed where it is only blanks", async () => {
    const page = open([]);
    page.enter({ lastname: " \u3000 " });
    await page.submit();
    expect(page.summary()).toBe("Please check what you have enteredLabel lastname: please fill this in");
  });

  it.each(["emailaddress1", "lastname"])("too long for %s is refused with the number of characters", async (name) => {
    const page = open([]);
    const max = page.control(name).maxLength;
    const text = name === "lastname" ? "x".repeat(max) : `${"x".repeat(max - 10)}@x.example`;
    page.enter({ [name]: `${text}x` });
    await page.submit();
    expect(page.summary()).toBe(`Please check what you have enteredLabel ${name}: please use ${max} characters at most`);
    page.enter({ [name]: ` ${text} ` });
    await page.submit();
    expect(page.state()).toBe("done");
  });

  it("may hold what a replacement pattern would read", async () => {
    const page = open([{ column: "pk_$&", type: "text" }]);
    const label = page.form.querySelector("label");
    if (label) label.textContent = "$& [max] <b>";
    page.enter({ lastname: "" });
    await page.submit();
    expect(page.form.querySelector("[data-portal-kit-errors] a")?.textContent).toBe("$& [max] <b>: please fill this in");
  });

  it("of a signed-in visitor is there from the start, and again after the form is through", async () => {
    const page = openForm({ markup: renderCaptureForm("", [fields[1], { ...fields[0], value: "Byron" }]) });
    expect(page.control("lastname").value).toBe("Byron");
    page.enter(typed);
    await page.submit();
    expect(page.control("lastname").value).toBe("Byron");
    expect(page.control("emailaddress1").value).toBe("");
  });
});
