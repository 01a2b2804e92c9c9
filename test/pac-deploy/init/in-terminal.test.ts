import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { configurationFileName } from "../../../contract/names.ts";
import { copySite, distFolder, starterFolder, type TemporarySite } from "../../support/kit-site.ts";

/** Of util-linux: runs a command in a pseudo-terminal of its own. */
const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

const open: TemporarySite[] = [];
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});

const keys = { enter: "\r", down: "\u001B[B", cancel: "\u0003" } as const;

/** Runs `init` in a terminal and presses keys as soon as each question is there. */
async function play(
  site: TemporarySite,
  presses: readonly (readonly [question: RegExp, keys: string])[],
): Promise<{ exitCode: number | null; shown: string }> {
  // A terminal of no width at all breaks each line after its first character.
  const command = `stty cols 160 rows 50; ${[process.execPath, join(distFolder, "bin.mjs"), "init", "--site", site.folder].map((part) => `'${part}'`).join(" ")}`;
  const child = spawn("script", ["--quiet", "--return", "--echo", "never", "--command", command, "/dev/null"], {
    // Under CI the prompts take no terminal for one.
    env: { ...process.env, TERM: "xterm", NO_COLOR: "1", CI: undefined },
    timeout: 45_000,
  });
  const left = [...presses];
  let shown = "";
  let from = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += stripVTControlCharacters(text);
    const [next] = left;
    if (next === undefined || !next[0].test(shown.slice(from))) return;
    from = shown.length;
    left.shift();
    child.stdin.write(next[1]);
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  expect(left).toEqual([]);
  return { exitCode, shown };
}

describe.skipIf(!hasScript)("init in a terminal", () => {
  const start = (): { site: TemporarySite; path: string } => {
    const site = copySite(starterFolder("enhanced"));
    open.push(site);
    return { site, path: join(site.folder, configurationFileName) };
  };

  it("asks one question after the other, and writes what was answered", async () => {
    const { site, path } = start();
    const { exitCode, shown } = await play(site, [
      [/Where shall the tracking go/, keys.enter],
      [/Which file holds the tracking script/, keys.enter],
      [/When may a visitor be tracked/, keys.enter],
      [/Who asks the visitor/, keys.enter],
      [/become a contact/, `${keys.down}${keys.enter}`],
      [/Partial URL/, keys.enter],
      [/Which columns/, keys.enter],
    ]);
    expect(shown).toMatch(/names "Header" as the header/);
    expect(exitCode).toBe(0);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
      tracking: { placement: "header", script: "tracking.html" },
      consent: { mode: "opt-in", source: "banner" },
      capture: { path: "A-self", page: "get-in-touch" },
    });
    expect(shown).toMatch(/Next: portal-kit plan/);
  }, 60_000);

  it("writes nothing where Ctrl+C is pressed, and ends as a program does that was interrupted", async () => {
    const { site, path } = start();
    rmSync(path, { force: true });
    const { exitCode, shown } = await play(site, [
      [/Where shall the tracking go/, keys.enter],
      [/Which file holds the tracking script/, keys.cancel],
    ]);
    expect(exitCode).toBe(130);
    expect(shown).toMatch(/nothing was written/);
    expect(existsSync(path)).toBe(false);
  }, 60_000);
});
