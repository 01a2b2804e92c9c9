import type { EmulatorSwitches } from "../switches.ts";
import type { PortalFaultOptions } from "../web-api/portal-fault.ts";
import { PortalFault } from "../web-api/portal-fault.ts";
import type { TokenVerdict } from "./create-anti-forgery.ts";

type Wording = Pick<PortalFaultOptions, "code" | "message" | "type">;

const wordings: Readonly<Record<Exclude<TokenVerdict, "ok">, Wording>> = {
  // The type is documented, the code a switch, the message ASP.NET's. https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
  "missing-token": {
    code: "90040107",
    message: 'The required anti-forgery form field "__RequestVerificationToken" is not present.',
    type: "MissingPortalRequestVerificationToken",
  },
  "missing-cookie": {
    code: "90040109",
    message: "An Invalid session token was passed into the throwing method.",
    type: "MissingPortalSessionCookie",
  },
  mismatch: {
    code: "90040107",
    message: "The anti-forgery cookie token and form field token do not match.",
    type: "HttpAntiForgeryException",
  },
};

/** What the Web API answers to a request whose token is not in order; undefined: it is. */
export function tokenFault(verdict: TokenVerdict, switches: EmulatorSwitches): PortalFault | undefined {
  if (verdict === "ok") {
    return undefined;
  }
  const byCause = verdict === "mismatch" ? 403 : 401;
  // Only of the session cookie is the status not disputed.
  const disputed = switches.tokenFaultStatus === "by-cause" ? byCause : switches.tokenFaultStatus;
  const status = verdict === "missing-cookie" ? 401 : disputed;
  const code = verdict === "missing-token" ? { code: switches.missingTokenCode } : {};
  return new PortalFault({ status, ...wordings[verdict], ...code });
}
