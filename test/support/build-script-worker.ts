import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const root = resolve(import.meta.dirname, "../..");

export interface BuiltWorker {
  /** Stands in for `dist`: it holds the thread for scripts alone. */
  readonly distFolder: string;
  readonly file: string;
  remove(): void;
}

/** The thread that runs server logic, built as the package builds it; it lies where it finds its packages. */
export function buildScriptWorker(name: string): BuiltWorker {
  const distFolder = join(root, "node_modules/.cache/portal-kit", `${name}-${process.pid}`);
  const file = join(distFolder, "emulator/server-logic-worker.mjs");
  mkdirSync(join(distFolder, "emulator"), { recursive: true });
  buildSync({
    entryPoints: [join(root, "portal-emulator/server-logic/worker/main.ts")],
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    target: "node20.19",
    logLevel: "silent",
  });
  return { distFolder, file, remove: () => rmSync(distFolder, { recursive: true, force: true }) };
}
