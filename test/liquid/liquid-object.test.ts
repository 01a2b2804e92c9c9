import { describe, expect, it } from "vitest";
import { createLiquidObject } from "../../liquid/liquid-object.ts";
import { renderText } from "./render-page.ts";

describe("a Liquid object", () => {
  it.each(["open_in_new_window", "Open_In_New_Window", "OpenInNewWindow", "OPENINNEWWINDOW"])("finds a member as %s", async (name) => {
    const link = createLiquidObject({ members: { open_in_new_window: true } });
    expect(await renderText(`{{ link.${name} }}{{ link["${name}"] }}`, { objects: { link } })).toBe("truetrue");
  });

  it("computes a member at its first use, once", async () => {
    let calls = 0;
    const page = createLiquidObject({ members: { title: () => `t${++calls}`, other: () => ++calls } });
    expect(await renderText("{{ page.title }}{{ page.title }}", { objects: { page } })).toBe("t1t1");
    expect(calls).toBe(1);
  });

  it("waits for what its indexer promises, also inside a path", async () => {
    const entities = createLiquidObject({
      index: (table) => createLiquidObject({ index: (id) => Promise.resolve(id === "1" ? { fullname: `${table} Ada` } : null) }),
    });
    expect(
      await renderText(
        "{{ entities.contact['1'].fullname }}|{{ entities['contact']['2'].fullname }}|{% if entities.contact['2'] %}x{% endif %}",
        { objects: { entities } },
      ),
    ).toBe("contact Ada||");
  });

  it("hands the indexer the key as written", async () => {
    const settings = createLiquidObject({ index: (key) => `<${key}>` });
    expect(await renderText("{{ settings['A_b/C d'] }}", { objects: { settings } })).toBe("<A_b/C d>");
  });

  it("is a list where it has items", async () => {
    const links = createLiquidObject({ items: () => ["a", "b"], members: { name: "n" } });
    expect(
      await renderText(
        "{% for l in links %}{{ l }}{% endfor %}{{ links.size }}{{ links.first }}{{ links.name }}{% if links contains 'b' %}!{% endif %}",
        { objects: { links } },
      ),
    ).toBe("ab2an!");
  });

  it.each(["nothing", "constructor", "__proto__", "toString", "readMember"])("has no member %s of its own accord", async (name) => {
    const object = createLiquidObject({ members: {} });
    expect(await renderText(`[{{ o.${name} }}{{ p.${name} }}{{ ${name} }}]`, { objects: { o: object, p: {} } })).toBe("[]");
  });

  it("prints nothing, or its text", async () => {
    const objects = { silent: createLiquidObject({}), lookup: createLiquidObject({ text: () => "Label" }) };
    expect(await renderText("[{{ silent }}{{ lookup }}{{ lookup | upcase }}]", { objects })).toBe("[LabelLABEL]");
  });
});
