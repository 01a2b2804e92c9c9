import { describe, expect, it } from "vitest";
import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { webApiWildcard } from "../../../pac-deploy/checks/web-api/web-api-wildcard.ts";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { Site } from "../../../site/site.ts";
import { checkedSite, header } from "../checks/checked-site.ts";
import { permission, settings } from "../checks/records-in-site.ts";
import { testAddresses } from "../../support/emulator-context.ts";
import { withEdits } from "../../support/with-edits.ts";

/**
 * Ways in which pages ask the Web API, each as pages write it. Each runs for real, before with every column and after with the computed list. `state.id` is a contact that
 * exists.
 */
const styles: Readonly<Record<string, string>> = {
  "fetch with a literal address": 'return fetch("/_api/contacts?$select=firstname,lastname&$orderby=createdon desc&$top=3");',
  "fetch with a template and a filter":
    "const mail = \"ada@example.com\"; return fetch(`/_api/contacts?$select=contactid&$filter=emailaddress1 eq '${encodeURIComponent(mail)}' and statecode eq 0`);",
  "an address that grows":
    'let url = "/_api/contacts"; url += "?$select=" + ["fullname", "telephone1"].join(","); if (state.id) url += "&$filter=contactid eq " + state.id; return fetch(url);',
  "the documented sample's wrapper": `
    function ask(text, options) { return webapi.safeAjax(options); }
    const row = { firstname: "Bo", lastname: "Ek" };
    return ask("Adding", { type: "POST", url: "/_api/contacts", contentType: "application/json", data: JSON.stringify(row), success: function () { row.id = 1; row.fullname = "Bo Ek"; } });`,
  "a record filled by assignments":
    'const record = {}; record.jobtitle = "Clerk"; record["description"] = "x"; const options = { method: "PATCH", headers: {} }; options.body = JSON.stringify(record); return send(`/_api/contacts(${state.id})`, options);',
  "a helper of method, address and body": `
    const SET = "contacts";
    function api(method, url, payload) { const options = { method: method, headers: {} }; if (payload) options.body = JSON.stringify(payload); return send(url, options); }
    return api("PATCH", "/_api/" + SET + "(" + state.id + ")", { mobilephone: "1", birthdate: "1990-01-02" });`,
  "a helper of set and columns":
    'function load(set, columns, filter) { let address = set + "?$select=" + (columns ? columns : "*"); address += filter ? "&$filter=" + filter : ""; return fetch("/_api/" + address); } return load("contacts", "gendercode", "startswith(address1_city,\'A\')");',
  "a lookup":
    'return send("/_api/contacts", { method: "POST", headers: {}, body: JSON.stringify({ lastname: "Link", "parentcustomerid_account@odata.bind": `/accounts(${state.account})` }) });',
  "a related table": 'return fetch("/_api/contacts?$select=lastname&$expand=parentcustomerid_account($select=name,accountnumber)");',
  "FetchXML in the address":
    'const xml = `<fetch><entity name="contact"><attribute name="nickname"/><filter><condition attribute="middlename" operator="null"/></filter><order attribute="lastname"/></entity></fetch>`; return fetch("/_api/contacts?fetchXml=" + encodeURIComponent(xml));',
  "one column by PUT":
    'return send("/_api/contacts(" + state.id + ")/nickname", { method: "PUT", headers: {}, body: JSON.stringify({ value: "N" }) });',
  "one column by DELETE": 'return send(`/_api/contacts(${state.id})/description`, { method: "DELETE", headers: {} });',
  "a row by its key": 'return fetch("/_api/contacts(" + state.id + ")?$select=firstname,_parentcustomerid_value");',
  XMLHttpRequest:
    'const request = new XMLHttpRequest(); request.open("GET", "/_api/accounts?$select=name&$filter=contains(name,\'A\')"); return request.send();',
  "$.getJSON": 'return $.getJSON("/_api/accounts?$select=accountid,telephone1");',
};

const everything = "append appendto create delete read write";
const texts = {
  ...settings(
    ["Webapi/contact/enabled", "true"],
    ["Webapi/contact/fields", "*"],
    ["Webapi/account/enabled", "true"],
    ["Webapi/account/fields", "*"],
  ),
  ...permission({ number: 1, table: "contact", rights: everything }),
  ...permission({ number: 2, table: "account", rights: everything }),
  [header]: Object.values(styles)
    .map((code) => `<script>(function () {\n${code}\n})();</script>`)
    .join("\n"),
};

describe("the columns computed from the site's own code", () => {
  it("leave every call of its pages working where they replace the star", async () => {
    const checked = await checkedSite(texts);
    const findings = webApiWildcard.find(checked);
    expect(findings.map(({ fix, message }) => [fix, message])).toEqual([
      [true, expect.stringContaining("contactid")],
      [true, expect.stringContaining("accountid")],
    ]);
    const fixed = withEdits(checked.site, webApiWildcard.fix?.(checked, findings) ?? []);
    const before = await runStyles(checked.site, "every-column");
    const after = await runStyles(fixed, "refused");
    expect(Object.entries(before).filter(([, status]) => status >= 300)).toEqual([]);
    expect(after).toEqual(before);
  }, 60_000);

  it("are needed: with one column less, the call that uses it is refused", async () => {
    const checked = await checkedSite(texts);
    const edits = (webApiWildcard.fix?.(checked, webApiWildcard.find(checked)) ?? []).map((edit) =>
      edit.kind === "edit" ? { ...edit, insert: edit.insert.replace("gendercode,", "") } : edit,
    );
    const after = await runStyles(withEdits(checked.site, edits), "refused");
    expect(Object.entries(after).filter(([, status]) => status === 403)).toEqual([["a helper of set and columns", 403]]);
  }, 60_000);
});

/** The status of each style's call. */
async function runStyles(site: Site, wildcardFields: "every-column" | "refused"): Promise<Record<string, number>> {
  const emulator = await createEmulator({
    site,
    addresses: testAddresses,
    database: ":memory:",
    distFolder: "dist",
    switches: { wildcardFields },
  });
  try {
    const send = await createSender(emulator);
    const account = String(emulator.store.insert("account", { name: "Acme" })["accountid"]);
    const contact = String(emulator.store.insert("contact", { lastname: "Ada" })["contactid"]);
    const statuses: Record<string, number> = {};
    for (const [name, code] of Object.entries(styles)) statuses[name] = await runStyle(code, send, { id: contact, account });
    return statuses;
  } finally {
    await emulator.close();
  }
}

type Send = (url: string, init?: { method?: string; headers?: Record<string, string>; body?: string }) => Promise<Response>;

/** What a page's own helpers do: the token's cookie and header go with every write. */
async function createSender(emulator: Emulator): Promise<Send> {
  const { portal } = emulator.addresses;
  const answer = await emulator.fetch("portal", new Request(`${portal}${tokenPath}`));
  const token = /value="([^"]+)"/.exec(await answer.text())?.[1] ?? "";
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  return async (url, { method = "GET", headers = {}, body } = {}) => {
    const all = { ...headers, cookie, [antiForgeryName]: token, ...(body === undefined ? {} : { "content-type": "application/json" }) };
    const init = { method, headers: all };
    return emulator.fetch("portal", new Request(new URL(url, portal), body === undefined ? init : { ...init, body }));
  };
}

interface AjaxOptions {
  readonly type: string;
  readonly url: string;
  readonly data?: string;
}

async function runStyle(code: string, send: Send, state: { readonly id: string; readonly account: string }): Promise<number> {
  const ajax = ({ type, url, data }: AjaxOptions) => send(url, { method: type, ...(data === undefined ? {} : { body: data }) });
  class FakeRequest {
    #method = "GET";
    #url = "";
    open(method: string, url: string): void {
      this.#method = method;
      this.#url = url;
    }
    send(): Promise<Response> {
      return send(this.#url, { method: this.#method });
    }
  }
  // oxlint-disable-next-line no-implied-eval -- the page's own script, as it stands in the site
  const run = new Function("fetch", "send", "webapi", "$", "XMLHttpRequest", "state", code);
  const answer: unknown = await run(send, send, { safeAjax: ajax }, { getJSON: send }, FakeRequest, state);
  if (!(answer instanceof Response)) throw new Error("A style asks for nothing.");
  return answer.status;
}
