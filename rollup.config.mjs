import { readdirSync, readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { transform } from "esbuild";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(at(path), "utf8");

/** TypeScript to the JavaScript of 2019: what every browser that Power Pages supports runs. Types are checked by `tsc`. */
const typescript = (target) => ({
  name: "typescript",
  transform: async (code, id) => (id.endsWith(".ts") ? transform(code, { loader: "ts", target, sourcemap: true }) : null),
});

const scriptMarker = "PORTAL_KIT_SCRIPT";

/**
 * Puts a built script at its marker in a web template. Where the script holds what Liquid would read, it is wrapped in `raw`; what `raw` or the
 * HTML parser would stumble over fails the build.
 */
export function inlineScript(template, script) {
  if (template.split(scriptMarker).length !== 2) throw new Error(`the template must hold ${scriptMarker} exactly once`);
  if (/<\/script|<!--/i.test(script)) throw new Error("the built script holds </script or <!--, which ends or changes its element");
  if (/\{%-?\s*endraw/.test(script)) throw new Error("the built script holds {% endraw, which ends its guard");
  if (/PORTAL_KIT_/.test(script)) throw new Error("the built script holds PORTAL_KIT_, which stands for slots in templates");
  const guarded = /\{\{|\{%/.test(script) ? `{% raw %}${script}{% endraw %}` : script;
  return template.replace(scriptMarker, () => guarded);
}

/** Emits the web template with its script inlined; the script alone stays beside it, for the size table and for readers. */
const webTemplate = (source, fileName) => ({
  name: "web-template",
  buildStart() {
    this.addWatchFile(at(source));
  },
  generateBundle(_options, bundle) {
    const [chunk] = Object.values(bundle);
    this.emitFile({ type: "asset", fileName, source: inlineScript(read(source), chunk.code.trim()) });
  },
});

/** Emits files that need no building. */
const copies = (files) => ({
  name: "copies",
  generateBundle() {
    for (const [source, fileName] of files) this.emitFile({ type: "asset", fileName, source: read(source) });
  },
});

/** One script of a web template: an immediately invoked function, since it shares the page with others. */
const browserBundle = (name, input, plugins) => ({
  input: at(input),
  output: { dir: at("dist/kit"), entryFileNames: `scripts/${name}.js`, format: "iife", strict: false, generatedCode: "es2015" },
  plugins: [
    typescript("es2019"),
    terser({ ecma: 2019, compress: { passes: 3, keep_fargs: false, unsafe_arrows: true, hoist_props: true }, format: { comments: false } }),
    ...plugins,
  ],
});

const texts = readdirSync(at("snippets/texts")).map((name) => [`snippets/texts/${name}`, `texts/${name}`]);

export const browserBundles = [
  browserBundle("tracking", "web-templates/tracking/main.ts", [
    webTemplate("web-templates/tracking/tracking.liquid", "web-templates/Portal Kit Tracking.html"),
  ]),
  browserBundle("contact-capture", "form-scripts/contact-capture/main.ts", [
    webTemplate("form-scripts/contact-capture/contact-capture.liquid", "web-templates/Portal Kit Contact Capture.html"),
    copies([
      ["form-scripts/contact-capture/field.liquid", "contact-capture-field.html"],
      ["web-templates/capture-page/capture-page.liquid", "web-templates/Portal Kit Capture Page.html"],
      ...texts,
    ]),
  ]),
];

/** A page's script that may use packages: the console and the emulator's tracking library are no part of a customer's site. */
const pageBundle = (input, fileName, plugins = []) => ({
  input: at(input),
  output: { file: at(`dist/${fileName}`), format: "iife", name: "portalKit" },
  plugins: [typescript("es2022"), nodeResolve({ browser: true }), commonjs(), terser({ ecma: 2020 }), ...plugins],
});

const isOwn = (id) => id.startsWith(".") || isAbsolute(id);
const json = { name: "json", transform: (code, id) => (id.endsWith(".json") ? `export default ${code}` : null) };

/** A program for Node; packages stay outside, they come with the installation. */
const nodeBundle = (input, fileName) => ({
  input: at(input),
  output: { file: at(`dist/${fileName}`), format: "es" },
  external: (id) => !isOwn(id),
  plugins: [typescript("node20.19"), json],
});

export const pageBundles = [
  pageBundle("portal-emulator/insights/browser/main.ts", "emulator/msci.js"),
  pageBundle("portal-emulator/portal/browser/main.ts", "emulator/preform.js", [
    copies([["node_modules/jquery/dist/jquery.min.js", "jquery.min.js"]]),
  ]),
  pageBundle("console/main.ts", "console/console.js", [
    copies([
      ["console/index.html", "index.html"],
      ["console/console.css", "console.css"],
      ["console/icon.svg", "icon.svg"],
    ]),
  ]),
];

/** Bundles for Node: the command line, the benchmarks, and the thread in which the emulator runs server logic. */
export const nodeBundles = [
  nodeBundle("pac-deploy/bin.ts", "bin.mjs"),
  nodeBundle("bench/main.ts", "bench.mjs"),
  nodeBundle("portal-emulator/server-logic/worker/main.ts", "emulator/server-logic-worker.mjs"),
];

export default [...browserBundles, ...pageBundles, ...nodeBundles];
