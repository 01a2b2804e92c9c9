import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PayloadName } from "../../../../portal-emulator/odata/payload/payload.ts";
import { PayloadFault } from "../../../../portal-emulator/odata/payload/payload-fault.ts";
import { readPayload, type JsonObject, type PayloadOptions } from "../../../../portal-emulator/odata/payload/read-payload.ts";
import { readReference, readReferenceBody } from "../../../../portal-emulator/odata/payload/read-reference.ts";
import type { TableDefinition } from "../../../../portal-emulator/schema/table-definition.ts";
import { testSchema as schema } from "../../org/test-org.ts";

const root = "https://site.example.com/_api";
const id = "11111111-1111-4111-8111-111111111111";

function table(name: string): TableDefinition {
  const found = schema.findTable(name);
  if (found === undefined) throw new Error(`no table ${name}`);
  return found;
}

function read(name: string, body: JsonObject, options: Partial<PayloadOptions> = {}) {
  return readPayload(body, table(name), schema, { root, ...options });
}

function faultOf(work: () => unknown): PayloadFault {
  try {
    work();
  } catch (error) {
    if (error instanceof PayloadFault) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a body", () => {
  test("is cells, binds, links and nested rows", () => {
    const payload = read("contact", {
      "@odata.type": "Microsoft.Dynamics.CRM.contact",
      firstname: "Ada",
      "firstname@OData.Community.Display.V1.FormattedValue": "ignored",
      "parentcustomerid_account@odata.bind": `/accounts(${id})`,
      "contactleads_association@odata.bind": [`leads(${id})`],
      pk_contact_pk_parcel_Receiver: [{ pk_code: "A" }],
    });
    expect(payload.cells.map(({ column, value }) => [column.name, value])).toEqual([["firstname", "Ada"]]);
    expect(payload.binds).toMatchObject([{ navigation: { column: "parentcustomerid" }, target: { key: { kind: "id", id } } }]);
    expect(payload.links).toMatchObject([{ navigation: { kind: "many-to-many" }, targets: [{ url: `leads(${id})` }] }]);
    expect(payload.nested).toMatchObject([{ navigation: { kind: "children" }, rows: [{ table: { name: "pk_parcel" } }] }]);
  });

  test("clears a lookup by null, with or without odata.bind", () => {
    for (const name of ["pk_Receiver", "pk_Receiver@odata.bind"])
      expect(read("pk_parcel", { [name]: null }).binds).toMatchObject([{ target: null }]);
  });

  test("tells its names before a value is read, those of nested rows after its own", () => {
    const told: string[] = [];
    const onName = ({ kind, name, table: of }: PayloadName): void => void told.push(`${kind} ${of.name}.${name}`);
    const body = { firstname: 1, pk_contact_pk_parcel_Receiver: [{ pk_code: "A" }], "parentcustomerid_account@odata.bind": "/x" };
    expect(faultOf(() => read("contact", body, { onName })).code).toBe("invalid-value");
    expect(told).toEqual([
      "column contact.firstname",
      "bind contact.parentcustomerid_account@odata.bind",
      "nested contact.pk_contact_pk_parcel_Receiver",
      "column pk_parcel.pk_code",
    ]);
  });

  test.each([
    ["contact", { nothing: 1 }, "unknown-property", "nothing"],
    ["contact", { FirstName: "x" }, "wrong-case", "FirstName"],
    ["pk_parcel", { "pk_receiver@odata.bind": "x" }, "wrong-case", "pk_receiver"],
    ["contact", { "x@odata.bind": "x" }, "unknown-property", "x"],
    ["contact", { "x@odata.type": "x" }, "unknown-property", "x"],
    ["pk_parcel", { _pk_receiver_value: id }, "lookup-as-value", "_pk_receiver_value"],
    ["pk_parcel", { pk_receiver: id }, "lookup-as-value", "pk_receiver"],
    ["contact", { firstname: {} }, "invalid-value", "firstname"],
    ["contact", { fullname: "x" }, "invalid-value", "fullname"],
    ["contact", { pk_contact_pk_parcel_Receiver: null }, "invalid-value", "pk_contact_pk_parcel_Receiver"],
    ["contact", { pk_contact_pk_parcel_Receiver: [1] }, "invalid-value", "pk_contact_pk_parcel_Receiver"],
    ["contact", { pk_contact_pk_parcel_Receiver: [{ x: 1 }] }, "unknown-property", "x"],
    ["contact", { "contactleads_association@odata.bind": `leads(${id})` }, "invalid-value", "contactleads_association@odata.bind"],
    ["pk_parcel", { "pk_Receiver@odata.bind": `/accounts(${id})` }, "wrong-target", `/accounts(${id})`],
    ["pk_parcel", { "pk_Receiver@odata.bind": `https://other.example.com/_api/contacts(${id})` }, "foreign-address", expect.any(String)],
    ["pk_parcel", { "pk_Receiver@odata.bind": `//other.example.com/_api/contacts(${id})` }, "foreign-address", expect.any(String)],
    ["pk_parcel", { "pk_Receiver@odata.bind": "/contacts" }, "malformed-address", "/contacts"],
    ["pk_parcel", { "pk_Receiver@odata.bind": "$1" }, "malformed-address", "$1"],
    ["pk_parcel", { "pk_Receiver@odata.bind": `/nothings(${id})` }, "unknown-set", "nothings"],
    ["pk_parcel", { "pk_Receiver@odata.bind": "/contacts(firstname='x')" }, "unknown-key", "contact"],
  ])("of %s with %o is refused: %s", (name, body, code, subject) => {
    const fault = faultOf(() => read(name, body));
    expect([fault.code, fault.subject]).toEqual([code, subject]);
  });

  test("throws nothing but PayloadFault, whatever it holds", () => {
    const names = fc.oneof(
      fc.constantFrom(
        ..."firstname birthdate statecode pk_contact_pk_parcel_Receiver parentcustomerid_account contactleads_association@odata.bind".split(
          " ",
        ),
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })), (body) => {
        try {
          read("contact", body);
        } catch (error) {
          expect(error).toBeInstanceOf(PayloadFault);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("an address", () => {
  test.each([
    `/contacts(${id})`,
    `contacts(${id})`,
    ` contacts(${id}) `,
    `${root}/contacts(${id})`,
    `/_api/contacts(${id})`,
    `HTTPS://SITE.example.com/_api/contacts(${id.toUpperCase()})`,
    `contacts(contactid=${id})`,
  ])("%s names a row", (url) => {
    expect(readReference(url, { schema, root })).toMatchObject({ table: { name: "contact" }, key: { kind: "id", id } });
  });

  test("may have an alternate key with any characters", () => {
    const reference = readReference("/pk_parcels(pk_code='a%2Bb%26c')", { schema, root });
    expect(reference).toMatchObject({ key: { kind: "alternate", values: { pk_code: "a+b&c" } } });
  });

  test("may be an earlier part of a change set", () => {
    const first = readReference(`contacts(${id})`, { schema, root });
    for (const url of ["$1", "/$1"])
      expect(readReference(url, { schema, root, contentIds: new Map([["1", first]]) })).toEqual({ ...first, url });
  });

  test("is the body of a reference", () => {
    expect(readReferenceBody({ "@odata.id": `contacts(${id})` }, { schema, root }).table.name).toBe("contact");
    expect(faultOf(() => readReferenceBody({}, { schema, root })).code).toBe("malformed-address");
    expect(faultOf(() => readReferenceBody({ "@odata.id": 1 }, { schema, root })).code).toBe("malformed-address");
  });
});
