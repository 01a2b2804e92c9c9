import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSiteList } from "../../../pac-deploy/pac/parse-site-list.ts";

const one = "aaaa1111-2222-3333-4444-555555555555";
const two = "bbbb1111-2222-3333-4444-555555555555";
const portal = "cccc1111-2222-3333-4444-555555555555";

describe("parseSiteList", () => {
  it("reads the short list, whose models are unknown", () => {
    const output = [
      "Connected as ada@contoso.com",
      "Connected to... Contoso Dev",
      "",
      "Index Website Id                           Friendly Name",
      `[1]   ${one.toUpperCase()} Contoso Portal`,
      `[2]   ${two} Standard Partner Site`,
      "",
    ].join("\r\n");
    expect(parseSiteList(output)).toEqual([
      { websiteId: one, name: "Contoso Portal", model: undefined },
      { websiteId: two, name: "Standard Partner Site", model: undefined },
    ]);
  });

  it("reads the verbose list, where an inactive site has no portal and no address", () => {
    const output = [
      "Index Website Id                           Portal Id                            Friendly Name   Url                                  Data Model Single Page Application",
      `[1]   ${one} ${portal} Enhanced Portal https://contoso.powerappsportals.com Standard   No`,
      `[2]   ${two}                                      Contoso         `.padEnd(136) + "Enhanced   Yes",
    ].join("\n");
    expect(parseSiteList(output)).toEqual([
      { websiteId: one, name: "Enhanced Portal", model: "standard" },
      { websiteId: two, name: "Contoso", model: "enhanced" },
    ]);
  });

  it.each([
    [
      "Index Name              WebSiteId                            Data Model",
      `[1]   Contoso Marketing ${one} Enhanced`,
      "Contoso Marketing",
      "enhanced",
    ],
    ["Website Name      Website Record ID", `Contoso Marketing ${one} Inactive`, "Contoso Marketing", undefined],
    ["Id                                   FriendlyName Url", `${one} My App       https://my.powerappsportals.com`, "My App", undefined],
    ["Index Website Id                           Friendly Name Model Version", `[1]   ${one} Contoso       2`, "Contoso", "enhanced"],
    ["Nr Kennung Bezeichnung", `[1] ${one} Größe  Standard`, "Größe", "standard"],
  ])("reads the spelling %s", (header, row, name, model) => {
    expect(parseSiteList(`${header}\n${row}\n`)).toEqual([{ websiteId: one, name, model }]);
  });

  it.each([
    ["nothing", ""],
    ["no sites", "No Power Pages website records exist"],
    ["an error with an id", `Error: Environment ${one} was not found`],
    ["who is connected, an application", `Connected as ${one}`],
  ])("finds no site in %s", (_, output) => {
    expect(parseSiteList(output)).toEqual([]);
  });

  it("never loses a site, whatever its name", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uuid(), fc.string({ unit: "grapheme", maxLength: 30 })), { maxLength: 5 }), (sites) => {
        const rows = sites.map(([id, name], at) => `[${at + 1}]   ${id} ${name.replaceAll(/[\r\n\u2028\u2029]/g, "")}`);
        const output = ["Index Website Id                           Friendly Name", ...rows].join("\n");
        expect(parseSiteList(output).map(({ websiteId }) => websiteId)).toEqual(sites.map(([id]) => id));
      }),
      { numRuns: 200 },
    );
  });
});
