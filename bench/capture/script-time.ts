import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { readTimes, submitByKeyboard, type Person } from "./submit-form.ts";

/** What scripts do: being read, being run by the browser, and going on after what they have waited for. */
const scriptEvents: ReadonlySet<string> = new Set(["v8.compile", "EvaluateScript", "FunctionCall", "RunMicrotasks"]);

/** Parts of a trace's event that are used here; times in microseconds of the thread's own clock, which stands still while other programs run. */
export interface TraceEvent {
  readonly name: string;
  /** X: a whole one, B and E: its begin and its end, M: about a thread. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly tts?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** How long a page on this machine has been quiet for after the last answer. */
const settleMs = 600;

/** Milliseconds that the scripts of a page take of its main thread, from its load until the form has been sent and the tracker told. */
export async function scriptTime(
  page: Page,
  { url, person, isTold }: { readonly url: string; readonly person: Person; readonly isTold: boolean },
): Promise<number> {
  await page.bringToFront();
  await page.tracing.start({ categories: ["devtools.timeline", "v8.execute"] });
  await page.goto(url, { waitUntil: "load" });
  await submitByKeyboard(page, person);
  // Whoever asked the page now would be measured too.
  await wait(settleMs);
  const trace = await page.tracing.stop();
  if (isTold) await readTimes(page);
  if (trace === undefined) throw new Error("the browser gave no trace");
  // The browser's documented format.
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace)) as { readonly traceEvents: readonly TraceEvent[] };
  return sumScriptTime(traceEvents);
}

/** Scripts nest: each moment of a thread counts once. */
export function sumScriptTime(events: readonly TraceEvent[]): number {
  const mains = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  return mains.reduce((total, main) => total + sumThread(events.filter(({ pid, tid }) => pid === main.pid && tid === main.tid)), 0) / 1_000;
}

function sumThread(events: readonly TraceEvent[]): number {
  const edges = events
    .filter(({ name, tts }) => scriptEvents.has(name) && tts !== undefined)
    .flatMap(({ ph, tts = 0, tdur = 0 }) => {
      if (ph === "B" || ph === "E") return [{ at: tts, step: ph === "B" ? 1 : -1 }];
      return ph === "X"
        ? [
            { at: tts, step: 1 },
            { at: tts + tdur, step: -1 },
          ]
        : [];
    })
    // Where one ends as another begins, the order does not matter.
    .toSorted((a, b) => a.at - b.at || b.step - a.step);
  let depth = 0;
  let since = 0;
  let total = 0;
  for (const { at, step } of edges) {
    if (depth > 0) total += at - since;
    since = at;
    // A trace may begin in the middle of something.
    depth = Math.max(0, depth + step);
  }
  return total;
}
