import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { judged, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import type { PortalAnswer } from "../http/portal-client.ts";
import type { VerifyContext } from "../verify-context.ts";

/** The anti-forgery token, whose page every write of the form asks first. https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors */
export async function checkToken(context: VerifyContext): Promise<StepResult> {
  const answer = await context.once(askToken);
  const findings: VerifyFinding[] = [];
  const remedy = `See that nothing in front of the site (a firewall rule, a cache for whole pages) keeps or changes ${tokenPath}.`;
  if (answer.status !== 200 || readToken(answer.text) === undefined) {
    findings.push(
      verifyFinding("token-page-fails", "error", {
        message: `${tokenPath} answers with ${answer.status} and ${answer.status === 200 ? "holds no token" : "no token"}: no form on the site can write.`,
        remedy,
      }),
    );
  } else if (/\bpublic\b/i.test(answer.headers.get("cache-control") ?? "") || /hit/i.test(answer.headers.get("x-cache") ?? "")) {
    findings.push(
      verifyFinding("token-cached", "error", {
        message: `${tokenPath} comes from a cache that several visitors share: their tokens fit nobody's cookie.`,
        remedy,
      }),
    );
  }
  return judged(findings, { good: "answers with a token", bad: "gives no token that would be taken" });
}

export const askToken = ({ client }: VerifyContext): Promise<PortalAnswer> => client.ask(tokenPath);

/** The value of the hidden field in the token page's fragment. */
export function readToken(html: string): string | undefined {
  for (const [input] of html.matchAll(/<input\b[^>]*>/gi)) {
    if (!input.includes(`name="${antiForgeryName}"`)) continue;
    const value = /\bvalue="([^"]+)"/.exec(input)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}
