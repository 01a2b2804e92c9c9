import { basename, delimiter, dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { copySite, starterFolder, starters, storyConfiguration } from "../support/kit-site.ts";
import { findSiteFolders } from "../public-sites/find-site-folders.ts";
import { expectRoundTrip } from "./round-trip.ts";

const timeoutMs = 120_000;
const trackingOnly = { tracking: { script: "tracking.html" } };
/** Each of them changes other files of a site. */
const configurations = {
  "tracking in the header": trackingOnly,
  "tracking in Head/Bottom, and a form": {
    ...storyConfiguration,
    tracking: { script: "tracking.html", placement: "head-bottom" },
  },
  "tracking in Tracking Code, and a form that only creates": {
    tracking: { script: "tracking.html", placement: "tracking-code" },
    capture: { path: "A", lookup: "none", acceptAnonymousContactAccess: true, page: "get-in-touch" },
  },
};

/** Folders of other people's sites, separated as in PATH; the fixtures are always tried. */
const named = process.env["PORTAL_KIT_PUBLIC_SITES"];
const publicFolders = named === undefined ? [] : (await Promise.all(named.split(delimiter).map(findSiteFolders))).flat();
const projectOf = (folder: string): string => (basename(folder) === ".powerpages-site" ? dirname(folder) : folder);

describe("apply, apply and remove on the disk give back every byte, mode and time", () => {
  it.each(starters.flatMap((name) => Object.keys(configurations).map((configuration) => [name, configuration] as const)))(
    "%s starter, %s",
    { timeout: timeoutMs },
    async (name, configuration) => {
      const site = copySite(starterFolder(name), configurationOf(configuration));
      expect(await expectRoundTrip(site)).toMatchObject({ kind: "applied" });
      site.remove();
    },
  );

  it("code starter", async () => {
    const site = copySite(starterFolder("code"), trackingOnly);
    expect(await expectRoundTrip(site)).toMatchObject({ kind: "applied" });
    site.remove();
  });

  it.each(publicFolders.map((folder) => [folder]))("%s", { timeout: timeoutMs }, async (folder) => {
    const project = projectOf(folder);
    const outcomes: string[] = [];
    for (const [name, configuration] of Object.entries(project === folder ? configurations : { "in the page": trackingOnly })) {
      const site = copySite(project, configuration);
      const outcome = await expectRoundTrip(site);
      outcomes.push(`${name}: ${outcome.kind === "applied" ? `${outcome.files} files` : outcome.code}`);
      site.remove();
    }
    // oxlint-disable-next-line no-console -- what a run by hand is made for
    console.log(`${folder}\n  ${outcomes.join("\n  ")}`);
  });
});

function configurationOf(name: string): object {
  const found = Object.entries(configurations).find(([key]) => key === name);
  if (found === undefined) throw new Error(`there is no configuration ${name}`);
  return found[1];
}
