import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writePlan } from "../../pac-deploy/journal/write-plan.ts";
import { planApply } from "../../pac-deploy/plan/plan-apply.ts";

/** Where the form is. */
export const formPath = "/get-in-touch/";

/**
 * The enhanced starter with the kit's Path A applied, in a folder of its own. Returns the site folder.
 * @param capture keys of the configuration's `capture` besides those
 */
export async function prepareSite(root: string, folder: string, capture: object = {}): Promise<string> {
  const site = join(folder, "site");
  await cp(join(root, "test/fixtures/sites/enhanced"), site, { recursive: true });
  await cp(join(root, "test/fixtures/scripts/customer-insights-data.html"), join(folder, "tracking.html"));
  const configPath = join(folder, "portal-kit.config.json");
  await writeFile(
    configPath,
    JSON.stringify({
      tracking: { script: "tracking.html" },
      capture: { path: "A", acceptAnonymousContactAccess: true, page: formPath.replaceAll("/", ""), ...capture },
    }),
  );
  await writePlan(site, await planApply(site, { kitFolder: join(root, "dist/kit"), configPath }));
  return site;
}
