import { readFileSync } from "node:fs";
import { CommanderError, type Command, type Option } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../pac-deploy/create-program.ts";
import { renderError } from "../../pac-deploy/render-error.ts";
import { root } from "../support/kit-site.ts";

/** A command line that says nothing, as the program makes it. */
function quietProgram(): Command {
  const program = createProgram({ kitFolder: `${root}/dist/kit`, packageFolder: root });
  const silent = { writeOut: () => undefined, writeErr: () => undefined };
  for (const command of [program, ...program.commands]) command.configureOutput(silent);
  return program;
}

async function exitCodeOf(args: readonly string[]): Promise<number> {
  try {
    await quietProgram().parseAsync(["node", "portal-kit", ...args]);
  } catch (error) {
    expect(error).toBeInstanceOf(CommanderError);
    return renderError(error).exitCode;
  }
  throw new Error(`portal-kit ${args.join(" ")} ran`);
}

const commands = quietProgram().commands.map((command) => [command.name(), command] as const);
const optionOf = (command: Command, flag: string): Option | undefined => command.options.find(({ long }) => long === flag);
const having = (flag: string): (readonly [string, string])[] =>
  commands.flatMap(([name, command]) => {
    const option = optionOf(command, flag);
    return option === undefined ? [] : [[name, option.description] as const];
  });

/** Flags that mean the same wherever they are, with the commands where they mean something of their own, and what. */
const common: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  "--site": { auth: /names of the configuration/, demo: /copy/, explain: /cause/, verify: /deployed there/ },
  "--config": {},
  "--json": { demo: /addresses/ },
  "--yes": {},
  "--environment": { auth: /address/ },
  "--profile": {},
  "--store": {},
  "--pac": { profile: /^with --from: / },
  "--discard": {},
  "--verbose": {},
};

describe("every command", () => {
  it.each(commands)("%s has a help of the same shape", (name, command) => {
    const help = command.createHelp();
    expect(help.commandUsage(command)).toMatch(new RegExp(`^portal-kit ${name}(?:\\|\\w+)? \\[options\\]`));
    expect(command.description()).toMatch(/^[A-Z].*\.$/s);
    for (const { flags, description } of command.options) {
      expect([flags, description]).toEqual([
        expect.stringMatching(/^--[a-z][a-z-]*(?: [<[].+[>\]])?$/),
        expect.stringMatching(/^(?:[a-z-]|'|SARIF|JSON).*[^.]$/s),
      ]);
    }
    for (const argument of command.registeredArguments) expect(argument.description).toMatch(/^(?:[a-z]|e\.g\.).*[^.]$/s);
  });

  it.each(commands)("%s refuses a flag that it does not have, with 2", async (name) => {
    expect(await exitCodeOf([name, "--no-such-flag"])).toBe(2);
  });

  it.each(commands.filter(([, command]) => command.options.some(({ required }) => required)))(
    "%s refuses a flag without its value, with 2",
    async (name, command) => {
      const option = command.options.find(({ required }) => required);
      expect(await exitCodeOf([name, option?.long ?? ""])).toBe(2);
    },
  );

  it.each(commands)("%s explains itself, with 0", async (name) => {
    expect(await exitCodeOf([name, "--help"])).toBe(0);
  });

  it.each(commands)("%s answers a program that asks with --json", (_, command) => {
    expect(optionOf(command, "--json")).toBeDefined();
  });

  it.each(commands)("%s asks nothing with --yes where it could ask, and can be tried where it writes", (name, command) => {
    const writes = ["init", "apply", "remove", "check", "profile", "ci", "deploy", "rollback", "verify"].includes(name);
    expect(optionOf(command, "--dry-run") !== undefined).toBe(writes);
    if (writes) expect(optionOf(command, "--yes")).toBeDefined();
    if (writes) expect(optionOf(command, "--dry-run")?.description).toMatch(/(?:^|: )show everything, (?:write|upload) nothing$/);
  });

  it.each(commands)("%s is in the README", (name) => {
    expect(readFileSync(`${root}/README.md`, "utf8")).toMatch(new RegExp(`portal-kit ${name}\\b|npm run ${name}\\b`));
  });
});

describe("a flag of several commands", () => {
  it.each(Object.entries(common))("%s has the same words in each", (flag, others) => {
    const found = having(flag);
    expect(found.length).toBeGreaterThan(1);
    const usual = new Set(found.filter(([name]) => others[name] === undefined).map(([, description]) => description));
    expect([...usual]).toHaveLength(1);
    for (const [name, pattern] of Object.entries(others)) expect(found.find(([one]) => one === name)?.[1]).toMatch(pattern);
  });

  it("takes a value of the same kind in each", () => {
    for (const flag of Object.keys(common)) {
      const kinds = new Set(commands.flatMap(([, command]) => optionOf(command, flag)?.flags.replace(/\|.*>/, ">") ?? []));
      expect([...kinds]).toHaveLength(1);
    }
  });
});

describe("the command line", () => {
  it.each([
    [["no-such-command"]],
    [["--no-such-flag"]],
    [["ci"]],
    [["ci", "jenkins"]],
    [["check", "--format", "xml"]],
    [["apply", "a.json", "b.json"]],
  ])("refuses %j with 2", async (args) => {
    expect(await exitCodeOf(args)).toBe(2);
  });

  it("documents its exit codes once", () => {
    const readme = readFileSync(`${root}/README.md`, "utf8");
    expect(readme.match(/^#+ Exit codes$/gm)).toHaveLength(1);
    for (const code of ["0", "1", "2", "3", "130", "143"]) expect(readme).toMatch(new RegExp(`^\\| ${code}\\b`, "m"));
  });
});
