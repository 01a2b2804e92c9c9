import { listOf, textOf } from "../../../site/site-rows.ts";
import { parseRecords } from "../../../site/parse-records.ts";
import type { ServerLogic } from "../../../site/site.ts";
import { judged, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import type { FolderPlace } from "../page/find-places.ts";
import type { FolderView, VerifyContext } from "../verify-context.ts";
import { readApiAnswer } from "./read-answer.ts";

/** Ways to rows beside the Web API: the OData feeds of lists, server logic, the profile page. */
export async function tryPaths(context: VerifyContext): Promise<StepResult> {
  const findings = [...(await tryFeeds(context)), ...(await tryServerLogic(context)), ...(await tryProfile(context))];
  return judged(findings, { good: "other ways to data are closed", bad: "there are other ways to data" });
}

/** Feeds of lists were to end in June 2026. https://learn.microsoft.com/power-pages/important-changes-deprecations */
async function tryFeeds({ client, folder }: VerifyContext): Promise<VerifyFinding[]> {
  const answer = await client.ask("/_odata", { headers: { accept: "application/json" } });
  if (answer.status !== 200 || !/\b(?:json|xml)\b/.test(answer.headers.get("content-type") ?? "")) return [];
  const feeds = listFeeds(folder);
  const names = [...answer.text.matchAll(/"name"\s*:\s*"([^"]+)"|<collection\b[^>]*\bhref="([^"]+)"/g)].map(
    ([, json, xml]) => json ?? xml ?? "",
  );
  const open: string[] = [];
  for (const name of names.slice(0, 20)) {
    const feed = await client.ask(`/_odata/${encodeURIComponent(name)}?$top=1`, { headers: { accept: "application/json" } });
    if (readApiAnswer(feed).kind === "rows") open.push(name);
  }
  return open.map((name) => {
    const feed = feeds.find((one) => one.set?.toLowerCase() === name.toLowerCase());
    return verifyFinding("list-feed-open", "error", {
      message: `The list's OData feed /_odata/${name} gives rows to strangers.`,
      remedy: "Switch the OData feed of that list off.",
      at: feed,
    });
  });
}

function listFeeds(folder: FolderView | undefined): (FolderPlace & { readonly set: string | undefined })[] {
  return [...(folder?.checked.site.texts ?? [])].flatMap(([path, text]) =>
    path.endsWith(".list.yml")
      ? parseRecords(path, text).map(({ values, line }) => ({ path, line, set: textOf(values, "odata_entitysetname") }))
      : [],
  );
}

/** What strangers may run is told; what they may not is called, and must refuse. */
async function tryServerLogic({ client, folder }: VerifyContext): Promise<VerifyFinding[]> {
  if (folder === undefined) return [];
  const findings: VerifyFinding[] = [];
  for (const logic of folder.checked.site.serverLogics.filter(({ active }) => active)) {
    const path = `/_api/serverlogics/${encodeURIComponent(logic.name)}`;
    if (logic.roleIds.some((id) => folder.stranger.roleIds.includes(id))) {
      findings.push(tellLogic(logic, path));
      continue;
    }
    const answer = readApiAnswer(await client.ask(path));
    if (answer.kind === "rows")
      findings.push(
        verifyFinding("server-logic-undeployed", "error", {
          message: `Strangers run the server logic ${logic.name} at ${path}, which the folder gives to other web roles.`,
          remedy:
            "Deploy the record, and take the web role of anonymous users out of it in the studio: an upload does not take roles away.",
          at: logic,
        }),
      );
  }
  return findings;
}

const tellLogic = (logic: ServerLogic, path: string): VerifyFinding =>
  verifyFinding("server-logic-public", "warning", {
    message: `Strangers may run the server logic ${logic.name} at ${path} as often as they like (${listOf(logic.values, "serverlogic_adx_webrole").length} web role given).`,
    remedy: `Take the web role of anonymous users out of ${logic.path}, unless strangers are meant to run it and it checks all that it is sent.`,
    at: logic,
  });

/** The profile page shows a signed-in visitor's own contact; a stranger is led to the sign-in. */
async function tryProfile({ client, folder }: VerifyContext): Promise<VerifyFinding[]> {
  const answer = await client.ask("/profile/");
  if (answer.status !== 200 || answer.wasRedirected || answer.leftTo !== undefined) return [];
  if (!/name="[^"]*(?:emailaddress1|firstname)"/.test(answer.text)) return [];
  const page = folder?.checked.site.pages.find(({ url }) => url?.toLowerCase() === "/profile/");
  return [
    verifyFinding("profile-open", "error", {
      message: "The profile page shows its form to strangers.",
      remedy: "Give the page back its page template for the profile.",
      at: page,
    }),
  ];
}
