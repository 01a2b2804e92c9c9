import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { describe, expect, it } from "vitest";
import { captureVariants, trackingVariants } from "../../pac-deploy/kit-files.ts";

const root = resolve(import.meta.dirname, "../..");

/** Budgets in bytes after brotli (quality 11) of what a visitor's browser loads. Raising one is a commit of its own. */
const budgets = [
  { file: "identity", brotliBytes: 700 },
  { file: "watch", brotliBytes: 350 },
  // Only where the site asks for them.
  { file: "landing", brotliBytes: 350 },
  { file: "navigation", brotliBytes: 450 },
  ...captureVariants.flatMap((variant) => {
    const ending = variant === "A" ? "" : `.${variant}`;
    // What a site has not switched on costs it nothing.
    const extra = (variant.includes("outbox") ? 350 : 0) + (/key|self/.test(variant) ? 150 : 0);
    return [
      { file: `contact-capture${ending}`, brotliBytes: 5_000 + extra },
      { file: `existing-form${ending}`, brotliBytes: 5_000 },
    ];
  }),
];

/**
 * What every page of a site carries inline: the loader and the gate with its one consent source by themselves, and compressed together as a page has them, after the identity and
 * what watches the tracker. The banner's has 2,000 more, for its script and its markup.
 */
const pageBudgets = trackingVariants.map((variant) => ({
  variant,
  file: variant === "banner" ? "tracking" : `tracking.${variant}`,
  wholeBytes: variant === "banner" ? 3_900 : 1_900,
  gateBytes: variant === "banner" ? 3_200 : 1_200,
}));

const read = (path: string): string => readFileSync(resolve(root, "dist/kit", path), "utf8").trim();
const brotli = (text: string): number => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

describe("size table", () => {
  it.each(budgets)("$file stays within $brotliBytes bytes", ({ file, brotliBytes }) => {
    const script = read(`scripts/${file}.js`);
    expect(script.length).toBeGreaterThan(200);
    expect(brotli(script)).toBeLessThanOrEqual(brotliBytes);
  });

  it.each(pageBudgets)(
    "a page with the consent source $variant carries at most $wholeBytes bytes, of which the gate is $gateBytes",
    ({ variant, file, wholeBytes, gateBytes }) => {
      const script = read(`scripts/${file}.js`);
      expect(script.length).toBeGreaterThan(1_000);
      const gate = variant === "banner" ? [read("tracking-banner.html"), script] : [script];
      expect(brotli(gate.join("\n"))).toBeLessThanOrEqual(gateBytes);
      expect(brotli([read("scripts/identity.js"), read("scripts/watch.js"), ...gate].join("\n"))).toBeLessThanOrEqual(wholeBytes);
    },
  );
});
