import { afterEach, describe, expect, it } from "vitest";
import type { EmulatorOptions } from "../../../../portal-emulator/create-emulator.ts";
import { InvalidPluginExecution } from "../../../../portal-emulator/organization/plugin.ts";
import { idOf } from "../../../site/small-site.ts";
import { formId, formSite, openBrowser, thanksId, type Browser, type FormSiteOptions } from "./form-site.ts";

let browser: Browser;
afterEach(async () => browser.emulator.close());

async function open(options: FormSiteOptions = {}, emulator: Partial<EmulatorOptions> = {}): Promise<string> {
  browser = await openBrowser(formSite(options), emulator);
  const response = await browser.get("/form/");
  expect(response.status).toBe(200);
  return response.text();
}
const typed = { firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" };
const messageOf = (html: string): string | undefined => /id="MessageLabel">([^<]*)/.exec(html)?.[1];
const errorsOf = (html: string): string[] =>
  [...(/id="ValidationSummaryEntityFormView"[\s\S]*?<\/div>/.exec(html)?.[0] ?? "").matchAll(/<li>([^<]*)/g)].map(([, text = ""]) => text);
const inputOf = (html: string, id: string): string | undefined =>
  new RegExp(`<(?:input|textarea|select)[^>]* id="${id}"[^>]*>`).exec(html)?.[0];

describe("a basic form on a page", () => {
  it("stands inside the one HTML form of the page with the ids and hooks that scripts rely on", async () => {
    const html = await open();
    expect(html).toMatch(
      /<form method="post" action="\/form\/" onsubmit="javascript:return WebForm_OnSubmit\(\);" id="liquid_form">[\s\S]*<p>Before<\/p>[\s\S]*<p>After<\/p>[\s\S]*<\/form>/,
    );
    for (const id of ["EntityFormPanel", "EntityFormView", "InsertButton", "lastname_label", "__VIEWSTATE"])
      expect(html).toContain(`id="${id}"`);
    expect(inputOf(html, "emailaddress1")).toContain('$emailaddress1"');
    expect(html).toContain("function entityFormClientValidate() { return true; }");
    const onclick = /id="InsertButton"[^>]* onclick="([^"]*)"/.exec(html)?.[1] ?? "";
    const order = [
      "entityFormClientValidate()",
      "Page_ClientValidate(",
      "clearIsDirty();disableButtons();",
      "WebForm_DoPostBackWithOptions(",
    ];
    const places = order.map((part) => onclick.lastIndexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(onclick).not.toContain('"');
  });

  it("says that its columns are assumed", async () => {
    const html = await open();
    expect(html).toContain("is not part of a site folder; its columns are assumed to be those usual for contact");
  });

  it("takes columns, labels, marks and rules from its metadata", async () => {
    const html = await open({
      metadata: [
        {
          adx_attributelogicalname: "telephone1",
          adx_label: '\'[{"LCID": 1033, "Value": "Phone at work"}]\'',
          adx_fieldisrequired: "true",
        },
        { adx_attributelogicalname: "emailaddress2", adx_validationregularexpression: "'^[^<>%$]*$'" },
        { adx_attributelogicalname: "pk_unknown" },
        { adx_type: "100000003", adx_name: "Orders" },
      ],
    });
    expect(html).toContain('<div class="info required"><label id="telephone1_label" for="telephone1">Phone at work</label>');
    expect(html).toContain('id="RequiredFieldValidatortelephone1"');
    expect(html).toContain('id="RegularExpressionValidatoremailaddress2"');
    expect(html).toContain('id="RequiredFieldValidatorlastname"');
    expect(inputOf(html, "firstname")).toBeUndefined();
    expect(html).toContain("pk_unknown, which contact has not in the emulated organization");
    expect(html).toContain("&quot;Orders&quot; of the form");
  });

  it("renders its script as Liquid, inside the form", async () => {
    const html = await open({ script: "window.shown = '{{ page.title }}';" });
    expect(html).toMatch(/<script type="text\/javascript">window\.shown = 'form';<\/script>[\s\S]*<\/form>/);
  });

  it("creates the row, runs plug-ins and shows the record's message instead of the form", async () => {
    const seen: unknown[] = [];
    const html = await open(
      { form: { adx_onsuccess: "756150000", adx_successmessage: '\'[{"LCID": 1033, "Value": "Thank <you>"}]\'' } },
      {
        steps: [
          {
            name: "watch",
            message: "Create",
            table: "contact",
            stage: 20,
            mode: "sync",
            execute: async ({ target }) => void seen.push({ ...target }),
          },
        ],
      },
    );
    const response = await browser.post("/form/", html, typed);
    expect(response.status).toBe(200);
    const after = await response.text();
    expect(messageOf(after)).toBe("Thank &lt;you&gt;");
    expect(after).not.toContain('id="InsertButton"');
    expect(browser.contacts()).toEqual([expect.objectContaining(typed)]);
    expect(seen).toEqual([expect.objectContaining(typed)]);
  });

  it("redirects with the id of the row under the parameter its record names", async () => {
    const html = await open({
      form: {
        adx_onsuccess: "756150001",
        adx_redirectwebpage: thanksId,
        adx_redirecturlappendentityidquerystring: "true",
        adx_redirecturlquerystringname: "contact",
        adx_redirecturlcustomquerystring: "from=form",
        adx_redirecturlquerystringattributeparamname: "name",
        adx_redirecturlquerystringattribute: "lastname",
      },
    });
    const response = await browser.post("/form/", html, typed);
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(
      `/thanks/?contact=${String(browser.contacts()[0]?.["contactid"])}&from=form&name=Example`,
    );
  });

  it("shows what was typed and why it is refused", async () => {
    const html = await open({ metadata: [{ adx_attributelogicalname: "birthdate" }, { adx_attributelogicalname: "description" }] });
    const after = await (await browser.post("/form/", html, { birthdate: "soon", description: 'a "b" & c' })).text();
    expect(errorsOf(after)).toEqual(["Last Name is a required field.", "Birth Date is not valid."]);
    expect(inputOf(after, "birthdate")).toContain('value="soon"');
    expect(after).toContain("a &quot;b&quot; &amp; c</textarea>");
    expect(browser.contacts()).toEqual([]);
  });

  it.each([
    { title: "a choice that was not rendered", values: { ...typed, gendercode: "7" }, status: 500 },
    { title: "a box that is neither yes nor no", values: { ...typed, creditonhold: "2" }, status: 500 },
    { title: "a choice that was", values: { ...typed, gendercode: "2", creditonhold: "1" }, status: 200 },
  ])("answers $title with $status", async ({ values, status }) => {
    const html = await open({
      metadata: ["lastname", "gendercode", "creditonhold"].map((column) => ({ adx_attributelogicalname: column })),
    });
    expect((await browser.post("/form/", html, values)).status).toBe(status);
    expect(browser.contacts()).toHaveLength(status === 200 ? 1 : 0);
  });

  it("keeps script blocks out of rows, all HTML where the setting says so, nothing where validation is off", async () => {
    const send = async (lastname: string, settings: Record<string, string> = {}): Promise<number> => {
      const html = await open({ settings });
      await browser.post("/form/", html, { ...typed, lastname });
      const { length } = browser.contacts();
      await browser.emulator.close();
      return length;
    };
    expect(await send("<script>alert(1)</script>")).toBe(0);
    expect(await send("<b>Bold</b>")).toBe(1);
    expect(await send("<b>Bold</b>", { "Site/DisableFormDataSafeHtmlValidation": "false" })).toBe(0);
    expect(await send("<script>", { DisableValidationWebTemplate: "true" })).toBe(1);
    await open();
  });

  it("shows hostile text again as text", async () => {
    const html = await open({ settings: { DisableValidationWebTemplate: "true" }, metadata: [{ adx_attributelogicalname: "birthdate" }] });
    const after = await (await browser.post("/form/", html, { lastname: '"><script>alert(1)</script>', birthdate: "x" })).text();
    expect(after).not.toContain("<script>alert(1)");
    expect(inputOf(after, "lastname")).toContain("&quot;&gt;&lt;script&gt;");
  });

  it("refuses another visitor's view state, a form the page has not shown, and none at all", async () => {
    const html = await open();
    const other = browser.another();
    expect((await other.post("/form/", html, typed)).status).toBe(500);
    const shown = await (await other.get("/form/")).text();
    expect((await other.post("/thanks/", shown, typed)).status).toBe(500);
    expect((await browser.post("/form/", html.replace(/id="__VIEWSTATE" value="[^"]*"/, 'id="__VIEWSTATE" value=""'), typed)).status).toBe(
      500,
    );
    expect(browser.contacts()).toEqual([]);
  });

  it("is a message without the right to create, unless the check box of old decides", async () => {
    const html = await open({ rights: ["read"] });
    expect(messageOf(html)).toBe("You don&#39;t have the appropriate permissions.");
    expect(html).not.toContain("InsertButton");
    await browser.emulator.close();
    expect(await open({ rights: ["read"] }, { switches: { formPermissions: "by-check-box" } })).toContain('id="InsertButton"');
    await browser.emulator.close();
    expect(
      await open({ rights: ["read"], form: { adx_entitypermissionsenabled: "true" } }, { switches: { formPermissions: "by-check-box" } }),
    ).not.toContain('id="InsertButton"');
  });

  it("shows what a plug-in refuses, and what was typed", async () => {
    const execute = async (): Promise<void> => {
      throw new InvalidPluginExecution("Not <today>");
    };
    const html = await open({}, { steps: [{ name: "refuse", message: "Create", table: "contact", stage: 20, mode: "sync", execute }] });
    const after = await (await browser.post("/form/", html, typed)).text();
    expect(messageOf(after)).toBe("Not &lt;today&gt;");
    expect(inputOf(after, "emailaddress1")).toContain('value="ada@example.com"');
    expect(browser.contacts()).toEqual([]);
  });

  it.each([
    { title: "with the visitor's contact", signedIn: true },
    { title: "without one", signedIn: false },
  ])("writes values of its own on saving, $title", async ({ signedIn }) => {
    const contactId = idOf(99);
    browser = await openBrowser(
      formSite({
        rights: ["create", "append", "appendto", "read"],
        form: { adx_associatecurrentportaluser: "true", adx_targetentityportaluserlookupattribute: "parentcustomerid" },
        metadata: [
          { adx_attributelogicalname: "jobtitle", adx_setvalueonsave: "true", adx_onsavetype: "100000000", adx_onsavevalue: "Visitor" },
          { adx_attributelogicalname: "department", adx_prepopulatetype: "100000002", adx_prepopulatefromattribute: "firstname" },
          { adx_attributelogicalname: "birthdate", adx_prepopulatetype: "100000001" },
        ],
      }),
    );
    browser.emulator.store.insert("contact", { contactid: contactId, firstname: "Grace", lastname: "Example" });
    if (signedIn) {
      browser.emulator.store.update("contact", contactId, { emailaddress1: "grace@example.com" });
      await browser.signIn(contactId);
    }
    const html = await (await browser.get("/form/")).text();
    expect(inputOf(html, "department")).toContain(`value="${signedIn ? "Grace" : ""}"`);
    expect(inputOf(html, "birthdate")).toContain(`value="${browser.emulator.clock.now().toISOString().slice(0, 10)}"`);
    await browser.post("/form/", html, { lastname: "New", jobtitle: "Boss" });
    expect(browser.contacts().find(({ lastname }) => lastname === "New")).toMatchObject({
      jobtitle: "Visitor",
      department: signedIn ? "Grace" : null,
      parentcustomerid: signedIn ? contactId : null,
    });
  });
});

describe("a basic form of a row", () => {
  const id = idOf(4321);
  const edit = { adx_mode: "100000001", adx_entitysourcetype: "756150001", adx_recordidquerystringparametername: "contact" };
  const openRow = async (options: FormSiteOptions): Promise<string> => {
    browser = await openBrowser(formSite(options));
    browser.emulator.store.insert("contact", { contactid: id, lastname: "Example", firstname: "Ada" });
    return (await browser.get(`/form/?contact=${id}`)).text();
  };

  it("edits the row that the address names", async () => {
    const html = await openRow({ form: edit, rights: ["read", "write"] });
    expect(inputOf(html, "firstname")).toContain('value="Ada"');
    const response = await browser.post(`/form/?contact=${id}`, html, { firstname: "Grace" }, "UpdateButton");
    expect(response.status).toBe(200);
    expect(browser.contacts()).toEqual([expect.objectContaining({ contactid: id, firstname: "Grace", lastname: "Example" })]);
  });

  it("changes nothing without the right to write", async () => {
    const html = await openRow({ form: edit, rights: ["read"] });
    const after = await (await browser.post(`/form/?contact=${id}`, html, { firstname: "Grace" }, "UpdateButton")).text();
    expect(messageOf(after)).toBe("You don&#39;t have the appropriate permissions.");
    expect(inputOf(after, "firstname")).toContain('value="Grace"');
    expect(browser.contacts()).toEqual([expect.objectContaining({ firstname: "Ada" })]);
  });

  it("only shows it where it is read-only", async () => {
    const html = await openRow({ form: { ...edit, adx_mode: "100000002" }, rights: ["read"] });
    expect(inputOf(html, "firstname")).toContain("readonly");
    expect(html).not.toMatch(/id="(?:Insert|Update)Button"/);
  });

  it.each([
    { path: "/form/", title: "no id" },
    { path: "/form/?contact=1", title: "no id at all" },
    { path: `/form/?contact=${idOf(1)}`, title: "the id of nothing" },
  ])("tells that there is no such row for $title", async ({ path }) => {
    await openRow({ form: edit, rights: ["read", "write"] });
    expect(messageOf(await (await browser.get(path)).text())).toMatch(/could not be found|appropriate permissions/);
  });
});

describe("a form that is not there", () => {
  it.each([
    { template: "{% entityform id: page.adx_entityform.id %}", said: false },
    { template: "{% entityform name: 'Nobody' %}", said: true },
  ])("shows nothing for $template", async ({ template, said }) => {
    const html = await open({ template });
    expect(html).not.toContain("liquid_form");
    expect(html.includes("nothing is shown")).toBe(said);
  });

  it("is found by its id", async () => {
    expect(await open({ template: `{% entityform id: '${formId}' %}` })).toContain('id="InsertButton"');
  });

  it("says which table the organization lacks", async () => {
    expect(messageOf(await open({ form: { adx_entityname: "pk_ticket" } }))).toContain("pk_ticket");
  });
});
