import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { readSite } from "../../site/read-site.ts";
import { devArguments, measureFirstPage } from "../emulator/start-command.ts";
import { compare, measureInTurns, sampleAllInTurns, type Measurement } from "../measure.ts";
import { generatedPath, generateSite } from "./generate-site.ts";
import { measureReload } from "./measure-reload.ts";
import { readPlainSite } from "./plain-site.ts";

const fileCount = 1_500;
const startRounds = 7;
const readRounds = 11;

/**
 * A generated site of 1,500 files, beside a plain program in the same run: one that reads all those files with `fs`, parses every record with the
 * same `yaml` package, and renders header, page and footer with liquidjs, to the same text. It lays out no database, checks nothing, watches
 * nothing, and comes as one file with its packages in it, which loads sooner than packages do. Of our time from a save to its page 50 ms are the wait for
 * the end of a burst of saves, which a bare watch does not have.
 */
export async function measureSite(root: string): Promise<Measurement[]> {
  const temporary = await mkdtemp(join(tmpdir(), "portal-kit-bench-"));
  try {
    const plainProgram = join(temporary, "plain.mjs");
    await build({
      entryPoints: [join(root, "bench/site/plain-server.ts")],
      outfile: plainProgram,
      bundle: true,
      platform: "node",
      format: "esm",
      // Packages in the older kind of module ask for Node's own with `require`.
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      logLevel: "error",
    });
    const found: Measurement[] = [];
    for (const model of ["enhanced", "standard"] as const) {
      const folder = join(temporary, model);
      await generateSite(root, folder, { model, fileCount });
      const site = `site: ${model}, ${fileCount.toLocaleString("en-US")} files`;
      const starts = await sampleAllInTurns(
        {
          baseline: () => measureFirstPage([plainProgram, folder], generatedPath),
          ours: () => measureFirstPage(devArguments(root, folder, ":memory:"), generatedPath),
        },
        { rounds: startRounds },
      );
      const reads = await measureInTurns(
        () => readSite(folder),
        () => readPlainSite(folder),
        { rounds: readRounds },
      );
      const reloads = await measureReload(root, folder);
      found.push(
        compare(`${site}, start to first page, beside a plain program`, "ms", starts.ours, starts.baseline, 2),
        compare(`${site}, reading it, beside fs and the yaml package`, "ms", reads.ours, reads.baseline, 0.75),
        compare(`${site}, save to changed page, beside reading all of it plainly`, "ms", reloads.ours, reloads.whole, 0.75),
        compare(`${site}, save to changed page, beside watching and reading that file`, "ms", reloads.ours, reloads.file, 100),
      );
    }
    return found;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
