import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaptureBench } from "./capture-bench.ts";
import { launchChromium } from "./launch-chromium.ts";
import { measureLatency } from "./measure-latency.ts";
import { measureMainThread } from "./measure-main-thread.ts";
import { startServer, type BenchServer } from "../emulator/start-server.ts";
import { formPath } from "../emulator/prepare-site.ts";
import type { Measurement } from "../measure.ts";

/** The form in Chromium, on pages of the emulator, beside the straightforward form and beside one with jQuery and jquery-validation. */
export async function measureCapture(root: string): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), "portal-kit-bench-"));
  const running: BenchServer[] = [];
  const browser = await launchChromium();
  try {
    const recorder = await readFile(join(root, "bench/capture/page/recorder.js"), "utf8");
    const bench: CaptureBench = {
      root,
      folder,
      async serve(siteFolder, database = ":memory:") {
        const server = await startServer(root, { kind: "emulator", siteFolder, database, distFolder: join(root, "dist") });
        running.push(server);
        return `http://localhost:${server.port}${formPath}`;
      },
      async openPage() {
        const page = await (await browser.createBrowserContext()).newPage();
        await page.evaluateOnNewDocument(recorder);
        return page;
      },
    };
    return [...(await measureLatency(bench)), ...(await measureMainThread(bench))];
  } finally {
    await browser.close();
    for (const server of running) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
