import { relative, resolve } from "node:path";
import { findSiteFolders } from "./find-site-folders.ts";
import { describeSurvey } from "./describe-survey.ts";
import { countSources } from "./survey-sources.ts";
import { surveySite, type SiteSurvey } from "./survey-site.ts";

/** Prints what became of each site below the folder; 1: a site could not be read, or broke the emulator. */
export async function runSurvey(arguments_: readonly string[]): Promise<0 | 1 | 2> {
  const isJson = arguments_.includes("--json");
  const folders = arguments_.filter((argument) => !argument.startsWith("--"));
  if (folders.length === 0) {
    process.stderr.write("usage: node test/public-sites/survey.mjs <folder with site folders> … [--json]\n");
    return 2;
  }
  const surveys: SiteSurvey[] = [];
  for (const folder of folders) {
    for (const siteFolder of await findSiteFolders(resolve(folder))) {
      const name = relative(resolve(folder), siteFolder);
      process.stderr.write(`${name}\n`);
      surveys.push(await surveySite(siteFolder, name));
    }
  }
  const sources = countSources(surveys.flatMap((survey) => (survey.kind === "rendered" ? survey.sources : [])));
  const withoutSources = surveys.map((survey) => ({ ...survey, sources: undefined }));
  const text = isJson ? JSON.stringify({ sites: withoutSources, sources }, undefined, 1) : describeSurvey(surveys, sources);
  process.stdout.write(`${text}\n`);
  return surveys.some(({ kind }) => kind === "failed") ? 1 : 0;
}
