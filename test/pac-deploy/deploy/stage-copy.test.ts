import { cp, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { copyForUpload } from "../../../pac-deploy/deploy/stage-copy.ts";
import { planDeployment } from "../../../pac-deploy/deploy/plan-deployment.ts";
import { readSiteRecords } from "../../../pac-deploy/deploy/read-site-records.ts";
import { stageDeployment } from "../../../pac-deploy/deploy/stage-deployment.ts";
import { compareRecords } from "../../../pac-deploy/deploy/compare-records.ts";
import { emptyFolder, writeFiles } from "./record-states.ts";

const sites = resolve(import.meta.dirname, "../../fixtures/sites");

describe("copyForUpload", () => {
  it("puts the application of a code site beside the environment's metadata", async () => {
    const root = await emptyFolder();
    const local = join(root, "local");
    const remote = join(root, "remote");
    for (const folder of [local, remote]) await cp(join(sites, "code"), folder, { recursive: true });
    await writeFiles(
      local,
      new Map([
        ["dist/index.html", "built"],
        ["node_modules/a/index.js", "no"],
        [".powerpages-site/mine.txt", "no"],
      ]),
    );
    await writeFiles(remote, new Map([[".powerpages-site/site-settings/New.sitesetting.yml", "id: x\n"]]));

    const { folder, siteFolder } = await copyForUpload({ remoteFolder: remote, localFolder: local, stagingFolder: join(root, "staging") });

    expect(siteFolder).toBe(join(folder, ".powerpages-site"));
    expect(await readFile(join(folder, "dist/index.html"), "utf8")).toBe("built");
    expect(await readdir(folder)).not.toContain("node_modules");
    expect(await readdir(siteFolder)).not.toContain("mine.txt");
    expect(await readdir(join(siteFolder, "site-settings"))).toContain("New.sitesetting.yml");
  });

  it.each(["standard", "enhanced", "code"])("makes a site where there is none: %s", async (name) => {
    const root = await emptyFolder();
    const localFolder = join(root, "local");
    await cp(join(sites, name), localFolder, { recursive: true });
    const local = await readSiteRecords(localFolder);
    const nothing = { records: new Map() };
    const plan = planDeployment({ base: nothing, remote: nothing, local, createSite: true });
    const { folder } = await stageDeployment(plan, {
      remoteFolder: await emptyFolder(),
      localFolder,
      stagingFolder: join(root, "staging"),
    });
    expect(compareRecords({ expected: local, actual: await readSiteRecords(folder) })).toEqual([]);
  });
});
