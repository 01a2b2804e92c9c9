import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { Liquid } from "liquidjs";
import { templateSlots } from "../../../contract/names.ts";
import { readColumns } from "../../../form-scripts/existing-form/read-columns.ts";
import { readSource } from "../../web-templates/render-template.ts";

const template = readSource("form-scripts/existing-form/existing-form.liquid").replace(
  templateSlots.settings,
  'data-path="A" data-contact-columns="emailaddress1"',
);

function render(include: string): object {
  const engine = new Liquid({ templates: { kit: template } });
  const html: unknown = engine.parseAndRenderSync(`{% include 'kit'${include} %}`);
  const host = new JSDOM(String(html)).window.document.querySelector<HTMLElement>("[data-portal-kit-existing-form]");
  if (!host) throw new Error("no element");
  expect(host.hidden).toBe(true);
  return Object.fromEntries(Object.entries(host.dataset));
}

describe("the template for existing forms", () => {
  it("says only what the plan says where it is included without parameters", () => {
    expect(render("")).toEqual({ portalKitExistingForm: "", path: "A", contactColumns: "emailaddress1" });
  });

  it("takes columns, mode and parameter from the include, escaped", () => {
    const dataset = render(
      `, contact_columns: 'emailaddress1:pk_"email', contact_mode: 'created-by-form', contact_id_parameter: 'contact'`,
    );
    expect(dataset).toEqual({
      portalKitExistingForm: "",
      path: "A",
      contactColumns: "emailaddress1",
      columns: 'emailaddress1:pk_"email',
      mode: "created-by-form",
      idParameter: "contact",
    });
  });
});

describe("readColumns", () => {
  it.each<[string, [string, string][]]>([
    ["emailaddress1", [["emailaddress1", "emailaddress1"]]],
    [
      "emailaddress1:pk_email, lastname",
      [
        ["emailaddress1", "pk_email"],
        ["lastname", "lastname"],
      ],
    ],
    [
      " firstname  ;lastname:pk_n ",
      [
        ["firstname", "firstname"],
        ["lastname", "pk_n"],
      ],
    ],
    ["", []],
    ["\"] , '", []],
  ])("reads %j", (list, columns) => {
    expect(readColumns(list)).toEqual(columns);
  });
});
