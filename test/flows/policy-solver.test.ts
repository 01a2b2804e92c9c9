import { readFileSync } from "node:fs";
import type { Browser, BrowserContext } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TrackingPlacement } from "../../contract/configuration.ts";
import type { LogAnswer, StateAnswer } from "../../contract/emulator.ts";
import { newSitePolicy, policySettingNames } from "../../contract/new-site-policy.ts";
import { parseConfiguration } from "../../pac-deploy/configuration/parse-configuration.ts";
import { parseTrackingScript } from "../../pac-deploy/configuration/parse-tracking-script.ts";
import { readKitFiles, type KitFiles } from "../../pac-deploy/kit-files.ts";
import { findPolicyNeeds, siteOrigin } from "../../pac-deploy/policy/find-policy-needs.ts";
import { parsePolicy } from "../../pac-deploy/policy/parse-policy.ts";
import { solvePolicy, type PolicyAddition, type SolvedPolicy } from "../../pac-deploy/policy/solve-policy.ts";
import { startEmulator } from "../../portal-emulator/start-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { launchBrowser } from "../support/browser.ts";
import {
  applyKit,
  copySite,
  distFolder,
  kitFolder,
  sampleScript,
  starterFolder,
  storyConfiguration,
  type TemporarySite,
} from "../support/kit-site.ts";
import { waitUntil } from "../support/wait-until.ts";

const { enforced, reportOnly } = policySettingNames;

const strictPolicy =
  "default-src 'none'; script-src 'self' 'nonce'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'";

/** Each lets the starter's own pages through and lacks something for the kit. */
const policies: readonly (readonly [
  name: string,
  setting: typeof enforced | typeof reportOnly,
  policy: string,
  adds: readonly string[],
])[] = [
  ["the policy of new sites", enforced, newSitePolicy, ["script-src download.pi.dynamics.com"]],
  [
    "a strict policy",
    enforced,
    strictPolicy,
    [
      "script-src download.pi.dynamics.com",
      "connect-src mobile.events.data.microsoft.com",
      "style-src hash",
      "style-src hash",
      "connect-src 'self'",
      "style-src hash",
    ],
  ],
  [
    "a policy without inline scripts",
    enforced,
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    ["script-src 'nonce'", "script-src download.pi.dynamics.com", "connect-src mobile.events.data.microsoft.com"],
  ],
  [
    "a policy with connect-src",
    enforced,
    "script-src 'self' 'nonce' *.dynamics.com; connect-src https://files.example.com",
    ["connect-src mobile.events.data.microsoft.com", "connect-src 'self'"],
  ],
  [
    "a policy with script-src-elem",
    enforced,
    "script-src 'none'; script-src-elem 'self' 'nonce'; connect-src 'self' https:",
    ["script-src-elem download.pi.dynamics.com"],
  ],
  [
    "a policy that is only reported about",
    reportOnly,
    "default-src 'self'; script-src 'self' 'nonce'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    ["script-src download.pi.dynamics.com", "connect-src mobile.events.data.microsoft.com"],
  ],
];

interface Outcome {
  /** The library ran, the view arrived, the form was sent and setUser with it. */
  readonly isDone: boolean;
  readonly violations: readonly string[];
}

let browser: Browser;
let kit: KitFiles;
let applied: Site;
const copies: TemporarySite[] = [];
beforeAll(async () => {
  browser = await launchBrowser("chromium");
  kit = await readKitFiles(kitFolder);
  applied = await applyAt("header");
});
afterAll(async () => {
  await browser?.close();
  for (const copy of copies) copy.remove();
});

const configurationWith = (placement: TrackingPlacement): object => ({
  ...storyConfiguration,
  tracking: { ...storyConfiguration.tracking, placement, policy: "none" },
});

async function applyAt(placement: TrackingPlacement): Promise<Site> {
  const copy = copySite(starterFolder("enhanced"), configurationWith(placement));
  copies.push(copy);
  await applyKit(copy);
  return readSite(copy.folder);
}

function solve(
  policy: string,
  { isReportOnly = false, placement = "header" }: { isReportOnly?: boolean; placement?: TrackingPlacement } = {},
): SolvedPolicy {
  const needs = findPolicyNeeds({
    configuration: parseConfiguration(JSON.stringify(configurationWith(placement)), "portal-kit.config.json"),
    kit,
    script: parseTrackingScript(readFileSync(sampleScript, "utf8"), "tracking.html"),
  });
  return solvePolicy(policy, needs, { origin: siteOrigin, isReportOnly });
}

/** The starter has a setting for the enforced policy; it becomes the one that is asked for. */
const withPolicy = (name: string, value: string, site: Site = applied): Site => ({
  ...site,
  settings: site.settings.map((setting) => (setting.name === enforced ? { ...setting, name, value } : setting)),
});

const describeAddition = ({ directive, source }: PolicyAddition): string => `${directive} ${source.replace(/^'sha256-.*/, "hash")}`;

/** The policy with one source of one directive taken out again. */
function takeOut(policy: string, { directive: name, source }: PolicyAddition): string {
  const directive = parsePolicy(policy).directives.find((one) => one.name === name);
  if (directive === undefined || !directive.sources.includes(source)) throw new Error(`The policy has no ${name} ${source}.`);
  const left = directive.sources.filter((one) => one !== source);
  return policy.slice(0, directive.start) + [name, ...(left.length === 0 ? ["'none'"] : left)].join(" ") + policy.slice(directive.end);
}

/** A visitor accepts the banner, looks at the page, and sends the form; given up at the first violation when `untilViolation` says so. */
async function play(site: Site, untilViolation: boolean): Promise<Outcome> {
  const started = await startEmulator({ site, database: ":memory:", distFolder }, { portal: 0, org: 0, insights: 0 });
  let context: BrowserContext | undefined;
  try {
    const { portal } = started.emulator.addresses;
    const ask = async <Answer>(path: string): Promise<Answer> => {
      const response = await fetch(portal + path);
      // Our own endpoints, whose shapes are the contract's.
      return (await response.json()) as Answer;
    };
    const violations = async (): Promise<readonly string[]> =>
      (await ask<LogAnswer>("/_emulator/log")).entries
        .filter(({ path }) => path === "/_emulator/policy-reports")
        .map(({ effect }) => effect);
    const isGivenUp = async (): Promise<boolean> => untilViolation && (await violations()).length > 0;
    const visitor = async () => (await ask<StateAnswer>("/_emulator/state")).visitors[0];
    context = await browser.createBrowserContext();
    const page = await context.newPage();
    const form = "form[data-portal-kit-form='contact-capture']";
    const steps: readonly (readonly [name: string, act: () => Promise<unknown>, isDone: () => Promise<boolean>])[] = [
      [
        "the banner is shown",
        () => page.goto(`${portal}/get-in-touch/`, { waitUntil: "load" }),
        async () => (await page.$("[data-portal-kit-banner]:not([hidden])")) !== null,
      ],
      ["the view arrives", () => page.click("[data-portal-kit-accept]"), async () => (await visitor())?.views === 1],
      [
        "setUser arrives",
        async () => {
          for (const [column, value] of Object.entries({ firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" }))
            await page.type(`${form} [name='${column}']`, value);
          await page.click(`${form} button[type='submit']`);
        },
        async () => (await visitor())?.contactId !== undefined,
      ],
    ];
    for (const [name, act, isDone] of steps) {
      await act();
      await waitUntil(async () => (await isDone()) || (await isGivenUp()), name);
      if (await isGivenUp()) return { isDone: false, violations: await violations() };
    }
    return { isDone: true, violations: await violations() };
  } finally {
    await context?.close();
    await started.close();
  }
}

describe.each(policies)("%s, solved", (_, setting, policy, adds) => {
  it("adds what it says, lets the whole journey through, and nothing is reported", async () => {
    const { text, additions, refusals } = solve(policy, { isReportOnly: setting === reportOnly });
    expect(refusals).toEqual([]);
    expect(additions.map(describeAddition)).toEqual(adds);
    expect(await play(withPolicy(setting, text), false)).toEqual({ isDone: true, violations: [] });
  });

  it("is no longer enough with any one addition taken away", async () => {
    const { text, additions } = solve(policy, { isReportOnly: setting === reportOnly });
    for (const addition of additions) {
      const { isDone, violations } = await play(withPolicy(setting, takeOut(text, addition)), true);
      expect([describeAddition(addition), isDone]).toEqual([describeAddition(addition), false]);
      expect(violations[0]).toMatch(addition.source.startsWith("'") ? /blocked/ : new RegExp(`blocked https://${addition.source}/`));
    }
  });
});

describe("a strict policy, solved", () => {
  it.each(["head-bottom", "tracking-code"] as const)("lets the journey through with the placement %s", async (placement) => {
    const { text } = solve(strictPolicy, { placement });
    expect(await play(withPolicy(enforced, text, await applyAt(placement)), false)).toEqual({ isDone: true, violations: [] });
  });
});
