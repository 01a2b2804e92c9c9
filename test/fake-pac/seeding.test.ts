import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createFakePac } from "../support/fake-pac/create-fake-pac.ts";
import { listFiles } from "../support/fake-pac/read-site-folder.ts";
import { starterFolder } from "../support/kit-site.ts";

const pac = createFakePac();
afterAll(() => pac.remove());

const bytesOf = (folder: string, paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path)).toString("base64")]));
const isManifest = (path: string): boolean => path.endsWith("manifest.yml");

describe("a site that is seeded", () => {
  test.each([
    ["standard", "standard", "classic"],
    ["enhanced", "enhanced", "classic"],
    ["code", "enhanced", "code"],
  ])("%s comes back byte for byte and is a site of the %s model", (name, model, kind) => {
    const environment = pac.environment(`https://${name}.crm4.dynamics.com`);
    const folder = starterFolder(name);
    const { websiteId, ignored } = environment.seed(folder);
    expect(environment.websites()).toMatchObject([{ id: websiteId, model, kind }]);
    const copy = environment.download();
    const application =
      kind === "code" ? listFiles(folder).filter((path) => !path.startsWith(".powerpages-site/") && path !== "powerpages.config.json") : [];
    const kept = listFiles(folder).filter((path) => !isManifest(path) && !ignored.includes(path) && !application.includes(path));
    const there = listFiles(copy).filter((path) => !isManifest(path));
    expect(there).toEqual(kept);
    expect(bytesOf(copy, there)).toEqual(bytesOf(folder, kept));
    expect(ignored).toEqual([]);
  });
});
