import { resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { rollup, type OutputAsset, type OutputChunk, type Plugin, type RollupOptions } from "rollup";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** The modules that a tracking script without any identity would not have, and what is left of them for those that ask. */
const stubs: Readonly<Record<string, string>> = {
  "identity/identity-machine.ts": "export const openMachine = () => () => {};",
  "identity/identity-table.ts": "export const refused = 0, shown = 0, viewed = 0;",
  "identity/open-storage.ts": "export const openStorage = () => {};",
};
const withoutIdentity: Plugin = {
  name: "without-identity",
  // Before the build's own plugins, which would take some of them from elsewhere.
  resolveId: (id, importer) => {
    const file = importer && id.startsWith(".") ? resolve(importer, "..", id) : id;
    return Object.keys(stubs).some((path) => file === resolve(root, path)) ? file : null;
  },
  load: (id) => Object.entries(stubs).find(([path]) => id === resolve(root, path))?.[1] ?? null,
};

const brotli = (text: string): number => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

/** What the build makes of the tracking template: file → text. */
async function build(plugin?: Plugin): Promise<ReadonlyMap<string, string>> {
  // The build's configuration is plain JavaScript; this is the export used here.
  const { browserBundles } = (await import(new URL("../../rollup.config.mjs", import.meta.url).href)) as {
    browserBundles: readonly RollupOptions[];
  };
  const [tracking] = browserBundles;
  if (!tracking || !tracking.output || Array.isArray(tracking.output)) throw new Error("the build has no tracking script");
  const bundle = await rollup({ ...tracking, plugins: [plugin, tracking.plugins] });
  const { output } = await bundle.generate(tracking.output);
  await bundle.close();
  const textOf = (file: OutputAsset | OutputChunk): string => (file.type === "chunk" ? file.code : String(file.source));
  return new Map(output.map((file) => [file.fileName, textOf(file)]));
}

describe("identity on a page without a form", () => {
  it("stays within 700 bytes as the script it is", async () => {
    const script = (await build()).get("scripts/identity.js") ?? "";
    expect(script).toContain("setUser");
    expect(brotli(script)).toBeLessThanOrEqual(700);
  });

  it("stays within its budget as what it adds to the tracking template's two scripts", async () => {
    const whole = await build();
    const without = (await build(withoutIdentity)).get("scripts/tracking.js") ?? "";
    expect(without).toContain("data-portal-kit-tracker");
    expect(without).not.toContain("portalkit.linked");
    const both = `${whole.get("scripts/identity.js")}\n${whole.get("scripts/tracking.js")}`;
    expect(brotli(both) - brotli(without)).toBeLessThanOrEqual(880);
  });
});
