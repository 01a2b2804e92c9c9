import { describe, expect, it } from "vitest";
import { isSolutionFile, parseSolution } from "../../../portal-emulator/solution/parse-solution.ts";
import { pickLabel, type SolutionForm } from "../../../portal-emulator/solution/solution.ts";
import { cell, formXml, solutionFiles, subgrid, viewId } from "./small-solution.ts";

const parseForm = (xml: string): SolutionForm | undefined => parseSolution(solutionFiles(xml)).forms[0];

describe("parseSolution", () => {
  it("reads tables with labels, limits, levels and choices", () => {
    const { tables } = parseSolution(solutionFiles());
    const order = tables.get("pk_order");
    expect(order).toMatchObject({ schemaName: "pk_Order", entitySet: "pk_orders" });
    expect(order?.columns.get("pk_name")).toMatchObject({ isPrimaryName: true, maxLength: 40, requiredLevel: "required" });
    expect(order?.columns.get("pk_note")?.requiredLevel).toBe("recommended");
    expect(order?.columns.get("pk_due")?.holdsDateOnly).toBe(true);
    expect(order?.columns.get("pk_kind")).toMatchObject({ initial: undefined, options: [{ value: 100 }, { value: 200 }] });
    expect(order?.columns.get("pk_tags")?.options.map(({ labels }) => pickLabel(labels, 1031))).toEqual(["Neu", "Groß"]);
  });

  it("reads a form's tabs, sections, rows and cells", () => {
    const form = parseForm(
      formXml("Portal form", [
        cell("pk_name", "Title", { cell: 'colspan="2"' }),
        cell("pk_kind", "Kind", { cell: 'visible="false"', control: 'disabled="true"' }),
        "",
        subgrid,
      ]),
    );
    expect(form).toMatchObject({
      id: "00000000-0000-4000-8000-00000000f001",
      table: "pk_order",
      tabs: [{ name: "general", showsLabel: true, visible: true }],
    });
    const [section] = form?.tabs[0]?.columns[0]?.sections ?? [];
    expect(section).toMatchObject({ name: "first", columnCount: 2, showsLabel: true });
    expect(section?.rows.map((row) => row.map(({ content, columnSpan, visible }) => ({ ...content, columnSpan, visible })))).toMatchObject([
      [{ kind: "column", column: "pk_name", readOnly: false, columnSpan: 2, visible: true }],
      [{ kind: "column", column: "pk_kind", readOnly: true, visible: false }],
      [],
      [{ kind: "subgrid", subgrid: { name: "Items", table: "pk_item", relationship: "pk_item_Order_pk_order", pageSize: 2 } }],
    ]);
  });

  it("takes the form of the unmanaged solution before the managed one", () => {
    expect(parseSolution(solutionFiles()).forms.map(({ names }) => names.get(1033))).toEqual(["Portal form"]);
  });

  it("leaves out forms that are not active", () => {
    expect(parseForm(formXml("Off", []).replace("<FormActivationState>1", "<FormActivationState>0"))?.names.get(1033)).toBe("Managed");
  });

  it("writes a view's query and layout as XML again, with what was escaped", () => {
    const view = parseSolution(solutionFiles()).views.find(({ id }) => id === viewId);
    expect(view?.names.get(1033)).toBe("Open orders");
    expect(view?.fetchXml).toContain('<condition attribute="pk_name" operator="ne" value="R&amp;D"/>');
    expect(view?.layoutXml).toBe('<grid><row><cell name="pk_kind" width="120"/><cell name="pk_name" width="300"/></row></grid>');
  });

  it("reads the same from one customizations.xml", () => {
    const files = solutionFiles();
    const inside = (path: string): string => (files.get(path) ?? "").replace(/^<\?xml[^>]*>/, "");
    const whole = `\uFEFF<?xml version="1.0"?><ImportExportXml><Entities>${inside("Entities/pk_Item/Entity.xml")}${inside(
      "Entities/pk_Order/Entity.xml",
    ).replace(
      "</Entity>",
      `<FormXml>${inside("Entities/pk_Order/FormXml/main/{00000000-0000-4000-8000-00000000f001}.xml").replace("<forms>", '<forms type="main">')}</FormXml><SavedQueries>${inside("Entities/pk_Order/SavedQueries/{a}.xml")}</SavedQueries></Entity>`,
    )}</Entities><optionsets>${inside("OptionSets/pk_kinds.xml")}</optionsets>${inside("Other/Relationships/Contact.xml")}</ImportExportXml>`;
    const one = parseSolution(new Map([["customizations.xml", whole]]));
    const many = parseSolution(files);
    expect(one.tables.get("pk_order")).toEqual(many.tables.get("pk_order"));
    expect(one.forms).toEqual(many.forms);
    expect(one.relationships).toEqual(many.relationships);
    expect(one.views).toEqual(many.views.filter(({ id }) => id === viewId));
  });

  it.each([
    ["a tag that is not closed", "<forms><systemform></forms>", /Expected closing tag 'systemform'/],
    ["a document type", '<!DOCTYPE forms [<!ENTITY x "y">]><forms>&x;</forms>', /document type/],
    ["nothing", "", /Start tag expected|one root element/],
    ["a tower of elements", "<a>".repeat(200) + "</a>".repeat(200), /nested/],
  ])("refuses %s, naming the file", (_what, xml, message) => {
    const path = "Entities/pk_Order/FormXml/main/x.xml";
    expect(() => parseSolution(new Map([[path, xml]]))).toThrow(
      expect.objectContaining({ code: "solution-syntax", exitCode: 2, place: expect.objectContaining({ path }) }),
    );
    expect(() => parseSolution(new Map([[path, xml]]))).toThrow(message);
  });

  it.each([
    ["Entities/pk_Order/Entity.xml", true],
    ["src/Entities/pk_Order/FormXml/main/{x}.xml", true],
    ["Entities/pk_Order/FormXml/card/{x}.xml", false],
    ["Entities/pk_Order/RibbonDiff.xml", false],
    ["Other/Customizations.xml", true],
    ["Other/Solution.xml", false],
  ])("%s is read: %s", (path, isRead) => {
    expect(isSolutionFile(path)).toBe(isRead);
  });
});
