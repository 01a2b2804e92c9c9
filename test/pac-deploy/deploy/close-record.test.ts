import { describe, expect, it } from "vitest";
import { closeRecord } from "../../../pac-deploy/deploy/close-record.ts";
import type { DeployedRecord, DeployedValue } from "../../../pac-deploy/deploy/site-records.ts";
import { deployed, siteOf } from "./record-states.ts";

const role = deployed("adx_webrole", 100, { adx_name: "Anonymous Users" });
const permission = (values: Record<string, DeployedValue> = {}, n = 1): DeployedRecord =>
  deployed("adx_entitypermission", n, {
    adx_entitylogicalname: "contact",
    adx_entitypermission_webrole: [role.id],
    adx_read: "true",
    ...values,
  });
const setting = (name: string, value: string): DeployedRecord => deployed("adx_sitesetting", 9, { adx_name: name, adx_value: value });
const profile = deployed("adx_columnpermissionprofile", 20, {
  adx_profilename: "P",
  adx_tablename: "contact",
  adx_allcolumnpermissions: ["746610001"],
});
const column = (...rights: string[]): DeployedRecord =>
  deployed("adx_columnpermission", 21, {
    adx_columnname: "emailaddress1",
    adx_columnpermissionprofileid: profile.id,
    adx_permissions: rights,
  });

describe("closeRecord", () => {
  it.each([
    [
      "every right of a permission",
      permission({ adx_create: "True", adx_delete: "true", adx_write: "false" }),
      { adx_create: "false", adx_delete: "false", adx_read: "false" },
    ],
    [
      "a code site's permission",
      {
        ...permission(),
        values: { id: permission().id, read: "true", entitylogicalname: "contact", adx_entitypermission_webrole: [role.id] },
      },
      { read: "false" },
    ],
    [
      "a child permission, which has its parent's roles",
      permission({ adx_entitypermission_webrole: [], adx_parententitypermission: permission({}, 2).id }),
      { adx_read: "false" },
    ],
    ["the switch of the Web API", setting("WebApi/Contact/Enabled", "True"), { adx_value: "false" }],
    ["the columns of the Web API", setting("Webapi/contact/fields", "emailaddress1,fullname"), { adx_value: "contactid" }],
    ["a column's rights, down to one that no permission gives", column("746610000", "746610001"), { adx_permissions: ["746610002"] }],
    ["the rights on all columns", profile, { adx_allcolumnpermissions: ["746610002"] }],
  ])("closes %s", (_name, record, values) => {
    expect(closeRecord(record, siteOf(role, permission(), permission({}, 2), profile, record))?.values).toEqual(values);
  });

  it.each([
    ["a permission without rights", permission({ adx_read: "false" })],
    ["a permission that nobody has", permission({ adx_entitypermission_webrole: [] })],
    ["an inactive permission", permission({ statecode: "1" })],
    ["a switch that is off", setting("Webapi/contact/enabled", "false")],
    ["columns that are the key already", setting("Webapi/contact/fields", "contactid")],
    ["another setting", setting("Authentication/Registration/Enabled", "true")],
    ["a column without rights", column()],
    ["what opens nothing", deployed("adx_webtemplate", 1, { adx_name: "T" })],
  ])("has nothing to close in %s", (_name, record) => {
    expect(closeRecord(record, siteOf(role, profile, record))).toBeUndefined();
  });

  it("says for whom the switch had opened the table", () => {
    expect(closeRecord(setting("Webapi/contact/enabled", "true"), siteOf(role, permission()))?.opens).toEqual([
      { table: "contact", columns: [], rights: ["read"], role: "Anonymous Users" },
    ]);
  });

  it("ends where parents go in a circle", () => {
    const [a, b] = [permission({ adx_entitypermission_webrole: [] }, 1), permission({ adx_entitypermission_webrole: [] }, 2)];
    const circle = [
      { ...a, values: { ...a.values, adx_parententitypermission: b.id } },
      { ...b, values: { ...b.values, adx_parententitypermission: a.id } },
    ] as const;
    expect(closeRecord(circle[0], siteOf(...circle))).toBeUndefined();
  });
});
