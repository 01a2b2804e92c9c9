import type { Browser } from "puppeteer-core";
import type { LogEntry } from "../../../contract/emulator.ts";
import type { Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { Site } from "../../../site/site.ts";
import type { TrackingCase } from "./cases.ts";
import { readLog, tellEmulator } from "./emulator-endpoints.ts";
import type { Run } from "./expect-run.ts";
import { rest } from "./look-at-page.ts";
import { openVisitor, originOf, type TestVisitor } from "./open-visitor.ts";
import type { Portal } from "./portals.ts";
import { policyOf, usePolicy } from "./tracked-site.ts";

/** What a site does without the kit, under the same policy in the same browser. */
export interface Baseline {
  /** Asked on its pages, blocked there by the policy, or named in its texts. */
  readonly isOwn: (origin: string) => boolean;
  readonly errors: ReadonlySet<string>;
  readonly violations: readonly string[];
}

/** Without places in the text and names of this run. */
const violationsIn = (log: readonly LogEntry[]): string[] =>
  log.filter(({ path }) => path === "/_emulator/policy-reports").map(({ effect }) => effect.replace(/(:\d+){1,2}$/, ""));

const blockedOrigin = (violation: string): string => originOf(/ blocked (\S+)/.exec(violation)?.[1] ?? "");

const plain = (text: string, { portal, insights }: Emulator["addresses"]): string =>
  text.replaceAll(portal, "<portal>").replaceAll(insights, "<insights>");

/** Puts a site in place of the last one, and leaves nothing of what was there before. */
export async function show(emulator: Emulator, site: Site, policy: TrackingCase["policy"]): Promise<void> {
  await tellEmulator(emulator, "PATCH switches", { missingPolicy: policy === "new-site" ? "new-site" : "none" });
  emulator.useSite(site);
  await tellEmulator(emulator, "POST reset");
}

/** Visits both pages of the site as it was before the kit came. */
export async function readBaseline(
  browser: Browser,
  { emulator, site }: Portal,
  policy: TrackingCase["policy"],
  second: string,
): Promise<Baseline> {
  await show(emulator, usePolicy(site, policyOf(policy)), policy);
  const visitor = await openVisitor(browser, emulator.addresses);
  try {
    for (const path of ["/", second]) await visitor.page.goto(emulator.addresses.portal + path, { waitUntil: "load" });
    await rest();
    const violations = violationsIn(await readLog(emulator));
    const asked = new Set([...visitor.requests.map(originOf), ...violations.map(blockedOrigin)]);
    const texts = [...site.texts.values()];
    return {
      isOwn: (origin) => asked.has(origin) || texts.some((text) => text.includes(origin.replace(/^https?:/, ""))),
      errors: new Set(visitor.errors.map((text) => plain(text, emulator.addresses))),
      violations,
    };
  } finally {
    await visitor.close();
  }
}

/**
 * What happened on the applied site that has nothing to do with the site itself.
 * @param loads how often the page that was loaded most often was
 */
export async function subtractBaseline(
  { isOwn, violations, errors }: Baseline,
  { requests, errors: told }: TestVisitor,
  emulator: Emulator,
  loads: number,
): Promise<Pick<Run, "strangers" | "refused" | "violations" | "errors">> {
  const { addresses } = emulator;
  const log = await readLog(emulator);
  const allowed = Array.from({ length: loads }, () => violations).flat();
  const ours = new Set([addresses.portal, addresses.insights]);
  return {
    strangers: [...new Set(requests)].filter((url) => /^https?:/.test(url) && !ours.has(originOf(url)) && !isOwn(originOf(url))),
    refused: log.filter(({ origin, status }) => origin === "insights" && status !== 200).map(({ path, status }) => `${status} ${path}`),
    violations: violationsIn(log).filter((text) => {
      // An address that the site itself asks for, whenever the browser does.
      const blocked = blockedOrigin(text);
      if (/^https?:/.test(blocked) && !ours.has(blocked)) return !isOwn(blocked);
      const at = allowed.indexOf(text);
      if (at >= 0) allowed.splice(at, 1);
      return at < 0;
    }),
    errors: told.map((text) => plain(text, addresses)).filter((text) => !errors.has(text)),
  };
}
