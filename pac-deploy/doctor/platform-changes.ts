import type { CodeEvidence } from "../../contract/portal-error-codes.ts";
import type { Examined } from "./examine-site.ts";
import { findClosedForms, findListFeeds, findOutbound, findPolicy, findWildcards, findJourneysForms } from "./find-evidence.ts";

/** A place of the site that a change is about. */
export interface ChangeEvidence {
  readonly path: string;
  /** From 1; 0: none. */
  readonly line: number;
  readonly message: string;
}

/** yes: the site has what changes. unknown: the folder does not say. */
export interface ChangeEffect {
  readonly affects: "yes" | "no" | "unknown";
  readonly evidence: readonly ChangeEvidence[];
}

/** Something about Power Pages, or about what its sites use, that changes on a day. */
export interface PlatformChange {
  /** `2026-09-14`, or `2026-06` where no day is known. */
  readonly date: string;
  readonly what: string;
  readonly advice: string;
  readonly certainty: CodeEvidence;
  readonly source?: string;
  readonly find: (examined: Examined) => ChangeEffect;
}

/** Every dated change that is known, by date. */
export const platformChanges: readonly PlatformChange[] = [
  {
    date: "2025-11-10",
    what: "Sites created from this day on come with an enforced Content-Security-Policy, which lets scripts of no other hosts run.",
    advice: "List each host that scripts are loaded from in HTTP/Content-Security-Policy.",
    certainty: "documented",
    source: "https://learn.microsoft.com/power-pages/security/manage-content-security-policy",
    find: findPolicy,
  },
  {
    date: "2026-05",
    what: "Outbound marketing was removed: its form and tracking scripts do nothing any more.",
    advice: "Take the scripts out, and use the forms and the tracking of Customer Insights.",
    certainty: "documented",
    source: "https://learn.microsoft.com/dynamics365/customer-insights/journeys/outbound-removal-notes",
    find: findOutbound,
  },
  {
    date: "2026-06",
    what: "Table permissions count on forms and lists whatever their own check box says.",
    advice: "Give each table a permission for the roles that use the form or the list; without one nobody sees or sends anything there.",
    certainty: "documented",
    source: "https://learn.microsoft.com/power-pages/important-changes-deprecations",
    find: findClosedForms,
  },
  {
    date: "2026-06",
    what: "The OData feeds of lists (/_odata) are gone.",
    advice: "Read the rows through the Web API instead (/_api), with a table permission and a list of columns.",
    certainty: "observed (third party)",
    source: "https://learn.microsoft.com/power-pages/important-changes-deprecations",
    find: findListFeeds,
  },
  {
    date: "2026-06",
    what: "The built-in picture captcha of Customer Insights - Journeys forms was removed; reCAPTCHA takes its place.",
    advice: "Open the form in Customer Insights - Journeys and look at its captcha.",
    certainty: "documented",
    find: findJourneysForms,
  },
  {
    date: "2026-09-14",
    what: "Webapi/<table>/fields = * lists nothing any more: every request to such a table fails with 90040101 (new sites since August 2026).",
    advice: "List the columns that the site's code uses: portal-kit check names them where it can tell.",
    certainty: "observed (third party)",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
    find: findWildcards,
  },
];
