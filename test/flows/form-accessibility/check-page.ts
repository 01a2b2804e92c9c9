import axe from "axe-core";
import type { Page } from "puppeteer-core";
import { siteStyles, type SiteStyle } from "./site-styles.ts";

/** Rules that depend on colours and measures: those alone are asked again for every style. */
const rulesOfStyle = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"];

/** What axe finds on the page in every style, as `style: rule: element`; with target sizes, which are not among its defaults. */
export async function checkPage(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found: string[] = [];
  // Object.keys forgets that the keys are the styles.
  for (const style of Object.keys(siteStyles) as SiteStyle[]) {
    await wear(page, style);
    const violations = await page.evaluate(
      async (only) => {
        // Put there above.
        const engine = (window as unknown as { axe: typeof axe }).axe;
        const options: axe.RunOptions = only
          ? { runOnly: { type: "rule", values: only } }
          : { rules: { "target-size": { enabled: true } } };
        const result = await engine.run(document.documentElement, { ...options, resultTypes: ["violations"] });
        return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
      },
      style === "plain" ? undefined : rulesOfStyle,
    );
    found.push(...violations.map((violation) => `${style}: ${violation}`));
  }
  await wear(page, "plain");
  return found;
}

/** Switches the page to one style and the others off. */
export async function wear(page: Page, style: SiteStyle): Promise<void> {
  await page.evaluate((chosen) => {
    for (const sheet of document.querySelectorAll<HTMLStyleElement>("style[data-style]")) {
      sheet.media = sheet.dataset["style"] === chosen ? "all" : "not all";
    }
  }, style);
}
