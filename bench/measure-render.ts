import { join } from "node:path";
import { Liquid } from "liquidjs";
import { createLiquid } from "../liquid/create-liquid.ts";
import { createEmulator } from "../portal-emulator/create-emulator.ts";
import { readSite } from "../site/read-site.ts";
import { compare, measureInTurns, type Measurement } from "./measure.ts";
import { measureStockPage } from "./measure-stock-page.ts";

const rowTemplate =
  "<tr class=\"{% if row.odd %}odd{% else %}even{% endif %}\"><td>{{ row.name | escape }}</td><td>{{ row.count | plus: 1 }}</td><td>{{ row.note | default: 'none' | upcase }}</td></tr>\n";
const pageTemplate =
  "<h1>{{ title | escape }}</h1>{% assign shown = 0 %}<table>{% for row in rows %}{% include 'Row' %}{% assign shown = shown | plus: 1 %}{% endfor %}</table><p>{{ shown }} rows</p>";
const objects = {
  title: "Rows & columns",
  rows: Array.from({ length: 50 }, (_, index) => ({
    name: `Name <${index}>`,
    count: index,
    odd: index % 2 === 1,
    note: index % 3 === 0 ? null : `note ${index}`,
  })),
};
const pagesPerRound = 40;

/** Our engine beside plain liquidjs with its caches on and without promises; both give the same text. */
export async function measureRender(root: string): Promise<Measurement[]> {
  const sources: Readonly<Record<string, string>> = { Row: rowTemplate };
  const ours = createLiquid({ findTemplate: (name) => ({ path: name, text: sources[name] ?? "" }), now: () => new Date(0) });
  const plain = new Liquid({ templates: { ...sources }, cache: true });
  const repeat = (act: () => Promise<unknown>) => async (): Promise<void> => {
    for (let page = 0; page < pagesPerRound; page += 1) await act();
  };
  const measureTemplate = async (template: string): Promise<{ ours: number; baseline: number; renderPlain: () => Promise<string> }> => {
    const parsed = plain.parse(template);
    const renderOurs = (): Promise<string> => ours.openSession(objects).render({ path: "Page", text: template });
    // The synchronous way is liquidjs' fastest. A template renders to text.
    const renderPlain = async (): Promise<string> => plain.renderSync(parsed, objects) as string;
    if ((await renderOurs()) !== (await renderPlain())) throw new Error("our engine and liquidjs disagree on the benchmark's page");
    return { ...(await measureInTurns(repeat(renderOurs), repeat(renderPlain))), renderPlain };
  };
  const stockPage = await measureStockPage(repeat);
  const including = await measureTemplate(pageTemplate);
  const inline = await measureTemplate(pageTemplate.replace("{% include 'Row' %}", () => rowTemplate));

  const site = await readSite(join(root, "test/fixtures/sites/enhanced"));
  const addresses = { portal: "http://localhost:1", org: "http://127.0.0.1:2", insights: "http://127.0.0.1:3" };
  const emulator = await createEmulator({ site, database: ":memory:", distFolder: join(root, "dist"), addresses });
  const header = site.webTemplates.find((template) => template.id === site.website.headerTemplateId);
  if (header === undefined) throw new Error("the starter site has a header");
  const whole = await measureInTurns(
    repeat(async () => (await emulator.fetch("portal", new Request(`${addresses.portal}/`, { headers: { host: "localhost:1" } }))).text()),
    repeat(including.renderPlain),
  );
  await emulator.close();
  return [
    compare("render: page of 50 rows, beside plain liquidjs", "ms", inline.ours / pagesPerRound, inline.baseline / pagesPerRound, 1.5),
    compare(
      "render: page of 50 included rows, beside plain liquidjs",
      "ms",
      including.ours / pagesPerRound,
      including.baseline / pagesPerRound,
      1.5,
    ),
    compare(
      "render: stock-like header, page and footer, beside plain liquidjs",
      "ms",
      stockPage.warm.ours / pagesPerRound,
      stockPage.warm.baseline / pagesPerRound,
      1.5,
    ),
    compare(
      "render: the same with all templates parsed anew, beside plain liquidjs",
      "ms",
      stockPage.cold.ours / pagesPerRound,
      stockPage.cold.baseline / pagesPerRound,
      1.5,
    ),
    compare(
      "render: starter's home page through the portal, beside that liquidjs page",
      "ms",
      whole.ours / pagesPerRound,
      whole.baseline / pagesPerRound,
      5,
    ),
  ];
}
