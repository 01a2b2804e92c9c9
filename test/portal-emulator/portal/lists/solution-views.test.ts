import { describe, expect, it } from "vitest";
import { standardSchema } from "../../../../portal-emulator/schema/standard-schema.ts";
import { addSolutionTables } from "../../../../portal-emulator/solution/add-solution-tables.ts";
import { parseSolution } from "../../../../portal-emulator/solution/parse-solution.ts";
import { solutionFiles, viewId } from "../../solution/small-solution.ts";
import { openDataPage, type DataPage } from "../data/data-page.ts";

const columns = "{% for c in entityview.columns %}{{ c.name }}:{{ c.logical_name }}:{{ c.width }};{% endfor %}";
const rows = "{% for r in entityview.records %}{{ r.pk_name }}={{ r.pk_kind.label }};{% endfor %}";
const listOf = (view: string): string =>
  ["adx_entitylistid: 55555555-5555-4555-8555-555555555555", "adx_entityname: pk_order", "adx_name: Orders", `adx_view: ${view}`, ""].join(
    "\n",
  );

function open(files: ReadonlyMap<string, string> = solutionFiles(), view = viewId): DataPage {
  const solution = parseSolution(files);
  const page = openDataPage(
    { permissions: [{ table: "pk_order", read: true }] },
    { schema: addSolutionTables(standardSchema, solution), solution, more: { texts: new Map([["lists/Orders.list.yml", listOf(view)]]) } },
  );
  for (const [pk_name, pk_kind] of [
    ["B", 100],
    ["A", 200],
    ["R&D", 100],
  ] as const)
    page.store.insert("pk_order", { pk_name, pk_kind });
  return page;
}

describe("a view that a solution has", () => {
  it("gives a list its columns with label and width, its order and its condition", async () => {
    const { text, problems } = await open().renderAll(
      `{% entitylist name: 'Orders' %}{% entityview %}${columns}|${rows}{% endentityview %}{% endentitylist %}`,
    );
    expect(text).toBe("pk_Kind label:pk_kind:120;pk_Name label:pk_name:300;|A=Large;B=Small;");
    expect(problems).toEqual([]);
  });

  it("is found by its name too", async () => {
    expect(await open().render(`{% entityview logical_name: 'pk_order', name: 'Open orders' %}${rows}{% endentityview %}`)).toBe(
      "A=Large;B=Small;",
    );
  });

  it("that it lacks is replaced by rows by name, and the terminal says what to do", async () => {
    const { text, problems } = await open(solutionFiles(), "44444444-4444-4444-8444-444444444444").renderAll(
      `{% entitylist name: 'Orders' %}{% entityview %}${rows}{% endentityview %}{% endentitylist %}`,
    );
    expect(text).toBe("A=;B=;R&D=;");
    expect(problems).toMatchObject([{ kind: "unsupported", message: expect.stringContaining("is not in the solution") as unknown }]);
  });

  it("whose query cannot be read prints an error", async () => {
    const files = solutionFiles();
    const path = "Entities/pk_Order/SavedQueries/{a}.xml";
    files.set(path, (files.get(path) ?? "").replace('<entity name="pk_order">', '<entity name="pk_order"><nonsense />'));
    const { problems } = await open(files).renderAll(
      "{% entitylist name: 'Orders' %}{% entityview %}{% endentityview %}{% endentitylist %}",
    );
    expect(problems).toMatchObject([{ kind: "runtime", message: expect.stringContaining("nonsense") as unknown }]);
  });
});
