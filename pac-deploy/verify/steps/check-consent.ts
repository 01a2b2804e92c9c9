import { productOf } from "../../configuration/recognise-trackers.ts";
import { templateNames } from "../../../contract/names.ts";
import { findPlace } from "../../../contract/place.ts";
import { settingPlace, type FolderPlace } from "../page/find-places.ts";
import { judged, notRun, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import type { FolderView, VerifyContext } from "../verify-context.ts";
import { listTrackerNeeds } from "./check-policy.ts";
import { trackedPages } from "./check-tracker.ts";

/** A page does by itself what it does within this time. */
const restMs = 700;

/** In a browser: nothing is sent to the tracker before the visitor agrees, and then it is; nothing leaves the browser either way. */
export async function checkConsent(context: VerifyContext): Promise<StepResult> {
  const { browser } = context;
  if ("missing" in browser) return notRun(browser.missing);
  const [home] = await context.once(trackedPages);
  const kit = home?.page.kitTrackers[0];
  if (kit === undefined && context.folder?.checked.trackers.every(({ kind }) => kind !== "tracker") !== false)
    return notRun("the home page has no tracker");
  const hosts = new Set(listTrackerNeeds(kit?.html ?? "").map(({ request }) => request.url.origin));
  const attributes = kit?.attributes ?? {};
  const mode = attributes["data-consent-mode"] ?? "opt-in";
  const source = attributes["data-consent-source"] ?? (kit === undefined ? undefined : "banner");
  const visit = async (how: Omit<HomeVisit, "hosts">): Promise<Visited> => visitHome(context, { hosts, ...how });
  const findings: VerifyFinding[] = [];
  const at = kitPlace(context.folder);

  const plain = await visit({ click: "[data-portal-kit-reject]" });
  if (mode === "opt-in" && plain.before.length > 0) findings.push(tellEarly(plain.before, context.folder, at));
  if (mode === "none") findings.push(tellNeverAsked(at));
  if (mode !== "none" && source === "banner") {
    findings.push(...judgeRefusal(plain, context.folder, at));
    if (mode === "opt-in" && plain.hasBanner)
      findings.push(...judgeConsent(await visit({ click: "[data-portal-kit-accept]" }), context.folder, at));
  }
  if (mode !== "opt-in" && (await visit({ globalPrivacyControl: true })).before.length > 0) findings.push(tellSignal(at));
  const what =
    mode === "opt-in"
      ? "nothing is sent before consent"
      : mode === "none"
        ? "nobody is asked"
        : "tracks until refused, unless the browser says that it does not want it";
  return judged(findings, {
    good: `${mode}: ${what}${source === "banner" ? "; the banner works" : ""} (${browser.kind})`,
    bad: "the visitor's choice does not count",
  });
}

interface Visited {
  /** Hosts of the tracker that were asked for by the page itself, and after the click. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly hasBanner: boolean;
}

interface HomeVisit {
  /** Origins of the tracker. */
  readonly hosts: ReadonlySet<string>;
  /** A button of the banner. */
  readonly click?: string;
  readonly globalPrivacyControl?: boolean;
}

async function visitHome(context: VerifyContext, { hosts, click, globalPrivacyControl = false }: HomeVisit): Promise<Visited> {
  const { browser, client, wait } = context;
  if ("missing" in browser) throw new Error("There is no browser.");
  const visit = await browser.visit({ origin: client.origin, globalPrivacyControl });
  const asked = (): string[] =>
    visit.held.filter(({ url }) => hosts.has(url.origin) || productOf(url.href) !== "unknown").map(({ url }) => url.host);
  try {
    await visit.open("/");
    await wait(restMs);
    const before = asked();
    const hasBanner = (await visit.page.evaluate(bannerScript)) === true;
    if (click !== undefined && hasBanner) {
      await visit.page.click(`[data-portal-kit-banner] ${click}`);
      await wait(restMs);
    }
    return { before, after: asked().slice(before.length), hasBanner };
  } finally {
    await visit.close();
  }
}

/** Runs in the page. */
const bannerScript =
  '(() => { const banner = document.querySelector("[data-portal-kit-banner]"); return banner !== null && !banner.hidden; })()';

function judgeRefusal({ hasBanner, after }: Visited, folder: FolderView | undefined, at: FolderPlace | undefined): VerifyFinding[] {
  if (!hasBanner)
    return [
      verifyFinding("banner-missing", "error", {
        message: "The home page does not ask for consent: the kit's banner is not shown, so nobody ever agrees.",
        remedy: "See in the browser's console why its script does not run; often the Content-Security-Policy lacks 'nonce' in script-src.",
        at: settingPlace(folder, "HTTP/Content-Security-Policy") ?? at,
      }),
    ];
  if (after.length === 0) return [];
  return [
    verifyFinding("tracked-after-refusal", "error", {
      message: `After "reject" the page still asks ${after[0]}.`,
      remedy: "Run `portal-kit apply` and deploy: the kit's own tracking does not.",
      at,
    }),
  ];
}

function judgeConsent({ before, after }: Visited, folder: FolderView | undefined, at: FolderPlace | undefined): VerifyFinding[] {
  if (before.length + after.length > 0) return [];
  return [
    verifyFinding("consent-without-effect", "error", {
      message: 'After "accept" no request goes out to the tracker: something on the page blocks it.',
      remedy: "Look at the Content-Security-Policy (script-src) and the browser's console.",
      at: settingPlace(folder, "HTTP/Content-Security-Policy") ?? at,
    }),
  ];
}

const kitPlace = (folder: FolderView | undefined): FolderPlace | undefined => {
  const template = folder?.checked.site.webTemplates.find(({ name }) => name === templateNames.tracking);
  if (template === undefined) return undefined;
  const offset = Math.max(0, template.source.indexOf("data-consent-mode"));
  return { path: template.sourcePath, line: findPlace(template.source, offset).line };
};

function tellEarly(asked: readonly string[], folder: FolderView | undefined, at: FolderPlace | undefined): VerifyFinding {
  const other = folder?.checked.trackers.find(({ kind }) => kind === "tracker");
  return verifyFinding("tracked-before-consent", "error", {
    message: `The home page asks ${asked[0]} before the visitor has agreed to anything.`,
    remedy:
      other === undefined
        ? "Let the kit place the tracking script."
        : `Take the tracker out of ${other.where}; the kit's waits for consent.`,
    at: other ?? at,
  });
}

const tellNeverAsked = (at: FolderPlace | undefined): VerifyFinding =>
  verifyFinding("consent-not-asked", "info", {
    message: "The site tracks everybody without asking, as configured (consent.mode none).",
    remedy: 'Set consent.mode to "opt-in" where the law asks for consent.',
    at,
  });

const tellSignal = (at: FolderPlace | undefined): VerifyFinding =>
  verifyFinding("privacy-signal-ignored", "warning", {
    message: "The tracker is asked although the browser sends Global Privacy Control.",
    remedy: "Set consent.respectGpc to true, run `portal-kit apply`, and deploy.",
    at,
  });
