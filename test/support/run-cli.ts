import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { root } from "./kit-site.ts";

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bin = join(root, "dist/bin.mjs");
const plain = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };

/** Runs the built command line to its end. */
export function runCli(args: readonly string[], cwd = root): CliResult {
  const result = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: "utf8", env: plain });
  return { exitCode: result.status, stdout: result.stdout, stderr: result.stderr };
}

export interface RunningCli {
  readonly child: ChildProcess;
  /** Settles with the first line of stdout; fails when the program ends before. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<CliResult>;
  /** What it has said on stderr so far. */
  stderr(): string;
}

/** For `dev` and `demo`: free ports, and no browser of the person's. */
export const anyPorts = ["--portal-port", "0", "--org-port", "0", "--insights-port", "0", "--no-open"];

/** Starts the built command line, or another one's program, and leaves it running. */
export function startCli(args: readonly string[], environment: Readonly<Record<string, string>> = {}, program = bin): RunningCli {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...plain, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  let showLine: (line: string) => void = () => undefined;
  let refuse: (reason: Error) => void = () => undefined;
  const firstLine = new Promise<string>((resolve, reject) => {
    showLine = resolve;
    refuse = reject;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (stdout.includes("\n")) showLine(stdout.slice(0, stdout.indexOf("\n")));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CliResult>((resolve) => {
    child.on("close", (exitCode) => {
      refuse(new Error(`the program ended with ${exitCode} before it said anything: ${stderr}`));
      resolve({ exitCode, stdout, stderr });
    });
  });
  firstLine.catch(() => undefined);
  return { child, firstLine, ended, stderr: () => stderr };
}
