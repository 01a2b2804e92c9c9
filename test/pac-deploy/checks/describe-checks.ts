import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Check } from "../../../pac-deploy/checks/check.ts";
import type { CheckedSiteInput } from "../../../pac-deploy/checks/create-checked-site.ts";
import { checks } from "../../../pac-deploy/checks/index.ts";
import { root } from "../../support/kit-site.ts";
import { checkedSite } from "./checked-site.ts";

/** A site with something in it, and what one check must say of it. */
export interface CheckCase extends CheckedSiteInput {
  readonly what: string;
  readonly check: Check;
  /** Files put over those of the enhanced starter. */
  readonly texts: Readonly<Record<string, string>>;
}

export interface FindCase extends CheckCase {
  /** File and line of every finding, in order. */
  readonly places: readonly (readonly [path: string, line: number])[];
  /** What the first one's message says. */
  readonly message?: RegExp;
}

/** Every check of a group: what it must find, and where it must stay silent. */
export function describeChecks(
  group: string,
  { finds, silent }: { readonly finds: readonly FindCase[]; readonly silent: readonly CheckCase[] },
): void {
  describe(`each check of ${group}`, () => {
    it.each(finds.map((one) => [one.check.meta.code, one.what, one] as const))(
      "%s finds %s",
      async (_, _what, { check, texts, places, message, ...input }) => {
        const findings = check.find(await checkedSite(texts, input));
        expect(findings.map(({ path, line }) => [path, line])).toEqual(places);
        for (const finding of findings) expect(finding.code).toBe(check.meta.code);
        if (message !== undefined) expect(findings[0]?.message).toMatch(message);
      },
    );

    it.each(silent.map((one) => [one.check.meta.code, one.what, one] as const))(
      "%s is silent about %s",
      async (_, _what, { check, texts, ...input }) => {
        expect(check.find(await checkedSite(texts, input))).toEqual([]);
      },
    );

    const ofGroup = checks.filter(({ meta }) => existsSync(`${root}/pac-deploy/checks/${group}/${meta.code}.ts`));
    it.each(ofGroup.map((check) => [check.meta.code, check] as const))(
      "%s has cases of both kinds, and finds its worst in one",
      async (_, check) => {
        expect(silent.some((one) => one.check === check)).toBe(true);
        const severities = await Promise.all(
          finds.filter((one) => one.check === check).map(async ({ texts, ...input }) => check.find(await checkedSite(texts, input))),
        );
        expect(severities.flat().map(({ severity }) => severity)).toContain(check.meta.severity);
      },
    );
  });
}
