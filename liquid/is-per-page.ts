import type { LiquidPath } from "./read-value.ts";

/**
 * Whether an object differs from page to page or from moment to moment, so that what is kept for all pages shows what the first one had.
 * https://learn.microsoft.com/power-pages/configure/enable-header-footer-output-caching
 */
export function isPerPage({ root, steps }: LiquidPath): boolean {
  const [first] = steps;
  if (root === "sitemap") return first?.toLowerCase() === "current";
  return root === "page" || root === "request" || root === "params" || root === "now";
}
