import { describe, expect, it } from "vitest";
import { chooseContact, lookUpContact, lookUpQuery, readCacheMs } from "../../../form-scripts/contact-capture/look-up.ts";
import { idA, idB } from "../../identity/page-double.ts";
import { ada, createPage, createPortal, json, kinds, portalError, settingsOf, turnOf, type Reaction } from "./portal-double.ts";

const email = ada.emailaddress1;
const row = (contactid: unknown, emailaddress1?: unknown, other = {}): object => ({ contactid, emailaddress1, ...other });

describe("the look-up", () => {
  it("finds the contact that has the address, by one request", async () => {
    const page = createPage({ portal: createPortal([{ contactid: idB, emailaddress1: "ADA@example.com" }]) });
    expect(await lookUpContact(turnOf(page), email)).toEqual({ contactId: idB, authId: idB, isFresh: true });
    expect(page.portal.requests.map(({ url }) => url)).toEqual([`/_api/contacts${lookUpQuery(email, "contactid")}`]);
  });

  it("finds nobody where there is nobody", async () => {
    expect(await lookUpContact(turnOf(createPage()), email)).toEqual({ isFresh: true });
  });

  it("reads the column Customer Insights identifies by", async () => {
    const page = createPage({ portal: createPortal([{ contactid: idB, emailaddress1: email, pk_number: "C-0042" }]) });
    const turn = turnOf(page, { settings: settingsOf({ authColumn: "pk_number" }) });
    expect(await lookUpContact(turn, email)).toEqual({ contactId: idB, authId: "C-0042", isFresh: true });
    expect(page.portal.requests[0]?.url).toContain("$select=contactid,emailaddress1,pk_number&");
  });

  it.each<[string, Reaction, object]>([
    ["rows that are none", json({ value: 1 }), { code: "bad-answer" }],
    ["no rows at all", json({ values: [] }), { code: "bad-answer" }],
    ["a text in place of rows", json({ value: "ada" }), { code: "bad-answer" }],
    ["null", json(null), { code: "bad-answer" }],
    ["half a body", new Response('{"value":[', { headers: { "Content-Type": "application/json" } }), { code: "bad-answer" }],
    ["an empty body", new Response(""), { code: "bad-answer" }],
    ["a refusal", portalError(403, "90040120"), { code: "forbidden", portalCode: "90040120" }],
  ])("takes %s for no answer, not for nobody", async (_case, reaction, failure) => {
    const page = createPage();
    page.portal.next["look-up"].push(reaction);
    expect(await lookUpContact(turnOf(page), email)).toMatchObject(failure);
  });

  it("is not sure of what it has asked before: the portal remembers for 15 minutes", async () => {
    const page = createPage();
    const ask = (address: string): ReturnType<typeof lookUpContact> => lookUpContact(turnOf(page), address);
    expect(await ask(email)).toEqual({ isFresh: true });
    expect(await ask("grace@example.com")).toEqual({ isFresh: true });
    await page.clock.wait(readCacheMs - 1);
    expect(await ask(email)).toEqual({ isFresh: false });
    await page.clock.wait(readCacheMs);
    expect(await ask(email)).toEqual({ isFresh: true });
    expect(kinds(page.portal)).toEqual(["look-up", "look-up", "look-up", "look-up"]);
  });
});

describe("lookUpQuery", () => {
  it.each([
    ["ada+news@example.com", "ada%2Bnews%40example.com"],
    ["o'brien@example.com", "o''brien%40example.com"],
    ["a''b@example.com", "a''''b%40example.com"],
    ["a&b#c%d/e?f@example.com", "a%26b%23c%25d%2Fe%3Ff%40example.com"],
  ])("encodes %s", (address, encoded) => {
    const query = lookUpQuery(address, "contactid");
    expect(query).toBe(`?$select=contactid,emailaddress1&$filter=emailaddress1%20eq%20'${encoded}'`);
    expect(new URLSearchParams(query).get("$filter")).toBe(`emailaddress1 eq '${address.replaceAll("'", "''")}'`);
  });

  it.each([
    ["contactid", "contactid,emailaddress1"],
    ["emailaddress1", "contactid,emailaddress1"],
    ["pk_number", "contactid,emailaddress1,pk_number"],
  ])("names no column twice with %s", (column, select) => {
    expect(new URLSearchParams(lookUpQuery(email, column)).get("$select")).toBe(select);
  });
});

describe("chooseContact", () => {
  const idC = "33333333-aaaa-4bbb-8ccc-00000000000c";
  it.each([
    { case: "the lowest id of several", rows: [row(idB, "Ada@example.com"), row(idA, email), row(idC, email)], id: idA },
    { case: "the lowest id in another order", rows: [row(idA, email), row(idC, email), row(idB, email)], id: idA },
    { case: "an id in capital letters and braces", rows: [row(`{${idB.toUpperCase()}}`, email)], id: idB },
    { case: "an address with blanks around it", rows: [row(idA, " ada@example.com ")], id: idA },
    { case: "nobody among other addresses", rows: [row(idA, "àda@example.com"), row(idB, " "), row(idC, 7)], id: undefined },
    { case: "one whose address may not be read", rows: [row(idA)], id: idA },
    { case: "one whose address is null", rows: [row(idA, null)], id: idA },
    { case: "one whose address is empty", rows: [row(idA, "")], id: idA },
    { case: "nobody among broken rows", rows: [null, 7, row("x", email), row(undefined)], id: undefined },
    { case: "nobody of none", rows: [], id: undefined },
  ])("takes $case", ({ rows, id }) => {
    expect(chooseContact(rows, email, "contactid").contactId).toBe(id);
  });

  it.each([
    ["text", "C-0042", "C-0042"],
    ["a number", 42, "42"],
    ["nothing", null, ""],
    ["a column that is not there", undefined, ""],
  ])("reads %s", (_case, value, authId) => {
    expect(chooseContact([row(idB, email, { pk_number: "other" }), row(idA, email, { pk_number: value })], email, "pk_number")).toEqual({
      contactId: idA,
      authId,
    });
  });

  it.each([undefined, null, {}, "ada"])("throws at %j", (rows) => {
    expect(() => chooseContact(rows as unknown[], email, "contactid")).toThrow();
  });
});
