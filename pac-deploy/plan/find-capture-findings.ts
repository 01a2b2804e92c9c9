import type { Configuration } from "../../contract/configuration.ts";
import type { Finding } from "../../contract/finding.ts";
import { templateNames, textSnippetPrefix } from "../../contract/names.ts";
import type { Site } from "../../site/site.ts";
import type { KitFiles } from "../kit-files.ts";
import { siteFinding } from "./desired.ts";

/** What a form as configured means for the people who fill it in, and what is left for the maker to do. */
export function findCaptureFindings(site: Site, kit: KitFiles, configuration: Configuration): Finding[] {
  return [
    ...findConsentFindings(configuration),
    ...findIdentityFindings(configuration),
    ...findPrivacyFindings(configuration),
    ...findUnwordedQuestions(site, kit, configuration),
    ...findTemplateFindings(configuration),
  ];
}

/** The tracking template is what asks for consent: without it nobody ever grants any. */
function findConsentFindings({ tracking, consent }: Configuration): Finding[] {
  if (tracking.placement !== "none" || consent.mode === "none") return [];
  return [
    siteFinding(
      "nobody-grants-consent",
      "warning",
      'with tracking.placement "none" the kit asks nobody for consent, so the form identifies nobody: place the tracking, or set consent.mode to "none"',
    ),
  ];
}

/** What "immediate" means for the people behind the addresses: said every time, since nothing undoes it. */
function findIdentityFindings({ capture, identify }: Configuration): Finding[] {
  const isTyped = capture.path !== "A-self" && capture.lookup === "email" && identify.existing === "immediate";
  return isTyped
    ? [
        siteFinding(
          "typed-address-identifies",
          "info",
          "a stranger who types a contact's address joins that contact's profile with all their browsing, and nothing undoes it; identify.existing \"confirmed\" identifies only contacts a submission has just created, and signed-in visitors",
        ),
      ]
    : [];
}

/** What belongs into the site's privacy text. */
function findPrivacyFindings({ capture, tracking }: Configuration): Finding[] {
  const findings: Finding[] = [];
  if (capture.prefetchLookup) {
    findings.push(
      siteFinding(
        "address-sent-early",
        "info",
        "with capture.prefetchLookup an address is sent as soon as it is complete, also by a visitor who then leaves: say so in the privacy text",
      ),
    );
  }
  if (capture.outbox) {
    findings.push(
      siteFinding(
        "typed-values-kept",
        "info",
        "with capture.outbox what a visitor typed is kept in the tab's session storage, 24 hours at most, where the visitor ticks the form's box: say so in the privacy text",
      ),
    );
  }
  if (capture.outbox && tracking.placement === "none") {
    findings.push(
      siteFinding(
        "outbox-on-form-pages-only",
        "warning",
        `with tracking.placement "none" nothing is put into the header, so an unfinished submission goes on only on pages with the form: include '${templateNames.captureScript}' on the others, or place the tracking`,
      ),
    );
  }
  if (capture.success.kind === "download") {
    findings.push(
      siteFinding(
        "download-is-a-soft-gate",
        "info",
        `${capture.success.url ?? ""} is in the page's source for everybody: the form asks for an address first, it guards nothing`,
      ),
    );
  }
  return findings;
}

/** A question whose only words are a column's logical name asks nobody anything. */
function findUnwordedQuestions(site: Site, kit: KitFiles, { capture }: Configuration): Finding[] {
  const known = new Set([
    ...site.snippets.filter((snippet) => snippet.active && Boolean(snippet.value)).map((snippet) => snippet.name.toLowerCase()),
    ...[...kit.texts.values()].flatMap((texts) => Object.keys(texts).map((key) => (textSnippetPrefix + key).toLowerCase())),
  ]);
  return capture.fields
    .filter((field) => field.consent !== undefined && !known.has(field.label.toLowerCase()))
    .map((field) =>
      siteFinding(
        "consent-question-without-words",
        "warning",
        `the consent question for ${field.column} takes its words from the content snippet "${field.label}", which the site folder does not have: write it in every language, or visitors read "${field.column}"`,
      ),
    );
}

function findTemplateFindings({ capture }: Configuration): Finding[] {
  return capture.existingForms
    ? [
        siteFinding(
          "include-existing-form",
          "info",
          `put {% include '${templateNames.existingForm}' %} on each page with a basic form or multistep form that shall capture contacts, after the form`,
        ),
      ]
    : [];
}
