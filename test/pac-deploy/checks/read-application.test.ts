import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openChecked } from "../../../pac-deploy/checks/run-checks.ts";
import { readSite } from "../../../site/read-site.ts";
import { applyKit, copySite, sampleScript, starterFolder, type TemporarySite } from "../../support/kit-site.ts";

const cleanups: TemporarySite[] = [];
afterEach(() => {
  for (const site of cleanups.splice(0)) site.remove();
});
function codeSite(): TemporarySite {
  const site = copySite(starterFolder("code"), { tracking: { script: "tracking.html" } });
  cleanups.push(site);
  return site;
}
async function open({ configPath }: TemporarySite, folder: string) {
  return openChecked(await readSite(folder), { configPath, webFiles: new Map(), folder });
}

describe("a code site's application", () => {
  it("is among the texts, under a path beside the folder of the records", async () => {
    const site = codeSite();
    const { texts } = await open(site, site.folder);
    const page = texts.find(({ role }) => role === "application");
    expect(page).toMatchObject({ path: "../index.html", text: readFileSync(join(site.folder, "index.html"), "utf8") });
  });

  it("shows nothing of what the kit has put into it, and the site's own tracker in its place", async () => {
    const site = codeSite();
    await applyKit(site);
    expect((await open(site, site.folder)).trackers).toEqual([]);
    const path = join(site.folder, "index.html");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace("</body>", () => `${readFileSync(sampleScript, "utf8")}</body>`),
    );
    const { trackers } = await open(site, site.folder);
    const lines = readFileSync(path, "utf8").split("\n");
    expect(trackers).toHaveLength(1);
    expect(lines.slice(0, trackers[0]?.line).join("\n")).toContain("</head>");
  });

  it.each(["the folder of the records is given", "there is no such page"])("is left out where %s", async (what) => {
    const site = codeSite();
    const folder = what.startsWith("there") ? site.folder : join(site.folder, ".powerpages-site");
    if (what.startsWith("there")) rmSync(join(site.folder, "index.html"));
    expect((await open(site, folder)).texts.map(({ role }) => role)).not.toContain("application");
  });
});
