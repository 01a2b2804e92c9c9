import { UserError } from "../../../contract/user-error.ts";
import { parseTrackingScript } from "../../configuration/parse-tracking-script.ts";
import { allows, findGoverning, hasPageNonce, type PolicyRequest } from "../../policy/allows.ts";
import { parsePolicies, type Policy } from "../../policy/parse-policy.ts";
import { settingPlace, websitePlace, type FolderPlace } from "../page/find-places.ts";
import type { VerifyFinding, StepResult } from "../verify-report.ts";
import { judged, verifyFinding } from "../verify-report.ts";
import { homePage, type FolderView, type VerifyContext } from "../verify-context.ts";
import { trackedPages } from "./check-tracker.ts";

const policyHeader = "content-security-policy";
const settingName = "HTTP/Content-Security-Policy";

/** Whether the policy that the page comes with lets the tracker load and send, and keeps other scripts out. */
export async function checkPolicy(context: VerifyContext): Promise<StepResult> {
  const { headers } = await context.once(homePage);
  // The page's own nonce is what stands for 'nonce' in the setting.
  const text = (headers.get(policyHeader) ?? "").replaceAll(/'nonce-[^']+'/g, "'nonce'");
  const policies = parsePolicies(text);
  const at = settingPlace(context.folder, settingName) ?? websitePlace(context.folder);
  if (policies.length === 0) {
    const finding = verifyFinding("policy-missing", "warning", {
      message: "Pages come without a Content-Security-Policy: a script that somebody gets into a page runs, and sends what it likes.",
      remedy: `Set ${settingName}; \`portal-kit check\` knows what the pages need.`,
      at,
    });
    return judged([finding], { good: "", bad: "there is none" });
  }
  const [home] = await context.once(trackedPages);
  const needs = (home?.page.kitTrackers ?? []).flatMap(({ html }) => listTrackerNeeds(html));
  const blocked = needs.filter(({ request }) => !policies.every((policy) => allows(policy, request, context.client.origin)));
  const findings = [...blocked.map((need) => tellBlocked(need, context.folder, at)), ...findLoose(policies, at)];
  return judged(findings, {
    good: needs.length === 0 ? "there is one" : "lets the tracker load and send",
    bad: blocked.length > 0 ? "blocks the tracker" : "lets any script run",
  });
}

export interface TrackerNeed {
  readonly request: Extract<PolicyRequest, { readonly url: URL }>;
  readonly what: string;
}

/** From the script that came with the page. */
export function listTrackerNeeds(html: string): TrackerNeed[] {
  try {
    const script = parseTrackingScript(html, "");
    const src: TrackerNeed = {
      request: { kind: "script", url: new URL(script.src), hasNonce: false, isParserInserted: false },
      what: "the tracking library",
    };
    return script.endpointUrl === undefined || !URL.canParse(script.endpointUrl)
      ? [src]
      : [src, { request: { kind: "connect", url: new URL(script.endpointUrl) }, what: "where views and identities are sent to" }];
  } catch (error) {
    // Emulated hosts are not https, which the pasted script's are.
    if (error instanceof UserError) return listLoosely(html);
    throw error;
  }
}

function listLoosely(html: string): TrackerNeed[] {
  const src = /\bsrc["']?\s*:\s*["'](https?:\/\/[^"']+)["']/.exec(html)?.[1];
  const endpoint = /\bendpointUrl["']?\s*:\s*["'](https?:\/\/[^"']+)["']/.exec(html)?.[1];
  return [
    ...(src === undefined || !URL.canParse(src)
      ? []
      : [
          {
            request: { kind: "script" as const, url: new URL(src), hasNonce: false, isParserInserted: false },
            what: "the tracking library",
          },
        ]),
    ...(endpoint === undefined || !URL.canParse(endpoint)
      ? []
      : [{ request: { kind: "connect" as const, url: new URL(endpoint) }, what: "where views and identities are sent to" }]),
  ];
}

function tellBlocked(
  { request: { kind, url }, what }: TrackerNeed,
  folder: FolderView | undefined,
  at: FolderPlace | undefined,
): VerifyFinding {
  const directive = kind === "script" ? "script-src" : "connect-src";
  // An emulated page has a host of this machine in the place of the script's own.
  const own = kind === "script" ? folder?.checked.script?.src : folder?.checked.script?.endpointUrl;
  const { host, origin } = own !== undefined && URL.canParse(own) ? new URL(own) : url;
  return verifyFinding("policy-blocks-tracker", "error", {
    message: `The page's Content-Security-Policy forbids ${what} (${host}): nobody is tracked.`,
    remedy: `Add ${origin} to ${directive} in ${settingName}; \`portal-kit apply\` does it.`,
    at,
  });
}

/** Any script that gets into the page, or from anywhere. */
function findLoose(policies: readonly Policy[], at: FolderPlace | undefined): VerifyFinding[] {
  const isLoose = policies.every(({ directives }) => {
    const sources = findGoverning(directives, "script")?.sources;
    if (sources === undefined || sources.some((source) => /^(?:\*|https?:|data:)$/i.test(source))) return true;
    return sources.some((source) => /^'unsafe-inline'$/i.test(source)) && !hasPageNonce(sources);
  });
  if (!isLoose) return [];
  return [
    verifyFinding("policy-loose", "warning", {
      message: "The page's Content-Security-Policy lets any script run, from every host or written into the page.",
      remedy: `Name the hosts in script-src of ${settingName}, and put 'nonce' in the place of 'unsafe-inline'.`,
      at,
    }),
  ];
}
