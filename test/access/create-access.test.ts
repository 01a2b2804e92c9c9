import { describe, expect, test } from "vitest";
import type { AccessPersona, WebApiSettings } from "../../access/access.ts";
import { createAccess } from "../../access/create-access.ts";
import { anonymousRole, authenticatedRole, roles, setting, tinySite } from "./tiny-site.ts";
import type { TinySite } from "./tiny-site.ts";

const anonymous: AccessPersona = { contactId: undefined, roleIds: [anonymousRole] };

test("names the active roles of anonymous and of signed-in visitors", () => {
  const inactive = roles.map((role) => ({ ...role, active: false }));
  expect(createAccess(tinySite()).anonymousRoleIds).toEqual([anonymousRole]);
  expect(createAccess(tinySite()).authenticatedRoleIds).toEqual([authenticatedRole]);
  expect(createAccess(tinySite({ roles: inactive }))).toMatchObject({ anonymousRoleIds: [], authenticatedRoleIds: [] });
});

function settings(...list: NonNullable<TinySite["settings"]>): WebApiSettings {
  return createAccess(tinySite({ settings: list })).webApi("contact");
}

describe("site settings", () => {
  test.each([
    ["true", true],
    ["True", true],
    ["false", false],
    ["1", false],
    ["", false],
    [undefined, false],
  ])("enabled is on only for true: %s", (value, enabled) => {
    expect(settings(["Webapi/contact/enabled", value]).enabled).toBe(enabled);
  });

  test("names compare without case, the first active one wins, the others are told", () => {
    const found = settings(
      setting("Webapi/contact/enabled", "false", { active: false }),
      ["WebAPI/Contact/Enabled", "true"],
      ["Webapi/contact/enabled", "false"],
    );
    expect(found.enabled).toBe(true);
    expect(found.doubts).toMatchObject([{ line: 3 }]);
  });

  test.each([
    ["a,b", ["a", "b"]],
    ["a, b", ["a", " b"]],
    ["A", ["A"]],
    ["", []],
    [",", []],
    ["*", "wildcard"],
    ["a, *", "wildcard"],
    [undefined, undefined],
  ])("reads the fields literally: %s", (value, columns) => {
    expect(settings(["Webapi/contact/fields", value]).columns).toEqual(columns);
  });

  test("doubts entries with blanks or capitals", () => {
    expect(settings(["Webapi/contact/fields", "a, b,C"]).doubts).toHaveLength(2);
  });

  test("cannot conclude from an environment variable or a view", () => {
    const variable = setting("Webapi/contact/fields", undefined, { environmentVariable: "kit_fields" });
    expect(settings(variable).cannotConclude).toContain("kit_fields");
    expect(settings(["Webapi/contact/UseFieldsFromView", "true"]).cannotConclude).toContain("view");
    expect(settings(["Webapi/contact/fields", "a"]).cannotConclude).toBeUndefined();
  });
});

describe("columns", () => {
  const fields = ["Webapi/contact/fields", "contactid,emailaddress1,firstname,_owner_value,owner"] as const;
  function columns(profiles: TinySite["profiles"], right: "create" | "read" | "update", persona = anonymous): unknown {
    const decision = createAccess(tinySite({ settings: [fields], profiles: profiles ?? [] })).allowedColumns("contact", right, persona);
    return decision.kind === "columns" ? decision.columns : decision.kind;
  }
  const kit = {
    columns: [
      { column: "contactid", rights: ["read"] },
      { column: "emailaddress1", rights: ["create", "read"] },
      { column: "firstname", rights: ["create"] },
    ],
  } as const;

  test("are all the listed ones without a profile", () => {
    expect(columns([], "read")).toEqual(["contactid", "emailaddress1", "firstname", "_owner_value", "owner"]);
  });

  test.each([
    ["read", ["contactid", "emailaddress1"]],
    ["create", ["emailaddress1", "firstname"]],
    ["update", []],
  ] as const)("are limited by a profile: %s", (right, expected) => {
    expect(columns([kit], right)).toEqual(expected);
  });

  test("of several profiles add up", () => {
    expect(columns([kit, { columns: [{ column: "firstname", rights: ["read"] }] }], "read")).toEqual([
      "contactid",
      "emailaddress1",
      "firstname",
    ]);
  });

  test("not named follow what the profile says of all columns", () => {
    expect(columns([{ allColumns: ["read"], columns: [{ column: "firstname", rights: [] }] }], "read")).toEqual([
      "contactid",
      "emailaddress1",
      "_owner_value",
      "owner",
    ]);
  });

  test("that are lookups are named by their logical name", () => {
    expect(columns([{ columns: [{ column: "owner", rights: ["read"] }] }], "read")).toEqual(["_owner_value", "owner"]);
  });

  test("are not limited by profiles of other roles, other tables, or inactive ones", () => {
    const others = [
      { ...kit, roleIds: [authenticatedRole] },
      { ...kit, table: "account" },
      { ...kit, active: false },
    ];
    expect(columns(others, "update")).toHaveLength(5);
  });

  test.each(["", "*", undefined])("are none for the fields setting %s", (value) => {
    const access = createAccess(tinySite({ settings: [["Webapi/contact/fields", value]] }));
    expect(access.allowedColumns("contact", "read", anonymous)).toMatchObject({ columns: [] });
  });
});

describe("the wildcard", () => {
  const fields = ["Webapi/contact/fields", "*"] as const;
  const every = ["contactid", "emailaddress1", "firstname"];

  test("stands for the columns it is given", () => {
    expect(createAccess(tinySite({ settings: [fields] })).allowedColumns("contact", "read", anonymous, every)).toMatchObject({
      columns: every,
    });
  });

  test("is limited by a profile as a list is", () => {
    const profiles = [{ columns: [{ column: "firstname", rights: ["read"] as const }] }];
    const access = createAccess(tinySite({ settings: [fields], profiles }));
    expect(access.allowedColumns("contact", "read", anonymous, every)).toMatchObject({ columns: ["firstname"] });
    expect(access.allowedColumns("contact", "create", anonymous, every)).toMatchObject({ columns: [] });
  });
});

describe("enhanced authorization", () => {
  test.each(["1", "2", "3"])("%s in the website record refuses every judgement", (value) => {
    const site = tinySite({
      websiteValues: { adx_enhancedauthorization: value },
      permissions: [{ read: true }],
      settings: [["Webapi/contact/fields", "a"]],
    });
    const access = createAccess(site);
    expect(access.cannotConclude).toContain("website.yml:1");
    expect(access.decideRows("contact", "read", anonymous).kind).toBe("not-supported");
    expect(access.allowedColumns("contact", "read", anonymous).kind).toBe("not-supported");
  });

  test("in a site setting does too", () => {
    expect(createAccess(tinySite({ settings: [["EnhancedAuthorization", "2"]] })).cannotConclude).toContain("sitesetting.yml");
  });

  test.each(["0", "", "false"])("switched off (%s) refuses nothing", (value) => {
    expect(createAccess(tinySite({ websiteValues: { enhancedauthorization: value } })).cannotConclude).toBeUndefined();
  });
});
