import { readdirSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { transform } from "esbuild";
import { rollup } from "rollup";
import { bundleDeclarations } from "./setup/bundle-declarations.mjs";
import { fillPaste } from "./snippets/paste/fill-paste.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(at(path), "utf8");

/** TypeScript to the JavaScript of 2021: what every browser that Power Pages supports runs. Types are checked by `tsc`. */
const typescript = (target) => ({
  name: "typescript",
  transform: async (code, id) => (id.endsWith(".ts") ? transform(code, { loader: "ts", target, sourcemap: true }) : null),
});

const scriptMarker = "PORTAL_KIT_SCRIPT";

/**
 * Puts a built script at its marker in a web template. Where the script holds what Liquid would read, it is wrapped in `raw`; what `raw` or the
 * HTML parser would stumble over fails the build.
 */
export function inlineScript(template, script, { isLiquid = true } = {}) {
  if (template.split(scriptMarker).length !== 2) throw new Error(`the template must hold ${scriptMarker} exactly once`);
  if (/<\/script|<!--/i.test(script)) throw new Error("the built script holds </script or <!--, which ends or changes its element");
  if (/\{%-?\s*endraw/.test(script)) throw new Error("the built script holds {% endraw, which ends its guard");
  if (/PORTAL_KIT_/.test(script)) throw new Error("the built script holds PORTAL_KIT_, which stands for slots in templates");
  const guarded = isLiquid && /\{\{|\{%/.test(script) ? `{% raw %}${script}{% endraw %}` : script;
  return template.replace(scriptMarker, () => guarded);
}

/** Emits the web template with its script inlined, after the identity it builds on and what else it needs; each alone stays beside it, for the size table and for readers. */
const webTemplate = (source, fileName, leads = [identity]) => ({
  name: "web-template",
  buildStart() {
    this.addWatchFile(at(source));
  },
  async generateBundle(_options, bundle) {
    const [chunk] = Object.values(bundle);
    const before = await Promise.all(leads.map((lead) => lead()));
    const script = [...before, chunk.code].map((code) => code.trim()).join("\n");
    this.emitFile({ type: "asset", fileName, source: inlineScript(read(source), script) });
  },
});

/** Emits files that need no building. */
const copies = (files) => ({
  name: "copies",
  generateBundle() {
    for (const [source, fileName] of files) this.emitFile({ type: "asset", fileName, source: read(source) });
  },
});

/** Names that another script, the page, the portal or a listener reads too: they stay as they are when all others get short ones. */
const sharedNames = [
  // Of the page, the portal and the tracker.
  "Accept MSCI MSCIqueue setUser trackView authId Microsoft Dynamic365 Portal User contactId contactid emailaddress1",
  // Details of the events.
  "state source version at path outcome certain step code what",
  // Of consent tools.
  "OnetrustActiveGroups OneTrust IsAlertBoxClosed Cookiebot hasResponse consent dataLayer __tcfapi gdprApplies eventStatus purpose vendor consents disclosedVendors",
  "disableCookiesUsage cookieStore",
  // Settings, which are attributes.
  "consentSource consentVersion consentPurposes consentVendor consentOutside consentName consentProperty consentGranted consentDenied respectGpc user tracker",
  "lookup existing prefetchLookup outbox minFillMs keyProvedAt authColumn successKind successUrl consentMode contactColumns",
  // Between the identity and the scripts it stands before.
  "portalKit session now wait reload",
].flatMap((names) => names.split(" "));
/** More of the last kind, which get the same short name in each script. */
const agreedNames = { $local: "l", $clock: "c", $blocked: "b" };
/**
 * Writes the texts and switches that have a name out where they are used: repeated, texts cost less after compression than what would stand for them, and what a switch leaves out
 * is seen to be never reached.
 */
const inlineConstants = {
  name: "inline-constants",
  renderChunk(code) {
    const texts = new Map();
    const declared = new Map();
    const uses = [];
    const visit = (node, parent) => {
      if (node.type === "VariableDeclarator") {
        const { id, init } = node;
        declared.set(id.name, (declared.get(id.name) ?? 0) + 1);
        if (parent.kind === "const" && /string|boolean/.test(typeof init?.value)) texts.set(id.name, init.raw);
      }
      const isName =
        parent?.type === "VariableDeclarator" ? parent.id === node : (parent?.property ?? parent?.key) === node && !parent.computed;
      if (node.type === "Identifier" && !isName) uses.push(node);
      for (const part of Object.values(node).flat()) if (part?.type) visit(part, node);
    };
    visit(this.parse(code));
    return uses
      .filter(({ name }) => texts.has(name) && declared.get(name) === 1)
      .reduceRight((text, { name, start, end }) => text.slice(0, start) + texts.get(name) + text.slice(end), code);
  },
};
const minify = ({ compress, format, properties = { reserved: sharedNames }, ...options } = {}) =>
  terser({
    ...options,
    ecma: 2020,
    nameCache: { props: { props: { ...agreedNames } } },
    compress: { passes: 3, keep_fargs: false, unsafe_arrows: true, hoist_props: true, ...compress },
    mangle: { properties },
    format: { comments: false, ...format },
  });

/** Name → module of what `identity/shared-identity.ts` hands to all scripts, in the order of the list. */
const shared = new Map(
  [...read("identity/shared-identity.ts").matchAll(/^export { (\w+) } from "\.\/(.+)";$/gm)].map(([, name, file]) => [
    name,
    at(`identity/${file}`),
  ]),
);
const entry = "\0identity";
const renderEntry = () =>
  [
    ...[...shared].map(([name, file]) => `import { ${name} } from ${JSON.stringify(file)};`),
    // Not declared: a page may have the identity twice, before two scripts.
    `portalKit = [${[...shared.keys()].join()}];`,
  ].join("\n");
const buildIdentity = async () => {
  const bundle = await rollup({
    input: entry,
    plugins: [
      { name: "identity", resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? renderEntry() : null) },
      typescript("es2021"),
      inlineConstants,
      minify({ module: true }),
    ],
  });
  const { output } = await bundle.generate({ format: "es", generatedCode: { preset: "es2015", symbols: false } });
  const code = output[0].code.trim().replace(/;$/, "");
  // A block keeps to itself what it declares, but for these.
  if (/\bfunction\b|\bvar\b/.test(code)) throw new Error("the built identity declares what its block does not hold");
  return `{${code}}`;
};
let built;
const identity = () => (built ??= buildIdentity());

/** Takes from `portalKit` what the identity has put there. */
const fromIdentity = {
  name: "from-identity",
  resolveId(id, importer) {
    const file = importer && id.startsWith(".") ? resolve(dirname(importer), id) : id;
    return [...shared.values()].includes(file) ? "\0shared" : null;
  },
  load: (id) => (id === "\0shared" ? `export const [${[...shared.keys()].join()}] = portalKit;` : null),
  // What comes after the last one that this script needs.
  renderChunk: (code) =>
    code.replace(/\[([\w, ]+)\] = portalKit/, (_, list) => {
      const names = list.split(/, */);
      const last = names.findLastIndex((name) => code.split(new RegExp(`\\b${name}\\b`)).length > 2);
      return `[${names.slice(0, last + 1).join(", ")}] = portalKit`;
    }),
};

/** One script of a web template: an immediately invoked function, since it shares the page with others. */
const browserBundle = (name, input, plugins, minifying) => ({
  input: at(input),
  output: { dir: at("dist/kit"), entryFileNames: `scripts/${name}.js`, format: "iife", strict: false, generatedCode: "es2015" },
  plugins: [fromIdentity, typescript("es2021"), inlineConstants, minify(minifying), ...plugins],
});

/**
 * Property names that only a form's script itself reads: no other script, no attribute, event or header, no library of the page or the portal. They get short ones. A name that is
 * not here costs some bytes and nothing else.
 */
const ownNames = [
  "values settings keep isRepeated onWrite endsAt before isSubmitting memory token lookUps early email mark answer",
  "isUncertain retryAfterMs portalCode isFresh isPending identified errors identity captured contact source isConsentFree",
].flatMap((names) => names.split(" "));
const minifyForm = {
  compress: { unsafe: true, hoist_funs: true, pure_getters: true },
  // Whatever a site's pages are encoded in.
  format: { ascii_only: true },
  properties: {
    builtins: true,
    regex: new RegExp(`^(${[...ownNames, ...Object.keys(agreedNames).map((name) => name.slice(1))].join("|")})$`),
  },
};

/** A form's script in each combination of what a site may have switched on; the first goes without a name. */
const variants = ["A", "A-outbox", "A-key", "A-key-outbox", "A-self"];
const featureWords = { hasOutbox: "outbox", hasKey: "key", hasSelf: "self" };

/** Puts constants in place of `features.ts`, so that what a variant has not is not in its script. */
const features = (variant) => ({
  name: "features",
  load: (id) =>
    id === at("form-scripts/contact-capture/features.ts")
      ? Object.entries(featureWords)
          .map(([name, word]) => `export const ${name} = ${variant.split("-").includes(word)};`)
          .join("\n")
      : null,
});

/** A form's script in its templates, once per variant. */
const formBundles = (name, input, templates, others = []) =>
  variants.map((variant, index) =>
    browserBundle(
      index ? `${name}.${variant}` : name,
      input,
      [
        features(variant),
        ...templates.map(([source, template]) => webTemplate(source, `web-templates/${index ? `${variant}/` : ""}${template}.html`)),
        ...(index ? [] : others),
      ],
      minifyForm,
    ),
  );

/** The tracking script once for each consent tool; the first is the kit's own banner, and goes without a name. */
const consentSources = ["banner", "onetrust", "cookiebot", "google", "tcf", "cookie", "event", "none"];

const consentSource = (name) => ({
  name: "consent-source",
  load: (id) => (id === at("web-templates/tracking/consent-source.ts") ? `export { connectSource } from "./sources/${name}.ts";` : null),
});

/** What tells the page that its tracker is blocked: one script beside each of those. */
let builtWatch;
const watch = () => (builtWatch ??= buildScript(browserBundle("watch", "web-templates/watch/main.ts", [])));
const buildScript = async ({ output, ...options }) => (await (await rollup(options)).generate(output)).output[0].code;

const trackingBundles = (others) =>
  consentSources.map((name, index) =>
    browserBundle(index ? `tracking.${name}` : "tracking", "web-templates/tracking/main.ts", [
      consentSource(name),
      webTemplate("web-templates/tracking/tracking.liquid", `web-templates/${index ? `${name}/` : ""}Portal Kit Tracking.html`, [
        identity,
        watch,
      ]),
      ...(index ? [] : others),
    ]),
  );

const texts = readdirSync(at("snippets/texts")).map((name) => [`snippets/texts/${name}`, `texts/${name}`]);

export const browserBundles = [
  ...trackingBundles([
    {
      name: "identity-alone",
      async generateBundle() {
        this.emitFile({ type: "asset", fileName: "scripts/identity.js", source: await identity() });
        this.emitFile({ type: "asset", fileName: "scripts/watch.js", source: await watch() });
      },
    },
    copies([["web-templates/tracking/banner.liquid", "tracking-banner.html"]]),
  ]),
  browserBundle("landing", "web-templates/landing/main.ts", [
    webTemplate("web-templates/landing/landing.liquid", "tracking-landing.html", []),
  ]),
  browserBundle("navigation", "web-templates/navigation/main.ts", [
    webTemplate("web-templates/navigation/navigation.liquid", "tracking-navigation.html", []),
  ]),
  ...formBundles(
    "contact-capture",
    "form-scripts/contact-capture/main.ts",
    [
      ["form-scripts/contact-capture/contact-capture.liquid", "Portal Kit Contact Capture"],
      ["form-scripts/contact-capture/capture-script.liquid", "Portal Kit Capture Script"],
    ],
    [
      copies([
        ["form-scripts/contact-capture/field.liquid", "contact-capture-field.html"],
        ...["textarea", "consent-checkbox", "consent-yes-no", "hidden"].map((kind) => [
          `form-scripts/contact-capture/field-${kind}.liquid`,
          `contact-capture-field-${kind}.html`,
        ]),
        ["form-scripts/contact-capture/outbox.liquid", "contact-capture-outbox.html"],
        ["web-templates/capture-page/capture-page.liquid", "web-templates/Portal Kit Capture Page.html"],
        ...texts,
      ]),
    ],
  ),
  ...formBundles("existing-form", "form-scripts/existing-form/main.ts", [
    ["form-scripts/existing-form/existing-form.liquid", "Portal Kit Existing Form"],
  ]),
];

/** What a pasted block needs more than the portal's template, and then the tracking script. */
const pasteEntry = "\0paste";
const pasteMains = ["web-templates/paste/main.ts", "web-templates/watch/main.ts", "web-templates/tracking/main.ts"].map(at);

/** Blocks to paste for those who do not use the command line, with the script inside. */
const pasteFiles = (source) => ({
  name: "paste-files",
  resolveId: (id) => (id === pasteEntry ? id : null),
  load: (id) => (id === pasteEntry ? pasteMains.map((path) => `import ${JSON.stringify(path)};`).join("\n") : null),
  async generateBundle(_options, bundle) {
    const [[name, chunk]] = Object.entries(bundle);
    // It stands in the blocks only.
    delete bundle[name];
    const script = `${await identity()}\n${chunk.code.trim()}`;
    const { version } = JSON.parse(read("package.json"));
    for (const [fileName, text] of fillPaste(source, { script, version, read, inlineScript })) {
      this.emitFile({ type: "asset", fileName, source: text });
    }
  },
});

export const pasteBundles = ["banner", "google"].map((source) => ({
  ...browserBundle(`paste.${source}`, ".", [consentSource(source), pasteFiles(source)]),
  input: pasteEntry,
}));

/** Declarations for people who program against the kit. */
const declarations = (entries) => ({
  name: "declarations",
  generateBundle() {
    for (const [source, fileName] of entries) this.emitFile({ type: "asset", fileName, source: bundleDeclarations(source) });
  },
});

/** The kit's steps for pages that render their own forms; importing it does nothing. */
export const moduleBundles = [
  {
    input: at("form-scripts/module/main.ts"),
    output: { dir: at("dist"), entryFileNames: "module/portal-kit.mjs", format: "es" },
    plugins: [
      typescript("es2022"),
      terser({ ecma: 2020, module: true, compress: { passes: 3 }, format: { comments: false } }),
      declarations([
        ["form-scripts/module/main.ts", "types/portal-kit-module.d.ts"],
        ["form-scripts/module/types.ts", "types/portal-kit.d.ts"],
      ]),
    ],
  },
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

export default [...browserBundles, ...pasteBundles, ...moduleBundles, ...pageBundles, ...nodeBundles];
