import { JSDOM } from "jsdom";
import { afterEach, describe, expect, it } from "vitest";
import { settle } from "../../../identity/auto-clock.ts";
import { openForm } from "../../../form-scripts/existing-form/open-form.ts";
import { createPortal } from "../../../form-scripts/contact-capture/portal-double.ts";
import { formSite, openBrowser, type Browser, type FormSiteOptions } from "./form-site.ts";

let browser: Browser;
afterEach(async () => browser.emulator.close());

const values = { firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" };

/** The content of a page of the emulator, as a browser would read it. */
async function readContent(options: FormSiteOptions, path = "/form/"): Promise<string> {
  browser = await openBrowser(formSite(options));
  const html = await (await browser.get(path)).text();
  return /<form [^>]*id="liquid_form"[\s\S]*?<\/form>/.exec(html)?.[0] ?? "";
}

/** The page with its scripts running; postbacks are recorded instead of sent. */
async function openPage(options: FormSiteOptions = {}) {
  const { window } = new JSDOM(`<body>${await readContent(options)}</body>`, {
    url: "https://www.site.example.com/form/",
    runScripts: "dangerously",
  });
  const posts: string[] = [];
  const form = window.document.querySelector("form");
  if (form === null) throw new Error("no form");
  form.submit = () => void posts.push(window.document.querySelector<HTMLInputElement>("#__EVENTTARGET")?.value ?? "");
  const find = (id: string): HTMLInputElement => {
    const element = window.document.querySelector<HTMLInputElement>(`#${id}`);
    if (element === null) throw new Error(`no ${id}`);
    return element;
  };
  return { window, posts, find, press: () => find("InsertButton").click() };
}

describe("scripts on a page with a form of the emulator", () => {
  it("see validators refuse, a summary that says why, and no postback", async () => {
    const { posts, find, press } = await openPage();
    press();
    expect(posts).toEqual([]);
    expect(find("ValidationSummaryEntityFormView").style.display).toBe("");
    expect(find("ValidationSummaryEntityFormView").textContent).toContain("Last Name is a required field.");
    expect(find("InsertButton").disabled).toBe(false);
    find("lastname").value = "Example";
    press();
    expect(posts).toEqual([find("InsertButton").name]);
    expect(find("InsertButton").disabled).toBe(true);
    expect(find("InsertButton").value).toBe("Processing...");
  });

  it("hold the form with their own function, and by a validator they add", async () => {
    const { window, posts, find, press } = await openPage();
    find("lastname").value = "Example";
    window.eval("var asked = 0; window.entityFormClientValidate = function () { asked += 1; return asked > 1; };");
    press();
    expect(posts).toEqual([]);
    window.eval(`var added = document.createElement("span");
      Object.assign(added, {id: "own", controltovalidate: "firstname", errormessage: "A first name, please.", validationGroup: "", initialvalue: "",
        evaluationfunction: function () { return document.getElementById("firstname").value !== ""; }});
      Page_Validators.push(added);`);
    press();
    expect(posts).toEqual([]);
    expect(find("ValidationSummaryEntityFormView").textContent).toContain("A first name, please.");
    find("firstname").value = "Ada";
    press();
    expect(posts).toHaveLength(1);
  });

  it.each([
    { kind: "basic form", path: "/form/", button: "InsertButton", options: {} },
    {
      kind: "multistep form",
      path: "/steps/",
      button: "NextButton",
      options: { steps: [{}] },
    },
  ])("capture the contact of a $kind before it goes, as the kit's own does", async ({ path, button, options }) => {
    const body = await readContent(options, path);
    const portal = createPortal();
    const form = openForm({ body, button, portal, settings: 'data-columns="emailaddress1,firstname,lastname"' });
    for (const [id, value] of Object.entries(values)) form.document.querySelector(`#${id}`)?.setAttribute("value", value);
    form.press(button);
    expect(form.postbacks).toEqual([]);
    await settle(80);
    const creates = portal.requests.filter((request) => request.kind === "create");
    expect(creates.map((request): unknown => JSON.parse(request.body ?? "null"))).toEqual([values]);
    expect(form.postbacks).toHaveLength(1);
    expect(form.postbacks[0]).toMatchObject({ __EVENTTARGET: form.find(button).name });
  });
});
