import { vi } from "vitest";
import { createProgram } from "../../pac-deploy/create-program.ts";
import { renderError } from "../../pac-deploy/render-error.ts";
import { kitFolder, root } from "./kit-site.ts";
import type { CliResult } from "./run-cli.ts";

/** Runs the command line inside of this process, as its program would: some ten times faster than `runCli`, and without the build. One at a time. */
export async function runProgram(args: readonly string[]): Promise<CliResult> {
  const said = { stdout: "", stderr: "" };
  const take = (name: keyof typeof said) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += String(text);
      return true;
    });
  const spies = [take("stdout"), take("stderr")];
  const exitCodeBefore = process.exitCode;
  process.exitCode = undefined;
  try {
    await createProgram({ kitFolder, packageFolder: root }).parseAsync(["node", "portal-kit", ...args]);
  } catch (error) {
    const { text, exitCode } = renderError(error);
    if (text !== "") said.stderr += `${text}\n`;
    process.exitCode = exitCode;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const { exitCode = 0 } = process;
  process.exitCode = exitCodeBefore;
  return { exitCode, ...said };
}
