import { randomBytes } from "node:crypto";
import type { LiquidSession } from "../../../liquid/create-liquid.ts";
import type { PageView } from "../page-objects.ts";

/** The page in which a kept text is shown. */
export interface ShownPage {
  readonly view: PageView;
  /** Has the page's objects and none of the kept text's variables. */
  readonly session: LiquidSession;
}

export type FillHole = (page: ShownPage) => string | Promise<string>;

/** A kept text: what stands still, and between two pieces of it what is rendered anew each time. */
export interface HoledText {
  /** One more than there are holes. */
  readonly texts: readonly string[];
  readonly holes: readonly FillHole[];
}

/** The holes that are left while one text is rendered. */
export interface Holes {
  /** Gives what to write in place of the hole. As the ancestor's, it is a comment: escaped, it is no hole any more. */
  leave(fill: FillHole): string;
  /** Finds the holes in the finished text; one that was printed twice is two. */
  split(text: string): HoledText;
}

export function createHoles(): Holes {
  const fills: FillHole[] = [];
  // Nobody can guess it: what a visitor wrote is never taken for a hole.
  const name = `hole-${randomBytes(16).toString("hex")}`;
  return {
    leave: (fill) => `<!--${name}-${fills.push(fill) - 1}-->`,
    split(text) {
      const pieces = text.split(new RegExp(`<!--${name}-(\\d+)-->`));
      return {
        texts: pieces.filter((_, at) => at % 2 === 0),
        holes: pieces.filter((_, at) => at % 2 === 1).flatMap((at) => fills[Number(at)] ?? []),
      };
    },
  };
}

/** The text as this page shows it. */
export async function fillHoles({ texts, holes }: HoledText, page: ShownPage): Promise<string> {
  let filled = texts[0] ?? "";
  for (const [at, fill] of holes.entries()) filled += (await fill(page)) + (texts[at + 1] ?? "");
  return filled;
}
