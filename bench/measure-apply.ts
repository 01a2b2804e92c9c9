import { readFile } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { writePlan } from "../pac-deploy/journal/write-plan.ts";
import { planApply } from "../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../pac-deploy/plan/plan-remove.ts";
import { compare, measureInTurns, type Measurement } from "./measure.ts";

const fileCount = 10_000;
const readsAtOnce = 64;
// The faster of Node's ways to read many small files.
const readBytes = promisify(readFile);

/** `apply` (read, plan, write) on a generated site of 10,000 files, beside finding those files and reading their bytes, and nothing else. */
export async function measureApply(root: string): Promise<Measurement[]> {
  const temporary = await mkdtemp(join(tmpdir(), "portal-kit-bench-"));
  try {
    const site = join(temporary, "site");
    await generateSite(root, site);
    const configPath = join(temporary, "portal-kit.config.json");
    await cp(join(root, "test/fixtures/scripts/customer-insights-data.html"), join(temporary, "tracking.html"));
    await writeFile(
      configPath,
      JSON.stringify({
        tracking: { script: "tracking.html" },
        capture: { path: "A", acceptAnonymousContactAccess: true, page: "get-in-touch" },
      }),
    );
    const paths = await listFiles(site);
    const kitFolder = join(root, "dist/kit");
    const { ours, baseline } = await measureInTurns(
      async () => writePlan(site, await planApply(site, { kitFolder, configPath })),
      async () => readAll(await listFiles(site)),
      { rounds: 7, between: async () => writePlan(site, await planRemove(site)) },
    );
    return [compare(`apply: a site of ${paths.length} files, beside finding and reading those files`, "ms", ours, baseline, 4)];
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The enhanced starter, grown by web templates and snippets to 10,000 files. */
async function generateSite(root: string, folder: string): Promise<void> {
  await cp(join(root, "test/fixtures/sites/enhanced"), folder, { recursive: true });
  const missing = fileCount - (await listFiles(folder)).length;
  for (let index = 0; index < missing / 2; index += 1) {
    const id = `00000000-0000-4000-8000-${index.toString(16).padStart(12, "0")}`;
    const name = `Generated ${index}`;
    const stem = name.replaceAll(" ", "-");
    const at = join(folder, "web-templates", stem.toLowerCase());
    await mkdir(at, { recursive: true });
    await writeFile(join(at, `${stem}.webtemplate.yml`), `adx_name: ${name}\nadx_webtemplateid: ${id}\n`);
    await writeFile(join(at, `${stem}.webtemplate.source.html`), `{% assign n = ${index} %}\n${"<p>{{ n | plus: 1 }}</p>\n".repeat(40)}`);
  }
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function readAll(paths: readonly string[]): Promise<number> {
  let next = 0;
  let bytes = 0;
  const worker = async (): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) bytes += (await readBytes(path)).length;
  };
  await Promise.all(Array.from({ length: readsAtOnce }, worker));
  return bytes;
}
