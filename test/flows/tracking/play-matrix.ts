import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser, type BrowserKind } from "../../../pac-deploy/verify/browser/find-browser.mjs";
import { launchBrowser } from "../../support/browser.ts";
import { sampleScript } from "../../support/kit-site.ts";
import { readBaseline, type Baseline } from "./baseline.ts";
import { isPublic, nameCase, pairwiseCases, playsAll, totalRuns, type TrackingCase } from "./cases.ts";
import { playCase, type ApplyTracking, type PlayedCase } from "./play-case.ts";
import { createPortals, type Portals } from "./portals.ts";
import { addTool, strictPolicy, usePolicy } from "./tracked-site.ts";

/** The pairwise set's part for one browser: in one process of it, a portal for each site and placement. */
export function playMatrix(kind: BrowserKind): void {
  const publicFolder = process.env["PORTAL_KIT_PUBLIC_SITES"];
  const cases = pairwiseCases.filter((one) => (playsAll || one.browser === kind) && (publicFolder !== undefined || !isPublic(one.site)));

  // `npm test` says so where there is no such browser; in CI there must be one.
  describe.skipIf(findBrowser(kind) === undefined && !process.env["CI"])(
    `tracking in ${kind}: ${cases.length} of the pairwise set's ${totalRuns} runs in both browsers`,
    () => {
      let browser: Browser;
      let portals: Portals;
      const baselines = new Map<string, Promise<Baseline>>();
      beforeAll(async () => {
        if (publicFolder !== undefined && !existsSync(publicFolder))
          throw new Error(`PORTAL_KIT_PUBLIC_SITES names a folder that is not there: ${publicFolder}`);
        portals = createPortals(publicFolder);
        browser = await launchBrowser(kind);
      });
      afterAll(async () => {
        await browser?.close();
        await portals?.close();
      });

      const play = (one: TrackingCase, apply?: ApplyTracking): Promise<PlayedCase> =>
        portals.use(one, (portal) =>
          playCase(browser, portal, one, {
            ...(apply ? { apply } : {}),
            findBaseline: (second) => {
              const key = `${one.site} ${one.policy}`;
              const baseline = baselines.get(key) ?? readBaseline(browser, portal, one.policy, second);
              baselines.set(key, baseline);
              return baseline;
            },
          }),
        );

      // Several at a time: each has a browser context of its own, and mostly waits.
      it.concurrent.each(cases.map((one) => [nameCase(one), one] as const))("%s", { timeout: 240_000 }, async (_, one) => {
        const { run, expected } = await play(one);
        expect(run).toEqual(expected);
      });

      it.concurrent("a control: the same harness finds what a script does that waits for nobody", { timeout: 240_000 }, async () => {
        const one = {
          site: "enhanced",
          placement: "head-bottom",
          policy: "strict",
          source: "onetrust",
          state: "denied",
          visitor: "anonymous",
          browser: kind,
        } as const;
        const pasted = await readFile(sampleScript, "utf8");
        const open = strictPolicy.replace("'nonce'", "'nonce' https://download.pi.dynamics.com");
        const { run, expected } = await play(one, async (site) => addTool(usePolicy(site, open), { markup: pasted }));
        expect(run.looks.map(({ library, scripts, calls, cookies }) => ({ library, scripts, calls, cookies }))).toEqual([
          { library: 1, scripts: 1, calls: true, cookies: ["_msci"] },
          { library: 0, scripts: 1, calls: expect.any(Boolean), cookies: ["_msci"] },
          { library: 1, scripts: 1, calls: true, cookies: ["_msci"] },
        ]);
        // Nobody let the collector through.
        expect(run.violations).toContainEqual(expect.stringMatching(/^connect-src blocked https:\/\/mobile\.events\.data\.microsoft\.com/));
        expect(run).not.toEqual(expected);
      });

      it.skipIf(publicFolder !== undefined)("the four public sites wait for a folder that PORTAL_KIT_PUBLIC_SITES names", (context) =>
        context.skip("no folder"),
      );
    },
  );
}
