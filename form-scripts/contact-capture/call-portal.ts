import { antiForgeryName } from "../../contract/names.ts";
import type { CapturePage } from "./capture-page.ts";
import { request, type Answer, type PortalRequest } from "./request.ts";

export type PortalAnswer = Answer & { readonly step?: "token" | "upsert" };

/**
 * Sends one Web API request with the anti-forgery token. A refused token is fetched anew once, and the request, which the portal has not carried
 * out, sent once more.
 */
export async function callPortal(page: CapturePage, portalRequest: PortalRequest): Promise<PortalAnswer> {
  const send = async (): Promise<PortalAnswer> => {
    const token = await page.tokens.read(page, portalRequest.endsAt);
    if (!token.ok) return { ...token, isUncertain: false, step: "token" };
    return request(page, {
      ...portalRequest,
      headers: { Accept: "application/json", ...portalRequest.headers, [antiForgeryName]: token.token },
    });
  };
  const answer = await send();
  if (answer.ok || answer.code !== "token-refused") return answer;
  page.tokens.drop();
  return send();
}
