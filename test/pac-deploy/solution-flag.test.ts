import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runEmulator } from "../../pac-deploy/run-emulator.ts";
import { createTerminal } from "../../pac-deploy/terminal.ts";
import { createEmulator } from "../../portal-emulator/create-emulator.ts";
import { readSolution } from "../../portal-emulator/solution/read-solution.ts";
import { readSite } from "../../site/read-site.ts";
import { solutionFiles } from "../portal-emulator/solution/small-solution.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";

describe("--solution", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "solution-flag-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (solution: string): Promise<number> =>
    runEmulator({
      siteFolder: starterFolder("enhanced"),
      flags: { portalPort: 0, orgPort: 0, insightsPort: 0, db: ":memory:", solution, open: false },
      distFolder,
      terminal: createTerminal({ json: true }),
      reloadsPages: false,
      stop: { requested: Promise.resolve(143) },
      invitation: () => [],
    });
  const write = (path: string, text: string): string => {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };

  test("refuses a folder that is not there", async () => {
    await expect(run(join(folder, "none"))).rejects.toMatchObject({ code: "solution-missing", exitCode: 2 });
  });

  test("refuses a folder without a solution", async () => {
    write("readme.md", "");
    await expect(run(folder)).rejects.toMatchObject({ code: "solution-empty", exitCode: 2 });
  });

  test.each(["solution.zip", ""])("refuses a packed solution and says how to unpack it: %j", async (name) => {
    write("solution.zip", "PK");
    await expect(run(join(folder, name))).rejects.toMatchObject({
      code: "solution-packed",
      exitCode: 2,
      hint: expect.stringContaining("unpack") as unknown,
    });
  });

  test("refuses a broken file, naming it with its line", async () => {
    write("Entities/pk_Order/Entity.xml", "<Entity>\n<Name></Entity>");
    await expect(run(folder)).rejects.toMatchObject({ code: "solution-syntax", place: { path: "Entities/pk_Order/Entity.xml", line: 2 } });
  });

  test("runs with an unpacked one", async () => {
    for (const [path, text] of solutionFiles()) write(`src/${path}`, text);
    expect(await run(folder)).toBe(143);
  });

  test("gives the organization its tables", async () => {
    for (const [path, text] of solutionFiles()) write(path, text);
    const emulator = await createEmulator({
      site: await readSite(starterFolder("enhanced")),
      database: ":memory:",
      solution: await readSolution(folder),
      distFolder,
      addresses: { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" },
    });
    const answer = await emulator.fetch(
      "org",
      new Request(`${emulator.addresses.org}/api/data/v9.2/pk_orders`, {
        headers: { authorization: `Bearer ${emulator.addresses.orgToken}` },
      }),
    );
    expect(await answer.json()).toMatchObject({ value: [] });
    await emulator.close();
  });
});
