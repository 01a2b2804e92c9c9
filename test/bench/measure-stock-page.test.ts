import { expect, it } from "vitest";
import { createStockLiquid, parseStockPage, renderStockPage } from "../../bench/measure-stock-page.ts";

it("the stock page of the benchmark is a whole page, the same in our engine and in liquidjs", async () => {
  const html = await renderStockPage(createStockLiquid());
  expect(html).toBe(parseStockPage()());
  expect(html).toContain("<h2>Departments &amp; all: what to know</h2>");
  expect(html).toContain('<a class="dropdown-item" href="/department-9/part-3/">Part 3</a>');
  expect(html).toContain("DEPARTMENT &lt;11&gt;");
  expect(html).not.toContain("Liquid error");
});
