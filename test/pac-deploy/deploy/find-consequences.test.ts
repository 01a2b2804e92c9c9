import { describe, expect, it } from "vitest";
import { findConsequences } from "../../../pac-deploy/deploy/find-consequences.ts";
import { parseSite } from "../../../site/parse-site.ts";
import type { Site } from "../../../site/site.ts";
import { idOf, ids, listOf, record, smallSite } from "../../site/small-site.ts";

const role = listOf(
  record({
    adx_anonymoususersrole: "true",
    adx_authenticatedusersrole: "false",
    adx_name: "Anonymous Users",
    adx_webroleid: ids.anonymous,
  }),
);
const permission = (rights: Record<string, string>): string =>
  record({
    adx_entitylogicalname: "contact",
    adx_entityname: "P",
    adx_entitypermission_webrole: [ids.anonymous],
    adx_entitypermissionid: idOf(31),
    adx_scope: "756150000",
    ...rights,
  });
const settings = (fields: string): string =>
  listOf(
    record({ adx_name: "Webapi/contact/enabled", adx_sitesettingid: idOf(41), adx_value: "true" }),
    record({ adx_name: "Webapi/contact/fields", adx_sitesettingid: idOf(42), adx_value: fields }),
  );
const site = (rights: Record<string, string>, fields = "contactid"): Site =>
  parseSite(
    smallSite({ "webrole.yml": role, "sitesetting.yml": settings(fields), "table-permissions/P.tablepermission.yml": permission(rights) }),
  );
const opening = (right: "read" | "create", ...columns: string[]) => ({
  table: "contact",
  columns,
  rights: [right],
  role: "Anonymous Users",
});

describe("findConsequences", () => {
  it.each([
    ["a right", site({}), site({ adx_read: "true" }), [opening("read", "contactid")]],
    ["columns", site({ adx_read: "true" }), site({ adx_read: "true" }, "contactid,emailaddress1"), [opening("read", "emailaddress1")]],
    ["a table where there was no site", undefined, site({ adx_create: "true" }), [opening("create", "contactid")]],
    ["every column", site({ adx_read: "true" }), site({ adx_read: "true" }, "'*'"), [opening("read", "*")]],
  ])("says that %s opens", (_name, before, after, opens) => {
    expect(findConsequences(before, after)).toEqual({ opens, closes: [], says: [] });
  });

  it("says what closes", () => {
    expect(findConsequences(site({ adx_read: "true" }), site({}))).toEqual({ opens: [], closes: [opening("read", "contactid")], says: [] });
  });

  it("says in words what no column goes with", () => {
    const sentence = 'whoever has the web role "Anonymous Users" has the right delete on every row of contact';
    expect(findConsequences(site({}), site({ adx_delete: "true" })).says).toEqual([sentence]);
    expect(findConsequences(site({ adx_delete: "true" }), site({})).says).toEqual([`no longer: ${sentence}`]);
  });

  it("has nothing to say of sites that are the same", () => {
    expect(findConsequences(site({ adx_read: "true" }), site({ adx_read: "true" }))).toEqual({ opens: [], closes: [], says: [] });
  });
});
