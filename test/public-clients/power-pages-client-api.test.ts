import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newSitePolicy } from "./client-site.ts";
import { describeClient } from "./describe-client.ts";
import { openClientPage, type ClientPage, type Outcome } from "./open-client-page.ts";
import { openTables } from "./open-tables.ts";

/** The published build runs its modules through `eval`. */
const policyWithEval = newSitePolicy.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'");

/** Markup as a basic form has it, made by hand: what the client finds by id and class. */
const form = `<div id="EntityFormPanel"><div class="entity-form" id="EntityFormControl">
  <h2 class="tab-title">General</h2>
  <div data-name="general"><table><tbody><tr>
    <td><input id="firstname" type="text" class="text form-control" value="Ada"></td>
    <td><input id="numberofchildren" type="text" class="integer form-control" value="2"></td>
    <td><span id="donotemail" class="boolean-radio"><input type="radio" name="d" value="0" checked><input type="radio" name="d" value="1"></span></td>
  </tr></tbody></table></div>
</div></div>`;

describeClient("Kunter-Bunt/PowerPagesClientAPI", ({ read }) => {
  const script = read("dist_js/index.js");
  let client: ClientPage;
  beforeAll(async () => {
    client = await openClientPage({
      ...openTables,
      policy: policyWithEval,
      html: form,
      webFiles: { "client-api.js": script, "form-context.js": "window.formContext = new PowerPagesClientAPI.FormContext();" },
    });
  });
  afterAll(() => client?.close());
  beforeEach(async () => {
    client.store.reset();
    await client.reopen();
  });
  const value = (operation: string, ...values: readonly unknown[]): Promise<unknown> =>
    client.value(`PowerPagesClientAPI.WebApi.${operation}`, ...values);
  const call = (operation: string, ...values: readonly unknown[]): Promise<Outcome> =>
    client.call(`PowerPagesClientAPI.WebApi.${operation}`, ...values);

  it("is blocked by the policy of new sites, as its build needs eval", async () => {
    const other = await openClientPage({ ...openTables, webFiles: { "client-api.js": script } });
    try {
      expect(other.problems.join("\n")).toMatch(/unsafe-eval/u);
      expect(await other.page.evaluate("typeof PowerPagesClientAPI")).toBe("undefined");
    } finally {
      await other.close();
    }
  });

  it("loads where the policy allows eval", () => {
    expect(client.problems).toEqual([]);
  });

  describe("its Web API", () => {
    it("creates, retrieves, updates and deletes", async () => {
      const created = await value("createRecord", "contact", { firstname: "Ada", lastname: "Example" });
      const [contact] = client.store.query("contact");
      const id = String(contact?.["contactid"]);
      expect(created).toEqual({ id, entityType: "contact" });
      expect(await value("retrieveRecord", "contact", id, "?$select=firstname,fullname")).toMatchObject({
        contactid: id,
        fullname: "Ada Example",
      });
      expect(await value("updateRecord", "contact", id, { firstname: "Augusta" })).toEqual({ firstname: "Augusta" });
      expect(client.store.find("contact", id)).toMatchObject({ fullname: "Augusta Example" });
      await value("deleteRecord", "contact", id);
      expect(client.store.count("contact")).toBe(0);
    });

    it("binds a lookup and expands it", async () => {
      const accountid = client.seed("account", { name: "Engines" });
      await value("createRecord", "contact", { lastname: "Example", "parentcustomerid_account@odata.bind": `/accounts(${accountid})` });
      expect(client.store.query("contact")).toMatchObject([{ parentcustomerid: accountid }]);
      expect(
        await value("retrieveMultipleRecords", "contact", "$select=lastname&$expand=parentcustomerid_account($select=name)"),
      ).toMatchObject({
        entities: [{ lastname: "Example", parentcustomerid_account: { name: "Engines" } }],
      });
    });

    it("retrieves several, filtered, at most so many, and by FetchXML", async () => {
      for (const firstname of ["Ada", "Bea", "Cay"]) client.seed("contact", { firstname });
      expect(
        await value("retrieveMultipleRecords", "contact", "?$select=firstname&$filter=firstname ne 'Ada'&$orderby=firstname desc", 1),
      ).toMatchObject({
        entities: [{ firstname: "Cay" }],
      });
      const fetchXml = encodeURIComponent(
        '<fetch top="2"><entity name="contact"><attribute name="firstname"/><order attribute="firstname"/></entity></fetch>',
      );
      expect(await value("retrieveMultipleRecords", "contact", `?fetchXml=${fetchXml}`)).toMatchObject({
        entities: [{ firstname: "Ada" }, { firstname: "Bea" }],
      });
    });

    it("rejects with the portal's answer", async () => {
      expect(await call("createRecord", "contact", { description: "not served" })).toMatchObject({
        ok: false,
        status: 403,
        body: { error: { code: "90040101" } },
      });
      // It makes the set's name by an s, so tables with another plural are out of its reach.
      expect(await call("retrieveMultipleRecords", "opportunity", "$select=name")).toMatchObject({
        ok: false,
        status: 400,
        body: { error: { code: "9004010A" } },
      });
      expect(await call("retrieveRecord", "contact", "00000000-0000-4000-8000-000000000009", "$select=firstname")).toMatchObject({
        ok: false,
        status: 404,
      });
    });
  });

  it("reads and writes inputs of a form, shows and hides them, and puts notices above it", async () => {
    const found = await client.page.evaluate(`(() => {
      const heard = [];
      const firstname = formContext.getAttribute("firstname");
      firstname.addOnChange(() => heard.push(firstname.getValue()));
      firstname.setValue("Augusta");
      firstname.fireOnChange();
      formContext.getControl("firstname").setVisible(false);
      formContext.getAttribute("donotemail").setValue(true);
      const notified = formContext.ui.setFormNotification("Take care", "WARNING", "notice");
      return {
        heard, notified,
        shown: formContext.getControl("firstname").getVisible(),
        types: ["firstname", "numberofchildren", "donotemail"].map((name) => formContext.getAttribute(name).getAttributeType()),
        flag: formContext.getAttribute("donotemail").getValue(),
        notice: document.getElementById("notice").className,
        formType: formContext.ui.getFormType(),
      };
    })()`);
    expect(found).toMatchObject({
      notified: true,
      shown: false,
      types: ["string", "integer", "boolean"],
      flag: true,
      notice: "alert alert-warning",
      formType: 1,
    });
    expect((found as { heard: unknown[] }).heard).toContain("Augusta");
  });

  it("asks and opens dialogs", async () => {
    const answer = client.value("PowerPagesClientAPI.Navigation.openConfirmDialog", { text: "Sure?" });
    await client.page.waitForSelector(".ppca_modal-button-confirm");
    await client.page.click(".ppca_modal-button-confirm");
    expect(await answer).toEqual({ confirmed: true });
  });
});
