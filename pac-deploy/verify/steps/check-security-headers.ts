import { parsePolicies } from "../../policy/parse-policy.ts";
import { homePage, type VerifyContext } from "../verify-context.ts";
import { settingPlace, websitePlace } from "../page/find-places.ts";
import { judged, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import { isLoopback } from "../http/is-loopback.ts";

/**
 * Headers that keep others from using the site's pages: https://learn.microsoft.com/power-pages/configure/cors-support,
 * https://learn.microsoft.com/power-pages/admin/advanced-settings
 */
export async function checkSecurityHeaders(context: VerifyContext): Promise<StepResult> {
  const { folder, client } = context;
  const { headers } = await context.once(homePage);
  const findings: VerifyFinding[] = [];
  const find = (code: string, severity: "error" | "warning" | "info", setting: string, message: string, remedy: string): void => {
    findings.push(verifyFinding(code, severity, { message, remedy, at: settingPlace(folder, setting) ?? websitePlace(folder) }));
  };
  const origin = headers.get("access-control-allow-origin")?.trim();
  const withCredentials = headers.get("access-control-allow-credentials")?.trim().toLowerCase() === "true";
  if (origin === "*")
    find(
      "cors-open",
      "warning",
      "HTTP/Access-Control-Allow-Origin",
      "Every page of every site may read the answers of this one as an anonymous visitor gets them (Access-Control-Allow-Origin: *).",
      "Name the one origin that needs it in HTTP/Access-Control-Allow-Origin, or empty the setting.",
    );
  else if (origin !== undefined && withCredentials && origin !== client.origin.origin)
    find(
      "cors-with-credentials",
      "warning",
      "HTTP/Access-Control-Allow-Credentials",
      `Pages of ${origin} may read the answers of this site as its signed-in visitors get them.`,
      "Empty HTTP/Access-Control-Allow-Credentials, unless that origin is yours and needs it.",
    );
  const framed = parsePolicies(headers.get("content-security-policy") ?? "").some(({ directives }) =>
    directives.some(({ name }) => name === "frame-ancestors"),
  );
  const frameOptions = headers.get("x-frame-options")?.trim() ?? "";
  if (!framed && !/^(?:sameorigin|deny)$/i.test(frameOptions))
    find(
      "frames-open",
      "warning",
      "HTTP/X-Frame-Options",
      "Any site may show this one in a frame and have its visitors click what they do not see.",
      "Set HTTP/X-Frame-Options to SAMEORIGIN, or frame-ancestors in the Content-Security-Policy.",
    );
  if (headers.get("x-content-type-options")?.trim().toLowerCase() !== "nosniff")
    find(
      "sniffing-open",
      "info",
      "HTTP/X-Content-Type-Options",
      "Pages come without X-Content-Type-Options: nosniff, so browsers may take files for what they are not.",
      "Set HTTP/X-Content-Type-Options to nosniff.",
    );
  if (!isLoopback(client.origin) && headers.get("strict-transport-security") === null)
    find(
      "hsts-missing",
      "info",
      "HTTP/Strict-Transport-Security",
      "Pages come without Strict-Transport-Security, which Power Pages sends by itself: something in front of the site takes it away.",
      "Look at the proxy or content delivery network in front of the site.",
    );
  return judged(findings, { good: "as they should be", bad: "let others do more than they should" });
}
