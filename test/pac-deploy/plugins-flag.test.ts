import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { anyPorts, startCli } from "../support/run-cli.ts";
import { starterFolder } from "../support/kit-site.ts";

describe("--plugins", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plugins-flag-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = (source: string) => {
    const path = join(folder, "plugins.mjs");
    writeFileSync(path, source);
    return startCli(["dev", "--site", starterFolder("enhanced"), ...anyPorts, "--json", "--plugins", path]);
  };

  test("runs the module's steps and custom APIs", async () => {
    const cli = start(`
      class Refusal extends Error { name = "InvalidPluginExecution"; }
      export const steps = [{
        name: "no tests", message: "Create", table: "contact", stage: 10, mode: "sync",
        async execute({ target }) { if (target.lastname === "Test") throw new Refusal("T1|no tests"); },
      }];
      export const customApis = [{
        uniqueName: "pk_Double", isFunction: false,
        parameters: [{ uniqueName: "Number", type: "Integer" }], responses: [{ uniqueName: "Twice", type: "Integer" }],
        async execute({ inputParameters, outputParameters }) { outputParameters.Twice = inputParameters.Number * 2; },
      }];
      export const environmentVariables = { pk_Colour: "green" };
    `);
    const { org, orgToken } = JSON.parse(await cli.firstLine) as { org: string; orgToken: string };
    const post = async (path: string, body: unknown): Promise<unknown> => {
      const headers = { authorization: `Bearer ${orgToken}`, "content-type": "application/json" };
      const answer = await fetch(`${org}/api/data/v9.2/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      return answer.status === 204 ? 204 : await answer.json();
    };
    expect(await post("contacts", { lastname: "Test" })).toEqual({ error: { code: "0x80040265", message: "T1|no tests" } });
    expect(await post("contacts", { lastname: "Lovelace" })).toBe(204);
    expect(await post("pk_Double", { Number: 21 })).toMatchObject({ Twice: 42 });
    cli.child.kill("SIGTERM");
    await cli.ended;
  });

  test.each([
    ["a module that does not parse", "export const steps = [", "cannot be loaded"],
    ["an export it does not know", "export const step = [];", "The export step is none of steps, customApis, environmentVariables"],
    ["steps that are no list", "export const steps = {};", "steps is to be a list"],
    [
      "a step of another stage",
      'export const steps = [{ name: "a", message: "Create", stage: 30, mode: "sync", execute() {} }];',
      "steps[0].stage is to be one of 10, 20, 40",
    ],
    [
      "a step that runs nothing",
      'export const steps = [{ name: "a", message: "Create", stage: 20, mode: "sync" }];',
      "steps[0].execute is to be a function",
    ],
    [
      "a custom API without parameters",
      'export const customApis = [{ uniqueName: "pk_A", isFunction: true, execute() {} }];',
      "customApis[0].parameters is to be a list",
    ],
    ["variables that are no text", "export const environmentVariables = { a: 1 };", "a text for each schema name"],
  ])("refuses %s, and starts nothing", async (_, source, words) => {
    const cli = start(source);
    const { exitCode, stderr } = await cli.ended;
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain("plugins.mjs");
  });
});
