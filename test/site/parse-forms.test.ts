import { describe, expect, it } from "vitest";
import { parseForms, type SiteForms } from "../../site/parse-forms.ts";
import { idOf, record } from "./small-site.ts";

const parse = (files: Readonly<Record<string, string>>): SiteForms => parseForms({ texts: new Map(Object.entries(files)) });
const basic = (keys: Record<string, string>): SiteForms =>
  parse({
    "basic-forms/x/X.basicform.yml": record({ adx_entityformid: idOf(1).toUpperCase(), adx_name: "X", adx_entityname: "Contact", ...keys }),
  });

describe("the forms of a site folder", () => {
  it("are none in a site without", () => {
    expect(parse({ "web-pages/x/X.basicform.yml": "adx_entityformid: 1" })).toEqual({ basicForms: [], advancedForms: [] });
  });

  it.each([
    ["100000000", "insert"],
    ["100000001", "edit"],
    ["100000002", "read-only"],
    ["", "insert"],
    ["7", "insert"],
    ["1.5", "insert"],
  ])("have the mode of %s", (adx_mode, mode) => {
    expect(basic({ adx_mode }).basicForms).toMatchObject([{ id: idOf(1), table: "contact", mode }]);
  });

  it("carry their metadata and script, inactive metadata left out", () => {
    const { basicForms } = parse({
      "basic-forms/x/X.basicform.yml": record({ adx_entityformid: idOf(1), adx_name: "X", adx_entityname: "contact" }),
      "basic-forms/x/X.basicform.custom_javascript.js": "let a;",
      "basic-forms/x/X.basicform.basicformmetadata.yml": [
        { adx_type: "100000000", adx_attributelogicalname: "LastName" },
        { adx_type: "100000000" },
        { adx_type: "100000001", adx_sectionname: "s" },
        { adx_type: "100000003" },
        { adx_type: "100000000", adx_attributelogicalname: "fax", statecode: "1" },
      ]
        .map(
          (keys, n) =>
            `- ${record({ adx_entityformmetadataid: idOf(10 + n), adx_entityform: idOf(1), ...keys } as Record<string, string>)
              .trimEnd()
              .replaceAll("\n", "\n  ")}\n`,
        )
        .join(""),
    });
    expect(basicForms[0]?.customJavaScript).toEqual({ path: "basic-forms/x/X.basicform.custom_javascript.js", text: "let a;" });
    expect(basicForms[0]?.metadata.map(({ kind, column }) => [kind, column])).toEqual([
      ["column", "lastname"],
      ["other", undefined],
      ["section", undefined],
      ["other", undefined],
    ]);
  });

  it("have the steps that name them", () => {
    const step = (n: number, keys: Record<string, string>): Record<string, string> => ({
      [`advanced-forms/a/advanced-form-steps/s${n}/S${n}.advancedformstep.yml`]: record({
        adx_name: `S${n}`,
        adx_webformstepid: idOf(n),
        adx_webform: idOf(1),
        ...keys,
      }),
    });
    const { advancedForms } = parse({
      "advanced-forms/a/A.advancedform.yml": record({
        adx_name: "A",
        adx_webformid: idOf(1),
        adx_startstep: idOf(2),
        adx_authenticationrequired: "true",
      }),
      ...step(2, { adx_type: "100000002", adx_nextstep: idOf(3) }),
      ...step(3, { adx_type: "100000000", adx_conditiondefaultnextstep: idOf(2), adx_movepreviouspermitted: "false" }),
      ...step(4, { adx_type: "9" }),
      ...step(5, { adx_webform: idOf(99) }),
    });
    expect(advancedForms).toMatchObject([
      {
        startStepId: idOf(2),
        authenticationRequired: true,
        steps: [
          { type: "load-tab", nextStepId: idOf(3), movePreviousPermitted: true },
          { type: "condition", elseStepId: idOf(2), movePreviousPermitted: false },
          { type: undefined },
        ],
      },
    ]);
  });
});
