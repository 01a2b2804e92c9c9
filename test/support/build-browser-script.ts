import { join } from "node:path";
import { buildSync } from "esbuild";
import { root } from "./kit-site.ts";

/** A browser script of the kit from its source, as one function that runs at once; for tests that must not wait for, or depend on, the whole build. */
export function buildBrowserScript(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, entry)],
    bundle: true,
    format: "iife",
    target: "es2020",
    write: false,
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return file.text;
}
