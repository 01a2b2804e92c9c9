import type { PolicyViolation } from "../../contract/policy-violation.ts";
import { isObject } from "../is-object.ts";
import { redactAddress } from "../recorder/redact-address.ts";

/** Where pages of the emulator report violations. */
export const policyReportPath = "/_emulator/policy-reports";

/** As many as one request may tell of; a page reports each violation by itself. */
const maxViolations = 50;
const maxChars = 300;

/**
 * Reads the body of a `report-uri` report (`{"csp-report": …}`) or of the Reporting API's (a list with `csp-violation` in it); undefined when it is neither.
 * Samples of the blocked code, the referrer and query values are left out. https://www.w3.org/TR/CSP3/#reporting
 * @param origins of the portal, whose pages go by their path, and of the insights stand-in, whose `/@<host>/…` means that host
 */
export function parsePolicyReports(
  body: unknown,
  origins: { readonly portal: string; readonly insights: string },
): readonly PolicyViolation[] | undefined {
  const reports = Array.isArray(body)
    ? body
        .filter((one: unknown) => isObject(one) && one["type"] === "csp-violation")
        .map((one: unknown) => (isObject(one) ? one["body"] : one))
    : isObject(body)
      ? [body["csp-report"]]
      : [];
  const violations = reports.slice(0, maxViolations).flatMap((report) => (isObject(report) ? [readViolation(report, origins)] : []));
  return violations.length === 0 ? undefined : violations;
}

/** Of the log: `script-src-elem blocked https://lib.example.com/a.js on /contact/:12:3`. */
export function describeViolation({ directive, blocked, source, isReportOnly }: PolicyViolation): string {
  return `${directive} ${isReportOnly ? "would have blocked" : "blocked"} ${blocked} on ${source}`;
}

function readViolation(
  report: Readonly<Record<string, unknown>>,
  origins: { readonly portal: string; readonly insights: string },
): PolicyViolation {
  const first = (...names: readonly string[]): string => {
    const value = names.map((name) => report[name]).find((found) => typeof found === "string" && found !== "");
    return typeof value === "string" ? value : "";
  };
  const place = ["line-number", "column-number", "lineNumber", "columnNumber"].flatMap((name) => {
    const value = report[name];
    return typeof value === "number" && Number.isInteger(value) && value > 0 ? [`:${value}`] : [];
  });
  const directive = /^[a-z-]{1,40}/i.exec(first("effective-directive", "effectiveDirective", "violated-directive"))?.[0] ?? "a directive";
  const source = first("source-file", "sourceFile") || first("document-uri", "documentURL");
  return {
    directive: directive.toLowerCase(),
    // Older browsers leave inline code nameless.
    blocked: showAddress(first("blocked-uri", "blockedURL") || "inline", origins) || "something",
    source: (showAddress(source, origins) || "a page") + place.join(""),
    isReportOnly: first("disposition") === "report",
  };
}

/** An address by its words alone: the portal's own by path, a mapped host's as it is in production, none with query values or fragments. */
function showAddress(text: string, { portal, insights }: { readonly portal: string; readonly insights: string }): string {
  if (!URL.canParse(text)) return /^[a-z-]{1,40}$/i.exec(text)?.[0] ?? "";
  const url = new URL(text);
  // Of `data:` and its like the scheme says all; the rest may hold anything.
  if (!["http:", "https:", "ws:", "wss:"].includes(url.protocol)) return url.protocol.slice(0, -1);
  const path = redactAddress(url.pathname + url.search);
  const mapped = url.origin === insights ? /^\/@([a-z0-9.-]+(?::\d+)?)(\/.*)$/i.exec(path) : null;
  const shown = mapped === null ? (url.origin === portal ? "" : url.origin) + path : `https://${mapped[1]}${mapped[2]}`;
  return shown.slice(0, maxChars);
}
