import { describe, expect, it } from "vitest";
import { createSchema } from "../../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../../portal-emulator/schema/standard-schema.ts";
import { column, memo, text } from "../../../../portal-emulator/schema/columns.ts";
import type { TableDefinition } from "../../../../portal-emulator/schema/table-definition.ts";
import { authenticatedRole, type TinySite } from "../../../access/tiny-site.ts";
import { openDataPage, type DataPage, type DataPageOptions } from "../data/data-page.ts";

const viewId = "44444444-4444-4444-8444-444444444444";
const listId = "55555555-5555-4555-8555-555555555555";
const me = "11111111-1111-4111-8111-111111111111";
const account = "22222222-2222-4222-8222-222222222222";

const views: TableDefinition = {
  name: "savedquery",
  entitySet: "savedqueries",
  primaryId: "savedqueryid",
  primaryName: "name",
  readOnly: false,
  elastic: false,
  columns: [
    column("savedqueryid", "uniqueidentifier"),
    ...text(200, "name", "returnedtypecode"),
    ...memo(100_000, "fetchxml", "layoutxml"),
    ...["createdon", "modifiedon"].map((name) => column(name, "datetime")),
    column("versionnumber", "bigint"),
  ],
};
const schema = createSchema([...standardSchema.tables, views], standardSchema.relationships);

const filterDefinition = JSON.stringify({
  entity: {
    name: "contact",
    filters: [
      {
        type: "or",
        "adx:id": "g",
        "adx:uiname": "Gender",
        "adx:uiselectionmode": "Single",
        conditions: [
          { attribute: "gendercode", operator: "eq", value: "1", "adx:id": "g0" },
          { attribute: "gendercode", operator: "eq", value: "2", "adx:id": "g1" },
        ],
      },
      { type: "and", "adx:id": "n", conditions: [{ attribute: "lastname", operator: "like", "adx:id": "n0", "adx:uiinputtype": "text" }] },
    ],
  },
});

function listFile(more = ""): string {
  return [
    "adx_entitylistid: " + listId,
    "adx_entityname: contact",
    "adx_name: People",
    "adx_pagesize: 2",
    `adx_view: ${viewId}`,
    "adx_searchenabled: true",
    `adx_emptylisttext: '[{"LCID":1033,"Value":"None"},{"LCID":1031,"Value":"Nichts"}]'`,
    more,
    "",
  ].join("\n");
}

function openLists(
  site: TinySite = { permissions: [{ read: true }, { table: "account", read: true }] },
  options: DataPageOptions & { readonly list?: string } = {},
): DataPage {
  const page = openDataPage(site, {
    schema,
    ...options,
    more: { texts: new Map([["lists/People.list.yml", options.list ?? listFile()]]) },
  });
  page.store.insert("account", { accountid: account, name: "Contoso" });
  const people: readonly (readonly [string, number, string | null])[] = [
    ["Alpha", 2, account],
    ["Beta", 1, null],
    ["Gamma", 2, null],
    ["100% _", 1, account],
  ];
  for (const [at, [lastname, gendercode, parentcustomerid]] of people.entries())
    page.store.insert("contact", { lastname, firstname: `F${at}`, gendercode, parentcustomerid, ...(at === 1 ? { contactid: me } : {}) });
  if (options.schema !== standardSchema) {
    page.store.insert("savedquery", {
      savedqueryid: viewId,
      name: "Some People",
      returnedtypecode: "contact",
      fetchxml:
        '<fetch top="50"><entity name="contact"><attribute name="lastname"/><attribute name="gendercode"/><attribute name="parentcustomerid"/><order attribute="lastname" descending="true"/><link-entity name="account" alias="a" link-type="outer" from="accountid" to="parentcustomerid"><attribute name="name"/></link-entity></entity></fetch>',
      layoutxml:
        '<grid><row><cell name="lastname" width="120"/><cell name="a.name" width="90"/><cell name="gendercode" ishidden="1"/></row></grid>',
    });
  }
  return page;
}

const names = "{% for r in entityview.records %}{{ r.lastname }}{% unless forloop.last %},{% endunless %}{% endfor %}";
const view = (arguments_: string, body = names): string => `{% entityview ${arguments_} %}${body}{% endentityview %}`;
const byId = `id: '${viewId}'`;

describe("entityview", () => {
  it.each([
    ["by id", byId, "Gamma,Beta,Alpha,100% _"],
    ["by table and name", "logical_name: 'contact', name: 'Some People'", "Gamma,Beta,Alpha,100% _"],
    ["in another order", `${byId}, order: 'lastname ASC'`, "100% _,Alpha,Beta,Gamma"],
    ["by two columns", `${byId}, order: 'gendercode DESC, lastname'`, "100% _,Beta,Alpha,Gamma"],
    ["a page of them", `${byId}, page: '2', page_size: 3`, "100% _"],
    ["a page by the other spelling", `${byId}, page: 2, pagesize: '3'`, "100% _"],
    ["a page that is none", `${byId}, page: 'x', page_size: 0`, "Gamma"],
    ["what begins with the search", `${byId}, search: 'al'`, "Alpha"],
    ["what holds the search behind an asterisk", `${byId}, search: '*mm'`, "Gamma"],
    ["a lookup by its name", `${byId}, search: 'Conto'`, "Alpha,100% _"],
    ["a choice by its label", `${byId}, search: 'Fem'`, "Gamma,Alpha"],
    ["nothing of a search that fits nothing", `${byId}, search: 'zz'`, ""],
    ["all of a blank search", `${byId}, search: ' '`, "Gamma,Beta,Alpha,100% _"],
  ])("lists rows %s", async (_what, arguments_, expected) => {
    const { text: shown, problems } = await openLists().renderAll(view(arguments_));
    expect(shown).toBe(expected);
    expect(problems).toEqual([]);
  });

  it("tells where its page stands", async () => {
    const about =
      "{{ entityview.total_records }} {{ entityview.total_pages }} {{ entityview.page }} {{ entityview.first_page }} {{ entityview.previous_page }} {{ entityview.next_page }} {{ entityview.last_page }} {{ entityview.pages | join: '-' }} {{ entityview.page_size }}";
    expect(await openLists().render(view(`${byId}, page: 2, page_size: 1`, about))).toBe("4 4 2 1 1 3 4 1-2-3-4 1");
    expect(await openLists().render(view(`${byId}, search: 'zz'`, `[${about}]`))).toBe("[0 0 1      10]");
  });

  it("tells its columns and its order", async () => {
    const body =
      "{{ entityview.name }}|{{ entityview.entity_logical_name }}|{{ entityview.primary_key_logical_name }}|{{ entityview.sort_expression }}|{% for c in entityview.columns %}{{ c.logical_name }}:{{ c.attribute_type }}:{{ c.width }}:{{ c.sort_ascending }}:{{ c.sort_enabled }};{% endfor %}";
    expect(await openLists().render(view(byId, body))).toBe(
      "Some People|contact|contactid|lastname DESC|lastname:String:120:lastname ASC:true;a.name:String:90:a.name ASC:false;",
    );
  });

  it("shows joined rows by alias, and the state of each row", async () => {
    const body = "{% for r in entityview.records limit: 1 %}{{ r.a.name }}{{ r['a.name'] }}{{ r.statecode.label }}{% endfor %}";
    expect(await openLists().render(view(`${byId}, search: 'Alpha'`, body))).toBe("ContosoContosoActive");
  });

  it("says that the visitor may not read", async () => {
    const body = "{{ entityview.entity_permission_denied }}{{ entityview.records.size }}{{ entityview.total_records }}";
    expect(await openLists({ permissions: [] }).render(view(byId, body))).toBe("true00");
  });

  it("goes by another name", async () => {
    expect(
      await openLists().render(`{% entityview mine = ${byId} %}{{ mine.total_records }}{{ entityview.total_records }}{% endentityview %}`),
    ).toBe("4");
  });

  it("leaves its body out when there is no such view", async () => {
    const { text: shown, problems } = await openLists().renderAll(
      `[${view("id: '99999999-9999-4999-8999-999999999999'", "body")}][${view("", "body")}]`,
    );
    expect(shown).toBe("[][]");
    expect(problems).toMatchObject([{ kind: "unsupported", name: "entityview" }]);
  });

  it("prints an error for an order that the table lacks", async () => {
    const { text: shown, problems } = await openLists().renderAll(view(`${byId}, order: 'nosuch ASC'`, "[{{ entityview.total_records }}]"));
    expect(shown).toMatch(/^\[Liquid error: .*nosuch/);
    expect(problems).toMatchObject([{ kind: "runtime" }]);
  });

  it.each([
    ["the rows' names", "logical_name: 'contact', name: 'Some People'", 1],
    ["the columns the tag names", "logical_name: 'contact', name: 'Some People', columns: 'firstname,nosuch'", 2],
    ["the table of a list that has the view", byId, 1],
  ])("shows %s of a view that is not at hand, and says so", async (_what, arguments_, columns) => {
    const { text: shown, problems } = await openLists(undefined, { schema: standardSchema }).renderAll(
      view(arguments_, "{{ entityview.total_records }}{{ entityview.columns.size }}"),
    );
    expect(shown).toBe(`4${columns}`);
    expect(problems).toMatchObject([
      { kind: "unsupported", name: "entityview", message: expect.stringContaining("not in the site folder") as unknown },
    ]);
  });
});

describe("entitylist", () => {
  const list = (body: string, arguments_ = `id: '${listId}'`): string => `{% entitylist ${arguments_} %}${body}{% endentitylist %}`;

  it.each([
    ["id: '99999999-9999-4999-8999-999999999999'", [{ kind: "unsupported", name: "entitylist", message: /9999.*nothing is shown/ }]],
    ["name: 'Nobody'", [{ kind: "unsupported", name: "entitylist", message: /"Nobody": nothing is shown/ }]],
    ["id: page.adx_entitylist.id", []],
  ])("leaves its body out where there is no such list, and says so if one was named: %s", async (arguments_, expected) => {
    const { text: shown, problems } = await openLists().renderAll(`[${list("body", arguments_)}]`);
    expect(shown).toBe("[]");
    expect(problems).toMatchObject(expected.map((one) => ({ ...one, message: expect.stringMatching(one.message) as unknown })));
  });

  it.each([
    ["id", `id: '${listId.toUpperCase()}'`],
    ["name", "name: 'People'"],
    ["key", "key: 'People'"],
  ])("is found by %s", async (_what, arguments_) => {
    const body =
      "{{ entitylist.adx_name }} {{ entitylist.entity_logical_name }} {{ entitylist.page_size }} {{ entitylist.search_enabled }} {{ entitylist.empty_list_text }} {{ entitylist.views.first.id }} {{ entitylist.views.first.name }} {{ entitylist.primary_key_name }}";
    expect(await openLists().render(list(body, arguments_))).toBe(`People contact 2 true None ${viewId} Some People contactid`);
  });

  it.each([["name: 'people'"], ["name: 'None'"], ["id: 'x'"], [""]])("leaves its body out when there is none: %s", async (arguments_) => {
    expect(await openLists().render(`[${list("body", arguments_)}]`)).toBe("[]");
  });

  it("gives the view in it its page size and its first view", async () => {
    expect(await openLists().render(list(view("")))).toBe("Gamma,Beta");
    expect(await openLists().render(list(view("page_size: 3")))).toBe("Gamma,Beta,Alpha");
  });

  it("searches only if its record says so", async () => {
    const off = listFile().replace("searchenabled: true", "searchenabled: false");
    expect(await openLists(undefined, { list: off }).render(list(view("search: 'Al', page_size: 9")))).toBe("Gamma,Beta,Alpha,100% _");
  });

  const persona = { contactId: me, roleIds: [authenticatedRole] };
  const everybody: TinySite = {
    permissions: [
      { read: true, roleIds: [authenticatedRole] },
      { table: "account", read: true, roleIds: [authenticatedRole] },
    ],
  };

  it.each([
    ["the user", "adx_filterportaluser: contactid", "", "Beta"],
    ["the account, where there is one", "adx_filteraccount: parentcustomerid", "", ""],
    ["the account, chosen of two", "adx_filterportaluser: contactid\nadx_filteraccount: parentcustomerid", "filter: 'account'", ""],
    ["the user, chosen of two", "adx_filterportaluser: contactid\nadx_filteraccount: parentcustomerid", "filter: 'other'", "Beta"],
  ])("leaves the rows of %s", async (_what, more, arguments_, expected) => {
    expect(await openLists(everybody, { persona, list: listFile(more) }).render(list(view(arguments_)))).toBe(expected);
  });

  it("shows an anonymous visitor none of the user's rows", async () => {
    expect(await openLists(undefined, { list: listFile("adx_filterportaluser: contactid") }).render(list(view("")))).toBe("");
  });

  const filtered = listFile(`adx_filter_enabled: true\nadx_filter_definition: '${filterDefinition}'`);

  it.each([
    ["g=g1", "Gamma,Alpha"],
    ["g=g0&g=g1", "Gamma,Beta,Alpha,100% _"],
    ["n=be", "Beta"],
    ["g=g0&n=be", "Beta"],
    ["g=g1&n=be", ""],
    ["nosuch=1", "Gamma,Beta,Alpha,100% _"],
    ["g=nosuch", "Gamma,Beta,Alpha,100% _"],
  ])("filters by the options chosen: %s", async (metafilter, expected) => {
    expect(await openLists(undefined, { list: filtered }).render(list(view(`metafilter: '${metafilter}', page_size: 9`)))).toBe(expected);
  });

  it("does not filter where its record has filters off", async () => {
    const off = filtered.replace("filter_enabled: true", "filter_enabled: false");
    expect(await openLists(undefined, { list: off }).render(list(view("metafilter: 'g=g1', page_size: 9")))).toBe(
      "Gamma,Beta,Alpha,100% _",
    );
  });

  const byAccount = (link: object): string =>
    listFile(`adx_filter_enabled: true\nadx_filter_definition: '${JSON.stringify({ entity: { name: "contact", links: [link] } })}'`);
  const related = {
    name: "account",
    from: "accountid",
    to: "parentcustomerid",
    filters: [
      { type: "and", "adx:id": "a", conditions: [{ attribute: "name", operator: "like", "adx:id": "a0", "adx:uiinputtype": "text" }] },
    ],
  };

  it.each([
    ["a=cont", "Alpha,100% _"],
    ["a=other", ""],
    ["a=", "Gamma,Beta,Alpha,100% _"],
  ])("filters by related rows: %s", async (metafilter, expected) => {
    const page = openLists(undefined, { list: byAccount(related) });
    expect(await page.render(list(view(`metafilter: '${metafilter}', page_size: 9`)))).toBe(expected);
    expect(await page.render(list("{% assign fs = entitylist | metafilters %}{{ fs[0].label }}"))).toBe("name");
  });

  it("shows no row by related ones that the visitor may not read", async () => {
    const page = openLists({ permissions: [{ read: true }] }, { list: byAccount(related) });
    expect(await page.render(list(view("metafilter: 'a=cont', page_size: 9")))).toBe("");
  });

  it("prints an error for a related table that is not there", async () => {
    const { problems } = await openLists(undefined, { list: byAccount({ ...related, name: "nowhere" }) }).renderAll(
      list(view("metafilter: 'a=cont'")),
    );
    expect(problems).toMatchObject([{ kind: "runtime", message: expect.stringContaining('rows of "nowhere"') as unknown }]);
  });

  it("describes its filters", async () => {
    const body =
      "{% assign fs = entitylist | metafilters: 'g=g1' %}{% for f in fs %}{{ f.id }}:{{ f.label }}:{{ f.selection_mode }}:{% for o in f.options %}{{ o.id }}={{ o.label }}={{ o.type }}={{ o.checked }};{% endfor %}|{% endfor %}";
    expect(await openLists(undefined, { list: filtered }).render(list(body))).toBe(
      "g:Gender:Single:g0=Male==false;g1=Female==true;|n:lastname::n0==text=false;|",
    );
  });

  it("prints an error for filters that are no JSON", async () => {
    const broken = listFile("adx_filter_enabled: true\nadx_filter_definition: '{'");
    const { problems } = await openLists(undefined, { list: broken }).renderAll(list("{% assign fs = entitylist | metafilters %}"));
    expect(problems).toMatchObject([{ kind: "runtime", message: expect.stringContaining("JSON") as unknown }]);
  });
});

describe("the built-in template entity_list", () => {
  const include = "{% include 'entity_list' key: 'People' %}";

  it("shows a page of a list, its order and the way to the other pages", async () => {
    const html = await openLists().render(include);
    expect(Array.from(html.matchAll(/<td[^>]*>([^<]*)/g), (match) => match[1])).toEqual(["Gamma", "", "Beta", ""]);
    expect(html).toContain('<th scope="col" style="width:120px"><a href="/?order=lastname+ASC">');
    expect(html.match(/href="\/\?page=\d"/g)).toEqual(['href="/?page=1"', 'href="/?page=2"', 'href="/?page=2"']);
  });

  it("obeys the query of the address and lets no markup of it through", async () => {
    const html = await openLists(undefined, { address: "/?page=2&order=lastname&search=%2522%253E&search=%22%3E%3Cscript%3E" }).render(
      include,
    );
    expect(html).not.toMatch(/<script>(?!\n\(function)/);
    const found = await openLists(undefined, { address: "/?search=al&x=%22%3E%3Cb%3E" }).render(include);
    expect(found).toContain(">Alpha</td>");
    expect(found).not.toContain("<b>");
  });

  it("says that there is nothing, or nothing to be seen", async () => {
    expect(await openLists(undefined, { address: "/?search=zz" }).render(include)).toContain('<div class="view-empty message">None</div>');
    expect(await openLists({ permissions: [] }).render(include)).toContain("alert-danger");
  });
});

describe("filters over tables that are not emulated", () => {
  it.each(["popular", "top_level", "currency"])("say so: %s", async (name) => {
    const { text: shown, problems } = await openLists().renderAll(`{{ 'x' | ${name} }}`);
    expect(shown).toMatch(/^Liquid error/);
    expect(problems).toMatchObject([{ kind: "unsupported", name }]);
  });
});
