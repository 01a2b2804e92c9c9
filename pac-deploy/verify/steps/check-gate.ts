import { judged, verifyFinding, type StepResult } from "../verify-report.ts";
import { homePage, type VerifyContext } from "../verify-context.ts";

/**
 * Whether the site lets anybody in at all: a private one, as every new site is, leads everybody to the organisation's sign-in first.
 * https://learn.microsoft.com/power-pages/security/site-visibility
 */
export async function checkGate(context: VerifyContext): Promise<StepResult & { readonly isPrivate: boolean }> {
  const answer = await context.once(homePage);
  const isPrivate = isGate(answer.leftTo, answer.url.pathname);
  if (isPrivate) {
    const finding = verifyFinding("site-private", "error", {
      message:
        "The site is private: before the portal sees a request, everybody is led to the organisation's sign-in. No visitor comes in, so none is tracked, and nothing behind the gate can be verified from outside.",
      remedy: "Make the site public in the Power Pages studio (Security, Site visibility) when it is to be used, then verify it again.",
    });
    return { ok: false, detail: "asks for the organisation's sign-in before anything", findings: [finding], isPrivate };
  }
  const isUp = answer.status >= 200 && answer.status < 300;
  const findings = isUp
    ? []
    : [
        verifyFinding("home-page-fails", "error", {
          message: `The home page answers with ${answer.status}${answer.leftTo === undefined ? "" : `, leading to ${new URL(answer.leftTo).host}`}.`,
          remedy: "Open the site in a browser, and look at its error log.",
        }),
      ];
  return { ...judged(findings, { good: "public: the home page answers", bad: `the home page answers with ${answer.status}` }), isPrivate };
}

/** Microsoft Entra ID's hosts, and the gate's own address where it is emulated. */
const isGate = (leftTo: string | undefined, pathname: string): boolean =>
  pathname === "/_emulator/private-site" ||
  (leftTo !== undefined &&
    /^login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn|windows\.net)$/.test(new URL(leftTo).hostname));
