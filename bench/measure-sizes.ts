import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import terser from "@rollup/plugin-terser";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup, type OutputPlugin } from "rollup";
import { compare, type Measurement } from "./measure.ts";

// The package declares its default export in a way TypeScript reads as a namespace for ES modules; at run time it is the plugin.
const minify = terser as unknown as (options: object) => OutputPlugin;

/** Bytes of our browser scripts beside web-vitals (five metrics) and the smallest comparable tracker on the registry, all built the same way. */
export async function measureSizes(root: string): Promise<Measurement[]> {
  const peers = {
    "web-vitals": await bundlePeer(
      root,
      'import { onCLS, onFCP, onINP, onLCP, onTTFB } from "web-vitals"; for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(console.log);',
    ),
    "plausible-tracker": await bundlePeer(
      root,
      'import Plausible from "plausible-tracker"; const { enableAutoPageviews } = Plausible({ domain: "example.com" }); enableAutoPageviews();',
    ),
  };
  // A form that looks up, creates and explains itself is more than a tracker; what binds it is the size table's budget.
  const targets = {
    tracking: { "web-vitals": 1, "plausible-tracker": 2.5 },
    "contact-capture": { "web-vitals": 2, "plausible-tracker": 6 },
    "existing-form": { "web-vitals": 2, "plausible-tracker": 6 },
  };
  const found: Measurement[] = [];
  for (const script of ["tracking", "contact-capture", "existing-form"] as const) {
    const ours = sizes(await readFile(join(root, "dist/kit/scripts", `${script}.js`)));
    for (const peer of ["web-vitals", "plausible-tracker"] as const) {
      for (const kind of ["raw", "gzip", "brotli"] as const) {
        found.push(
          compare(`size: ${script} beside ${peer}, ${kind}`, "bytes", ours[kind], sizes(peers[peer])[kind], targets[script][peer]),
        );
      }
    }
  }
  return found;
}

function sizes(script: Buffer): { raw: number; gzip: number; brotli: number } {
  return {
    raw: script.length,
    gzip: gzipSync(script, { level: 9 }).length,
    brotli: brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  };
}

async function bundlePeer(root: string, code: string): Promise<Buffer> {
  const entry = join(root, "bench-entry.js");
  const bundle = await rollup({
    input: entry,
    plugins: [
      { name: "entry", resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? code : null) },
      nodeResolve({ browser: true }),
    ],
    // plausible-tracker is an ES module whose types are compiled away; nothing of Node is left in it.
    onwarn: () => undefined,
  });
  const { output } = await bundle.generate({ format: "iife", plugins: [minify({ ecma: 2019 })] });
  await bundle.close();
  return Buffer.from(output[0].code.trim());
}
