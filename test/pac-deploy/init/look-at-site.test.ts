import { describe, expect, it } from "vitest";
import { lookAtSite } from "../../../pac-deploy/init/look-at-site.ts";
import { readKitFiles } from "../../../pac-deploy/kit-files.ts";
import { parseSite } from "../../../site/parse-site.ts";
import { readSite } from "../../../site/read-site.ts";
import { readFileSync } from "node:fs";
import { kitFolder, sampleScript, starterFolder, starters } from "../../support/kit-site.ts";

const kit = await readKitFiles(kitFolder);
const header = "web-templates/header/Header.webtemplate.source.html";
const view = async (starter: string, add: (text: string) => string = (text) => text): Promise<ReturnType<typeof lookAtSite>> => {
  const site = await readSite(starterFolder(starter));
  const texts = new Map(site.texts).set(header, add(site.texts.get(header) ?? ""));
  return lookAtSite(parseSite(texts, site.folder), { kit, webFiles: new Map(), scripts: [] });
};

describe("lookAtSite", () => {
  it.each(starters)("finds in the %s starter all that the questions rest on", async (starter) => {
    expect(await view(starter)).toMatchObject({
      kind: "classic",
      model: starter,
      tracker: undefined,
      consentTool: undefined,
      header: "Header",
      hasAnonymousRole: true,
      hasAuthenticatedRole: true,
      enhancedAuthorization: undefined,
    });
    expect((await view(starter)).takenPages).toContain("search");
  });

  it("finds a tracker and a consent tool with their places, and the tool it can listen to first", async () => {
    const found = await view(
      "enhanced",
      (text) => `${text}<script>var klaroConfig = {}; function OptanonWrapper() {}</script>${readFileSync(sampleScript, "utf8")}`,
    );
    expect(found.tracker).toMatchObject({ path: header, where: 'the header template "Header"' });
    expect(found.consentTool).toMatchObject({ name: "OneTrust", source: "onetrust", path: header });
  });
});
