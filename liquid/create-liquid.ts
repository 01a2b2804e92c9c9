import { Liquid } from "liquidjs";
import { createPlaceFinder } from "../contract/place.ts";
import { pageFilters } from "./filters/page-filters.ts";
import { parseCondition } from "./grammar/condition.ts";
import { parseFilteredValue } from "./grammar/filtered-value.ts";
import { parseSource } from "./grammar/page-parser.ts";
import type { Grammar, ParsedSource } from "./grammar/page-parser.ts";
import { rememberReadings } from "./grammar/remember-readings.ts";
import type { LiquidHost, LiquidProblem, LiquidSource } from "./liquid-host.ts";
import type { BlockContent } from "./session/page-context.ts";
import { PageSession, sessionLimits } from "./session/page-session.ts";
import { pageTags } from "./tags/page-tags.ts";

export type { ComponentKind, FetchXmlAnswer, FormKind, LiquidHost, LiquidProblem, LiquidSource, ViewKind } from "./liquid-host.ts";

/** One page, or one cached header: the sources rendered in it, one after the other, share their variables. */
export interface LiquidSession {
  /** Never fails for what a source holds: that shows in the text and in `problems`. One source at a time: await each before the next. */
  render(source: LiquidSource): Promise<string>;
  /** What a `substitution` of this or another session left: with this one's objects and none of its variables. */
  renderHole(hole: LiquidHole): Promise<string>;
  readonly problems: readonly LiquidProblem[];
}

/** The body of a `substitution`. */
export type LiquidHole = BlockContent;

export interface SessionOptions {
  /** `Site/EnableDefaultHtmlEncoding`; true by default. */
  readonly encodeUserAndRequest?: boolean;
  /** What the host answers for this visitor and request, over what it answers for everybody. */
  readonly services?: Partial<LiquidHost>;
  /** For a text that is kept: gives what to write in place of the body of a `substitution`, which `renderHole` renders each time the text is shown. */
  readonly leaveHole?: (hole: LiquidHole) => string;
}

export interface PageLiquid {
  openSession(objects: Record<string, unknown>, options?: SessionOptions): LiquidSession;
}

/** Parsed sources kept; a site has a few hundred. */
const maxParsed = 1000;

/** Power Pages Liquid on top of what the host knows of a site. */
export function createLiquid(host: LiquidHost): PageLiquid {
  const grammar = createGrammar();
  const parsed = new Map<string, ParsedSource>();
  const parse = (text: string): ParsedSource => {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    const fresh = parseSource(text, grammar);
    const [oldest] = parsed.keys();
    if (oldest !== undefined && parsed.size >= maxParsed) parsed.delete(oldest);
    parsed.set(text, fresh);
    return fresh;
  };
  return {
    openSession(objects, { encodeUserAndRequest = true, services, leaveHole } = {}) {
      return new PageSession({ engine: grammar.engine, host: { ...host, ...services }, parse, objects, encodeUserAndRequest, leaveHole });
    },
  };
}

/** What a source says wrong before anything is rendered: broken syntax, unknown tags and filters, text the portal ignores. */
export function findLiquidProblems({ path, text }: LiquidSource): readonly LiquidProblem[] {
  const { notices, failure } = parseSource(text, sharedGrammar);
  const findPlace = createPlaceFinder();
  return [...notices, ...(failure === undefined ? [] : [failure])].map(({ offset, ...problem }) => ({
    ...problem,
    path,
    ...findPlace(text, offset),
  }));
}

export function createGrammar(): Grammar {
  return {
    engine: new Liquid(sessionLimits),
    tags: pageTags,
    parseValue: rememberReadings((markup, offset, notice) => parseFilteredValue(markup, offset, pageFilters, notice)),
    parseCondition: rememberReadings(parseCondition),
  };
}

/** Parsing keeps nothing in it but what short texts mean. */
const sharedGrammar = createGrammar();
