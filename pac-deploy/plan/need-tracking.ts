import type { Configuration } from "../../contract/configuration.ts";
import { templateNames, templateSlots, trackingScriptSnippet } from "../../contract/names.ts";
import { trackingSettings } from "../../contract/template-slots.ts";
import type { KitFiles } from "../kit-files.ts";
import type { TrackingScript } from "../configuration/parse-tracking-script.ts";
import { siteFinding, type Need } from "./desired.ts";
import { needPolicy } from "./need-policy.ts";
import { contentSnippet, markedInclude, textSnippets, webTemplate, type RecordWriter } from "./kit-records.ts";
import { renderOwnValue } from "./own-value.ts";
import { renderAttributes } from "./render-attributes.ts";
import type { Finding } from "../../contract/finding.ts";

/** The tracking template, the snippet with the customer's script, the banner's texts, and the include at the end of the header. */
export function needTracking(writer: RecordWriter, kit: KitFiles, configuration: Configuration, script: TrackingScript | undefined): Need {
  if (configuration.tracking.placement === "none" || script === undefined) return { desired: [], opens: [], findings: [] };
  const { site } = writer;
  const header = site.webTemplates.find((template) => template.id === site.website.headerTemplateId);
  const texts =
    configuration.consent.mode === "none"
      ? { desired: [], findings: [] }
      : textSnippets(writer, kit, {
          keys: (key) => key.startsWith("banner."),
          languages: configuration.languages,
          why: "a text of the consent banner",
        });
  const policy = needPolicy(site, script);
  return {
    desired: [
      ...policy.desired,
      ...webTemplate(
        writer,
        templateNames.tracking,
        fillSettings(kit.tracking, configuration),
        "holds the tracking script back until the visitor may be tracked",
      ),
      ...contentSnippet(
        writer,
        { name: trackingScriptSnippet, value: script.text, language: undefined, isHtml: true, isPersons: false },
        "the tracking script as pasted; an environment can override it",
      ),
      ...texts.desired,
      ...(header === undefined
        ? []
        : [
            {
              kind: "marked" as const,
              path: header.sourcePath,
              name: templateNames.tracking,
              block: markedInclude(templateNames.tracking),
              why: "puts tracking on every page that shows the website's header",
            },
          ]),
    ],
    opens: [],
    findings: [...policy.findings, ...texts.findings, ...findKeyFindings(configuration), ...findTrackingFindings(writer, script)],
  };
}

/** The settings the tracking script reads. Only the signed-in visitor's own id depends on who looks, so that alone is Liquid, outside the header's cache. */
function fillSettings(template: string, { consent, identify, capture }: Configuration): string {
  const attributes = renderAttributes({
    [trackingSettings.consentMode]: consent.mode,
    [trackingSettings.respectGpc]: String(consent.respectGpc),
    [trackingSettings.keepLanding]: keepsLanding(capture) ? "true" : undefined,
  });
  const authId =
    identify.key === "contactid"
      ? ""
      : ` ${trackingSettings.authId}="{% substitution %}${renderOwnValue(identify.key)}{% endsubstitution %}"`;
  return template.replaceAll(templateSlots.settings, () => attributes + authId);
}

/** A hidden field asks where the visitor came from, which the page with the form need not know. */
const keepsLanding = ({ path, fields }: Configuration["capture"]): boolean =>
  path !== "none" && fields.some(({ type, from }) => type === "hidden" && from !== "page");

/** What a column of the site's own holds, only its name tells here. */
function findKeyFindings({ identify }: Configuration): Finding[] {
  if (!/mail|phone|name|birth|address/.test(identify.key)) return [];
  return [
    siteFinding(
      "key-looks-personal",
      "warning",
      `identify.key: ${identify.key} sounds like personal data, and its value is put into pages, kept in the browser and sent to Customer Insights: use a column that tells nothing about the person`,
    ),
  ];
}

function findTrackingFindings({ site }: RecordWriter, script: TrackingScript): Finding[] {
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
  for (const template of site.pageTemplates.filter((candidate) => candidate.active && !candidate.usesHeaderAndFooter)) {
    const pages = site.pages.filter((page) => page.active && page.pageTemplateId === template.id);
    if (pages.length > 0) {
      findings.push(
        siteFinding(
          "page-without-header",
          "warning",
          `${pages.length} page(s) use "${template.name}", which shows no website header: no tracking there (${pages
            .slice(0, 3)
            .map((page) => page.url ?? page.name)
            .join(", ")})`,
          template,
        ),
      );
    }
  }
  return findings;
}
