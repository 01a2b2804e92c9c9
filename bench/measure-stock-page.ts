import type { Template } from "liquidjs";
import { createLiquid, type PageLiquid } from "../liquid/create-liquid.ts";
import { measureInTurns } from "./measure.ts";
import { footerSource, headerSource, includedSources, pageSource, renderCopy } from "./site/page-sources.ts";
import { createPlainLiquid } from "./site/plain-site.ts";

const sources = [headerSource, pageSource, footerSource];
const links = Array.from({ length: 12 }, (_, index) => ({
  name: `Department <${index}>`,
  url: index % 3 === 0 ? `https://www.example.com/${index}` : `/department-${index}/`,
  open_in_new_window: index % 5 === 4,
  tooltip: index % 2 === 0 ? `What department ${index} does, and where to find it in the building & beyond` : null,
  weblinks: index % 4 === 1 ? [1, 2, 3].map((below) => ({ name: `Part ${below}`, url: `/department-${index}/part-${below}/` })) : [],
}));
/** The objects that a portal has, as plain records: both engines read the same. */
export const stockObjects = {
  website: { name: "Rows & Columns" },
  settings: { "Bench/Search": "true" },
  snippets: {
    "Mobile Header": '<a href="/">{{ website.name | escape }}</a>',
    "Bench Footer": "<p>{{ website.name | escape }}, open every day</p>",
  },
  weblinks: { "Bench Navigation": { weblinks: links } },
  page: { title: "Departments & all", adx_copy: renderCopy("departments"), breadcrumbs: [{ title: "Home", url: "/" }] },
};

/** Header, page and footer in our engine, as one page does. */
export async function renderStockPage(liquid: PageLiquid): Promise<string> {
  const session = liquid.openSession(stockObjects);
  let text = "";
  for (const [index, source] of sources.entries()) text += await session.render({ path: `Source ${index}`, text: source });
  return text;
}

export const createStockLiquid = (): PageLiquid =>
  createLiquid({
    findTemplate: (name) => ({ path: name, text: includedSources[name] ?? "" }),
    now: () => new Date(0),
  });

/** The same in liquidjs; the function renders the parsed page. */
export function parseStockPage(): () => string {
  const plain = createPlainLiquid({ ...includedSources });
  const parsed = sources.map((source) => plain.parse(source));
  // A template renders to text.
  return () => parsed.map((templates: Template[]) => plain.renderSync(templates, stockObjects) as string).join("");
}

interface InTurns {
  readonly ours: number;
  readonly baseline: number;
}

/**
 * A page as stock sites have it (navigation from web links, snippets, `editable`, includes, a copy with Liquid in it) beside liquidjs, to the same text:
 * `warm` with every source parsed before, `cold` with a new engine for each page.
 */
export async function measureStockPage(
  repeat: (act: () => Promise<unknown>) => () => Promise<void>,
): Promise<{ readonly warm: InTurns; readonly cold: InTurns }> {
  const ours = createStockLiquid();
  const renderPlain = parseStockPage();
  if ((await renderStockPage(ours)) !== renderPlain()) throw new Error("our engine and liquidjs disagree on the stock page");
  return {
    warm: await measureInTurns(
      repeat(() => renderStockPage(ours)),
      repeat(async () => renderPlain()),
    ),
    cold: await measureInTurns(
      repeat(() => renderStockPage(createStockLiquid())),
      repeat(async () => parseStockPage()()),
    ),
  };
}
