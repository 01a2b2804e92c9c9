import { readFile } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openChecked, runChecks } from "../pac-deploy/checks/run-checks.ts";
import { planApply } from "../pac-deploy/plan/plan-apply.ts";
import { readWebFileTexts } from "../pac-deploy/plan/read-web-file-texts.ts";
import { readSite } from "../site/read-site.ts";
import { eachAtOnce } from "../site/each-at-once.ts";
import { compare, measureAllInTurns, type Measurement } from "./measure.ts";
import { generateSite, listFiles } from "./site/generate-site.ts";

const sizes = { small: 1_000, large: 10_000 };
const rounds = 7;
// Faster than node:fs/promises, which opens a handle object for each file; many at once, as a program reads files that may have to come from a disk.
const readText = promisify(readFile);

/**
 * `plan` and `check` on generated sites, beside reading the same files once: the text of each, whose paths are known beforehand, and nothing done with it.
 * How time grows with the size is told per file: what 10,000 files cost each, beside 1,000.
 */
export async function measureCheck(root: string): Promise<Measurement[]> {
  const temporary = await mkdtemp(join(tmpdir(), "portal-kit-bench-"));
  try {
    const configPath = join(temporary, "portal-kit.config.json");
    await cp(join(root, "test/fixtures/scripts/customer-insights-data.html"), join(temporary, "tracking.html"));
    const capture = { path: "A", acceptAnonymousContactAccess: true, page: "get-in-touch" };
    await writeFile(configPath, JSON.stringify({ tracking: { script: "tracking.html" }, capture }));
    const kitFolder = join(root, "dist/kit");
    const measureSize = async (fileCount: number): Promise<Record<"plan" | "check" | "read", number>> => {
      const folder = join(temporary, String(fileCount));
      await generateSite(root, folder, { model: "enhanced", fileCount });
      const paths = (await listFiles(folder)).map((path) => join(folder, path));
      return measureAllInTurns(
        {
          read: () => eachAtOnce(paths, async (path) => void (await readText(path, "utf8"))),
          plan: () => planApply(folder, { kitFolder, configPath }),
          check: () => checkSite(folder, configPath),
        },
        { rounds },
      );
    };
    const small = await measureSize(sizes.small);
    const large = await measureSize(sizes.large);
    const count = (files: number): string => files.toLocaleString("en-US");
    return [
      compare(`plan: a site of ${count(sizes.large)} files, beside reading those files once`, "ms", large.plan, large.read, 2),
      compare(`check: a site of ${count(sizes.large)} files, beside reading those files once`, "ms", large.check, large.read, 6),
      ...(["plan", "check"] as const).map((name) =>
        compare(
          `${name}: each of ${count(sizes.large)} files, beside each of ${count(sizes.small)}`,
          "µs",
          (large[name] * 1_000) / sizes.large,
          (small[name] * 1_000) / sizes.small,
          1.25,
        ),
      ),
    ];
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function checkSite(folder: string, configPath: string): Promise<number> {
  const site = await readSite(folder);
  return runChecks(await openChecked(site, { configPath, webFiles: await readWebFileTexts(site) })).length;
}
