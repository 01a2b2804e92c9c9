import { describe, expect, it } from "vitest";
import { authenticatedRole, type TinySite } from "../../../access/tiny-site.ts";
import { openDataPage, type DataPage, type DataPageOptions } from "./data-page.ts";

const readAll = (...tables: readonly string[]): TinySite => ({ permissions: tables.map((table) => ({ table, read: true })) });
const account = "22222222-2222-4222-8222-222222222222";

function withContacts(site: TinySite = readAll("contact", "account"), options: DataPageOptions = {}): DataPage {
  const page = openDataPage(site, options);
  page.store.insert("account", { accountid: account, name: "Contoso", revenue: 5 });
  page.store.insert("contact", { firstname: "Ada", lastname: "Alpha", parentcustomerid: account, birthdate: "1990-12-10", gendercode: 2 });
  page.store.insert("contact", { firstname: "Bob", lastname: "<b>Beta</b>", donotemail: true });
  page.store.insert("contact", { firstname: "Cyd", lastname: "Gamma", parentcustomerid: account });
  return page;
}

const fetch = (body: string, attributes = ""): string => `{% fetchxml q %}<fetch ${attributes}>${body}</fetch>{% endfetchxml %}`;
const contacts = (inner: string, attributes = ""): string => fetch(`<entity name="contact">${inner}</entity>`, attributes);
const each = (body: string): string => `{% for r in q.results.entities %}${body}{% unless forloop.last %},{% endunless %}{% endfor %}`;

describe("fetchxml", () => {
  it("finds rows in the order of the query, with the values raw", async () => {
    const text = `${contacts('<attribute name="lastname"></attribute><order attribute="firstname" descending="true"></order>')}${each("{{ r.lastname }}")}`;
    expect(await withContacts().render(text)).toBe("Gamma,<b>Beta</b>,Alpha");
  });

  it.each([
    [
      "a lookup",
      "parentcustomerid",
      "{{ r.parentcustomerid.name }}/{{ r.parentcustomerid.logical_name }}/{{ r.parentcustomerid.id }}",
      `Contoso/account/${account}`,
    ],
    ["a choice", "gendercode", "{{ r.gendercode.label }}/{{ r.gendercode.value }}", "Female/2"],
    ["a two-option", "donotemail", "{% if r.donotemail %}y{% else %}n{% endif %}", "n"],
    ["a date", "birthdate", "{{ r.birthdate | date: 'dd.MM.yyyy' }}", "10.12.1990"],
    ["a column that was not asked for", "lastname", "[{{ r.firstname }}]", "[]"],
    ["a column in other letters", "lastname", "[{{ r.LastName }}]", "[]"],
    ["the table", "lastname", "{{ r.logical_name }}", "contact"],
    [
      "permissions",
      "lastname",
      "{{ r.permissions.can_read }}{{ r.permissions.can_write }}{{ r.permissions.rules_exist }}",
      "truefalsetrue",
    ],
  ])("shows %s", async (_what, column, output, expected) => {
    const query = contacts(
      `<attribute name="${column}"></attribute><filter><condition attribute="firstname" operator="eq" value="Ada"></condition></filter>`,
    );
    expect(await withContacts().render(`${query}${each(output)}`)).toBe(expected);
  });

  it("shows joined rows by alias and column, and not by alias alone", async () => {
    const query = contacts(
      '<attribute name="firstname"></attribute><order attribute="firstname"></order><link-entity name="account" from="accountid" to="parentcustomerid" alias="a"><attribute name="name"></attribute></link-entity>',
    );
    expect(await withContacts().render(`${query}${each("{{ r.firstname }}:{{ r['a.name'] }}:{{ r.a.name }}")}`)).toBe(
      "Ada:Contoso:,Cyd:Contoso:",
    );
  });

  it("divides money as a number with a fraction", async () => {
    const query = fetch('<entity name="account"><attribute name="revenue"></attribute></entity>');
    expect(await withContacts().render(`${query}${each("{{ r.revenue | divided_by: 2 }}")}`)).toBe("2.5");
  });

  it("counts and groups", async () => {
    const query = contacts(
      '<attribute name="contactid" aggregate="count" alias="n"></attribute><attribute name="parentcustomerid" groupby="true" alias="company"></attribute><order alias="n"></order>',
      'aggregate="true"',
    );
    expect(await withContacts().render(`${query}${each("{{ r.company.name | default: '-' }}={{ r.n }}")}`)).toBe("-=1,Contoso=2");
  });

  it("pages, and takes its own cookie back", async () => {
    const page = withContacts();
    const ask = (attributes: string): string =>
      contacts('<attribute name="firstname"></attribute><order attribute="firstname"></order>', attributes);
    const first = await page.render(
      `${ask('count="2" page="1" returntotalrecordcount="true"')}${each("{{ r.firstname }}")}|{{ q.results.more_records }}|{{ q.results.total_record_count }}|{{ q.results.paging_cookie }}`,
    );
    const [names, more, total, cookie = ""] = first.split("|");
    expect([names, more, total]).toEqual(["Ada,Bob", "true", "3"]);
    expect(cookie).not.toBe("");
    expect(
      await page.render(`${ask(`count="2" page="2" paging-cookie="${cookie}"`)}${each("{{ r.firstname }}")}|{{ q.results.more_records }}`),
    ).toBe("Cyd|false");
  });

  it("gives nothing and no error where the visitor may not read", async () => {
    const { text, problems } = await withContacts({ permissions: [] }).renderAll(
      `${contacts('<attribute name="lastname"></attribute>')}{{ q.results.entities.size }}{{ q.results.permission_granted }}{{ q.results.rules_exist }}`,
    );
    expect(text).toBe("0falsefalse");
    expect(problems).toEqual([]);
  });

  it.each([
    { deniedJoins: "empty", kind: "outer", expected: "0false" },
    { deniedJoins: "empty", kind: "inner", expected: "0false" },
    { deniedJoins: "unseen", kind: "outer", expected: "3true" },
    { deniedJoins: "unseen", kind: "inner", expected: "0true" },
  ] as const)(
    "takes a joined table that may not be read as the switch says: $deniedJoins, $kind",
    async ({ deniedJoins, kind, expected }) => {
      const query = contacts(
        `<attribute name="firstname"></attribute><link-entity name="account" from="accountid" to="parentcustomerid" link-type="${kind}" alias="a"><attribute name="name"></attribute></link-entity>`,
      );
      const page = withContacts(readAll("contact"), { switches: { deniedJoins } });
      expect(await page.render(`${query}{{ q.results.entities.size }}{{ q.results.permission_granted }}`)).toBe(expected);
    },
  );

  it("shows for a quarter of an hour what it found before, but not what the site itself changed", async () => {
    let now = new Date("2026-03-04T05:06:07Z");
    const page = openDataPage(readAll("contact"), { clock: { now: () => now } });
    const ask = (): Promise<string> => page.render(`${contacts('<attribute name="firstname"></attribute>')}{{ q.results.entities.size }}`);
    expect(await ask()).toBe("0");
    page.store.insert("contact", { firstname: "New" });
    expect(await ask()).toBe("0");
    now = new Date(now.getTime() + 16 * 60_000);
    expect(await ask()).toBe("1");
    page.store.insert("contact", { firstname: "Newer" });
    page.context.readCache.forget(["contact"]);
    expect(await ask()).toBe("2");
  });

  it("gives a visitor the rows of the visitor's own scope", async () => {
    const contactId = "11111111-1111-4111-8111-111111111111";
    const page = openDataPage(
      { permissions: [{ read: true, scope: "self", roleIds: [authenticatedRole] }] },
      { persona: { contactId, roleIds: [authenticatedRole] } },
    );
    page.store.insert("contact", { contactid: contactId, firstname: "Me" });
    page.store.insert("contact", { firstname: "Other" });
    const query = contacts('<attribute name="firstname"></attribute>');
    expect(
      await page.render(`${query}${each("{{ r.firstname }}")}|{{ q.results.permission_granted }}{{ q.results.global_permission_granted }}`),
    ).toBe("Me|truefalse");
  });

  it.each([
    ["no XML", "<fetch><entity", "runtime", /Invalid XML/],
    ["an unknown column", '<fetch><entity name="contact"><attribute name="nosuch"></attribute></entity></fetch>', "runtime", /nosuch/],
    ["an unknown table", '<fetch><entity name="new_thing"></entity></fetch>', "unsupported", /new_thing/],
    [
      "an unknown table that is joined",
      '<fetch><entity name="contact"><link-entity name="new_thing" from="a" to="contactid"></link-entity></entity></fetch>',
      "unsupported",
      /new_thing.*the emulated organization has no such table/,
    ],
    ["what is not built", '<fetch datasource="retained"><entity name="contact"></entity></fetch>', "unsupported", /datasource/],
    ["nothing", "", "runtime", /./],
  ])("prints an error and goes on after %s", async (_what, xml, kind, message) => {
    const { text, problems } = await withContacts().renderAll(`[{% fetchxml q %}${xml}{% endfetchxml %}]`);
    expect(text).toMatch(/^\[Liquid error: .*\]$/);
    expect(problems).toMatchObject([{ kind, message: expect.stringMatching(message) as unknown, line: 1 }]);
  });

  it("takes what Liquid puts into the query as text of the query, not as more", async () => {
    const value = "x' or '1'='1";
    const query = contacts(
      `<attribute name="firstname"></attribute><filter><condition attribute="firstname" operator="eq" value="{{ v | escape }}"></condition></filter>`,
    );
    expect(await withContacts().render(`{% assign v = "${value}" %}${query}{{ q.results.entities.size }}`)).toBe("0");
  });
});

describe("entities", () => {
  it("finds a row by table and id, and what it is related to", async () => {
    const page = withContacts();
    expect(
      await page.render(
        `{% assign a = entities.account['${account}'] %}{{ a.name }}{% assign list = a.contact_customer_accounts | order_by: 'firstname' %}{% for c in list %},{{ c.firstname }}:{{ c.contact_customer_accounts.name }}{% endfor %}`,
      ),
    ).toBe("Contoso,Ada:Contoso,Cyd:Contoso");
  });

  it.each([
    ["is missing", "entities.account['33333333-3333-4333-8333-333333333333']", readAll("account")],
    ["is no id", "entities.account['x']", readAll("account")],
    ["may not be read", `entities.account['${account}']`, { permissions: [] }],
  ])("are nil where the row %s", async (_what, expression, site) => {
    expect(await withContacts(site).render(`{% assign a = ${expression} %}{% if a %}yes{% else %}no{% endif %}`)).toBe("no");
  });

  it("say which table the organization lacks", async () => {
    const { problems } = await withContacts().renderAll(`{{ entities.new_thing['${account}'].name }}`);
    expect(problems).toMatchObject([{ kind: "unsupported", name: "new_thing" }]);
  });

  it("read records of the site from its folder", async () => {
    const page = openDataPage(
      {},
      { more: { texts: new Map([["botconsumer.yml", `- adx_botconsumerid: ${account}\n  adx_name: Robo\n`]]) } },
    );
    expect(await page.render(`{{ entities.adx_botconsumer['${account.toUpperCase()}'].adx_name }}`)).toBe("Robo");
  });
});
