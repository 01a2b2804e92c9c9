import type { Visitor } from "../contract/emulator.ts";
import { createPoller } from "./source/create-poller.ts";
import { openEmulatorSource } from "./source/emulator-source.ts";
import type { ConsoleSource } from "./source/emulator-source.ts";
import { buildTimeline } from "./timeline/build-timeline.ts";
import { plural } from "./timeline/words.ts";
import { createPage } from "./view/create-page.ts";

const listKnown = (visitors: readonly Visitor[]): string[] =>
  visitors.filter(({ state }) => state === "known").map(({ cookieId }) => cookieId);

let source: ConsoleSource | undefined;
let knownBefore: ReadonlySet<string> = new Set();

const page = createPage({
  async onRefresh() {
    if (source === undefined) throw new Error("The emulator has not answered yet.");
    const before = knownBefore;
    const { visitors } = await source.refresh();
    await poller.poll();
    const fresh = listKnown(visitors).filter((cookieId) => !before.has(cookieId)).length;
    return fresh === 0 ? "Refresh done. Nobody new became known." : `Refresh done: ${plural(fresh, "visitor")} became known.`;
  },
});

const poller = createPoller({
  open: openEmulatorSource,
  isVisible: () => document.visibilityState === "visible",
  onReading(reading, from) {
    source = from;
    knownBefore = new Set(listKnown(reading.states));
    page.show(buildTimeline(reading), reading.nowMs, from.addresses);
  },
  onLost: () => page.showLost(),
});

document.addEventListener("visibilitychange", () => void poller.poll());
setInterval(() => page.tick(), 1_000);
void poller.poll();
