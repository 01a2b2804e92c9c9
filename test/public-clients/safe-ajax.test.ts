import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeClient } from "./describe-client.ts";
import { openClientPage, type ClientPage } from "./open-client-page.ts";
import { openTables } from "./open-tables.ts";

const folder = "power-pages-docs/configure";
const accountId = "00000000-0000-0000-0000-000000000001";

/** Code blocks of a page of the documentation that call or define the wrapper. */
function readBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/```javascript\r?\n([\s\S]*?)```/gu)].map(([, code = ""]) => code);
}

describeClient("MicrosoftDocs/power-pages-docs", ({ read }) => {
  const [wrapper = "", ...samples] = readBlocks(read(`${folder}/web-api-http-requests-handle-errors.md`));
  const [, ...writeSamples] = readBlocks(read(`${folder}/write-update-delete-operations.md`));
  let client: ClientPage;
  let printed: string[];

  beforeAll(async () => {
    // Pasted into the page, as the documentation has it: an inline script, which the policy's nonce lets run.
    client = await openClientPage({ ...openTables, pageScript: wrapper });
    client.page.on("console", (message) => void printed.push(message.text()));
  });
  afterAll(() => client?.close());
  beforeEach(() => {
    printed = [];
    client.store.reset();
  });

  const ajax = (type: string, url: string, data?: object): ReturnType<ClientPage["call"]> =>
    client.call("webapi.safeAjax", { type, url, contentType: "application/json", ...(data && { data: JSON.stringify(data) }) });
  /** As it stands; resolves when jQuery has no request under way. */
  const runSample = async (code: string): Promise<void> => {
    await client.page.evaluate(code.replaceAll("\u00a0", " "));
    await client.page.waitForNetworkIdle({ idleTime: 150 });
  };

  it("runs under the policy of new sites", () => {
    expect(client.problems).toEqual([]);
  });

  describe.each([
    ["web-api-http-requests-handle-errors", samples],
    ["write-update-delete-operations", writeSamples],
  ])("the samples of %s", (_name, blocks) => {
    const find = (type: string): string => blocks.find((code) => code.includes(`type: "${type}"`)) ?? `throw new Error("no ${type}")`;

    it("create an account and print its id", async () => {
      await runSample(find("POST"));
      const [account] = client.store.query("account");
      expect(account).toMatchObject({ name: "Sample Account" });
      expect(printed).toEqual([`entityID: ${String(account?.["accountid"])}`]);
    });

    it("update an account", async () => {
      client.seed("account", { accountid: accountId, name: "Before" });
      await runSample(find("PATCH"));
      expect(client.store.find("account", accountId)).toMatchObject({ name: "Sample Account - Updated" });
    });

    it("delete an account", async () => {
      client.seed("account", { accountid: accountId, name: "Before" });
      await runSample(find("DELETE"));
      expect(client.store.count("account")).toBe(0);
    });
  });

  it("reads by the documented sample", async () => {
    client.seed("contact", { firstname: "Ada", lastname: "Example" });
    const rows = client.page.waitForResponse((response) => response.url().includes("/_api/contacts"));
    await runSample(samples.find((code) => code.includes('type: "GET"')) ?? "");
    expect(await (await rows).json()).toMatchObject({ value: [{ firstname: "Ada", lastname: "Example" }] });
  });

  it("creates the row that a PATCH does not find", async () => {
    expect(await ajax("PATCH", `/_api/accounts(${accountId})`, { name: "New" })).toMatchObject({ ok: true });
    expect(client.store.find("account", accountId)).toMatchObject({ name: "New" });
  });

  it("sets and clears a lookup", async () => {
    const contactid = client.seed("contact", { lastname: "Example" });
    client.seed("account", { accountid: accountId, name: "Engines" });
    await ajax("PATCH", `/_api/accounts(${accountId})`, { "primarycontactid@odata.bind": `/contacts(${contactid})` });
    expect(client.store.find("account", accountId)).toMatchObject({ primarycontactid: contactid });
    expect(await ajax("DELETE", `/_api/accounts(${accountId})/primarycontactid/$ref`)).toMatchObject({ ok: true });
    expect(client.store.find("account", accountId)).toMatchObject({ primarycontactid: null });
  });

  it("creates related rows with a row, by the documented body", async () => {
    const [, body = ""] =
      /```json\r?\n([^`]*opportunity_customer_accounts[^`]*)```/u.exec(read(`${folder}/write-update-delete-operations.md`)) ?? [];
    // The documentation's own JSON.
    await ajax("POST", "/_api/accounts", JSON.parse(body.replaceAll("\u00a0", " ")) as object);
    const [account] = client.store.query("account");
    const [contact] = client.store.query("contact");
    const [opportunity] = client.store.query("opportunity");
    expect(account).toMatchObject({ name: "Sample Account", primarycontactid: contact?.["contactid"] });
    expect(contact).toMatchObject({ fullname: "Alton Stott" });
    expect(opportunity).toMatchObject({ customerid: account?.["accountid"] });
    expect(client.store.query("task")).toMatchObject([
      { subject: "Task associated to opportunity", regardingobjectid: opportunity?.["opportunityid"] },
    ]);
  });

  it("associates and disassociates", async () => {
    const accountid = client.seed("account", { name: "Engines" });
    const other = client.seed("opportunity", { name: "Other" });
    const path = `/_api/accounts(${accountid})/opportunity_parent_account/$ref`;
    const odataId = `${client.portal}/_api/opportunities(${other})`;
    expect(await ajax("POST", path, { "@odata.id": odataId })).toMatchObject({ ok: true });
    expect(client.store.find("opportunity", other)).toMatchObject({ parentaccountid: accountid });
    expect(await ajax("DELETE", `${path}?$id=${odataId}`)).toMatchObject({ ok: true });
    expect(client.store.find("opportunity", other)).toMatchObject({ parentaccountid: null });
  });

  it("sets and clears one column", async () => {
    client.seed("account", { accountid: accountId, name: "Before" });
    await ajax("PUT", `/_api/accounts(${accountId})/name`, { value: "After" });
    await ajax("PUT", `/_api/accounts(${accountId})/telephone1`, { value: "555" });
    expect(client.store.find("account", accountId)).toMatchObject({ name: "After", telephone1: "555" });
    await ajax("DELETE", `/_api/accounts(${accountId})/telephone1`);
    expect(client.store.find("account", accountId)).toMatchObject({ name: "After", telephone1: null });
  });

  it.each([
    ["another column", "POST", "/_api/contacts", { description: "x" }, 403, "90040101"],
    ["an unknown column", "POST", "/_api/contacts", { nonsense: "x" }, 400, "90040100"],
    ["a row that is not there", "DELETE", `/_api/accounts(${accountId})`, undefined, 404, "9004010D"],
    ["a list that names no columns, as the documentation's first address", "GET", "/_api/accounts", undefined, 403, "90040101"],
    ["$apply", "GET", "/_api/accounts?$apply=groupby((statuscode))", undefined, 501, ""],
    ["a table that is not open", "GET", "/_api/annotations?$select=subject", undefined, 404, "9004010C"],
  ])("rejects %s with the portal's error", async (_what, type, url, body, status, code) => {
    expect(await ajax(type, url, body)).toMatchObject({ ok: false, status, body: { error: { code } } });
  });

  describe("the addresses of read-operations", () => {
    const examples = [
      ...new Set(
        [...read(`${folder}/read-operations.md`).matchAll(/`https:\/\/contoso\.powerappsportals\.com(\/_api\/[^`]+)`/gu)].map(
          ([, path = ""]) => path,
        ),
      ),
    ];
    const withColumns = examples.filter((path) => /[?]|[$]/u.test(path));

    beforeEach(() => {
      const contactid = client.seed("contact", { firstname: "Same", lastname: "Same" });
      client.seed("account", {
        accountid: "e0e11ba8-92f6-eb11-94ef-000d3a5aa607",
        name: "Sample (sample)",
        revenue: 95_000,
        primarycontactid: contactid,
      });
    });

    it("are found", () => {
      expect(examples.length).toBeGreaterThanOrEqual(10);
    });

    it.each(withColumns)("%s is answered", async (path) => {
      const { value } = (await ajax("GET", path)) as { value: unknown };
      if (path.endsWith("$count")) expect(value).toBe("1");
      else expect(JSON.stringify(value)).toMatch(/Sample \(sample\)|"Same"|_primarycontactid_value/u);
    });
  });
});
