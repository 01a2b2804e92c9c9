import { describe, expect, it } from "vitest";
import { parseFetchXml } from "../../../../portal-emulator/fetchxml/parse-fetch-xml.ts";
import { findFetchedTables } from "../../../../portal-emulator/portal/cache/find-fetched-tables.ts";

describe("findFetchedTables", () => {
  it.each([
    ['<entity name="contact"></entity>', ["contact"]],
    [
      '<entity name="contact"><link-entity name="account" from="accountid" to="parentcustomerid"></link-entity></entity>',
      ["contact", "account"],
    ],
    [
      '<entity name="contact"><link-entity name="account" from="accountid" to="a"><link-entity name="lead" from="x" to="y"></link-entity></link-entity></entity>',
      ["contact", "account", "lead"],
    ],
    [
      '<entity name="contact"><filter type="or"><filter><link-entity name="account" link-type="any" from="accountid" to="a"></link-entity></filter></filter></entity>',
      ["contact", "account"],
    ],
    ['<entity name="contact"><link-entity name="contact" from="contactid" to="parentcustomerid"></link-entity></entity>', ["contact"]],
  ])("finds the tables of %s", (entity, tables) => {
    expect(findFetchedTables(parseFetchXml(`<fetch>${entity}</fetch>`))).toEqual(tables);
  });
});
