import axe from "axe-core";
import { transform } from "esbuild";
import { JSDOM } from "jsdom";
import { rollup, type OutputAsset, type OutputChunk, type OutputOptions, type RollupOptions } from "rollup";
import { beforeAll, describe, expect, it } from "vitest";
import { templateNames, templateSlots } from "../../contract/names.ts";
import { captureVariants, trackingVariants } from "../../pac-deploy/kit-files.ts";
import { addPlaces, showErrors, showLink, showState } from "../../form-scripts/contact-capture/show-form.ts";
import { fieldSlots } from "../../contract/template-slots.ts";
import { settle } from "../identity/auto-clock.ts";
import { idA, recordEvents, type RecordedEvent } from "../identity/page-double.ts";
import { meaningOf } from "./consent/oracle.ts";
import { tools, type ToolWindow } from "./consent/tools.ts";
import { readSource, renderCaptureForm, renderLiquid, renderTracking } from "./render-template.ts";

interface BuildModule {
  readonly browserBundles: readonly (RollupOptions & { readonly output: OutputOptions })[];
  inlineScript(template: string, script: string): string;
}
/** Pieces of the tracking template. */
const trackingPieces = ["tracking-banner.html", "tracking-landing.html", "tracking-navigation.html"];
/** The pieces of the form, and the slots that `plan` fills in each. */
const fragmentSlots: Readonly<Record<string, readonly (keyof typeof fieldSlots)[]>> = {
  "contact-capture-field.html": ["column", "type", "maxLength", "autocomplete", "labelSnippet", "labelDefault", "required", "value"],
  "contact-capture-field-textarea.html": ["column", "maxLength", "autocomplete", "labelSnippet", "labelDefault", "required", "value"],
  "contact-capture-field-consent-checkbox.html": ["column", "labelSnippet", "labelDefault", "required", "given"],
  "contact-capture-field-consent-yes-no.html": ["column", "labelSnippet", "labelDefault", "required", "given", "refused"],
  "contact-capture-field-hidden.html": ["column", "from", "maxLength"],
  "contact-capture-outbox.html": [],
};
let build: BuildModule;
const files = new Map<string, string>();

beforeAll(async () => {
  // The build's configuration is plain JavaScript; these are the two exports used here.
  build = (await import(new URL("../../rollup.config.mjs", import.meta.url).href)) as BuildModule;
  for (const options of build.browserBundles) {
    const bundle = await rollup(options);
    const { output } = await bundle.generate(options.output);
    for (const file of output) files.set(file.fileName, textOf(file));
    await bundle.close();
  }
}, 240_000);

const textOf = (file: OutputAsset | OutputChunk): string => (file.type === "chunk" ? file.code : String(file.source));
const template = (name: string): string => files.get(`web-templates/${name}.html`) ?? "";
const script = (name: string): string => files.get(`scripts/${name}.js`) ?? "";
const scripts = [
  "identity",
  "watch",
  ...trackingVariants.map((variant) => trackingName(variant)),
  "landing",
  "navigation",
  ...["contact-capture", "existing-form"].flatMap((name) =>
    captureVariants.map((variant) => (variant === "A" ? name : `${name}.${variant}`)),
  ),
];
function trackingName(variant: string): string {
  return variant === "banner" ? "tracking" : `tracking.${variant}`;
}
/** As it stands in its template. */
const whole = (name: string): string => `${script("identity").trim()}\n${script(name).trim()}`;

describe("the build", () => {
  it("makes every file that applying the kit reads", () => {
    expect([...files.keys()].sort()).toEqual(
      [
        ...Object.keys(fragmentSlots),
        ...trackingPieces,
        ...trackingVariants.slice(1).map((variant) => `web-templates/${variant}/${templateNames.tracking}.html`),
        ...scripts.map((name) => `scripts/${name}.js`),
        ...["ar-SA", "de-DE", "en-US", "es-ES", "fr-FR", "ja-JP"].map((language) => `texts/${language}.json`),
        ...Object.values(templateNames).map((name) => `web-templates/${name}.html`),
        ...captureVariants
          .slice(1)
          .flatMap((variant) =>
            [templateNames.contactCapture, templateNames.captureScript, templateNames.existingForm].map(
              (name) => `web-templates/${variant}/${name}.html`,
            ),
          ),
      ].sort(),
    );
  });

  it.each(scripts)("makes a %s script that browsers of 2019 can parse, without imports", async (name) => {
    expect(script(name).length).toBeGreaterThan(["watch", "landing", "navigation"].includes(name) ? 300 : 900);
    const { code } = await transform(script(name), { target: "es2019", format: "iife" });
    expect(code).not.toMatch(/\?\.\w|\?\?|import\s*\(/);
  });

  it.each(trackingVariants)(
    "puts the tracking script for %s into its template as it is, after the identity it builds on and what watches the tracker",
    (variant) => {
      const folder = variant === "banner" ? "" : `${variant}/`;
      expect(template(folder + templateNames.tracking)).toContain(
        `<script>${whole("watch")}\n${script(trackingName(variant)).trim()}</script>`,
      );
    },
  );

  it.each(["landing", "navigation"])("puts the %s script into its piece, without an identity of its own", (name) => {
    expect(files.get(`tracking-${name}.html`)).toContain(`<script>${script(name).trim()}</script>`);
  });

  it.each(captureVariants)(
    "puts the forms' scripts for %s into their templates, as they are for Liquid, after the identity they build on",
    (variant) => {
      const [folder, ending] = variant === "A" ? ["", ""] : [`${variant}/`, `.${variant}`];
      const form = build.inlineScript("<script>PORTAL_KIT_SCRIPT</script>", whole(`contact-capture${ending}`));
      expect(template(folder + templateNames.contactCapture)).toContain(form);
      expect(template(folder + templateNames.captureScript)).toContain(form);
      expect(template(folder + templateNames.existingForm)).toContain(
        build.inlineScript("<script>PORTAL_KIT_SCRIPT</script>", whole(`existing-form${ending}`)),
      );
    },
  );

  it("leaves each slot once, and only in its own file", () => {
    for (const variant of trackingVariants) {
      const tracking = template((variant === "banner" ? "" : `${variant}/`) + templateNames.tracking);
      const own = [templateSlots.banner, templateSlots.settings, templateSlots.landing, templateSlots.navigation];
      for (const slot of own) expect(count(tracking, slot), variant).toBe(1);
      expect(count(tracking, "PORTAL_KIT_"), variant).toBe(own.length);
    }
    for (const piece of trackingPieces) expect(count(files.get(piece) ?? "PORTAL_KIT_", "PORTAL_KIT_"), piece).toBe(0);
    expect(count(template(templateNames.contactCapture), templateSlots.settings)).toBe(1);
    expect(count(template(templateNames.contactCapture), templateSlots.fields)).toBe(1);
    expect(count(template(templateNames.contactCapture), templateSlots.outbox)).toBe(1);
    expect(count(template(templateNames.contactCapture), "PORTAL_KIT_")).toBe(3);
    expect(count(template(templateNames.captureScript), templateSlots.settings)).toBe(1);
    expect(count(template(templateNames.captureScript), "PORTAL_KIT_")).toBe(1);
    expect(count(template(templateNames.capturePage), "PORTAL_KIT_")).toBe(0);
  });

  it.each(Object.entries(fragmentSlots))("leaves in %s the slots of its kind", (name, slots) => {
    const fragment = files.get(name) ?? "";
    expect(fragment).not.toBe("");
    const found = new Set(fragment.match(/PORTAL_KIT_[A-Z_]*[A-Z]/g));
    expect([...found].sort()).toEqual(slots.map((slot) => fieldSlots[slot]).sort());
    expect(fragment.includes("data-portal-kit-field")).toBe(name !== "contact-capture-outbox.html");
  });

  it("keeps every Liquid tag and output on one line, as the portal's engine wants", () => {
    for (const [name, text] of files) {
      if (!name.endsWith(".html")) continue;
      for (const [tag] of text.matchAll(/\{[{%][\s\S]*?[}%]\}/g)) expect(tag, name).not.toContain("\n");
    }
  });
});

describe("inlineScript", () => {
  const shell = "<script>PORTAL_KIT_SCRIPT</script>";
  it.each(["a={{b:1}}", "x='{% if %}'"])("guards %s from Liquid", (code) => {
    expect(renderLiquid(build.inlineScript(shell, code))).toBe(`<script>${code}</script>`);
  });
  it("leaves a harmless script as it is", () => {
    expect(build.inlineScript(shell, "a='$&$1'")).toBe("<script>a='$&$1'</script>");
  });
  it.each(["'</script>'", "'<!--'", "'{{ {% endraw %}'", "'PORTAL_KIT_FIELDS'"])("refuses %s", (code) => {
    expect(() => build.inlineScript(shell, code)).toThrow(/the built script holds/);
  });
  it.each(["<script></script>", shell + shell])("refuses a template with %s", (text) => {
    expect(() => build.inlineScript(text, "a")).toThrow(/exactly once/);
  });
});

describe("the built scripts on a page", () => {
  const pasted = "<script>window.runs = (window.runs || 0) + 1; window.MSCI = {setUser: function () {}};</script>";
  it("wait for consent, then run the pasted script once, even where the template is included twice", async () => {
    const tracking = renderTracking(pasted, 'data-consent-mode="opt-in" data-consent-source="banner" data-consent-version="3"', {
      script: whole("tracking"),
    });
    const { document, window, events } = open(tracking + tracking);
    expect(window).not.toHaveProperty("runs");
    document.querySelector<HTMLElement>("[data-portal-kit-accept]")?.click();
    await settle();
    expect(window).toHaveProperty("runs", 1);
    expect(events).toEqual([
      { name: "portalkit:consent", detail: { state: "unknown", source: "banner", version: "3", at: expect.any(String) as string } },
      { name: "portalkit:consent", detail: { state: "granted", source: "banner", version: "3", at: expect.any(String) as string } },
    ]);
  });

  // Names of vendors and of attributes must have survived the build's short ones.
  it.each(
    tools.flatMap(({ source, settings, begin, states }) =>
      states.map((state) => ({ source, name: state.name, settings, state, isHeardLater: begin !== undefined })),
    ),
  )("hear what $source says: $name", async ({ source, settings, state, isHeardLater }) => {
    const { document, window } = open(renderTracking(pasted, `data-consent-mode="opt-in" ${settings}`));
    // The doubles put their vendor's names there.
    const toolWindow = window as ToolWindow;
    if (!isHeardLater) (state.putBefore ?? state.put)(toolWindow);
    toolWindow.eval(whole(trackingName(source)));
    if (isHeardLater) state.put(toolWindow);
    await settle(5);
    const expected = meaningOf(state.says, "opt-in", "off");
    expect(document.documentElement.getAttribute("data-portal-kit-consent")).toBe(expected);
    expect(Reflect.get(window, "runs")).toBe(expected === "granted" ? 1 : undefined);
  });

  it("name nobody to a tracker of Customer Insights - Journeys, as the template says", async () => {
    const source = '/* src: "https://cdn.example.com/WebTracking/WebTracking.bundle.js" */';
    const tracking = renderTracking(pasted.replace("<script>", `<script>${source}`), 'data-consent-mode="none"', { hasBanner: false });
    const { document, window, events } = open(tracking.replace('data-user=""', `data-user="${idA}"`));
    (window as ToolWindow).eval(whole("tracking.none"));
    await settle(5);
    expect(document.querySelector("template[data-portal-kit-tracker]")?.getAttribute("data-tracker")).toBe("journeys-only");
    expect(events).toContainEqual({ name: "portalkit:blocked", detail: { what: "journeys-only" } });
  });

  it("take the form over, and never throw into the page", async () => {
    const { document, events } = open(renderCaptureForm("", undefined, whole("contact-capture")));
    document.querySelector("form")?.requestSubmit();
    await settle();
    expect(document.querySelector("form")?.getAttribute("data-state")).toBe("failed");
    expect(events).toEqual([{ name: "portalkit:failed", detail: { step: "validate", code: "invalid" } }]);
    // This page has no fetch at all.
    for (const input of document.querySelectorAll<HTMLInputElement>("[data-portal-kit-field] input")) input.value = "ada@example.com";
    document.querySelector("form")?.requestSubmit();
    await expect
      .poll(() => events, { timeout: 10_000 })
      .toContainEqual({ name: "portalkit:failed", detail: { step: "upsert", code: "network" } });
    expect(document.querySelector("form")?.getAttribute("data-failure")).toBe("upsert network");
  });
});

describe("accessibility", () => {
  const everyField = [
    { column: "lastname", type: "text", required: true },
    { column: "emailaddress1", type: "email", required: true },
    { column: "description", type: "textarea" },
    { column: "pk_utm", type: "hidden", from: "utm_source" },
    { column: "pk_news", type: "consent-checkbox", required: true },
    { column: "donotbulkemail", type: "consent-yes-no", required: true },
  ];
  const form = renderCaptureForm('data-outbox="true" data-success-kind="download" data-success-url="/file"', everyField);
  it.each(["idle", "checking", "invalid", "failed", "done"])("finds nothing in the form when it is %s", async (state) => {
    const { document } = new JSDOM(`<body>${page(form)}</body>`, { url: "https://www.site.example.com/" }).window;
    const element = document.querySelector("form") ?? document.createElement("form");
    addPlaces(element);
    if (state === "checking" || state === "done") showState(element, state);
    if (state === "done") showLink(element, Object.assign(document.createElement("a"), { href: "/file" }));
    if (state === "failed") showErrors(element, "We could not send your details.");
    if (state === "invalid")
      showErrors(element, "Please check", Object.fromEntries(everyField.map(({ column }) => [column, `${column}: please fill this in`])));
    expect(element.querySelectorAll("[aria-invalid=true]")).toHaveLength(state === "invalid" ? 7 : 0);
    expect(await check(document.body.innerHTML)).toEqual([]);
  });
  it("finds nothing in the form as it comes", async () => {
    expect(await check(page(form))).toEqual([]);
  });
  it("finds nothing in the open banner", async () => {
    const banner = renderTracking("<script></script>").replaceAll(" hidden>", ">");
    expect(await check(banner + page("<p>Text</p>"))).toEqual([]);
  });
  it("finds a label that is missing", async () => {
    expect(await check(page(form.replaceAll(/<label[\s\S]*?<\/label>/g, "")))).not.toEqual([]);
  });
});

describe("the capture page", () => {
  it("holds one heading, the page's copy and the form, and escapes the title", () => {
    const source = readSource("web-templates/capture-page/capture-page.liquid");
    expect(source).toContain("{{ page.title | escape }}");
    expect(source).toContain(`{% include '${templateNames.contactCapture}' %}`);
    expect(source.match(/<h1/g)).toHaveLength(1);
    expect(source.match(/<main/g)).toHaveLength(1);
  });
});

function open(html: string): { document: Document; window: object; events: RecordedEvent[] } {
  let events: RecordedEvent[] = [];
  const { window } = new JSDOM(`<body>${html}</body>`, {
    url: "https://www.site.example.com/",
    runScripts: "dangerously",
    beforeParse: (opened) => {
      events = recordEvents(opened.document);
    },
  });
  return { document: window.document, window, events };
}

function count(text: string, slot: string): number {
  return text.split(slot).length - 1;
}

function page(form: string): string {
  return `<main><h1>Get in touch</h1>${form}</main>`;
}

async function check(body: string): Promise<string[]> {
  const { window } = new JSDOM(`<!doctype html><html lang="en"><head><title>Page</title></head><body>${body}</body></html>`, {
    runScripts: "outside-only",
    url: "https://www.site.example.com/",
  });
  window.eval(axe.source);
  // The engine has just been put there; jsdom lays nothing out, so contrast cannot be measured.
  const engine = (window as unknown as { axe: typeof axe }).axe;
  const { violations } = await engine.run(window.document.documentElement, { rules: { "color-contrast": { enabled: false } } });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
