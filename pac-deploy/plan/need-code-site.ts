import { templateNames } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import { recogniseTrackers } from "../configuration/recognise-trackers.ts";
import type { KitFiles } from "../kit-files.ts";
import { siteFinding, type Need } from "./desired.ts";
import { fillTracking } from "./fill-tracking.ts";
import { findPlace } from "../../contract/place.ts";
import { describeTracker, findNavigationFindings, findScriptFindings } from "./find-tracking-findings.ts";
import { findTexts } from "./kit-records.ts";
import type { TrackingInput } from "./need-tracking.ts";
import { renderCodeSitePage } from "./render-code-site-page.ts";

/**
 * Tracking in a code site: one marked block before the end of its page's head, without Liquid, since a portal renders none there.
 * @param site as `readCodeSite` gives it
 * @throws UserError `code-site-capture`, `code-site-key`, exit code 1: what needs the portal's Liquid or records
 */
export function needCodeSite(site: Site, kit: KitFiles, { configuration, trackingScript: script }: TrackingInput): Need {
  const { capture, identify, tracking, languages } = configuration;
  if (capture.path !== "none") {
    throw refusal(
      site,
      "code-site-capture",
      `capture.path "${capture.path}" adds a form made of Liquid, which a code site does not render`,
      {
        hint: 'Set capture.path to "none", and use the module portal-kit/module in the application (docs/code-sites.md).',
      },
    );
  }
  if (identify.key !== "contactid") {
    throw refusal(site, "code-site-key", `identify.key "${identify.key}" is read by Liquid, which a code site does not render`, {
      hint: 'Set identify.key to "contactid", or hand the value over in the application with capture.identify(…) (docs/code-sites.md).',
    });
  }
  const [page] = site.texts;
  if (tracking.placement === "none" || script === undefined || page === undefined) return { desired: [], opens: [], findings: [] };
  const [path, html] = page;
  const inHead = { ...configuration, tracking: { ...tracking, placement: "head-bottom" as const } };
  const language = languages?.[0] ?? site.languages.find(({ id }) => id === site.website.defaultLanguageId)?.code;
  const block = renderCodeSitePage(fillTracking(kit, inHead), {
    script: script.text,
    texts: findTexts(kit, language).texts,
    isJourneys: script.product === "customer-insights-journeys",
  });
  const hosts = [script.src, script.endpointUrl].flatMap((address) => (address === undefined ? [] : new URL(address).origin));
  const at = { path };
  return {
    desired: [{ kind: "head-end", path, name: templateNames.tracking, block, why: "puts tracking into the page of the application" }],
    opens: [],
    findings: [
      ...recogniseTrackers(html, "html").flatMap((found) =>
        describeTracker({ ...found, path, ...findPlace(html, found.offset), where: "the page of the application", isShown: true }, script),
      ),
      ...findScriptFindings(script),
      ...findNavigationFindings(tracking),
      siteFinding(
        "code-site-upload",
        "warning",
        "this is the source of the page: build the application, then upload it with pac pages upload-code-site, which replaces the bundle on the site by what the build has made; an upload without a build leaves it as it was",
        at,
      ),
      siteFinding(
        "code-site-nonce",
        "cannot-conclude",
        `whether a portal gives the inline scripts of such a page its nonce is not documented: with a Content-Security-Policy, look into the browser's console on the uploaded site; the policy itself is left alone, and has to let through ${hosts.join(" and ")}`,
        at,
      ),
    ],
  };
}

function refusal(site: Site, code: string, message: string, { hint }: { readonly hint: string }): UserError {
  return new UserError(code, `${site.website.name} is a code site: ${message}`, { exitCode: 1, place: { path: "website.yml" }, hint });
}
