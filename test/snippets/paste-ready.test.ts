import { transform } from "esbuild";
import { JSDOM, VirtualConsole } from "jsdom";
import { rollup, type OutputOptions, type RollupOptions } from "rollup";
import { beforeAll, describe, expect, it } from "vitest";
import { settle } from "../identity/auto-clock.ts";
import { idA, recordEvents, type RecordedEvent } from "../identity/page-double.ts";
import { readSource, renderLiquid } from "../web-templates/render-template.ts";
import { fixtureScript, pasteFileName, pasteKinds, pasteScript, type PasteKind, type PasteSource } from "./paste-block.ts";
import { compileTag, insertTag, templateTreatments, type TemplateTreatment } from "./tag-manager.ts";

const dataScript = fixtureScript("customer-insights-data");
const files = new Map<string, string>();
/** From the root of the repository. */
const importBuild = (path: string): Promise<unknown> => import(new URL(`../../${path}`, import.meta.url).href);

beforeAll(async () => {
  // The build's configuration is plain JavaScript; this is the export used here.
  const { pasteBundles } = (await importBuild("rollup.config.mjs")) as {
    readonly pasteBundles: readonly (RollupOptions & { readonly output: OutputOptions })[];
  };
  for (const options of pasteBundles) {
    const bundle = await rollup(options);
    const { output } = await bundle.generate(options.output);
    for (const file of output) files.set(file.fileName, file.type === "asset" ? String(file.source) : file.code);
    await bundle.close();
  }
});

const block = (kind: PasteKind, source: PasteSource): string => {
  const text = files.get(`paste/${pasteFileName(kind, source)}`);
  if (text === undefined) throw new Error(`the build made no ${kind} for ${source}`);
  return text;
};

interface Options {
  readonly kind: PasteKind;
  readonly source: PasteSource;
  readonly script?: string;
  /** What the person changes in the block besides, before the script is in. */
  readonly change?: (block: string) => string;
  readonly copies?: number;
  readonly treatment?: TemplateTreatment;
  readonly snippets?: Readonly<Record<string, string>>;
}

async function open({
  kind,
  source,
  script = dataScript,
  change = (text) => text,
  copies = 1,
  treatment = "everywhere",
  snippets = {},
}: Options) {
  const text = pasteScript(change(block(kind, source)), script).repeat(copies);
  const warnings: string[] = [];
  const errors: string[] = [];
  let events: RecordedEvent[] = [];
  const virtualConsole = new VirtualConsole();
  virtualConsole.on("warn", (warning) => warnings.push(String(warning)));
  virtualConsole.on("jsdomError", (error) => errors.push(String(error)));
  const dom = new JSDOM(renderPage(kind, text, snippets), {
    url: "https://www.site.example.com/page",
    runScripts: "dangerously",
    virtualConsole,
    beforeParse: (window) => {
      events = recordEvents(window.document);
    },
  });
  const { window } = dom;
  const { document } = window;
  await new Promise((resolve) => window.addEventListener("DOMContentLoaded", resolve));
  if (kind === "google-tag-manager") for (let copy = 0; copy < copies; copy += 1) insertTag(compileTag(text, treatment), document);
  const answer = (word: "granted" | "denied"): void => {
    if (source === "banner") document.querySelector<HTMLElement>(`[data-portal-kit-${word === "granted" ? "accept" : "reject"}]`)?.click();
    else
      window.eval(
        `(function gtag() { (window.dataLayer = window.dataLayer || []).push(arguments); })("consent", "update", {analytics_storage: "${word}"})`,
      );
  };
  return {
    document,
    events,
    warnings,
    errors,
    answer,
    /** Elements that would fetch the library: those in a template fetch nothing. */
    libraries: () => document.querySelectorAll("script[src*='/msci-1.1.0.js'],script[src*='WebTracking.bundle.js']").length,
    /** What the pasted script's queue holds, by method. */
    calls: (method: string): unknown[] => {
      const queue = (window as unknown as { MSCIqueue?: readonly (readonly [string, string, ArrayLike<unknown>?])[] }).MSCIqueue ?? [];
      return queue.filter(([name]) => name === method).map(([, , values]) => Array.from(values ?? [])[0]);
    },
    isShown: (part: string) => document.querySelector<HTMLElement>(`body [data-portal-kit-${part}]`)?.hidden === false,
    states: () => events.filter(({ name }) => name === "portalkit:consent").map(({ detail }) => (detail as { state: string }).state),
  };
}

function renderPage(kind: PasteKind, text: string, snippets: Readonly<Record<string, string>>): string {
  const page = (head: string, body: string): string =>
    `<!doctype html><html lang="en"><head><title>Page</title>${head}</head><body>${body}<main>Text</main></body></html>`;
  if (kind === "google-tag-manager") return page("", "");
  return kind === "portal-header" ? page("", `<header>Site</header>${renderLiquid(text, snippets)}`) : page(text, "");
}

const cells = pasteKinds.flatMap((kind) => (["banner", "google"] as const).map((source) => ({ kind, source })));

describe.each(cells)("the block of $kind with $source, pasted", ({ kind, source }) => {
  it("requests nothing before consent, and the library once with it", async () => {
    const page = await open({ kind, source });
    await settle();
    expect(page.libraries()).toBe(0);
    expect(page.calls("initialize")).toEqual([]);
    expect(page.document.cookie).toBe("");
    expect(page.states()).toEqual(["unknown"]);
    expect(page.isShown("banner")).toBe(source === "banner");

    page.answer("granted");
    page.answer("granted");
    await settle();
    expect(page.libraries()).toBe(1);
    expect(page.calls("initialize")).toHaveLength(1);
    expect(page.states()).toEqual(["unknown", "granted"]);
    expect(page.isShown("banner")).toBe(false);
    expect([page.errors, page.warnings]).toEqual([[], []]);
  });

  it("requests nothing after a refusal", async () => {
    const page = await open({ kind, source });
    page.answer("denied");
    await settle();
    expect(page.libraries()).toBe(0);
    expect(page.states()).toEqual(["unknown", "denied"]);
    expect([page.errors, page.warnings]).toEqual([[], []]);
  });

  it("works once where it is on the page twice", async () => {
    const page = await open({ kind, source, copies: 2 });
    page.answer("granted");
    await settle();
    expect(page.libraries()).toBe(1);
    expect(page.states()).toEqual(["unknown", "granted"]);
    expect([page.errors, page.warnings]).toEqual([[], []]);
  });

  it("does nothing but say so where the tracking script has been forgotten", async () => {
    const page = await open({ kind, source, script: "" });
    await settle();
    expect(page.events).toEqual([{ name: "portalkit:blocked", detail: { what: "tracker-not-pasted" } }]);
    expect(page.warnings).toEqual([expect.stringMatching(/^Portal Kit: no tracking on this page\. Paste the tracking script between/)]);
    expect(page.errors).toEqual([]);
    expect(page.isShown("banner")).toBe(false);
    expect(page.document.querySelector("main")?.textContent).toBe("Text");
  });

  it("obeys what is changed where the block allows it", async () => {
    const page = await open({ kind, source, change: (text) => text.replace('data-consent-mode="opt-in"', 'data-consent-mode="opt-out"') });
    await settle();
    // Silence of the kit's own banner is a yes here; a consent tool that has said nothing at all is not.
    expect(page.libraries()).toBe(source === "banner" ? 1 : 0);
  });

  it("tells a Journeys tracker nothing of a person", async () => {
    const page = await open({ kind, source, script: fixtureScript("customer-insights-journeys"), change: (text) => addUser(text, idA) });
    page.answer("granted");
    await settle();
    expect(page.libraries()).toBe(1);
    expect(page.calls("setUser")).toEqual([]);
    expect(page.events).toContainEqual({ name: "portalkit:blocked", detail: { what: "journeys-only" } });
  });

  it("tells the tracker who is signed in, where the page says so", async () => {
    const page = await open({ kind, source, change: (text) => addUser(text, idA) });
    await settle();
    expect(page.document.defaultView?.sessionStorage).toHaveLength(0);
    page.answer("granted");
    await settle();
    expect(page.calls("setUser")).toEqual([{ authId: idA }]);
  });
});

/** As a page would that knows its visitor. */
const addUser = (text: string, id: string): string =>
  / data-user="\{%/.test(text)
    ? text.replace(/ data-user="[^\n]*"/, ` data-user="${id}"`)
    : text.replace("<template data-portal-kit-tracker", `<template data-portal-kit-tracker data-user="${id}"`);

describe("the block of a portal's header", () => {
  it("shows the site's own texts, escaped", async () => {
    const page = await open({
      kind: "portal-header",
      source: "banner",
      snippets: { "Portal Kit/banner.title": 'Kekse "<b>', "Portal Kit/banner.accept": "Ja" },
    });
    expect(page.document.querySelector("[data-portal-kit-banner] strong")?.textContent).toBe('Kekse "<b>');
    expect(page.document.querySelector("[data-portal-kit-banner]")?.getAttribute("aria-label")).toBe('Kekse "<b>');
    expect(page.document.querySelector("[data-portal-kit-accept]")?.textContent).toBe("Ja");
  });

  it("has who is signed in outside the header's cache, and nothing else of the visitor", () => {
    const text = block("portal-header", "banner");
    expect(text).toContain('data-user="{% substitution %}{{ user.id | escape }}{% endsubstitution %}"');
    expect(text.match(/\buser\b\./g)).toHaveLength(1);
  });

  it("sends none of its notes to the visitor", () => {
    expect(renderLiquid(block("portal-header", "banner"))).not.toMatch(/Portal Kit \d|Paste the tracking script below/);
  });
});

describe("the block for Google Tag Manager", () => {
  it.each(templateTreatments)("works where the tag manager takes scripts %s", async (treatment) => {
    const script = `<script src="https://cdn.example.com/msci-1.1.0.js"></script>${dataScript}`;
    const page = await open({ kind: "google-tag-manager", source: "google", treatment, script });
    expect(page.libraries()).toBe(0);
    page.answer("granted");
    expect(page.document.querySelector("head script[src]")?.getAttribute("src")).toBe("https://cdn.example.com/msci-1.1.0.js");
    page.document.querySelector("head script[src]")?.dispatchEvent(new (page.document.defaultView ?? window).Event("load"));
    await settle();
    expect(page.calls("initialize")).toHaveLength(1);
  });

  it("hears what the page has told Google before the tag runs", async () => {
    const page = await open({
      kind: "google-tag-manager",
      source: "google",
      change: (text) =>
        `<script>window.dataLayer = [{0: "consent", 1: "default", 2: {analytics_storage: "denied"}}, {0: "consent", 1: "update", 2: {analytics_storage: "granted"}}];</script>${text}`,
    });
    await settle();
    expect(page.states()).toEqual(["granted"]);
    expect(page.libraries()).toBe(1);
  });

  it.each(["banner", "google"] as const)(
    "with %s is what the tag manager accepts: scripts of 2009, none of its variables",
    async (source) => {
      const text = block("google-tag-manager", source);
      const scripts = [...text.replace(/<template[\s\S]*?<\/template>/g, "").matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
        ([, code]) => code ?? "",
      );
      expect(scripts).toHaveLength(1);
      // Of what is newer, the compiler refuses the most, and would rewrite the rest.
      for (const code of scripts) {
        const { code: compiled } = await transform(code, { target: "es5", minifyWhitespace: true });
        const { code: same } = await transform(code, { target: "esnext", minifyWhitespace: true });
        expect(compiled).toBe(same);
      }
      expect(text).not.toContain("{{");
    },
  );

  it("says so where the tag manager leaves out templates", async () => {
    const page = await open({
      kind: "google-tag-manager",
      source: "google",
      // What stands in its place takes the script, so that the person finds the lines.
      change: (text) => text.replace(/<template data-portal-kit-script>[\s\S]*?<\/template>/, ""),
    });
    expect(page.warnings).toEqual([expect.stringContaining("taken the template elements out")]);
    expect(page.errors).toEqual([]);
    expect(page.libraries()).toBe(0);
  });
});

describe("a block at the start of the body", () => {
  it.each(["wordpress-header", "any-page-head"] as const)("%s works as in the head", async (kind) => {
    const page = await open({ kind, source: "banner", change: (text) => `</head><body>${text}` });
    expect(page.document.head.querySelector("template")).toBeNull();
    expect(page.isShown("banner")).toBe(true);
    page.answer("granted");
    await settle();
    expect(page.libraries()).toBe(1);
    expect([page.errors, page.warnings]).toEqual([[], []]);
  });
});

describe("every block", () => {
  it.each(cells)("$kind with $source is named in the documentation", ({ kind, source }) => {
    expect(readSource("docs/paste-ready.md")).toContain(`\`${pasteFileName(kind, source)}\``);
  });

  it("is built, and nothing else is", () => {
    expect([...files.keys()].sort()).toEqual(cells.map(({ kind, source }) => `paste/${pasteFileName(kind, source)}`).sort());
  });

  it.each(cells)("$kind with $source leaves nothing to fill in, and of Liquid only what its page understands", ({ kind, source }) => {
    const text = block(kind, source);
    expect(text).not.toMatch(/PORTAL_KIT_[A-Z]/);
    if (kind !== "portal-header") expect(text).not.toMatch(/\{\{|\{%|<\?/);
    expect(text).toContain("Portal Kit 0.1.0");
    expect(text).not.toContain("</head>");
  });
});

describe("fillPaste", () => {
  const fill = async (script: string): Promise<unknown> => {
    const { fillPaste } = (await importBuild("snippets/paste/fill-paste.mjs")) as {
      readonly fillPaste: (source: string, parts: object) => ReadonlyMap<string, string>;
    };
    const inlineScript = (template: string, code: string): string => template.replace("PORTAL_KIT_SCRIPT", () => code);
    return fillPaste("google", { script, version: "1", read: readSource, inlineScript });
  };

  it.each(["a={{b:1}}", "a='{% if %}'", "a='<?php'", "a='PORTAL_KIT_SETTINGS'"])(
    "refuses a script with %s where a page would read it",
    async (script) => {
      await expect(fill(script)).rejects.toThrow(/which is filled in or means something/);
    },
  );

  it("takes a script as it is", async () => {
    expect([...((await fill("a='$&$1'")) as ReadonlyMap<string, string>).values()].join()).toContain("<script>a='$&$1'</script>");
  });
});
