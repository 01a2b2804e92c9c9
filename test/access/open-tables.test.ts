import { describe, expect, it } from "vitest";
import { createAccess } from "../../access/create-access.ts";
import { listOpenTables } from "../../access/open-tables.ts";
import { anonymousRole, authenticatedRole, setting, tinySite, type TinySite } from "./tiny-site.ts";

const child = {
  scope: "parent",
  table: "annotation",
  parentId: "p1",
  read: true,
  values: { adx_parentrelationship: "contact_Annotation" },
} as const;

function list(parts: TinySite, roleIds: readonly string[] = [anonymousRole]): string[] {
  const site = tinySite(parts);
  return listOpenTables(site, createAccess(site), { contactId: undefined, roleIds }).map(
    ({ table, open }) => `${table}: ${[...open].map(([privilege, { rows }]) => `${privilege} ${rows}`).join(", ")}`,
  );
}

describe("open tables", () => {
  it("are those with a global permission, by privilege", () => {
    const permissions = [
      { read: true, create: true },
      { table: "lead", write: true },
      { table: "lead", read: true },
    ];
    expect(list({ permissions })).toEqual([
      "contact: read every row of contact, create every row of contact",
      "lead: read every row of lead, write every row of lead",
    ]);
  });

  it("are those whose rows belong to rows that are all open", () => {
    expect(list({ permissions: [{ id: "p1", read: true }, child] })).toContain(
      "annotation: read every row of annotation that belongs to a row of contact",
    );
  });

  it("are none where a scope ends in the visitor, the role is another's, or the record is inactive", () => {
    const own = { scope: "self", read: true } as const;
    expect(
      list({
        permissions: [own, { read: true, roleIds: [authenticatedRole] }, { read: true, active: false }, { ...child, parentId: "p9" }],
      }),
    ).toEqual([]);
    const site = tinySite({ permissions: [{ ...own, roleIds: [authenticatedRole] }, { ...own, id: "p1" }, child] });
    expect(listOpenTables(site, createAccess(site), { contactId: "c", roleIds: [authenticatedRole] })).toEqual([]);
  });

  it("are none where Dataverse decides", () => {
    expect(list({ permissions: [{ read: true }], settings: [setting("enhancedauthorization", "1")] })).toEqual([]);
  });
});
