import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { EmulatorAddresses } from "../../contract/emulator.ts";

/** Arguments that start `portal-kit dev`. */
export const devArguments = (root: string, siteFolder: string, database: string): string[] => {
  const ports = ["--portal-port", "0", "--org-port", "0", "--insights-port", "0"];
  return [join(root, "dist/bin.mjs"), "dev", "--site", siteFolder, "--db", database, "--json", "--no-open", ...ports];
};

/** Milliseconds from starting `portal-kit dev` on a database file to its first page. */
export function measureStart(root: string, { siteFolder, database }: { siteFolder: string; database: string }): Promise<number> {
  return measureFirstPage(devArguments(root, siteFolder, database), "/");
}

/** Milliseconds from starting Node with arguments to the first page of the portal whose address it prints. */
export async function measureFirstPage(args: readonly string[], path: string): Promise<number> {
  const startedAt = performance.now();
  const program = await startProgram(args);
  try {
    const page = await fetch(program.portal + path);
    await page.text();
    if (!page.ok) throw new Error(`the first page was answered with ${page.status}`);
    return performance.now() - startedAt;
  } finally {
    await program.stop();
  }
}

export interface Program {
  readonly portal: string;
  stop(): Promise<void>;
}

/** Resolves once the program has printed its first line, which holds its addresses as JSON. */
export async function startProgram(args: readonly string[]): Promise<Program> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  try {
    const [line] = (await Promise.race([once(createInterface(child.stdout), "line"), ended])) as [unknown];
    if (typeof line !== "string") throw new Error(`the program ended with ${String(line)} before it was ready`);
    const { portal } = JSON.parse(line) as Pick<EmulatorAddresses, "portal">;
    return { portal, stop: () => stop(child, ended) };
  } catch (error) {
    await stop(child, ended);
    throw error;
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill();
  await ended;
}
