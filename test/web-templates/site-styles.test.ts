import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { readSource, renderCaptureForm, renderTracking } from "./render-template.ts";

/** What themes of public sites do to plain elements, each alone. */
const styles = {
  "no styles at all": "",
  "Bootstrap 3 (rem is 10 px)":
    "html{font-size:10px}*,*::before,*::after{box-sizing:border-box}body{margin:0;font:14px/1.42857 Arial}p{margin:0 0 10px}",
  "white text": "body{background:#111}p,li,strong,section{color:#fff}",
  "fonts set on p only": "p{font:20px/30px Arial}",
  "wide sections": "section{width:80%;min-height:300px;margin:0 auto;padding:60px 0;background:#eee}",
  "tight lines": "li{font-size:14px;line-height:1}a{font-size:14px}",
} as const;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser("chromium");
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
});

const show = async (css: string, body: string, width = 390): Promise<void> => {
  await page.setViewport({ width, height: 844 });
  await page.setContent(
    `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><style>${css}</style></head><body>${body}</body></html>`,
  );
};

describe.each(Object.entries(styles))("with %s", (_, css) => {
  it("shows the banner across the bottom, readable, with two buttons to press", async () => {
    await show(css, `${renderTracking("")}<main>Page</main>`);
    const seen = await page.evaluate(() => {
      const find = (selector: string): HTMLElement => document.querySelector<HTMLElement>(selector) ?? document.body;
      const banner = find("[data-portal-kit-banner]");
      banner.hidden = false;
      const buttons = [...banner.querySelectorAll("button")].map((button) => button.getBoundingClientRect());
      const text = getComputedStyle(find("[data-portal-kit-banner] p"));
      const { left, right, bottom, height } = banner.getBoundingClientRect();
      return {
        edges: [left, right, bottom],
        height,
        color: text.color,
        fontPx: Number.parseFloat(text.fontSize),
        isOneFont: [...banner.querySelectorAll("button")].every((button) => getComputedStyle(button).fontFamily === text.fontFamily),
        buttonHeights: buttons.map((rect) => rect.height),
        isSideBySide: buttons[0]?.top === buttons[1]?.top,
        reservedPx: Number.parseFloat(getComputedStyle(document.body).paddingBottom),
      };
    });
    expect(seen.edges).toEqual([0, 390, 844]);
    expect(seen.color).toBe("rgb(27, 27, 27)");
    expect(seen.fontPx).toBeGreaterThanOrEqual(16);
    expect(seen.isOneFont).toBe(true);
    expect(Math.min(...seen.buttonHeights)).toBeGreaterThanOrEqual(40);
    expect(seen.isSideBySide).toBe(true);
    expect(seen.height).toBeLessThanOrEqual(seen.reservedPx);
  });

  it("keeps the re-open control off the page's end, and takes no room in the header", async () => {
    await show(
      css,
      `<p id="before" style="margin:0">Header</p>${renderTracking("")}<p id="after" style="margin:0">Page</p><div style="height:2000px"></div><p id="end" style="margin:0">End</p>`,
    );
    const seen = await page.evaluate(() => {
      const box = (selector: string): DOMRect => (document.querySelector(selector) ?? document.body).getBoundingClientRect();
      const gap = box("#after").top - box("#before").bottom;
      document.querySelector<HTMLElement>("[data-portal-kit-reopen]")?.removeAttribute("hidden");
      scrollTo(0, document.documentElement.scrollHeight);
      return {
        gap,
        control: box("[data-portal-kit-reopen]").top,
        controlHeight: box("[data-portal-kit-reopen]").height,
        end: box("#end").bottom,
      };
    });
    expect(seen.gap).toBe(0);
    expect(seen.controlHeight).toBeGreaterThanOrEqual(24);
    expect(seen.end).toBeLessThanOrEqual(seen.control);
  });

  it("shows errors that can be read and hit", async () => {
    await show(css, renderCaptureForm());
    const seen = await page.evaluate(() => {
      const summary = document.querySelector<HTMLElement>("[data-portal-kit-errors]") ?? document.body;
      summary.hidden = false;
      summary.innerHTML =
        '<p>Please check</p><ul><li><a href="#a">Last name: please fill this in</a></li><li><a href="#b">Email: please fill this in</a></li></ul>';
      const title = summary.querySelector("p") ?? summary;
      return {
        color: getComputedStyle(title).color,
        heights: [...summary.querySelectorAll("a")].map((link) => link.getBoundingClientRect().height),
        overflow: document.documentElement.scrollWidth,
      };
    });
    expect(seen.color).toBe("rgb(27, 27, 27)");
    expect(seen.heights).toHaveLength(2);
    expect(Math.min(...seen.heights)).toBeGreaterThanOrEqual(24);
    expect(seen.overflow).toBeLessThanOrEqual(390);
  });
});

describe("the capture page", () => {
  const source = readSource("web-templates/capture-page/capture-page.liquid").replaceAll(/\{%.*?%\}|\{\{.*?\}\}/g, "Text");

  it("has margins of its own where the site has no container", async () => {
    await show("body{margin:0}", source, 1280);
    expect(
      await page.$eval(".portal-kit-page", (element) => [element.getBoundingClientRect().left, element.getBoundingClientRect().width]),
    ).toEqual([70, 1140]);
  });

  it("leaves the site's container as it is", async () => {
    await show("body{margin:0}.container{box-sizing:border-box;width:600px;max-width:none;margin:0;padding:0 5px}", source, 1280);
    expect(
      await page.$eval(".portal-kit-page", (element) => [
        element.getBoundingClientRect().left,
        element.getBoundingClientRect().width,
        getComputedStyle(element).paddingLeft,
      ]),
    ).toEqual([0, 600, "5px"]);
  });
});
