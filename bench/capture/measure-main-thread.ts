import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { numberedContact } from "../emulator/numbered-contacts.ts";
import { prepareSite } from "../emulator/prepare-site.ts";
import { compare, sampleAllInTurns, type Measurement } from "../measure.ts";
import { quickVisitors, type CaptureBench } from "./capture-bench.ts";
import { addLibraries, leaveFormAlone, readJQueryForm, replaceFormScript } from "./prepare-variants.ts";
import { scriptTime } from "./script-time.ts";

/** Times slower than this machine. */
const slowdown = 4;
const rounds = 11;

/**
 * What the form's scripts take of the main thread from load to setUser, beside jQuery and jquery-validation with the same rules, texts and calls. The
 * page has nothing but the form; what it takes with an empty script (recorder, tracker, driver) is not counted on either side.
 */
export async function measureMainThread(bench: CaptureBench): Promise<Measurement[]> {
  const { root, folder, serve, openPage } = bench;
  const place = join(folder, "main-thread");
  await mkdir(place);
  const ours = await leaveFormAlone(await prepareSite(root, place, quickVisitors), join(place, "ours"));
  const addresses = await addLibraries(root, ours);
  const urls = {
    ours: await serve(ours),
    jquery: await serve(await replaceFormScript(ours, join(place, "jquery"), await readJQueryForm(root), addresses)),
    empty: await serve(
      await replaceFormScript(ours, join(place, "empty"), "document.querySelector('form button[type=submit]').disabled = false;"),
    ),
  };
  let visitor = 0;
  // A page of a process of its own each time: what a visitor's browser has not read before.
  const visit = (url: string, isTold: boolean) => async (): Promise<number> => {
    const page = await openPage();
    try {
      await page.emulateCPUThrottling(slowdown);
      return await scriptTime(page, { url, person: numberedContact((visitor += 1)), isTold });
    } finally {
      await page.browserContext().close();
    }
  };
  const times = await sampleAllInTurns(
    { ours: visit(urls.ours, true), jquery: visit(urls.jquery, true), empty: visit(urls.empty, false) },
    { rounds },
  );
  return [
    compare(
      `capture: main thread at ${slowdown}x slowdown, load to setUser, beside jQuery and jquery-validation`,
      "ms",
      times.ours - times.empty,
      times.jquery - times.empty,
      0.2,
    ),
  ];
}
