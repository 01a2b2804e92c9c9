import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the program does for arguments that begin so, in the language of sh; the first that fits. */
export type Script = Readonly<Record<string, string>>;

export interface ScriptedPac {
  readonly path: string;
  /** Arguments of every call so far. */
  readonly calls: () => Promise<readonly (readonly string[])[]>;
}

/** Prints it as it is. */
export const say = (text: string): string => `printf '%s' ${quote(text)}`;

/** Does nothing until it is stopped. */
export const hang = "exec sleep 60";

export const banner = (version: string): string => `Microsoft PowerPlatform CLI\nVersion: ${version}\n`;

/** A program that answers as told, started as pac is: a file of its own, without a shell around it. */
export async function createScriptedPac(script: Script): Promise<ScriptedPac> {
  const folder = await mkdtemp(join(tmpdir(), "scripted-pac-"));
  const path = join(folder, "pac");
  const log = join(folder, "calls");
  const answers: Script = {
    ...(script["--version"] === undefined ? { "--version": say(banner("1.52.1+g0a1b2c3 (.NET 9.0.4)")) } : {}),
    ...script,
  };
  await writeFile(log, "");
  await writeFile(
    path,
    [
      "#!/bin/sh",
      `{ for arg; do printf '%s\\037' "$arg"; done; echo; } >> ${quote(log)}`,
      `into=; for arg; do [ "$before" = --path ] && into=$arg; before=$arg; done`,
      `case "$*" in`,
      ...Object.entries(answers).map(([start, answer]) => `${quote(start)}*)\n${answer}\n;;`),
      `*) echo "Error: An unknown argument $* was passed."; exit 1 ;;`,
      "esac",
      "",
    ].join("\n"),
  );
  await chmod(path, 0o755);
  return {
    path,
    calls: async () =>
      (await readFile(log, "utf8"))
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split("\u001F").slice(0, -1)),
  };
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
