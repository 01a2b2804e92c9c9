import type { Configuration, TrackingPlacement } from "../../contract/configuration.ts";
import type { Finding } from "../../contract/finding.ts";
import { templateNames } from "../../contract/names.ts";
import type { Site } from "../../site/site.ts";
import type { TrackingScript } from "../configuration/parse-tracking-script.ts";
import { productNames, type TrackingProduct } from "../configuration/recognise-trackers.ts";
import { siteFinding } from "./desired.ts";
import type { SiteTracker } from "./find-trackers.ts";

/** What a person should know of the pasted script, of the other trackers of the site, and of the pages that will not be tracked. */
export function findTrackingFindings(
  site: Site,
  { identify, tracking }: Configuration,
  script: TrackingScript,
  trackers: readonly SiteTracker[],
): Finding[] {
  return [
    ...trackers.flatMap((tracker) => describeTracker(tracker, script)),
    ...findKeyFindings(identify),
    ...findNavigationFindings(tracking),
    ...findScriptFindings(script),
    ...findBypassingPages(site, tracking.placement),
  ];
}

/** Two on one page collide; of what only may bring another one no more can be said than that. */
export function describeTracker(tracker: SiteTracker, script: TrackingScript): Finding[] {
  const { path, line, column, where, kind } = tracker;
  const described = kind === "tracker" ? describeCollision(tracker.product, tracker.isShown, script) : others[kind];
  if (described === undefined) return [];
  const { code, severity, message } = described;
  return [{ ...siteFinding(code, severity, `${where} ${message}`, { path, line }), column }];
}

type Described = Pick<Finding, "code" | "severity" | "message">;

function describeCollision(product: TrackingProduct, isShown: boolean, script: TrackingScript): Described {
  const code = "tracker-already-there";
  const what = `holds a tracker already, ${productNames[product]}`;
  const pasted = product === script.product ? "which is of the same product" : productNames[script.product];
  return isShown
    ? {
        code,
        severity: "error",
        message: `${what}: beside the pasted script, ${pasted}, the second of the two fails and its library is never loaded; take it out here, or set tracking.placement to "none"`,
      }
    : {
        code,
        severity: "cannot-conclude",
        message: `${what}: visitors see the content page of their language instead, unless there is none; take it out here, since two trackers on a page collide`,
      };
}

export const outboundMessage =
  "holds a script of outbound marketing, which Customer Insights - Journeys has replaced: it is not held back until the visitor may be tracked; take it out if it is no longer used";

/** Neither the form capture nor a custom trigger is known to get into the tracker's way. */
const others: Readonly<Partial<Record<SiteTracker["kind"], Described>>> = {
  "tag-manager": {
    code: "tag-manager-on-site",
    severity: "cannot-conclude",
    message:
      "loads a tag manager: whether its container brings a tracker of Customer Insights as well is decided there, and two trackers on a page collide; look into the container",
  },
  form: {
    code: "form-may-track",
    severity: "cannot-conclude",
    message:
      "embeds a form of Customer Insights - Journeys: with Web tracking switched on in the form's settings it loads a tracker of its own, which collides with the pasted one; leave it off there",
  },
  outbound: {
    code: "outbound-script",
    severity: "warning",
    message: outboundMessage,
  },
};

/** What nobody has documented is not switched on without a word. */
export function findNavigationFindings({ navigation }: Configuration["tracking"]): Finding[] {
  if (navigation === "off") return [];
  return [
    siteFinding(
      "navigation-is-experimental",
      "info",
      'tracking.navigation: "track-view" is experimental: no call for a view is documented for Customer Insights, nor what its library does by itself when a page changes its address, so such views may not count or count twice; compare a visit of your own with what arrives',
    ),
  ];
}

/** What a column of the site's own holds, only its name tells here. */
function findKeyFindings({ key }: Configuration["identify"]): Finding[] {
  if (!/mail|phone|name|birth|address/.test(key)) return [];
  return [
    siteFinding(
      "key-looks-personal",
      "warning",
      `identify.key: ${key} sounds like personal data, and its value is put into pages, kept in the browser and sent to Customer Insights: use a column that tells nothing about the person`,
    ),
  ];
}

export function findScriptFindings(script: TrackingScript): Finding[] {
  const findings: Finding[] = [];
  if (script.product === "customer-insights-journeys") {
    findings.push(
      siteFinding(
        "journeys-script",
        "warning",
        "the pasted script is Customer Insights - Journeys: its setUser is not known to feed Customer Insights - Data, so nobody is identified",
      ),
    );
  }
  if (script.product === "unknown") {
    findings.push(
      siteFinding(
        "unknown-tracker",
        "cannot-conclude",
        `the pasted script loads ${script.src}, which is neither Customer Insights - Data nor Journeys`,
      ),
    );
  }
  const liquid = /\{\{|\{%/.exec(script.text);
  if (liquid) {
    findings.push(
      siteFinding(
        "script-holds-liquid",
        "cannot-conclude",
        `the pasted script holds ${liquid[0]}, which Power Pages may read as Liquid in a content snippet: compare the script on the uploaded page with the pasted one`,
      ),
    );
  }
  return findings;
}

/** Of the snippets it is only assumed that such pages leave them out too. */
const bypassed: Readonly<Record<TrackingPlacement, string>> = {
  none: "",
  header: "which shows no website header",
  "head-bottom": "which writes its page whole, without the website's header and (as far as is known) without Head/Bottom",
  "tracking-code": "which writes its page whole, without the website's header and (as far as is known) without Tracking Code",
};

/** Pages that come without the website's header and footer, and do not include the header or the tracking template by themselves. */
function findBypassingPages(site: Site, placement: TrackingPlacement): Finding[] {
  const header = site.webTemplates.find(({ id }) => id === site.website.headerTemplateId)?.name ?? "";
  return site.pageTemplates
    .filter((template) => template.active && !template.usesHeaderAndFooter)
    .flatMap((template) => {
      const own = site.webTemplates.find(({ id }) => id === template.webTemplateId);
      const names = [templateNames.tracking, ...(placement === "header" ? [header] : [])];
      const pages = site.pages.filter((page) => page.active && page.pageTemplateId === template.id);
      if (pages.length === 0 || names.some((name) => includes(own?.source ?? "", name))) return [];
      const named = pages.slice(0, 3).map((page) => page.url ?? page.name);
      const more = pages.length > named.length ? ", …" : "";
      const remedy =
        own === undefined ? "" : `; to track them, put {% include '${templateNames.tracking}' %} into the web template "${own.name}"`;
      return [
        siteFinding(
          "page-without-header",
          "warning",
          `${pages.length} page(s) use "${template.name}", ${bypassed[placement]}: no tracking there (${named.join(", ")}${more})${remedy}`,
          template,
        ),
      ];
    });
}

const includes = (source: string, name: string): boolean =>
  [...source.matchAll(/\{%-?\s*include\s+(["'])(.*?)\1/g)].some(([, , included]) => included?.toLowerCase() === name.toLowerCase());
