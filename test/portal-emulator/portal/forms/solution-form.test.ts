import { afterEach, describe, expect, it } from "vitest";
import { parseSolution } from "../../../../portal-emulator/solution/parse-solution.ts";
import { idOf } from "../../../site/small-site.ts";
import { cell, formXml, solutionFiles, subgrid } from "../../solution/small-solution.ts";
import { formSite, openBrowser, permitAll, type Browser, type FormSiteOptions } from "./form-site.ts";

let browser: Browser;
afterEach(() => browser.emulator.close());

const orderId = "00000000-0000-4000-8000-0000000000d1";
const cells = {
  name: cell("pk_name", "Title", { other: "Titel" }),
  kind: cell("pk_kind", "Kind"),
  tags: cell("pk_tags", "Tags"),
  note: cell("pk_note", "Remark"),
  contact: cell("pk_contact", "For whom"),
} as const;

async function open(xml: string, { form = {}, more = {}, ...options }: FormSiteOptions = {}): Promise<string> {
  const permissions = { ...permitAll("pk_order", 571), ...permitAll("pk_item", 572), ...permitAll("annotation", 573) };
  browser = await openBrowser(
    formSite({
      rights: ["create", "read", "append", "appendto"],
      form: { adx_entityname: "pk_order", adx_formname: "Portal form", ...form },
      more: { ...permissions, ...more },
      ...options,
    }),
    { solution: parseSolution(solutionFiles(xml)) },
  );
  return (await browser.get("/form/")).text();
}

const labels = (html: string): string[] => Array.from(html.matchAll(/<label id="(\w+)_label"/g), (match) => match[1] ?? "");
const orders = (): readonly Readonly<Record<string, unknown>>[] => browser.emulator.store.query("pk_order");
const inputOf = (html: string, id: string): string => new RegExp(`<(?:input|select|textarea)[^>]* id="${id}"[^>]*>`).exec(html)?.[0] ?? "";

describe("a form whose layout a solution has", () => {
  it("shows the layout's columns in its order, with its labels, under its titles", async () => {
    const html = await open(formXml("Portal form", [cells.kind + cells.name, cells.note]));
    expect(labels(html)).toEqual(["pk_kind", "pk_name", "pk_note"]);
    expect(html).toContain('<h2 class="tab-title">General</h2><div data-name="general" class="tab clearfix">');
    expect(html).toMatch(/<legend class="section-title">About<\/legend><table role="presentation" data-name="first" class="section">/);
    expect(html).toContain('for="pk_name">Title</label>');
    expect(html).not.toContain("are assumed");
  });

  it("does not send what the layout hides", async () => {
    const hidden = cell("pk_note", "Remark", { cell: 'visible="false"' });
    expect(labels(await open(formXml("Portal form", [cells.name, hidden])))).toEqual(["pk_name"]);
    await browser.emulator.close();
    expect(labels(await open(formXml("Portal form", [cells.name], { section: 'visible="false"' })))).toEqual([]);
  });

  it("requires what the table requires, and what it recommends where the record asks for that", async () => {
    const xml = formXml("Portal form", [cells.name, cells.note]);
    const html = await open(xml);
    expect(inputOf(html, "pk_name")).toContain('aria-required="true"');
    expect(inputOf(html, "pk_note")).not.toContain("aria-required");
    await browser.emulator.close();
    expect(inputOf(await open(xml, { form: { adx_recommendedfieldsrequired: "true" } }), "pk_note")).toContain('aria-required="true"');
  });

  it("takes no value for what the layout disables", async () => {
    const html = await open(formXml("Portal form", [cells.name, cell("pk_note", "Remark", { control: 'disabled="true"' })]));
    expect(inputOf(html, "pk_note")).toContain(" readonly");
    await browser.post("/form/", html, { pk_name: "One", pk_note: "smuggled" });
    expect(orders()).toMatchObject([{ pk_name: "One", pk_note: null }]);
  });

  it("lets metadata have the last word on labels and titles", async () => {
    const html = await open(formXml("Portal form", [cells.name]), {
      metadata: [
        { adx_type: "100000000", adx_attributelogicalname: "pk_name", adx_label: "What" },
        { adx_type: "100000001", adx_sectionname: "first", adx_label: "Facts", adx_cssclass: "wide" },
      ],
    });
    expect(html).toContain('for="pk_name">What</label>');
    expect(html).toMatch(/<legend class="section-title">Facts<\/legend><table [^>]*class="section wide">/);
  });

  it("says which forms the solution has when it lacks the one that is meant", async () => {
    const html = await open(formXml("Other form", [cells.name]));
    expect(html).toContain("The solution has no main form &quot;Portal form&quot; of pk_order");
    expect(html).toContain("it has &quot;Other form&quot;");
  });

  it("escapes labels that would be markup", async () => {
    const html = await open(formXml("Portal form", [cell("pk_name", "&lt;script&gt;alert(1)&lt;/script&gt;")]));
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;</label>");
    expect(html).not.toContain("<script>alert(1)");
  });
});

describe("inputs of a solution's columns", () => {
  it("offers the choices, and saves one", async () => {
    const html = await open(formXml("Portal form", [cells.name, cells.kind]));
    expect(html).toContain('<option value="100">Small</option><option value="200">Large</option>');
    await browser.post("/form/", html, { pk_name: "One", pk_kind: "200" });
    expect(orders()).toMatchObject([{ pk_kind: 200 }]);
  });

  it.each([
    ["1,2", "1,2"],
    ["2", "2"],
    ["", null],
  ])("saves several choices: %j", async (chosen, kept) => {
    const html = await open(formXml("Portal form", [cells.name, cells.tags]));
    expect(html).toContain('<label for="pk_tags_1">Big</label>');
    await browser.post("/form/", html, { pk_name: "One", pk_tags: chosen });
    expect(orders()).toMatchObject([{ pk_tags: kept }]);
  });

  it("offers a lookup's rows that the visitor may read in a dialog, and saves the one chosen", async () => {
    await open(formXml("Portal form", [cells.name, cells.contact]));
    browser.emulator.store.insert("contact", { contactid: orderId, firstname: "Ada", lastname: "Example & Sons" });
    await browser.emulator.fetch(
      "portal",
      new Request("http://localhost:4280/_emulator/clear-cache", { method: "POST", headers: { host: "localhost:4280" } }),
    );
    const html = await (await browser.get("/form/")).text();
    expect(html).toContain(`<tr data-id="${orderId}" data-entityname="contact" data-name="Ada Example &amp; Sons">`);
    await browser.post("/form/", html, { pk_name: "One", pk_contact: orderId, pk_contact_name: "Ada", pk_contact_entityname: "contact" });
    expect(orders()).toMatchObject([{ pk_contact: orderId }]);
  });

  it("offers no row of a table that the visitor may not read", async () => {
    const html = await open(formXml("Portal form", [cells.name, cells.contact]), { rights: ["create"] });
    expect(html).toContain('class="modal-body entity-grid entity-lookup"><div class="view-empty message">');
  });
});

describe("a subgrid", () => {
  const edit = { adx_mode: "100000001", adx_entitysourcetype: "756150001", adx_recordidquerystringparametername: "id" };
  const openEdit = async (): Promise<string> => {
    await open(formXml("Portal form", [cells.name, subgrid]), { form: edit });
    const { store } = browser.emulator;
    store.insert("pk_order", { pk_orderid: orderId, pk_name: "One" });
    store.insert("pk_order", { pk_orderid: idOf(2), pk_name: "Two" });
    for (const [n, name] of ["Apple", "Pear", "Plum"].entries())
      store.insert("pk_item", { pk_itemid: idOf(30 + n), pk_name: name, pk_order: orderId });
    store.insert("pk_item", { pk_itemid: idOf(40), pk_name: "Zebra", pk_order: idOf(2) });
    return (await browser.get(`/form/?id=${orderId}`)).text();
  };

  it("lists the related rows of its view, a page of them", async () => {
    const html = await openEdit();
    const rows = Array.from(html.matchAll(/<tr data-id="[^"]*"><td>(\w+)<\/td>/g), (match) => match[1]);
    expect(rows).toEqual(["Plum", "Pear"]);
    expect(html).toContain("There are more records");
  });

  it("is left out of a form that makes a new row", async () => {
    expect(await open(formXml("Portal form", [cells.name, subgrid]))).not.toContain("subgrid-cell");
  });
});

describe("attached files", () => {
  const attach = { adx_attachfile: "true", adx_attachfileallowmultiple: "true", adx_attachfilelabel: "Proof" };
  const notes = (): readonly Readonly<Record<string, unknown>>[] => browser.emulator.store.query("annotation");
  const post = async (files: readonly File[], more: Record<string, string> = {}): Promise<string> => {
    const html = await open(formXml("Portal form", [cells.name]), { form: { ...attach, ...more } });
    expect(html).toContain('enctype="multipart/form-data"');
    return (await browser.post("/form/", html, { pk_name: "One" }, "InsertButton", files)).text();
  };

  it("become notes of the new row", async () => {
    await post([new File(["abc"], "a.txt", { type: "text/plain" }), new File(["é"], "b.bin")]);
    expect(notes()).toMatchObject([
      { filename: "a.txt", mimetype: "text/plain", documentbody: "YWJj", notetext: "*WEB*", objectid: orders()[0]?.["pk_orderid"] },
      { filename: "b.bin", mimetype: "application/octet-stream", documentbody: "w6k=" },
    ]);
  });

  it.each<[string, Record<string, string>, File[], string]>([
    ["a file that is missing", { adx_attachfilerequired: "true" }, [], "Proof is a required field."],
    [
      "another type",
      { adx_attachfilerestrictaccept: "true", adx_attachfileaccept: "image/*,.pdf" },
      [new File(["x"], "a.txt", { type: "text/plain" })],
      "is not of the file type(s)",
    ],
    ["too many bytes", { adx_attachfilemaxsize: "1" }, [new File(["x".repeat(1025)], "a.txt")], "exceeds the maximum file size"],
    ["more than the record allows", { adx_maximumnooffiles: "1" }, [new File(["x"], "a"), new File(["y"], "b")], "No more than 1 file(s)"],
  ])("are refused with %s, and no row is made", async (_what, more, files, message) => {
    expect(await post(files, more)).toContain(message);
    expect([orders(), notes()]).toEqual([[], []]);
  });

  it("takes a name of the right ending for the right type", async () => {
    await post([new File(["x"], "A.PDF")], { adx_attachfilerestrictaccept: "true", adx_attachfileaccept: ".pdf" });
    expect(notes()).toHaveLength(1);
  });

  it("are not kept without the right to make notes, and the form says so", async () => {
    const html = await open(formXml("Portal form", [cells.name]), {
      form: attach,
      more: { "table-permissions/annotation.tablepermission.yml": "" },
    });
    const after = await (await browser.post("/form/", html, { pk_name: "One" }, "InsertButton", [new File(["x"], "a")])).text();
    expect(after).toContain("You don&#39;t have the appropriate permissions.");
    expect(notes()).toEqual([]);
  });

  it("ignores what is no multipart body", async () => {
    await open(formXml("Portal form", [cells.name]), { form: attach });
    const request = new Request("http://localhost:4280/form/", {
      method: "POST",
      body: "nonsense",
      headers: { "content-type": "multipart/form-data; boundary=x", origin: "http://localhost:4280", host: "localhost:4280" },
    });
    expect((await browser.emulator.fetch("portal", request)).status).toBe(405);
  });
});

describe("the row that a form refers to", () => {
  const refer = {
    adx_setentityreference: "true",
    adx_populatereferenceentitylookupfield: "true",
    adx_referenceentitylogicalname: "contact",
    adx_referencetargetlookupattributelogicalname: "pk_contact",
    adx_referencequerystringname: "who",
    adx_referencequerystringisprimarykey: "true",
  };
  const xml = formXml("Portal form", [cells.name, cells.contact]);
  const insert = (): void =>
    void browser.emulator.store.insert("contact", {
      contactid: orderId,
      firstname: "Ada",
      lastname: "Example",
      emailaddress1: "ada@example.com",
    });

  it.each([
    ["by its id", {}, orderId],
    [
      "by a column",
      { adx_referencequerystringisprimarykey: "false", adx_referencequeryattributelogicalname: "emailaddress1" },
      "ada@example.com",
    ],
    [
      "by a relationship",
      { adx_referencetargetlookupattributelogicalname: "", adx_referenceentityrelationshipname: "pk_order_Contact_contact" },
      orderId,
    ],
  ])("fills the lookup and is saved, named %s", async (_how, more, value) => {
    await open(xml, { form: { ...refer, ...more } });
    insert();
    const path = `/form/?who=${encodeURIComponent(value)}`;
    const html = await (await browser.get(path)).text();
    expect(inputOf(html, "pk_contact")).toContain(`value="${orderId}"`);
    expect(inputOf(html, "pk_contact_name")).toContain('value="Ada Example"');
    await browser.post(path, html, { pk_name: "One", pk_contact: "" });
    expect(orders()).toMatchObject([{ pk_contact: orderId }]);
  });

  it.each(["", "nonsense", "%7B%7D"])("is none with %j in the address", async (value) => {
    await open(xml, { form: refer });
    insert();
    const html = await (await browser.get(`/form/?who=${value}`)).text();
    await browser.post(`/form/?who=${value}`, html, { pk_name: "One" });
    expect(orders()).toMatchObject([{ pk_contact: null }]);
  });

  it("says so where the table has no such lookup", async () => {
    const html = await open(xml, { form: { ...refer, adx_referencetargetlookupattributelogicalname: "pk_nothing" } });
    expect(html).toContain("sets &quot;pk_nothing&quot; to a row of &quot;contact&quot;");
  });
});
