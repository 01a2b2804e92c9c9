import type { LiquidProblem } from "../../../liquid/create-liquid.ts";
import type { Site } from "../../../site/site.ts";
import type { EmulatorContext } from "../../emulator-context.ts";
import type { HoledText } from "./holes.ts";

/** Of the open-source ancestor's cache profile for header and footer: 86,400 s. */
const lifetimeMs = 24 * 60 * 60 * 1000;
/** Room for a header and a footer of many signed-in visitors; the oldest go first. */
const maxOutputs = 500;

export const keptParts = ["header", "footer"] as const;
export type KeptPart = (typeof keptParts)[number];

/** What a kept output may differ by (open-source ancestor). The address is not among it: what a header says of its page is the first page's. */
export interface OutputKey {
  readonly part: KeptPart;
  /** All anonymous visitors have one. */
  readonly visitor: string;
  readonly languageId: string | undefined;
  /** The reading of the site folder it is of. */
  readonly site: Site;
}

/** A header or footer as it was rendered once, and what went wrong then. */
export interface KeptOutput {
  readonly text: HoledText;
  readonly problems: readonly LiquidProblem[];
}

/** The portal's output cache of headers and footers. */
export interface OutputCache {
  /** What was rendered for this key at most 24 hours ago by the emulator's clock, or what `render` makes now. */
  through(key: OutputKey, render: () => Promise<KeptOutput>): Promise<KeptOutput>;
  clear(): void;
}

interface Entry extends KeptOutput {
  readonly site: Site;
  readonly renderedAt: number;
}

/** https://learn.microsoft.com/power-pages/configure/enable-header-footer-output-caching */
export function createOutputCache(ctx: Pick<EmulatorContext, "clock" | "switches">): OutputCache {
  const entries = new Map<string, Entry>();
  /** Counts what was cleared: an output begun before must not be kept after it. */
  let cleared = 0;
  return {
    async through({ part, visitor, languageId, site }, render) {
      const key = JSON.stringify([site.website.id, part, visitor, languageId]);
      const now = ctx.clock.now().getTime();
      const found = entries.get(key);
      // A clock set back makes an output one of the future, which is no kept one.
      if (found !== undefined && found.renderedAt <= now && now - found.renderedAt <= lifetimeMs) {
        if (found.site === site || ctx.switches.keptOutputOfChangedSite === "kept") return found;
      }
      const before = cleared;
      const output = await render();
      if (before === cleared) {
        entries.delete(key);
        entries.set(key, { ...output, site, renderedAt: now });
        const [oldest] = entries.keys();
        if (entries.size > maxOutputs && oldest !== undefined) entries.delete(oldest);
      }
      return output;
    },
    clear() {
      cleared += 1;
      entries.clear();
    },
  };
}
