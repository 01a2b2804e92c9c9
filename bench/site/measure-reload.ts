import { once } from "node:events";
import { watch } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { devArguments, startProgram, type Program } from "../emulator/start-command.ts";
import { sampleAllInTurns } from "../measure.ts";
import { generatedPath } from "./generate-site.ts";
import { pageSource } from "./page-sources.ts";
import { createPlainPages, readPlainSite } from "./plain-site.ts";

const rounds = 15;
const templatePath = "web-templates/bench-page/Bench-Page.webtemplate.source.html";
/** A change that does not come: far longer than any takes. */
const limitMs = 20_000;

/**
 * Milliseconds from saving a template to what shows it. Ours: the page, asked for again when `dev` says so on the stream that browsers listen to. Beside
 * it a program that watches the file's folder, waits for nothing, and then reads the whole site and renders the page, or reads that one file.
 */
export async function measureReload(root: string, folder: string): Promise<Record<"ours" | "whole" | "file", number>> {
  const template = join(folder, templatePath);
  let saves = 0;
  const save = async (): Promise<string> => {
    const marker = `save-${++saves}-`;
    await writeFile(template, `${pageSource}<!-- ${marker} -->\n`);
    return marker;
  };
  const timed = async (show: (marker: Promise<string>) => Promise<string>): Promise<number> => {
    const startedAt = performance.now();
    const marker = save();
    const text = await show(marker);
    const took = performance.now() - startedAt;
    if (!text.includes(await marker)) throw new Error("the page does not show what was saved");
    return took;
  };
  const program = await startProgram(devArguments(root, folder, ":memory:"));
  try {
    const slug = generatedPath.replaceAll("/", "");
    await readPage(program);
    return await sampleAllInTurns(
      {
        whole: () =>
          timed(async (marker) => {
            await nextChange(template, marker);
            return createPlainPages(await readPlainSite(folder))(slug);
          }),
        file: () =>
          timed(async (marker) => {
            await nextChange(template, marker);
            return readFile(template, "utf8");
          }),
        ours: async () => {
          const stop = new AbortController();
          const events = await listen(program, stop.signal);
          try {
            // What the others have saved is shown before the clock starts.
            await waitForPage(program, `save-${saves}-`);
            return await timed((marker) => showSaved(program, events, marker));
          } finally {
            stop.abort();
          }
        },
      },
      { rounds },
    );
  } finally {
    await program.stop();
  }
}

async function readPage({ portal }: Program): Promise<string> {
  const answer = await fetch(portal + generatedPath);
  if (!answer.ok) throw new Error(`the page was answered with ${answer.status}`);
  return answer.text();
}

async function waitForPage(program: Program, marker: string): Promise<void> {
  const until = performance.now() + limitMs;
  while (!(await readPage(program)).includes(marker) && !marker.startsWith("save-0-")) {
    if (performance.now() > until) throw new Error("the emulator does not show what was saved");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

type Events = () => Promise<string>;

async function listen({ portal }: Program, signal: AbortSignal): Promise<Events> {
  const stream = await fetch(`${portal}/_emulator/changes`, { signal });
  if (stream.body === null) throw new Error("the emulator tells no changes");
  const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
  return async () => {
    const { value, done } = await reader.read();
    if (done) throw new Error("the emulator ended its stream");
    return value;
  };
}

/** Reads the page at each event, as a browser does, until it is the saved one. */
async function showSaved(program: Program, events: Events, marker: Promise<string>): Promise<string> {
  const until = performance.now() + limitMs;
  while (performance.now() < until) {
    if (!(await events()).includes("event: reload")) continue;
    const text = await readPage(program);
    if (text.includes(await marker)) return text;
  }
  throw new Error("the emulator does not show what was saved");
}

/** Once the file is written and its watcher has said so. */
async function nextChange(path: string, written: Promise<string>): Promise<void> {
  const watcher = watch(path);
  try {
    await Promise.all([once(watcher, "change"), written]);
  } finally {
    watcher.close();
  }
}
