import { beforeAll, describe, expect, it } from "vitest";
import type { ConsentMode } from "../../../contract/configuration.ts";
import { trackingVariants } from "../../../pac-deploy/kit-files.ts";
import { loadSource, observe, type ConsentCase } from "./open-consent-page.ts";
import { announcedFor, outcomeFor, signals, type Signal } from "./oracle.ts";
import { renderConsentPage, type ObservedRow } from "./render-consent-page.ts";
import { tools, type ToolDouble, type ToolState } from "./tools.ts";

/** Where nobody is asked there is no other source, and the other way round. */
const modesOf = ({ source }: ToolDouble): readonly ConsentMode[] => (source === "none" ? ["none"] : ["opt-in", "opt-out"]);
const groups = tools.flatMap((tool) => modesOf(tool).map((mode) => ({ tool, source: tool.source, mode })));

/** No page is opened twice for the same. */
const pages = new Map<string, Promise<Awaited<ReturnType<typeof observe>>>>();
const caseName = ({ states, signal }: ConsentCase): string => `${states.map(({ name }) => name).join(" -> ")}, signal ${signal}`;
const observeOnce = (one: ConsentCase): ReturnType<typeof observe> => {
  const key = `${one.tool.source} ${one.mode} ${caseName(one)}`;
  const page = pages.get(key) ?? observe(one);
  pages.set(key, page);
  return page;
};
const casesOf = (
  tool: ToolDouble,
  mode: ConsentMode,
  used: readonly Signal[],
  sequences: readonly (readonly ToolState[])[],
): ConsentCase[] =>
  sequences.flatMap((states) => used.map((signal) => ({ tool, mode, signal, states: [...(tool.begin ?? []), ...states] })));

/** What a page did and what it should have done, both under the case's name, so that a difference says where it is. */
async function compare(cases: readonly ConsentCase[]) {
  const observed: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const one of cases) {
    const name = caseName(one);
    observed[name] = await observeOnce(one);
    expected[name] = outcomeFor(
      announcedFor(
        one.states.map(({ says }) => says),
        one.mode,
        one.signal,
      ),
    );
  }
  return { observed, expected };
}

beforeAll(async () => {
  await Promise.all(trackingVariants.map(loadSource));
});

describe("the consent table", () => {
  it("has every source", () => {
    expect(tools.map(({ source }) => source).sort()).toEqual([...trackingVariants].sort());
  });

  it.each(groups)(
    "holds for $source with $mode, whatever the tool says as the page begins",
    { timeout: 120_000 },
    async ({ tool, mode }) => {
      const starts = tool.states.map((state) => [state]);
      const cases = casesOf(tool, mode, signals, starts);
      const { observed, expected } = await compare(cases);
      expect(Object.keys(observed)).toHaveLength(tool.states.length * signals.length);
      expect(observed).toEqual(expected);
    },
  );

  it.each(groups)(
    "holds for $source with $mode, whatever it says after that, late or anew",
    { timeout: 240_000 },
    async ({ tool, mode }) => {
      const pairs = tool.states
        .filter((first) => !first.isLast)
        .flatMap((first) => tool.states.filter((next) => !next.isFirstOnly).map((next) => [first, next]));
      const cases = casesOf(tool, mode, ["off", "on"], pairs);
      const { observed, expected } = await compare(cases);
      expect(observed).toEqual(expected);
    },
  );

  it("is in docs/consent.md as the pages were seen", { timeout: 120_000 }, async () => {
    const rows: ObservedRow[] = [];
    for (const { tool, mode } of groups)
      for (const state of tool.states) {
        const [off, on] = casesOf(tool, mode, ["off", "on"], [[state]]);
        if (!off || !on) throw new Error("two signals make two cases");
        const without = await observeOnce(off);
        const withSignal = await observeOnce(on);
        rows.push({ source: tool.source, state: state.name, mode, without, withSignal });
      }
    await expect(renderConsentPage(rows)).toMatchFileSnapshot("../../../docs/consent.md");
  });
});
