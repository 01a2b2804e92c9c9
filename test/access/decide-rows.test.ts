import { describe, expect, test } from "vitest";
import type { AccessPersona, Privilege, ScopeDecision } from "../../access/access.ts";
import { privileges } from "../../access/access.ts";
import { createAccess } from "../../access/create-access.ts";
import type { TablePermission } from "../../site/site.ts";
import { anonymousRole, authenticatedRole, roles, tinySite } from "./tiny-site.ts";

const contactId = "11111111-1111-4111-8111-111111111111";
const anonymous: AccessPersona = { contactId: undefined, roleIds: [anonymousRole] };
const ada: AccessPersona = { contactId, roleIds: [authenticatedRole] };

type Given = Partial<TablePermission>;

/** Everything on "order" for signed-in visitors, unless the test says otherwise. */
const everything: Given = { table: "order", read: true, create: true, write: true, delete: true, append: true, appendTo: true };
const own = (parts: Given): Given => ({ ...everything, roleIds: [authenticatedRole], ...parts });
const above = (parts: Given): Given => ({ id: "top", table: "account", roleIds: [authenticatedRole], ...parts });
const contact = { scope: "contact", values: { adx_contactrelationship: "order_contact" } } as const;
const account = { scope: "account", values: { adx_accountrelationship: "order_account" } } as const;
const child = { scope: "parent", parentId: "top", values: { adx_parentrelationship: "order_parent" } } as const;

function decide(permissions: readonly Given[], persona = ada, privilege: Privilege = "read", table = "order"): ScopeDecision {
  return createAccess(tinySite({ permissions })).decideRows(table, privilege, persona);
}

const scopes = (decision: ScopeDecision): unknown => (decision.kind === "allowed" ? decision.scopes : decision.kind);

describe("access types", () => {
  test.each<[string, Given[], unknown]>([
    ["no permission", [], "denied"],
    ["global: all rows", [own({ scope: "global" })], [{ kind: "global" }]],
    ["contact: rows related to the visitor", [own(contact)], [{ kind: "contact", relationship: "order_contact", contactId }]],
    ["account: rows related to the visitor's account", [own(account)], [{ kind: "account", relationship: "order_account", contactId }]],
    [
      "parent: rows reachable from a parent permission",
      [own(child), above({ scope: "global" })],
      [{ kind: "parent", relationship: "order_parent", parentTable: "account", parent: { kind: "global" } }],
    ],
    [
      "a chain of parents",
      [
        own({ ...child, parentId: "middle" }),
        above({ id: "middle", table: "customer", ...child, roleIds: [] }),
        above({ scope: "contact", values: { contactrelationship: "account_contact" } }),
      ],
      [
        {
          kind: "parent",
          relationship: "order_parent",
          parentTable: "customer",
          parent: {
            kind: "parent",
            relationship: "order_parent",
            parentTable: "account",
            parent: { kind: "contact", relationship: "account_contact", contactId },
          },
        },
      ],
    ],
    [
      "names with blanks around them",
      [own({ ...contact, values: { contactrelationship: " order_contact " } })],
      [{ kind: "contact", relationship: "order_contact", contactId }],
    ],
    [
      "roles add up",
      [own(contact), own(account)],
      [
        { kind: "contact", relationship: "order_contact", contactId },
        { kind: "account", relationship: "order_account", contactId },
      ],
    ],
    [
      "global makes the others needless, broken ones too",
      [own(contact), own({ scope: "account" }), own({ scope: undefined }), own({ scope: "global" })],
      [{ kind: "global" }],
    ],
    ["an access type that Power Pages does not know", [own(contact), own({ scope: undefined })], "not-supported"],
    ["an inactive permission", [own({ ...contact, active: false })], "denied"],
    ["another table's permission", [own({ ...contact, table: "invoice" })], "denied"],
    ["another role's permission", [own({ ...contact, roleIds: [anonymousRole] })], "denied"],
  ])("%s", (_, permissions, expected) => {
    expect(scopes(decide(permissions))).toEqual(expected);
  });

  test("names the permission that gives, and why others give nothing", () => {
    expect(decide([own({ scope: "global" })])).toMatchObject({
      because: [{ name: "Permission 0", path: "table-permissions/0.tablepermission.yml", line: 1, scope: "global", says: "every row" }],
    });
    expect(decide([own({ scope: "self", roleIds: [anonymousRole] })], anonymous)).toMatchObject({
      kind: "denied",
      because: [{ says: expect.stringContaining("anonymous") as string }],
    });
  });

  test("self is the visitor's own contact row", () => {
    const given = [own({ table: "contact", scope: "self" })];
    expect(scopes(decide(given, ada, "read", "contact"))).toEqual([{ kind: "self", contactId }]);
    expect(decide(given, ada, "create", "contact").kind).toBe("denied");
  });

  test.each(privileges)("gives %s only where its box is ticked", (privilege) => {
    const none: Given = { read: false, create: false, write: false, delete: false, append: false, appendTo: false };
    for (const asked of privileges) {
      expect(decide([own({ ...contact, ...none, [privilege]: true })], ada, asked).kind).toBe(asked === privilege ? "allowed" : "denied");
    }
  });
});

describe("roles of child permissions", () => {
  test.each<[string, Given[], string]>([
    ["are inherited", [own({ ...child, roleIds: [] }), above({ scope: "global" })], "allowed"],
    ["of their own do not count", [own(child), above({ scope: "global", roleIds: [anonymousRole] })], "denied"],
    [
      "come from the top of the chain",
      [own({ ...child, parentId: "middle", roleIds: [] }), above({ id: "middle", ...child, roleIds: [] }), above({ scope: "global" })],
      "allowed",
    ],
  ])("%s", (_, permissions, kind) => {
    expect(decide(permissions).kind).toBe(kind);
  });

  test("an inactive role gives nothing", () => {
    const inactive = roles.map((role) => ({ ...role, active: false }));
    const site = tinySite({ permissions: [own(contact)], roles: inactive });
    expect(createAccess(site).decideRows("order", "read", ada).kind).toBe("denied");
  });
});

describe("anonymous visitors", () => {
  const open = (parts: Given): Given => own({ roleIds: [anonymousRole], ...parts });
  test.each<[string, Given[], unknown]>([
    ["global gives every row", [open({ scope: "global" })], [{ kind: "global" }]],
    ["contact gives nothing", [open(contact)], "denied"],
    ["account gives nothing", [open(account)], "denied"],
    ["self gives nothing", [open({ scope: "self" })], "denied"],
    ["contact without a relationship gives nothing", [open({ scope: "contact" })], "denied"],
    [
      "a chain that ends in global counts",
      [open({ ...child, roleIds: [] }), above({ scope: "global", roleIds: [anonymousRole] })],
      [{ kind: "parent", relationship: "order_parent", parentTable: "account", parent: { kind: "global" } }],
    ],
    ["a chain that ends in contact does not", [open(child), above({ ...contact, roleIds: [anonymousRole] })], "denied"],
    ["a chain that ends in self does not", [open(child), above({ scope: "self", table: "contact", roleIds: [anonymousRole] })], "denied"],
  ])("%s", (_, permissions, expected) => {
    expect(scopes(decide(permissions, anonymous))).toEqual(expected);
  });

  test.each<[string, Given]>([
    ["contact", contact],
    ["account", account],
    ["contact without its relationship", { scope: "contact" }],
  ])("create nothing either by %s", (_, parts) => {
    expect(decide([open(parts)], anonymous, "create").kind).toBe("denied");
  });
});

describe("permissions that are set up wrong", () => {
  test.each<[string, Given[], string]>([
    ["contact without its relationship", [own({ scope: "contact" })], "adx_contactrelationship"],
    ["contact with an empty relationship", [own({ scope: "contact", values: { adx_contactrelationship: "" } })], "adx_contactrelationship"],
    ["account without its relationship", [own({ scope: "account" })], "adx_accountrelationship"],
    ["account on the account table itself", [own({ ...account, table: "account" })], "account table itself"],
    ["parent without its relationship", [own({ scope: "parent", parentId: "top" }), above({ scope: "global" })], "adx_parentrelationship"],
    ["a parent that is broken", [own(child), above({ scope: "contact" })], "adx_contactrelationship"],
    ["self on another table", [own({ scope: "self" })], "contact table only"],
    ["one broken beside a good one", [own(contact), own({ scope: "account" })], "adx_accountrelationship"],
  ])("break reads, and still create: %s", (_, permissions, message) => {
    const table = permissions[0]?.table ?? "order";
    for (const privilege of privileges.filter((one) => one !== "create")) {
      const decision = decide(permissions, ada, privilege, table);
      expect(decision.kind).toBe("broken");
      expect(decision).toMatchObject({ message: expect.stringContaining(message) });
      expect(decision).toMatchObject({ message: expect.stringMatching(/table-permissions\/\d\.tablepermission\.yml:1/) });
    }
    expect(scopes(decide(permissions, ada, "create", table))).toEqual([{ kind: "global" }]);
  });

  test.each<[string, Given[]]>([
    ["its parent is missing", [own(child)]],
    ["its parent is inactive", [own(child), above({ scope: "global", active: false })]],
    ["it is its own parent", [own({ ...child, id: "top" })]],
    ["its parents run into a circle", [own(child), above({ ...child, parentId: "b" }), above({ ...child, id: "b", parentId: "top" })]],
  ])("give nothing where %s", (_, permissions) => {
    expect(decide(permissions).kind).toBe("denied");
    expect(decide(permissions, ada, "create").kind).toBe("denied");
  });
});

test("enhanced authorization refuses every judgement", () => {
  const site = tinySite({ websiteValues: { adx_enhancedauthorization: "2" }, permissions: [own({ scope: "global" })] });
  expect(createAccess(site).decideRows("order", "read", ada)).toMatchObject({
    kind: "not-supported",
    message: expect.stringContaining("website.yml:1"),
  });
});
