import { readFile } from "node:fs/promises";
import { configurationFileName } from "../../../contract/names.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import { parseTrackingScript } from "../../../pac-deploy/configuration/parse-tracking-script.ts";
import { readKitFiles } from "../../../pac-deploy/kit-files.ts";
import { assertApplicable } from "../../../pac-deploy/plan/assert-applicable.ts";
import type { Desired } from "../../../pac-deploy/plan/desired.ts";
import { contentSnippet, createRecordWriter, textLanguages, type RecordWriter } from "../../../pac-deploy/plan/kit-records.ts";
import { planKit } from "../../../pac-deploy/plan/plan-apply.ts";
import { putDesired } from "../../../pac-deploy/plan/put-desired.ts";
import { siteSettingPath } from "../../../site/file-names.ts";
import { parseSite } from "../../../site/parse-site.ts";
import type { Site } from "../../../site/site.ts";
import type { ConsentTool } from "../../support/consent-tools/consent-tool.ts";
import { kitFolder } from "../../support/kit-site.ts";
import type { TrackingCase } from "./cases.ts";

const policySetting = "HTTP/Content-Security-Policy";

/** Where scripts, styles and images may come from and scripts may connect to, all of it the site's own. */
export const strictPolicy =
  "default-src 'self'; script-src 'self' 'nonce'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:";

const parseAgain = (site: Site, texts: ReadonlyMap<string, string>): Site =>
  parseSite(texts, site.folder, { otherPaths: site.webFiles.flatMap(({ contentPath }) => contentPath ?? []) });

const put = (site: Site, desired: readonly Desired[]): Site =>
  parseAgain(site, putDesired({ texts: site.texts, personsTexts: new Map(), findings: [] }, desired, { opened: [] }).texts);

/** What the site's setting holds: `new-site` and `none` both are a site without it. */
export const policyOf = (policy: TrackingCase["policy"]): string | undefined => (policy === "strict" ? strictPolicy : undefined);

/** The site with another policy in its setting, or without one. */
export function usePolicy(site: Site, value: string | undefined): Site {
  const why = "a test";
  const found = site.settings.find(({ active, name }) => active && name.toLowerCase() === policySetting.toLowerCase());
  if (found) {
    const { path, id: recordId } = found;
    const edit = value === undefined ? { key: "adx_name", value: "Former policy" } : { key: "adx_value", value };
    return put(site, [{ kind: "value", path, recordId, ...edit, why }]);
  }
  if (value === undefined) return site;
  const id = createRecordWriter(site).id("test-setting", policySetting);
  const values = {
    adx_name: policySetting,
    adx_sitesettingid: id,
    ...(site.model === "enhanced" ? { adx_source: "0" } : {}),
    adx_value: value,
  };
  const path = siteSettingPath(site, { id, name: policySetting });
  return put(site, [{ kind: "list-item", path, idKey: "adx_sitesettingid", id, values, why }]);
}

/** Puts the consent tool where customers put theirs: into `Head/Bottom`, in each language. */
export function addTool(site: Site, { markup }: Pick<ConsentTool, "markup">): Site {
  if (markup === "") return site;
  const name = "Head/Bottom";
  const present = site.snippets.filter((snippet) => snippet.active && snippet.name === name);
  const texts = new Map(site.texts);
  for (const { valuePath, value = "" } of present) texts.set(valuePath, `${markup}\n${value}`);
  const missing = textLanguages(site, undefined).filter(
    (language) => !present.some(({ languageId }) => languageId === undefined || languageId === language?.id),
  );
  const filled = parseAgain(site, texts);
  const writer: RecordWriter = createRecordWriter(filled);
  return put(
    filled,
    missing.flatMap((language) => contentSnippet(writer, { name, value: markup, language, isHtml: true, isPersons: false }, "a test")),
  );
}

/** What `apply` makes of a site, as texts: refused where `apply` refuses. */
export async function applyInMemory(site: Site, configuration: object, scriptPath: string): Promise<Site> {
  const plan = planKit(site, {
    configuration: parseConfiguration(JSON.stringify(configuration, null, 2), configurationFileName),
    trackingScript: parseTrackingScript(await readFile(scriptPath, "utf8"), scriptPath),
    kit: await readKitFiles(kitFolder),
    stateText: undefined,
  });
  assertApplicable(plan);
  const texts = new Map(site.texts);
  for (const { path, after } of plan.texts) {
    if (after === undefined) texts.delete(path);
    else texts.set(path, after);
  }
  return parseAgain(site, texts);
}
