import type { LiquidProblem, LiquidSession, LiquidSource } from "../../../liquid/create-liquid.ts";
import type { PageView } from "../page-objects.ts";
import { createHoles, fillHoles, type Holes } from "./holes.ts";
import type { KeptPart, OutputCache } from "./output-cache.ts";

/** Where the headers and footers of a visitor are kept. */
export interface OutputKeeping {
  readonly cache: OutputCache;
  /** Whose they are; all anonymous visitors have one. */
  readonly visitor: string;
  /** Done to a text before it is kept, its holes left out of account. */
  readonly finish: (html: string) => string;
}

export interface ShownPart {
  readonly html: string;
  readonly problems: readonly LiquidProblem[];
}

export interface KeptPartRequest {
  readonly part: KeptPart;
  readonly source: LiquidSource;
  readonly view: PageView;
  /** A session for this page; one with holes is for a text that is kept. */
  readonly open: (holes?: Holes) => LiquidSession;
}

/**
 * A header or footer as the portal shows it with its output cache on: rendered once with the page, moment and services of whoever came first,
 * but for the holes: each `substitution`, and the addresses that are made for it. What went wrong the first time is told each time.
 * https://learn.microsoft.com/power-pages/configure/enable-header-footer-output-caching
 */
export async function renderKeptPart({ cache, visitor, finish }: OutputKeeping, request: KeptPartRequest): Promise<ShownPart> {
  const { part, source, view, open } = request;
  const key = { part, visitor, languageId: view.language?.id, site: view.index.site };
  const kept = await cache.through(key, async () => {
    const holes = createHoles();
    const session = open(holes);
    const html = await session.render(source);
    return { text: holes.split(finish(html)), problems: session.problems };
  });
  const session = open();
  const html = await fillHoles(kept.text, { view, session });
  return { html, problems: [...kept.problems, ...session.problems] };
}
