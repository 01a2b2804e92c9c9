import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AccessPersona, Privilege } from "../../../access/access.ts";
import { createAccess } from "../../../access/create-access.ts";
import { defaultSwitches, type EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import { createPermissions } from "../../../portal-emulator/permissions/create-permissions.ts";
import type { Permissions } from "../../../portal-emulator/permissions/permissions.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";
import type { TablePermission } from "../../../site/site.ts";
import { anonymousRole, authenticatedRole, tinySite, type TinySite } from "../../access/tiny-site.ts";
import { tinySchema } from "./tiny-world.ts";

const id = (letter: string, number: number): string => `${letter.repeat(8)}-0000-4000-8000-00000000000${number}`;
const [me, friend, stranger] = [id("c", 1), id("c", 2), id("c", 3)];
const [mine, theirs] = [id("a", 1), id("a", 2)];
const [toMe, toMyAccount, toNobody] = [id("d", 1), id("d", 2), id("d", 3)];

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:", clock: { now: () => new Date("2026-03-04T05:06:07Z") }, schema: tinySchema });
  const rows: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
    account: [
      { accountid: mine, primarycontactid: me },
      { accountid: theirs, primarycontactid: stranger },
    ],
    contact: [
      { contactid: me, parentcustomerid: mine },
      { contactid: friend, parentcustomerid: mine },
      { contactid: stranger, parentcustomerid: theirs },
    ],
    order: [
      { orderid: toMe, customerid: me, accountid: theirs },
      { orderid: toMyAccount, customerid: friend, accountid: mine },
      { orderid: toNobody },
    ],
    line: [{ lineid: id("b", 1), orderid: toMe }, { lineid: id("b", 2), orderid: toMyAccount }, { lineid: id("b", 3) }],
    annotation: [
      { annotationid: id("e", 1), objectid: me },
      { annotationid: id("e", 2), objectid: toMe },
      { annotationid: id("e", 3), objectid: stranger },
    ],
    visit: [{ visitid: id("f", 1), regardingid: me }],
    tag: [{ tagid: id("9", 1) }, { tagid: id("9", 2) }, { tagid: id("9", 3) }],
    order_tag: [{ orderid: toMe, tagid: id("9", 1) }],
    tag_contact: [{ tagid: id("9", 2), contactid: me }],
    friend: [{ contactidone: me, contactidtwo: friend }],
  };
  for (const [table, all] of Object.entries(rows)) for (const row of all) store.insert(table, row);
});
afterEach(() => store.close());

const anonymous: AccessPersona = { contactId: undefined, roleIds: [anonymousRole] };
const ada: AccessPersona = { contactId: me, roleIds: [authenticatedRole] };

type Given = Partial<TablePermission>;
const all: Given = { read: true, create: true, write: true, delete: true, append: true, appendTo: true, roleIds: [authenticatedRole] };
const contact = (name: string): Given => ({ scope: "contact", values: { adx_contactrelationship: name } });
const account = (name: string): Given => ({ scope: "account", values: { adx_accountrelationship: name } });
const child = (name: string, parentId: string): Given => ({ scope: "parent", parentId, values: { adx_parentrelationship: name } });

function permissionsOf(given: readonly Given[], persona = ada, switches: Partial<EmulatorSwitches> = {}, site: TinySite = {}): Permissions {
  return createPermissions({
    access: createAccess(tinySite({ ...site, permissions: given.map((one) => ({ ...all, ...one })) })),
    schema: tinySchema,
    persona,
    reader: { count: async (table, query) => store.count(table, query) },
    switches: { ...defaultSwitches, ...switches },
  });
}

function idsOf(permissions: Permissions, table: string, privilege: Privilege = "read"): unknown {
  const decision = permissions.rows(table, privilege);
  const primaryId = `${table}id`;
  if (decision.kind === "every") return "every";
  return decision.kind === "some"
    ? store.query(table, { filter: decision.filter, orderBy: [{ column: primaryId, descending: false }] }).map((row) => row[primaryId])
    : decision.kind;
}

describe("rows", () => {
  test.each<[string, string, Given[], unknown]>([
    ["global: every row", "order", [{ table: "order", scope: "global" }], "every"],
    ["nothing without a permission", "order", [], "none"],
    ["self: the visitor's own contact row", "contact", [{ table: "contact", scope: "self" }], [me]],
    ["contact, by a lookup to the contact", "order", [{ table: "order", ...contact("Order_Contact") }], [toMe]],
    ["contact, by the contact's own lookup", "account", [{ table: "account", ...contact("Contact_Account") }], [mine]],
    ["contact, by a many-to-many link", "tag", [{ table: "tag", ...contact("Tag_Contacts") }], [id("9", 2)]],
    ["contact on the contact table: who points at the visitor", "contact", [{ table: "contact", ...contact("Contact_Contact") }], []],
    [
      "contact on the contact table by a many-to-many link: its second end",
      "contact",
      [{ table: "contact", ...contact("Friends") }],
      [friend],
    ],
    ["contact, one of several targets", "annotation", [{ table: "annotation", ...contact("Note_Contact") }], [id("e", 1)]],
    ["account, by a lookup to the account", "order", [{ table: "order", ...account("Order_Account") }], [toMyAccount]],
    ["account on the contact table: the colleagues", "contact", [{ table: "contact", ...account("Contact_Account") }], [me, friend]],
    [
      "a chain that ends in global: rows that have a parent",
      "line",
      [
        { table: "line", ...child("Line_Order", "top") },
        { id: "top", table: "order", scope: "global" },
      ],
      [id("b", 1), id("b", 2)],
    ],
    [
      "a chain that ends in contact",
      "line",
      [
        { table: "line", ...child("Line_Order", "top") },
        { id: "top", table: "order", ...contact("Order_Contact") },
      ],
      [id("b", 1)],
    ],
    [
      "a chain that ends in self",
      "order",
      [
        { table: "order", ...child("Order_Contact", "top") },
        { id: "top", table: "contact", scope: "self" },
      ],
      [toMe],
    ],
    [
      "a chain over a many-to-many link",
      "tag",
      [
        { table: "tag", ...child("Order_Tags", "top") },
        { id: "top", table: "order", ...contact("Order_Contact") },
      ],
      [id("9", 1)],
    ],
    [
      "a chain from the parent's side: what the children point at",
      "order",
      [
        { table: "order", ...child("Line_Order", "top") },
        { id: "top", table: "line", scope: "global" },
      ],
      [toMe, toMyAccount],
    ],
    [
      "a chain of three",
      "line",
      [
        { table: "line", ...child("Line_Order", "middle") },
        { id: "middle", table: "order", ...child("Order_Account", "top") },
        { id: "top", table: "account", ...account("Account_Parent") },
      ],
      "broken",
    ],
    [
      "a chain of three, by the account's contact",
      "line",
      [
        { table: "line", ...child("Line_Order", "middle") },
        { id: "middle", table: "order", ...child("Order_Account", "top") },
        { id: "top", table: "account", ...contact("Account_Primary") },
      ],
      [id("b", 2)],
    ],
    [
      "several permissions add up",
      "order",
      [
        { table: "order", ...contact("Order_Contact") },
        { table: "order", ...account("Order_Account") },
      ],
      [toMe, toMyAccount],
    ],
    ["relationship names match without case", "order", [{ table: "order", ...contact("order_CONTACT") }], [toMe]],
    ["a missing relationship name breaks reads", "order", [{ table: "order", scope: "contact" }], "broken"],
    [
      "notes below their contact",
      "annotation",
      [
        { table: "annotation", ...child("Note_Contact", "top") },
        { id: "top", table: "contact", scope: "self" },
      ],
      [id("e", 1)],
    ],
  ])("%s", (_, table, given, expected) => {
    expect(idsOf(permissionsOf(given), table)).toEqual(expected);
  });

  test("say how many levels a chain has", () => {
    const given = [
      { table: "line", ...child("Line_Order", "top") },
      { id: "top", table: "order", ...contact("Order_Contact") },
    ];
    expect(permissionsOf(given).rows("line", "read")).toMatchObject({ kind: "some", levels: 2 });
  });

  test.each<[string, Given[], string]>([
    ["the schema lacks the relationship", [{ table: "order", ...contact("Nothing_Known") }], "Nothing_Known"],
    ["the relationship joins other tables", [{ table: "order", ...contact("Line_Order") }], "Line_Order"],
    ["the access type is none", [{ table: "order", scope: undefined }], "access type"],
  ])("are not judged where %s, which is named", (_, given, name) => {
    expect(permissionsOf(given).rows("order", "read")).toMatchObject({ kind: "not-supported", message: expect.stringContaining(name) });
  });

  test("a lookup with several targets joins no parent, except a note's, unless switched", () => {
    const given = [
      { table: "visit", ...child("Visit_Contact", "top") },
      { id: "top", table: "contact", scope: "self" as const },
    ];
    expect(permissionsOf(given).rows("visit", "read")).toMatchObject({
      kind: "not-supported",
      message: expect.stringContaining("visit.regardingid"),
    });
    expect(idsOf(permissionsOf(given, ada, { polymorphicParents: "any" }), "visit")).toEqual([id("f", 1)]);
  });

  test("a visitor without an account reaches nothing by it", () => {
    store.update("contact", me, { parentcustomerid: null });
    expect(idsOf(permissionsOf([{ table: "order", ...account("Order_Account") }]), "order")).toEqual([]);
  });

  test("the visitor's id may be written in capitals", () => {
    const loud = { ...ada, contactId: me.toUpperCase() };
    expect(idsOf(permissionsOf([{ table: "contact", scope: "self" }], loud), "contact")).toEqual([me]);
  });
});

describe("Disable anonymous access", () => {
  const open = [{ table: "order", scope: "global" as const, roleIds: [anonymousRole, authenticatedRole] }];
  const blocked = { anonymousReads: "blocked" as const };
  test("blocks what anonymous visitors read, and says that this is the reason", () => {
    expect(permissionsOf(open, anonymous, blocked).rows("order", "read")).toMatchObject({ kind: "none", anonymousBlocked: true });
    expect(permissionsOf(open, anonymous).rows("order", "read")).toMatchObject({ kind: "every" });
  });
  test("leaves their writes and everybody signed in alone", async () => {
    const permissions = permissionsOf(open, anonymous, blocked);
    expect(permissions.rows("order", "write").kind).toBe("every");
    expect(await permissions.mayCreate("order", {})).toBe(true);
    expect(await permissions.mayTouch("order", toMe, "read")).toBe(false);
    expect(permissionsOf(open, ada, blocked).rows("order", "read").kind).toBe("every");
  });
});

describe("touching a row", () => {
  test.each<[Privilege, string, boolean]>([
    ["read", toMe, true],
    ["read", toMyAccount, false],
    ["write", toMe, true],
    ["delete", toNobody, false],
    ["write", id("d", 9), false],
  ])("%s %s: %s", async (privilege, row, expected) => {
    expect(await permissionsOf([{ table: "order", ...contact("Order_Contact") }]).mayTouch("order", row, privilege)).toBe(expected);
  });

  test("is judged by what the row is now", async () => {
    const permissions = permissionsOf([{ table: "order", ...contact("Order_Contact") }]);
    store.update("order", toMe, { customerid: stranger });
    expect(await permissions.mayTouch("order", toMe, "write")).toBe(false);
  });

  test.each<[string, Given]>([
    ["broken", { table: "order", scope: "contact" }],
    ["not-supported", { table: "order", ...contact("Nothing_Known") }],
  ])("throws where the permission is %s", async (kind, given) => {
    await expect(permissionsOf([given]).mayTouch("order", toMe, "write")).rejects.toMatchObject({ name: "UnjudgedPermission", kind });
  });
});

describe("creating a row", () => {
  const lines = [
    { table: "line", ...child("Line_Order", "top") },
    { id: "top", table: "order", ...contact("Order_Contact") },
  ];
  test.each<[string, Given[], string, Readonly<Record<string, string>>, boolean]>([
    ["global", [{ table: "order", scope: "global" }], "order", {}, true],
    ["contact, pointing at the visitor", [{ table: "order", ...contact("Order_Contact") }], "order", { customerid: me }, true],
    ["contact, pointing at somebody else", [{ table: "order", ...contact("Order_Contact") }], "order", { customerid: stranger }, false],
    ["contact, pointing at nobody", [{ table: "order", ...contact("Order_Contact") }], "order", {}, false],
    ["contact, by a link that a new row cannot have", [{ table: "tag", ...contact("Tag_Contacts") }], "tag", {}, false],
    ["contact, by a lookup that cannot point at it yet", [{ table: "account", ...contact("Contact_Account") }], "account", {}, false],
    ["account, pointing at the visitor's", [{ table: "order", ...account("Order_Account") }], "order", { accountid: mine }, true],
    ["account, pointing at another", [{ table: "order", ...account("Order_Account") }], "order", { accountid: theirs }, false],
    ["parent, in scope", lines, "line", { orderid: toMe }, true],
    ["parent, out of scope", lines, "line", { orderid: toMyAccount }, false],
    [
      "parent, under global",
      [
        { table: "line", ...child("Line_Order", "top") },
        { id: "top", table: "order", scope: "global" },
      ],
      "line",
      { orderid: toNobody },
      true,
    ],
    [
      "parent, under global, of nothing",
      [
        { table: "line", ...child("Line_Order", "top") },
        { id: "top", table: "order", scope: "global" },
      ],
      "line",
      {},
      false,
    ],
    [
      "one of two permissions",
      [
        { table: "order", ...contact("Order_Contact") },
        { table: "order", ...account("Order_Account") },
      ],
      "order",
      { accountid: mine },
      true,
    ],
  ])("%s: its lookups count only where switched", async (_, given, table, row, related) => {
    expect(await permissionsOf(given).mayCreate(table, row)).toBe(true);
    expect(await permissionsOf(given, ada, { scopedCreates: "related" }).mayCreate(table, row)).toBe(related);
  });

  test("needs a permission", async () => {
    expect(await permissionsOf([]).mayCreate("order", {})).toBe(false);
    expect(await permissionsOf([{ table: "order", scope: "global", create: false }]).mayCreate("order", {})).toBe(false);
    expect(await permissionsOf([{ table: "contact", scope: "self" }]).mayCreate("contact", {})).toBe(false);
  });

  test("asks for no relationship, known or not, unless switched", async () => {
    const given = [{ table: "order", ...contact("Nothing_Known") }];
    expect(permissionsOf(given).rows("order", "create").kind).toBe("every");
    expect(await permissionsOf(given).mayCreate("order", {})).toBe(true);
    expect(permissionsOf(given, ada, { scopedCreates: "related" }).rows("order", "create").kind).toBe("not-supported");
  });

  test("works where the relationship is missing", async () => {
    expect(await permissionsOf([{ table: "order", scope: "contact" }]).mayCreate("order", {})).toBe(true);
    expect(await permissionsOf([{ table: "order", scope: "contact" }], ada, { scopedCreates: "related" }).mayCreate("order", {})).toBe(
      true,
    );
  });

  test("throws where it cannot be judged", async () => {
    await expect(permissionsOf([{ table: "order", scope: undefined }]).mayCreate("order", {})).rejects.toMatchObject({
      kind: "not-supported",
    });
  });
});

describe("linking", () => {
  const none = { append: false, appendTo: false };
  const given = (order: Given, other: Given): Given[] => [
    { table: "order", scope: "global", ...none, ...order },
    { table: "account", scope: "global", ...none, ...other },
  ];
  const link = (permissions: Permissions): Promise<unknown> =>
    permissions.missingForLink({ table: "order", id: toMe }, { table: "account", id: mine });
  test.each<[string, Given, Given, unknown, unknown]>([
    ["nothing", {}, {}, "append", "append"],
    ["append of the row with the lookup", { append: true }, {}, "appendTo", "append"],
    ["append-to of the other", {}, { appendTo: true }, "append", "append"],
    ["one side each", { append: true }, { appendTo: true }, undefined, "append"],
    ["the wrong side each", { appendTo: true }, { append: true }, "append", "append"],
    ["append on both", { append: true }, { append: true, appendTo: true }, undefined, "appendTo"],
    ["both on both", { append: true, appendTo: true }, { append: true, appendTo: true }, undefined, undefined],
  ])("with %s", async (_, order, other, documented, bothSides) => {
    expect(await link(permissionsOf(given(order, other)))).toBe(documented);
    expect(await link(permissionsOf(given(order, other), ada, { appendRights: "both-sides" }))).toBe(bothSides);
  });

  test("asks of the rows themselves", async () => {
    const permissions = permissionsOf([
      { table: "order", ...contact("Order_Contact") },
      { table: "contact", scope: "self" },
    ]);
    const to = { table: "contact", id: me };
    expect(await permissions.missingForLink({ table: "order", id: toMe }, to)).toBeUndefined();
    expect(await permissions.missingForLink({ table: "order", id: toMyAccount }, to)).toBe("append");
    expect(await permissions.missingForLink({ table: "order", id: toMe }, { table: "contact", id: stranger })).toBe("appendTo");
  });

  test("asks of a row that is not there yet by its lookups", async () => {
    const permissions = permissionsOf([
      { table: "order", ...contact("Order_Contact") },
      { table: "contact", scope: "global" },
    ]);
    const to = { table: "contact", id: me };
    expect(await permissions.missingForLink({ table: "order", row: { customerid: me } }, to)).toBeUndefined();
    expect(await permissions.missingForLink({ table: "order", row: { customerid: stranger } }, to)).toBe("append");
  });
});

describe("columns", () => {
  test("are those of the fields setting, limited by the profiles of the visitor's roles", () => {
    const site: TinySite = {
      settings: [["Webapi/contact/fields", "contactid,name"]],
      profiles: [{ roleIds: [authenticatedRole], columns: [{ column: "name", rights: ["read"] }] }],
    };
    expect(permissionsOf([], ada, {}, site).columns("contact", "read")).toEqual(["name"]);
    expect(permissionsOf([], anonymous, {}, site).columns("contact", "read")).toEqual(["contactid", "name"]);
  });
  test("throw where they cannot be judged", () => {
    const site: TinySite = { settings: [["Webapi/contact/UseFieldsFromView", "true"]] };
    expect(() => permissionsOf([], ada, {}, site).columns("contact", "read")).toThrow(/view/);
  });
});
