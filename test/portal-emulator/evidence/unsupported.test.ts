import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import { unsupportedTable } from "../../../portal-emulator/evidence/unsupported.ts";
import { readSite } from "../../../site/read-site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4580", org: "http://127.0.0.1:4581", insights: "http://127.0.0.1:4582" };
const tags = new Set(["powerbi", "codecomponent", "chart", "rating", "outputcache", "param"]);
const named = unsupportedTable.filter(({ area, name }) => area === "liquid" && /^[a-z_]+$/.test(name));
let emulator: Emulator;
let html = "";
beforeAll(async () => {
  const starter = await readSite(starterFolder("enhanced"));
  const source = named.map(({ name }) => (tags.has(name) ? `{% ${name} id: 'x' culture = 'x' %}` : `{{ website | ${name} }}`)).join("\n");
  const site = {
    ...starter,
    webTemplates: starter.webTemplates.map((template) =>
      template.id === starter.website.footerTemplateId ? { ...template, source } : template,
    ),
  };
  emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses });
  const answer = await emulator.fetch("portal", new Request(`${addresses.portal}/`, { headers: { host: "localhost:4580" } }));
  html = await answer.text();
});
afterAll(async () => {
  await emulator?.close();
});

describe("what the ledger calls not emulated", () => {
  it.each(named)("is said so on the page: $name", ({ name, instead }) => {
    const [, ...rows] = html.split("<li><code>");
    expect(rows.find((text) => text.includes(`&quot;${name}&quot;`)) ?? "no row").toContain(instead);
  });
});
