import { templateNames, trackingScriptSnippet } from "../../../contract/names.ts";
import { recogniseTrackers } from "../../configuration/recognise-trackers.ts";
import { textPlace, websitePlace, type FolderPlace } from "../page/find-places.ts";
import { readServedPage, type ServedPage } from "../page/read-page.ts";
import { judged, verifyFinding, type StepResult, type VerifyFinding } from "../verify-report.ts";
import { homePage, type FolderView, type VerifyContext } from "../verify-context.ts";

/** Whether the pages bring one tracker, and one only: two on a page collide. */
export async function checkTracker(context: VerifyContext): Promise<StepResult> {
  const pages = await context.once(trackedPages);
  const { folder } = context;
  const findings = pages.flatMap(({ path, page }) => judgePage(path, page, folder));
  const [first] = pages;
  const count = first === undefined ? 0 : countTrackers(first.page);
  return judged(distinct(findings), {
    good: count === 0 ? "none, as configured" : `one tracker on ${pages.length === 1 ? "the home page" : `each of ${pages.length} pages`}`,
    bad: "not one tracker on each page",
  });
}

export interface TrackedPage {
  readonly path: string;
  readonly page: ServedPage;
}

/** The home page, the page with the kit's form, and one page of each page template that is used. */
export async function trackedPages(context: VerifyContext): Promise<readonly TrackedPage[]> {
  const home = await context.once(homePage);
  const pages: TrackedPage[] = [{ path: "/", page: readServedPage(home.text) }];
  for (const path of listPaths(context.folder)) {
    const answer = await context.client.ask(path);
    const isPage = answer.status === 200 && answer.leftTo === undefined && /\bhtml\b/.test(answer.headers.get("content-type") ?? "");
    // A page that leads to the sign-in is not tracked under its own name.
    if (isPage && answer.url.pathname.replace(/\/$/, "") === path.replace(/\/$/, ""))
      pages.push({ path, page: readServedPage(answer.text) });
  }
  return pages;
}

const maxPages = 5;

function listPaths(folder: FolderView | undefined): string[] {
  if (folder === undefined || folder.checked.site.kind === "code") return [];
  const { site, configuration } = folder.checked;
  const form = configuration?.capture.page;
  const seen = new Set<string | undefined>();
  const others = site.pages.flatMap((page) => {
    if (!page.active || page.url === undefined || page.url === "/" || seen.has(page.pageTemplateId)) return [];
    const template = site.pageTemplates.find(({ id }) => id === page.pageTemplateId);
    if (template === undefined || template.webTemplateId === undefined || !template.usesHeaderAndFooter) return [];
    seen.add(page.pageTemplateId);
    return encodeURI(page.url);
  });
  const paths = [...(form === undefined ? [] : [`/${form}/`]), ...others];
  return [...new Set(paths)].slice(0, maxPages - 1);
}

const countTrackers = ({ html }: ServedPage): number => recogniseTrackers(html, "html").filter(({ kind }) => kind === "tracker").length;

function judgePage(path: string, page: ServedPage, folder: FolderView | undefined): VerifyFinding[] {
  const count = countTrackers(page);
  const isWanted = folder?.checked.configuration === undefined || folder.checked.configuration.tracking.placement !== "none";
  if (count > 1) {
    const other = folder?.checked.trackers.find(({ kind }) => kind === "tracker");
    return [
      verifyFinding("tracker-twice", "error", {
        message: `${path} brings ${count} trackers, which collide: visits are counted wrongly or not at all.`,
        remedy: other === undefined ? "Take all but one out." : `Take out the one in ${other.where}, and leave the kit's.`,
        at: other ?? kitPlace(folder),
      }),
    ];
  }
  if (count === 0 && isWanted && page.kitTrackers.length > 0)
    return [
      verifyFinding("tracker-empty", "error", {
        message: `${path} has the kit's tracking without the pasted script in it: the content snippet "${trackingScriptSnippet}" is missing or empty.`,
        remedy: "Paste the script from Customer Insights into that content snippet.",
        at: snippetPlace(folder) ?? kitPlace(folder),
      }),
    ];
  if (count === 0 && isWanted)
    return [
      verifyFinding("tracker-missing", "error", {
        message: `${path} brings no tracker: nobody on it is seen.`,
        remedy: 'Run `portal-kit apply` and deploy; a header kept in the site\'s cache goes with "Clear cache".',
        at: headerPlace(folder) ?? websitePlace(folder),
      }),
    ];
  return judgeGate(path, page, folder);
}

/** A tracker that stands on the page by itself runs before anybody is asked. */
function judgeGate(path: string, page: ServedPage, folder: FolderView | undefined): VerifyFinding[] {
  const isKits = page.kitTrackers.some(({ html }) => recogniseTrackers(html, "html").some(({ kind }) => kind === "tracker"));
  if (countTrackers(page) === 0 || isKits) return [];
  const other = folder?.checked.trackers.find(({ kind }) => kind === "tracker");
  return [
    verifyFinding("tracker-ungated", "error", {
      message: `The tracker on ${path} is not the kit's: it runs before the visitor is asked.`,
      remedy: `Take it out${other === undefined ? "" : ` of ${other.where}`}, and let the kit place it.`,
      at: other ?? headerPlace(folder),
    }),
  ];
}

const snippetPlace = (folder: FolderView | undefined): FolderPlace | undefined =>
  folder?.checked.site.snippets.find(({ active, name }) => active && name === trackingScriptSnippet);

function kitPlace(folder: FolderView | undefined): FolderPlace | undefined {
  return (
    folder?.checked.site.webTemplates.find(({ name }) => name === templateNames.tracking) ?? textPlace(folder, "data-portal-kit-tracker")
  );
}

/** Where the kit's include stands, or is to stand. */
function headerPlace(folder: FolderView | undefined): FolderPlace | undefined {
  const include = textPlace(folder, `{% include '${templateNames.tracking}' %}`);
  if (include !== undefined || folder === undefined) return include;
  const { site } = folder.checked;
  // A code site shows no header template.
  if (site.kind === "code") return undefined;
  const header = site.webTemplates.find(({ id }) => id === site.website.headerTemplateId);
  return header === undefined ? undefined : { path: header.sourcePath, line: 1 };
}

/** The same thing on several pages is told once. */
const distinct = (findings: readonly VerifyFinding[]): VerifyFinding[] => [
  ...new Map(findings.map((finding) => [`${finding.code} ${finding.path}:${finding.line}`, finding])).values(),
];
