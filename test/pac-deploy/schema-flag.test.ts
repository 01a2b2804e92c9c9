import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runEmulator } from "../../pac-deploy/run-emulator.ts";
import { createTerminal } from "../../pac-deploy/terminal.ts";
import { createEmulator } from "../../portal-emulator/create-emulator.ts";
import { parseSchemaFile } from "../../portal-emulator/schema/parse-schema-file.ts";
import { readSite } from "../../site/read-site.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";

describe("--schema", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "schema-flag-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (schema: string): Promise<number> =>
    runEmulator({
      siteFolder: starterFolder("enhanced"),
      flags: { portalPort: 0, orgPort: 0, insightsPort: 0, db: ":memory:", schema, open: false },
      distFolder,
      terminal: createTerminal({ json: true }),
      reloadsPages: false,
      stop: { requested: Promise.resolve(143) },
      invitation: () => [],
    });

  test("refuses a file that is not there, and starts nothing", async () => {
    await expect(run(join(folder, "none.json"))).rejects.toMatchObject({ code: "schema-file-missing", exitCode: 2 });
  });

  test("refuses a wrong file, naming it", async () => {
    const path = join(folder, "schema.json");
    writeFileSync(path, '{"tables": {"pk_topic": {"columns": {"pk_x": {"type": "text"}}}}}');
    await expect(run(path)).rejects.toMatchObject({ code: "schema-file-invalid", exitCode: 2, place: { path, line: 1 } });
  });

  test("gives the organization its tables", async () => {
    const schema = parseSchemaFile('{"tables": {"pk_topic": {}}}', "schema.json");
    const emulator = await createEmulator({
      site: await readSite(starterFolder("enhanced")),
      database: ":memory:",
      schema,
      distFolder,
      addresses: { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" },
    });
    const address = `${emulator.addresses.org}/api/data/v9.2/pk_topics`;
    const answer = await emulator.fetch(
      "org",
      new Request(address, { headers: { authorization: `Bearer ${emulator.addresses.orgToken}` } }),
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ value: [] });
    await emulator.close();
  });
});
