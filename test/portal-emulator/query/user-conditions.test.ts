import { afterAll, describe, expect, test } from "vitest";
import { organizationIds } from "../../../portal-emulator/organization/organization-ids.ts";
import { openStandard } from "./ask-standard.ts";
import { idOf } from "./query-world.ts";

const organization = openStandard(new Date("2026-03-04T05:06:07Z"), {
  systemuser: [
    { systemuserid: idOf("chief"), lastname: "Chief" },
    { systemuserid: idOf("lead"), lastname: "Lead", parentsystemuserid: idOf("chief") },
    { systemuserid: idOf("clerk"), lastname: "Clerk", parentsystemuserid: idOf("lead") },
  ],
  account: [
    ...["chief", "lead", "clerk", "guest"].map((name) => ({ name, preferredsystemuserid: idOf(name) })),
    { name: "nobody", preferredsystemuserid: null },
  ],
  contact: [
    { lastname: "English", adx_preferredlcid: 1033, numberofchildren: 1033 },
    { lastname: "German", adx_preferredlcid: 1031, numberofchildren: 2 },
    { lastname: "Silent" },
  ],
  annotation: [{ subject: "unit", objectid: organizationIds.businessUnit }, { subject: "other", objectid: idOf("x") }, { subject: "none" }],
});
afterAll(() => organization.store.close());

const call = (name: string, column: string): string => `Microsoft.Dynamics.CRM.${name}(PropertyName='${column}')`;

describe("rows of the user who asks", () => {
  test.each<[string, string, readonly string[]]>([
    ["EqualUserOrUserTeams", "lead", ["lead"]],
    ["EqualUserTeams", "lead", []],
    ["EqualUserOrUserHierarchy", "chief", ["chief", "clerk", "lead"]],
    ["EqualUserOrUserHierarchy", "lead", ["clerk", "lead"]],
    ["EqualUserOrUserHierarchy", "clerk", ["clerk"]],
    ["EqualUserOrUserHierarchy", "guest", ["guest"]],
    ["EqualUserOrUserHierarchyAndTeams", "lead", ["clerk", "lead"]],
    ["NotEqualUserId", "lead", ["chief", "clerk", "guest"]],
  ])("%s, asked by %s", (name, user, expected) => {
    expect(organization.find("account", call(name, "preferredsystemuserid"), idOf(user))).toEqual(expected);
  });

  test("are not negated where there is no user", () => {
    expect(organization.find("account", `not ${call("EqualUserTeams", "preferredsystemuserid")}`, idOf("lead"))).toEqual([
      "chief",
      "clerk",
      "guest",
      "lead",
    ]);
    expect(organization.find("account", `not ${call("EqualUserOrUserHierarchy", "preferredsystemuserid")}`, idOf("lead"))).toEqual([
      "chief",
      "guest",
    ]);
  });
});

test.each<[string, readonly string[]]>([
  ["EqualBusinessId", ["unit"]],
  ["EqualRoleBusinessId", ["unit"]],
  ["NotEqualBusinessId", ["other"]],
])("%s takes the one business unit there is", (name, expected) => {
  expect(organization.find("annotation", call(name, "objectid"))).toEqual(expected);
});

test.each(["adx_preferredlcid", "numberofchildren"])("EqualUserLanguage finds the base language in %s", (column) => {
  expect(organization.find("contact", call("EqualUserLanguage", column)).map((name) => name.trim())).toEqual(["English"]);
});

test.each([
  [call("EqualUserTeams", "name"), "type-mismatch"],
  [call("EqualUserOrUserHierarchy", "name"), "type-mismatch"],
  [call("EqualBusinessId", "name"), "type-mismatch"],
  [call("EqualUserLanguage", "name"), "type-mismatch"],
  ["Microsoft.Dynamics.CRM.EqualUserLanguage(PropertyName='numberofemployees',PropertyValue=1033)", "syntax"],
  ["Microsoft.Dynamics.CRM.EqualUserTeams(PropertyName='ownerid',PropertyValue='x')", "syntax"],
])("refuses %s", (filter, code) => {
  expect(() => organization.find("account", filter, idOf("lead"))).toThrow(expect.objectContaining({ name: "QueryFault", code }));
});

test.each(["EqualUserTeams", "EqualUserOrUserTeams", "EqualUserOrUserHierarchy"])("%s needs somebody who asks", (name) => {
  expect(() => organization.find("account", call(name, "ownerid"))).toThrow(expect.objectContaining({ code: "not-supported" }));
});
