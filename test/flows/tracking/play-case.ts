import type { Browser } from "puppeteer-core";
import { journeysCookieNames } from "../../../contract/names.ts";
import type { Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { Site } from "../../../site/site.ts";
import type { ConsentTool, ToolAnswer } from "../../support/consent-tools/consent-tool.ts";
import { consentTools } from "../../support/consent-tools/consent-tools.ts";
import { sampleScript } from "../../support/kit-site.ts";
import { show, subtractBaseline, type Baseline } from "./baseline.ts";
import type { TrackingCase } from "./cases.ts";
import { expectRun, type Look, type Run } from "./expect-run.ts";
import { createLook } from "./look-at-page.ts";
import { awaitReload, consentEvents, openVisitor, type TestVisitor } from "./open-visitor.ts";
import type { Portal } from "./portals.ts";
import { addTool, applyInMemory, policyOf, usePolicy } from "./tracked-site.ts";

export interface PlayedCase {
  readonly run: Run;
  readonly expected: Run;
}

/** Besides the home page one more that strangers see, and that shows the website's header and footer. */
async function findSecondPath(emulator: Emulator, site: Site): Promise<string> {
  const ownTemplates = new Set(site.pageTemplates.filter(({ usesHeaderAndFooter }) => usesHeaderAndFooter).map(({ id }) => id));
  for (const { active, url, pageTemplateId } of site.pages) {
    if (!active || url === undefined || url === "/" || !ownTemplates.has(pageTemplateId ?? "")) continue;
    const ask = (path: string): Promise<Response> => emulator.fetch("portal", new Request(new URL(path, emulator.addresses.portal)));
    // A site of several languages may lead to the address with the language's code.
    const { status, headers } = await ask(url);
    const path = status === 302 ? (headers.get("location") ?? url) : url;
    const answer = await ask(path);
    if (answer.status === 200 && (await answer.text()).includes("/msci-")) return path;
  }
  throw new Error(`no second page on ${site.website.name}`);
}

/** Puts the tracking on a site: `apply`, or a control in its place. */
export type ApplyTracking = (site: Site, one: TrackingCase) => Promise<Site>;

export const applyKit: ApplyTracking = (site, { policy, placement, source }) =>
  applyInMemory(
    site,
    {
      tracking: { script: sampleScript, placement, ...(policy === "new-site" ? { newSitePolicy: true } : {}) },
      consent: consentTools[source].consent,
    },
    sampleScript,
  );

export interface PlayOptions {
  /** Gives what `readBaseline` gives for this site and policy; it may use the portal meanwhile. */
  readonly findBaseline: (second: string) => Promise<Baseline>;
  readonly apply?: ApplyTracking;
}

/** Plays one case from the first page to the last. */
export async function playCase(
  browser: Browser,
  { emulator, site }: Portal,
  one: TrackingCase,
  { findBaseline, apply = applyKit }: PlayOptions,
): Promise<PlayedCase> {
  const { addresses } = emulator;
  const tool = consentTools[one.source];
  const applied = await apply(addTool(usePolicy(site, policyOf(one.policy)), tool), one);
  emulator.useSite(applied);
  const second = await findSecondPath(emulator, applied);
  const baseline = await findBaseline(second);
  await show(emulator, applied, one.policy);

  const visitor = await openVisitor(browser, addresses);
  try {
    const contactId = one.visitor === "signed in" ? await visitor.signIn("ada") : "";
    const expected = expectRun(one, tool, contactId);
    const isKnownFromStart = one.state === "granted" || one.state === "withdrawn";
    if (isKnownFromStart && tool.cookie) {
      const { name, granted: value } = tool.cookie;
      await visitor.context.setCookie({ name, value, domain: "localhost", path: "/", sameSite: "Lax" });
    }
    const look = createLook(visitor, emulator, tool);
    const looks: Look[] = [];
    const next = async (): Promise<void> => void looks.push(await look(expected.looks[looks.length]));
    const { page } = visitor;

    await page.goto(`${addresses.portal}/`, { waitUntil: "load" });
    await next();
    if (one.state === "granted later" || one.state === "denied") {
      await press(visitor, tool, one.state === "denied" ? "denied" : "granted");
      await next();
    }
    if (one.state === "withdrawn") {
      // As if an earlier visit had come by a link of Customer Insights - Journeys.
      await page.evaluate((names) => {
        for (const name of names) document.cookie = `${name}=8a1f0c52-7d34-4e6b-9b0a-52c1d7e3f648; path=/`;
      }, journeysCookieNames);
      await awaitReload(page, () => press(visitor, tool, "denied"));
      await next();
    }
    await page.goto(addresses.portal + second, { waitUntil: "load" });
    await next();

    const events = await visitor.events();
    const told = consentEvents(events);
    return {
      run: {
        looks,
        told: told.map(({ state }) => state),
        records: [...new Set(told.map(({ source, version, at }) => `${source} ${version} ${isMoment(at)}`))],
        troubles: events.filter(({ name }) => /blocked|failed/.test(name)).map((event) => JSON.stringify(event)),
        ...(await subtractBaseline(baseline, visitor, emulator, one.state === "withdrawn" ? 2 : 1)),
      },
      expected,
    };
  } finally {
    await visitor.close();
  }
}

/** The visitor presses the button of the consent tool, opening what it is in where that is shut. */
async function press({ page }: TestVisitor, { buttons }: ConsentTool, answer: ToolAnswer): Promise<void> {
  if (buttons.reopen !== undefined) {
    if ((await page.$(`${buttons.reopen}:not([hidden])`)) !== null) await page.click(buttons.reopen);
    await page.waitForSelector(buttons[answer], { visible: true });
    await page.click(buttons[answer]);
    return;
  }
  // The tool's buttons lie wherever the page leaves them: no pointer has to find them.
  await page.waitForSelector(buttons[answer]);
  await page.$eval(buttons[answer], (button) => {
    if (button instanceof HTMLElement) button.click();
  });
}

const isMoment = (text: string): boolean => new Date(text).toISOString() === text;
