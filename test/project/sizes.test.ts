import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** Budgets in bytes after brotli (quality 11) of what a visitor's browser loads. Raising one is a commit of its own. */
const budgets = [
  { file: "dist/kit/scripts/tracking.js", brotliBytes: 2_100 },
  { file: "dist/kit/scripts/contact-capture.js", brotliBytes: 5_000 },
];

describe("size table", () => {
  it.each(budgets)("$file stays within $brotliBytes bytes", ({ file, brotliBytes }) => {
    const script = readFileSync(resolve(root, file));
    const compressed = brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    expect(script.length).toBeGreaterThan(200);
    expect(compressed.length).toBeLessThanOrEqual(brotliBytes);
  });
});
