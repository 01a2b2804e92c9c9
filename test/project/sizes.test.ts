import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { describe, expect, it } from "vitest";
import { captureVariants } from "../../pac-deploy/kit-files.ts";

const root = resolve(import.meta.dirname, "../..");

/** Budgets in bytes after brotli (quality 11) of what a visitor's browser loads. Raising one is a commit of its own. */
const budgets = [
  { file: "tracking", brotliBytes: 1_500 },
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

describe("size table", () => {
  it.each(budgets)("$file stays within $brotliBytes bytes", ({ file, brotliBytes }) => {
    const script = readFileSync(resolve(root, "dist/kit/scripts", `${file}.js`));
    const compressed = brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    expect(script.length).toBeGreaterThan(200);
    expect(compressed.length).toBeLessThanOrEqual(brotliBytes);
  });
});
