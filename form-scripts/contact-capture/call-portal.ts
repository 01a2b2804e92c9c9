import { antiForgeryName } from "../../contract/names.ts";
import type { CaptureFailureCode } from "./capture-failure.ts";
import type { CapturePage } from "./capture-page.ts";
import { checkVisitor } from "./check-visitor.ts";
import { fail, request, type Answer, type PortalRequest } from "./request.ts";

export type PortalAnswer = Answer & { readonly step?: "token" | "upsert" };

const refusals: ReadonlySet<CaptureFailureCode> = new Set(["token-refused", "session-expired", "forbidden"]);

/**
 * Sends one Web API request with the anti-forgery token. A refusal that a token of a former session may be the reason of (the portal may name it, or
 * another reason, or none) is tried once more with a new one, if the visitor is still the same; a refusal for want of a permission is not. What may
 * have been carried out is not sent again here; its next try has a new token.
 */
export async function callPortal(page: CapturePage, portalRequest: PortalRequest): Promise<PortalAnswer> {
  const send = async (): Promise<PortalAnswer> => {
    const token = await page.tokens.read(page, portalRequest.endsAt);
    if (!token.ok) return { ...token, isUncertain: false, step: "token" };
    const answer = await request(page, {
      ...portalRequest,
      headers: { Accept: "application/json", ...portalRequest.headers, [antiForgeryName]: token.token },
    });
    // The Web API never answers with a page: it is one to sign in. Nothing says that a create was not carried out.
    return answer.ok && answer.response.isHtml ? fail("session-expired", portalRequest.method === "POST") : answer;
  };
  const answer = await send();
  if (answer.ok || answer.step || !refusals.has(answer.code)) return answer;
  const visitor = await checkVisitor(page, portalRequest.endsAt);
  // The token stays: with one of whoever has signed in since, the next try would go through in that name.
  if (!visitor.ok && visitor.code === "session-expired") return visitor;
  page.tokens.drop();
  return answer.isUncertain || (answer.code === "forbidden" && answer.portalCode) ? answer : send();
}
