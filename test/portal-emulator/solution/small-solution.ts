const label = (text: string, other = ""): string =>
  `<label description="${text}" languagecode="1033" />${other === "" ? "" : `<label description="${other}" languagecode="1031" />`}`;

/** One cell of a form. */
export function cell(
  column: string,
  text: string,
  more: { readonly cell?: string; readonly control?: string; readonly other?: string } = {},
): string {
  return `<cell ${more.cell ?? ""}><labels>${label(text, more.other)}</labels><control id="${column}" classid="{4273EDBD-AC1D-40D3-9FB2-095C621B552D}" datafieldname="${column}" ${more.control ?? ""} /></cell>`;
}

export const subgrid = `<cell><labels>${label("Items")}</labels><control id="Items" classid="{E7A81278-8635-4D9E-8D4D-59480B391C5B}"><parameters><ViewId>{00000000-0000-4000-8000-00000000a002}</ViewId><TargetEntityType>pk_item</TargetEntityType><RelationshipName>pk_item_Order_pk_order</RelationshipName><RecordsPerPage>2</RecordsPerPage></parameters></control></cell>`;

/** A main form; `rows` is a list of rows of cells. */
export function formXml(name: string, rows: readonly string[], more: { readonly section?: string; readonly tabs?: string } = {}): string {
  return `<forms><systemform><formid>{00000000-0000-4000-8000-00000000f001}</formid><FormActivationState>1</FormActivationState><form><tabs><tab name="general" showlabel="true"><labels>${label("General", "Allgemein")}</labels><columns><column width="100%"><sections><section name="first" showlabel="true" columns="11" ${more.section ?? ""}><labels>${label("About", "Über")}</labels><rows>${rows.map((row) => `<row>${row}</row>`).join("")}</rows></section></sections></column></columns></tab>${more.tabs ?? ""}</tabs></form><LocalizedNames><LocalizedName description="${name}" languagecode="1033" /></LocalizedNames></systemform></forms>`;
}

const attribute = (schemaName: string, type: string, more = ""): string =>
  `<attribute PhysicalName="${schemaName}"><Type>${type}</Type><LogicalName>${schemaName.toLowerCase()}</LogicalName><RequiredLevel>none</RequiredLevel><DisplayMask>ValidForForm</DisplayMask><ValidForUpdateApi>1</ValidForUpdateApi><ValidForCreateApi>1</ValidForCreateApi>${more}<displaynames><displayname description="${schemaName} label" languagecode="1033" /></displaynames></attribute>`;

const entity = (schemaName: string, attributes: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><Entity><Name>${schemaName}</Name><EntityInfo><entity Name="${schemaName}"><LocalizedNames><LocalizedName description="${schemaName} label" languagecode="1033" /></LocalizedNames><attributes>${attribute(`${schemaName}Id`, "primarykey")}${attribute("pk_Name", "nvarchar", "<MaxLength>40</MaxLength>").replace("ValidForForm", "PrimaryName|ValidForForm").replace(">none<", ">required<")}${attributes}</attributes><EntitySetName>${schemaName.toLowerCase()}s</EntitySetName><HasRelatedNotes>True</HasRelatedNotes></entity></EntityInfo></Entity>`;

const option = (value: number, english: string, german: string): string =>
  `<option value="${value}"><labels>${label(english, german)}</labels></option>`;

const view = (id: string, name: string, type: number, fetch: string, cells: string): string =>
  `<savedqueries><savedquery><isdefault>1</isdefault><savedqueryid>{${id}}</savedqueryid><layoutxml><grid><row>${cells}</row></grid></layoutxml><querytype>${type}</querytype><fetchxml>${fetch}</fetchxml><LocalizedNames><LocalizedName description="${name}" languagecode="1033" /></LocalizedNames></savedquery></savedqueries>`;

export const viewId = "00000000-0000-4000-8000-00000000a001";

/** Orders with items, one file to a component as `pac solution unpack` writes them. */
export function solutionFiles(form: string = formXml("Portal form", [cell("pk_name", "Title", { other: "Titel" })])): Map<string, string> {
  return new Map([
    [
      "Entities/pk_Order/Entity.xml",
      entity(
        "pk_Order",
        [
          attribute("pk_Kind", "picklist", "<AppDefaultValue>-1</AppDefaultValue><OptionSetName>pk_kinds</OptionSetName>"),
          attribute(
            "pk_Tags",
            "multiselectpicklist",
            `<optionset Name="pk_order_pk_tags"><options>${option(1, "New", "Neu")}${option(2, "Big", "Groß")}</options></optionset>`,
          ),
          attribute("pk_Contact", "lookup"),
          attribute("pk_Due", "datetime", "<Behavior>2</Behavior>"),
          attribute("pk_Photo", "image"),
          attribute("pk_Note", "ntext", "<MaxLength>500</MaxLength>").replace(">none<", ">recommended<"),
          attribute("pk_Lost", "lookup", "<LookupTypes><LookupType>nowhere</LookupType></LookupTypes>"),
        ].join(""),
      ),
    ],
    ["Entities/pk_Item/Entity.xml", entity("pk_Item", attribute("pk_Order", "lookup"))],
    [
      "Entities/Contact/Entity.xml",
      '<Entity><Name>Contact</Name><EntityInfo><entity Name="Contact"><attributes /></entity></EntityInfo></Entity>',
    ],
    ["Entities/pk_Order/FormXml/main/{00000000-0000-4000-8000-00000000f001}_managed.xml", formXml("Managed", [])],
    ["Entities/pk_Order/FormXml/main/{00000000-0000-4000-8000-00000000f001}.xml", form],
    [
      "Entities/pk_Order/SavedQueries/{a}.xml",
      view(
        viewId,
        "Open orders",
        0,
        '<fetch><entity name="pk_order"><attribute name="pk_name" /><attribute name="pk_kind" /><order attribute="pk_name" /><filter><condition attribute="pk_name" operator="ne" value="R&amp;D" /></filter></entity></fetch>',
        '<cell name="pk_kind" width="120" /><cell name="pk_name" width="300" />',
      ),
    ],
    [
      "Entities/pk_Item/SavedQueries/{b}.xml",
      view(
        "00000000-0000-4000-8000-00000000a002",
        "Items",
        2,
        '<fetch><entity name="pk_item"><attribute name="pk_name" /><order attribute="pk_name" descending="true" /></entity></fetch>',
        '<cell name="pk_name" width="300" />',
      ),
    ],
    [
      "OptionSets/pk_kinds.xml",
      `<optionset Name="pk_kinds"><options>${option(100, "Small", "Klein")}${option(200, "Large", "Groß")}</options></optionset>`,
    ],
    [
      "Other/Relationships/Contact.xml",
      ["pk_order_Contact_contact:pk_Order:Contact:pk_Contact", "pk_item_Order_pk_order:pk_Item:pk_Order:pk_Order"]
        .map((one) => one.split(":"))
        .map(
          ([name, child, parent, lookup]) =>
            `<EntityRelationship Name="${name}"><EntityRelationshipType>OneToMany</EntityRelationshipType><ReferencingEntityName>${child}</ReferencingEntityName><ReferencedEntityName>${parent}</ReferencedEntityName><CascadeDelete>Cascade</CascadeDelete><ReferencingAttributeName>${lookup}</ReferencingAttributeName></EntityRelationship>`,
        )
        .join("")
        .replace(/^[^]*$/, "<EntityRelationships>$&</EntityRelationships>"),
    ],
  ]);
}
