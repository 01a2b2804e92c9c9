import { readFileSync } from "node:fs";
import type { CheckedSite } from "../../../pac-deploy/checks/check.ts";
import { createCheckedSite, type CheckedSiteInput } from "../../../pac-deploy/checks/create-checked-site.ts";
import { parseTrackingScript, type TrackingScript } from "../../../pac-deploy/configuration/parse-tracking-script.ts";
import { parseSite } from "../../../site/parse-site.ts";
import { readSite } from "../../../site/read-site.ts";
import { sampleScript, starterFolder } from "../../support/kit-site.ts";

export const header = "web-templates/header/Header.webtemplate.source.html";
export const footer = "web-templates/footer/Footer.webtemplate.source.html";
export const headBottom = "content-snippets/head-bottom/Head-Bottom.en-US.contentsnippet.value.html";

/** The script that a customer has pasted for the kit. */
export const pasted = (): TrackingScript => parseTrackingScript(readFileSync(sampleScript, "utf8"), sampleScript);

/** The enhanced starter with texts of its files put in place of its own. */
export async function checkedSite(texts: Readonly<Record<string, string>>, input: CheckedSiteInput = {}): Promise<CheckedSite> {
  const bare = await readSite(starterFolder("enhanced"));
  const site = parseSite(new Map([...bare.texts, ...Object.entries(texts)]), bare.folder, {
    otherPaths: bare.webFiles.flatMap(({ contentPath }) => contentPath ?? []),
  });
  return createCheckedSite(site, input);
}
