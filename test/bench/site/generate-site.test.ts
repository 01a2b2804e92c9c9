import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generatedPath, generateSite, listFiles } from "../../../bench/site/generate-site.ts";
import { createPlainPages, readPlainSite } from "../../../bench/site/plain-site.ts";
import { createEmulator } from "../../../portal-emulator/create-emulator.ts";
import { readSite } from "../../../site/read-site.ts";

const root = resolve(import.meta.dirname, "../../..");
const addresses = { portal: "http://localhost:1", org: "http://127.0.0.1:2", insights: "http://127.0.0.1:3" };

describe.each(["enhanced", "standard"] as const)("a generated site of the %s data model", (model) => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "generate-site-"));
    await generateSite(root, folder, { model, fileCount: 300 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("has as many files as were asked for, and nothing wrong with them", async () => {
    expect(await listFiles(folder)).toHaveLength(300);
    const site = await readSite(folder);
    expect([site.model, site.findings]).toEqual([model, []]);
  });

  it("shows the header, page and footer that the plain program shows", async () => {
    const emulator = await createEmulator({
      site: await readSite(folder),
      database: ":memory:",
      distFolder: join(root, "dist"),
      addresses,
    });
    const answer = await emulator.fetch("portal", new Request(addresses.portal + generatedPath, { headers: { host: "localhost:1" } }));
    const html = await answer.text();
    await emulator.close();
    const parts = createPlainPages(await readPlainSite(folder))("department-0").split(/(?=<main |<footer )/);
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(html).toContain(part.trim());
  });

  it("has no page that nobody made", async () => {
    const pages = createPlainPages(await readPlainSite(folder));
    expect(() => pages("nowhere")).toThrow("no page nowhere");
  });
});
