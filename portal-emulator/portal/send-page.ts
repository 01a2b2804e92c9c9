import { newSitePolicy } from "../../contract/new-site-policy.ts";
import { findSettings } from "../../access/find-settings.ts";
import type { Site } from "../../site/site.ts";
import { findBodyEnd } from "../append-to-page.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import type { EmulatorSwitches } from "../switches.ts";
import { siteHeaders, toHeaderValue } from "../web-api/site-headers.ts";
import type { HostMap } from "../host-map.ts";
import { guardPage, type PolicySettings } from "./content-security-policy.ts";
import { findLiquidSource } from "./find-liquid-source.ts";
import { policyReportPath } from "./parse-policy-reports.ts";
import { renderProblemOverlay } from "./problem-overlay.ts";
import type { PageResult } from "./render-page.ts";
import type { SiteIndex } from "./site-index.ts";

export interface SentPage extends PageResult {
  readonly status: number;
  /** base64, new for each page. */
  readonly nonce: string;
  readonly policies: PolicySettings;
  /** false: a file's text, whose own inline scripts get no nonce. */
  readonly isRendered?: boolean;
}

/** A page as it leaves the portal: under its policy and the site's headers, with emulated addresses, and with what is wrong with its Liquid. */
export function sendPage(
  ctx: EmulatorContext,
  { index, hostMap }: { readonly index: SiteIndex; readonly hostMap: HostMap },
  page: SentPage,
): Response {
  const { html, contentType, status, nonce, policies, isRendered = true } = page;
  const headers = { "content-type": contentType, "cache-control": "no-store", ...headersOfSite(index.site) };
  if (!contentType.startsWith("text/html")) return new Response(hostMap.apply(html), { status, headers });
  const guarded = guardPage(html, policies, {
    nonce,
    hostMap,
    insightsOrigin: ctx.addresses.insights,
    portalOrigin: ctx.addresses.portal,
    reportAddress: ctx.addresses.portal + policyReportPath,
    addsReports: ctx.switches.policyReports === "collected",
    isRendered,
  });
  const overlay = renderProblemOverlay(page.problems, (path) => findLiquidSource(ctx.site(), path));
  const end = overlay === "" ? undefined : findBodyEnd(guarded.html);
  const body = end === undefined ? guarded.html : `${guarded.html.slice(0, end)}${overlay}\n${guarded.html.slice(end)}`;
  return new Response(hostMap.apply(body), { status, headers: { ...headers, ...writable(guarded.headers) } });
}

/** A setting that is there and empty is how a policy is switched off. */
export function readPolicies(index: SiteIndex, { missingPolicy }: EmulatorSwitches): PolicySettings {
  const isMissing = missingPolicy === "new-site" && findSettings(index.site, "HTTP/Content-Security-Policy").length === 0;
  return {
    enforced: isMissing ? newSitePolicy : index.setting("HTTP/Content-Security-Policy"),
    reportOnly: index.setting("HTTP/Content-Security-Policy-Report-Only"),
  };
}

/** A setting may hold typographic quotes, and a header cannot. */
const writable = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toHeaderValue(value)]));

/** Site settings that are headers by name; the policies are written for each page. https://learn.microsoft.com/power-pages/configure/cors-support */
const headersOfSite = (site: Site): Record<string, string> =>
  Object.fromEntries([...siteHeaders(site)].filter(([name]) => !name.startsWith("Content-Security-Policy")));
