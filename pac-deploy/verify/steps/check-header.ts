import { templateNames } from "../../../contract/names.ts";
import { trackingSettings } from "../../../contract/template-slots.ts";
import { readServedPage, type ServedPage } from "../page/read-page.ts";
import { judged, notRun, verifyFinding, type StepResult } from "../verify-report.ts";
import { homePage, type VerifyContext } from "../verify-context.ts";

/**
 * Whether the header that comes is the folder's: it is kept in the site's cache, for all pages and all anonymous visitors, so an old one outlives a
 * deployment. https://learn.microsoft.com/power-pages/configure/enable-header-footer-output-caching
 */
export async function checkHeader(context: VerifyContext): Promise<StepResult> {
  const { folder } = context;
  if (folder === undefined) return notRun("without --site nobody knows which header it is to be");
  const template = folder.checked.site.webTemplates.find(({ active, name }) => active && name === templateNames.tracking);
  if (template === undefined) return notRun("the kit's tracking is not in the folder's header");
  const page = readServedPage((await context.once(homePage)).text);
  if (page.kitTrackers.length === 0) return notRun("the page has none of the kit's tracking");
  const wanted = readServedPage(withoutRaw(template.source));
  const differences = [...findMissingScripts(wanted, page), ...findChangedSettings(wanted, page)];
  if (differences.length === 0) return { ok: true, detail: "is the folder's", findings: [] };
  const finding = verifyFinding("header-stale", "error", {
    message: `The header that comes is another version than the folder's: ${differences.join("; ")}. It is kept in the site's cache, or the folder is not deployed.`,
    remedy: 'Deploy, then choose "Clear cache" on /_services/about, or restart the site: the cache keeps a header for hours.',
    at: { path: template.sourcePath, line: 1 },
  });
  return judged([finding], { good: "", bad: "is not the folder's" });
}

/** What Liquid takes away from what it does not read. */
const withoutRaw = (source: string): string => source.replaceAll(/\{%-?\s*(?:end)?raw\s*-?%\}/g, "");

const hasLiquid = (text: string): boolean => /\{%|\{\{\s*[a-z]/.test(text);
const plain = (text: string): string => text.replaceAll(/\r\n?/g, "\n").trim();

function findMissingScripts(wanted: ServedPage, page: ServedPage): string[] {
  const there = new Set(page.inlineScripts.map(plain));
  const missing = wanted.inlineScripts.map(plain).filter((body) => !hasLiquid(body) && !there.has(body));
  return missing.length === 0 ? [] : [`${missing.length} of ${wanted.inlineScripts.length} scripts differ`];
}

/** Attributes that are different for visitors, or that the template works out itself. */
const rendered: ReadonlySet<string> = new Set([trackingSettings.user, trackingSettings.authId, trackingSettings.tracker]);

/** How consent is asked for. */
function findChangedSettings(wanted: ServedPage, page: ServedPage): string[] {
  const [served] = page.kitTrackers;
  return Object.entries(wanted.kitTrackers[0]?.attributes ?? {}).flatMap(([name, value]) =>
    name.startsWith("data-") && !rendered.has(name) && !hasLiquid(value) && value !== "" && served?.attributes[name] !== value
      ? [`${name} is "${served?.attributes[name] ?? ""}", not "${value}"`]
      : [],
  );
}
