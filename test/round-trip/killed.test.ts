import { existsSync, readdirSync, readFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { journalPath } from "../../pac-deploy/journal/parse-journal.ts";
import { readSite } from "../../site/read-site.ts";
import { copySite, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { startCli, type RunningCli } from "../support/run-cli.ts";
import { apply, remove } from "./round-trip.ts";
import { readFolderState } from "./read-folder-state.ts";

/** `PORTAL_KIT_KILLS=200` for the whole proof. */
const kills = Number(process.env["PORTAL_KIT_KILLS"] ?? 8);

interface Command {
  readonly name: "apply" | "remove" | "check --fix";
  readonly flags: (site: TemporarySite) => readonly string[];
  prepare(site: TemporarySite): Promise<unknown>;
}
const configured = ({ configPath }: TemporarySite): readonly string[] => ["--config", configPath];
const commands: readonly Command[] = [
  { name: "apply", flags: configured, prepare: async () => undefined },
  { name: "remove", flags: () => [], prepare: apply },
  { name: "check --fix", flags: (site) => ["--fail-on", "never", ...configured(site)], prepare: addFaults },
];

/** What `check --fix` mends. */
async function addFaults({ folder }: TemporarySite): Promise<void> {
  const item = (name: string, digit: string, value: string): string =>
    `- adx_name: Webapi/${name}\n  adx_sitesettingid: ffffffff-0000-4000-8000-00000000000${digit}\n  adx_value: ${value}\n`;
  const settings = [item("account/enabled", "1", "true"), item("account/fields", "2", "'*'"), item("error/innererror", "3", "true")];
  await appendFile(join(folder, "sitesetting.yml"), settings.join(""));
  const { website, webTemplates } = await readSite(folder);
  const header = webTemplates.find(({ id }) => id === website.headerTemplateId);
  await appendFile(join(folder, header?.sourcePath ?? ""), '\n<script>fetch("/_api/accounts?$select=name");</script>\n');
}

const start = (site: TemporarySite, { name, flags }: Command): RunningCli =>
  startCli([...name.split(" "), "--yes", "--site", site.folder, ...flags(site)]);

/** Half of the moments anywhere in the command's life, half within its writing, which is a small part of it. */
async function killAtRandom(
  site: TemporarySite,
  command: Command,
  times: { lifeMs: number; writeMs: number },
  turn: number,
): Promise<void> {
  const cli = start(site, command);
  const life = { hasEnded: false };
  const ended = cli.ended.then(() => (life.hasEnded = true));
  if (turn % 2 === 0) await Promise.race([ended, delay(Math.random() * times.lifeMs)]);
  else {
    while (!life.hasEnded && !existsSync(join(site.folder, journalPath))) await Promise.race([ended, delay(1)]);
    await Promise.race([ended, delay(Math.random() * times.writeMs)]);
  }
  cli.child.kill("SIGKILL");
  await ended;
}

async function measure(site: TemporarySite, command: Command): Promise<{ lifeMs: number; writeMs: number }> {
  const began = performance.now();
  const cli = start(site, command);
  let writesSince: number | undefined;
  let wroteMs = 50;
  const life = { hasEnded: false };
  const ended = cli.ended.then((result) => {
    life.hasEnded = true;
    return result;
  });
  while (!life.hasEnded) {
    const writes = existsSync(join(site.folder, journalPath));
    if (writes) writesSince ??= performance.now();
    else if (writesSince !== undefined) {
      wroteMs = performance.now() - writesSince;
      break;
    }
    await Promise.race([ended, delay(1)]);
  }
  expect((await ended).exitCode).toBe(0);
  return { lifeMs: performance.now() - began, writeMs: wroteMs };
}

describe("a command killed at a random moment", () => {
  it.each(commands)(
    "$name: no file is half written, and the next command finds the old site or the new one",
    { timeout: 60_000 + kills * 10_000 },
    async (command) => {
      const found = { old: 0, new: 0, settled: 0 };
      const first = copySite(starterFolder("enhanced"));
      const bare = readFolderState(first.folder);
      await command.prepare(first);
      const old = contents(first.folder);
      const oldState = readFolderState(first.folder);
      const times = await measure(first, command);
      const done = contents(first.folder);
      expect(isEqual(done, old)).toBe(false);
      // What is there once the kit is removed.
      const withoutKit = command.name === "check --fix" ? [oldState, readFolderState(first.folder)] : [bare];
      first.remove();
      for (let turn = 0; turn < kills / 2; turn += 1) {
        const site = copySite(starterFolder("enhanced"));
        await command.prepare(site);
        await killAtRandom(site, command, times, turn);
        const left = contents(site.folder);
        for (const [path, text] of Object.entries(left)) {
          if (path.startsWith(".portal-kit/") || path.endsWith(".tmp")) continue;
          expect([old[path], done[path]].includes(text), `${path} is neither the old file nor the new one`).toBe(true);
        }
        found[isEqual(left, old) ? "old" : isEqual(left, done) ? "new" : "settled"] += 1;
        // Whichever command comes next.
        if (turn % 4 < 2) {
          await apply(site);
          expect((await apply(site)).edits).toEqual([]);
        }
        await remove(site);
        expect(withoutKit).toContainEqual(readFolderState(site.folder));
        site.remove();
      }
      // oxlint-disable-next-line no-console -- what a run by hand is made for
      console.log(
        `${command.name} killed ${kills / 2} times (life ${times.lifeMs.toFixed(0)} ms, writing ${times.writeMs.toFixed(0)} ms): ${JSON.stringify(found)}`,
      );
    },
  );
});

const isEqual = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path, "latin1")] as const;
      })
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
