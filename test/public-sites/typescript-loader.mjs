import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

/** Lets Node run the tree's TypeScript as it stands. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), "utf8"), { loader: "ts", target: "node20.19", sourcefile: url });
  return { format: "module", source: code, shortCircuit: true };
}
