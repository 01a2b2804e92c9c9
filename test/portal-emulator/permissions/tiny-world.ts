import { createSchema, type ManyToMany, type Relationship } from "../../../portal-emulator/schema/schema.ts";
import { manyToMany, oneToMany } from "../../../portal-emulator/schema/relationships.ts";
import type { ColumnDefinition, TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";

function table(name: string, ...columns: readonly ColumnDefinition[]): TableDefinition {
  return {
    name,
    entitySet: `${name}s`,
    primaryId: `${name}id`,
    primaryName: "name",
    readOnly: false,
    elastic: false,
    columns: [
      { name: `${name}id`, type: "uniqueidentifier", evidence: "assumed" },
      { name: "name", type: "string", maxLength: 50, evidence: "assumed" },
      ...columns,
    ],
  };
}

const lookup = (name: string, ...targets: readonly string[]): ColumnDefinition => ({ name, type: "lookup", targets, evidence: "assumed" });

const orderTags = manyToMany("Order_Tags", "order_tag", [
  { table: "order", column: "orderid" },
  { table: "tag", column: "tagid" },
]);
const tagContacts = manyToMany("Tag_Contacts", "tag_contact", [
  { table: "tag", column: "tagid" },
  { table: "contact", column: "contactid" },
]);
const friends = manyToMany("Friends", "friend", [
  { table: "contact", column: "contactidone" },
  { table: "contact", column: "contactidtwo" },
]);

/** The lookup of each one-to-many relationship: child table, column, parent table. */
export const lookups: Readonly<Record<string, readonly [child: string, column: string, parent: string]>> = {
  Contact_Account: ["contact", "parentcustomerid", "account"],
  Contact_Contact: ["contact", "parentcustomerid", "contact"],
  Account_Primary: ["account", "primarycontactid", "contact"],
  Account_Parent: ["account", "parentaccountid", "account"],
  Order_Contact: ["order", "customerid", "contact"],
  Order_Account: ["order", "accountid", "account"],
  Line_Order: ["line", "orderid", "order"],
  Note_Order: ["annotation", "objectid", "order"],
  Note_Contact: ["annotation", "objectid", "contact"],
  Visit_Order: ["visit", "regardingid", "order"],
  Visit_Contact: ["visit", "regardingid", "contact"],
};

export const intersections: readonly ManyToMany[] = [orderTags, tagContacts, friends].map(({ relationship }) => relationship);

const relationships: readonly Relationship[] = [
  ...Object.entries(lookups).map(([schemaName, [childTable, column, parentTable]]) =>
    oneToMany({ schemaName, parentTable, childTable, lookup: column, childNavigation: `${column}_${parentTable}` }),
  ),
  ...intersections,
];

/** Contacts, their accounts, orders with lines, notes, tags (many-to-many) and visits (a lookup with two targets). */
export const tinySchema = createSchema(
  [
    table("contact", lookup("parentcustomerid", "account", "contact")),
    table("account", lookup("primarycontactid", "contact"), lookup("parentaccountid", "account")),
    table("order", lookup("customerid", "contact"), lookup("accountid", "account")),
    table("line", lookup("orderid", "order")),
    table("annotation", lookup("objectid", "order", "contact")),
    table("visit", lookup("regardingid", "order", "contact")),
    table("tag"),
    orderTags.table,
    tagContacts.table,
    friends.table,
  ],
  relationships,
);
