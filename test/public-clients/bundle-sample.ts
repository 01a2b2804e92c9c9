import { buildSync } from "esbuild";

/** A TypeScript module as a script of a page, its exports under a global name; the module itself stays as it is. */
export function bundleSample(entry: string, globalName: string): string {
  const [output] = buildSync({
    entryPoints: [entry],
    bundle: true,
    format: "iife",
    globalName,
    platform: "browser",
    write: false,
    logLevel: "silent",
    // Its own settings extend packages that are not installed here.
    tsconfigRaw: {},
  }).outputFiles;
  if (output === undefined) throw new Error(`nothing came of ${entry}`);
  return output.text;
}
