import { parseRecords } from "../../site/parse-records.ts";
import { recordKindOf } from "../../site/site-layout.ts";
import { idsOf, isTrue, recordOf } from "../../site/site-rows.ts";
import type { Persona } from "../emulator-context.ts";
import { perSite } from "../per-site.ts";
import type { Site } from "../../site/site.ts";

/**
 * Whether a visitor sees what is not published: a web role of theirs has the website access permission "Preview Unpublished Entities".
 * https://learn.microsoft.com/power-pages/security/website-access-permission
 */
export function mayPreview(site: Site, { contactId, roleIds }: Persona): boolean {
  return contactId !== undefined && previewRoles(site).some((id) => roleIds.includes(id));
}

const previewRoles = perSite((site) =>
  [...site.texts].flatMap(([path, text]) =>
    path.endsWith(".yml") && recordKindOf(path) === "websiteaccess"
      ? parseRecords(path, text)
          .map((row) => recordOf({ path, ...row }, "websiteaccessid", "name"))
          .filter(({ active, values }) => active && isTrue(values, "previewunpublishedentities"))
          .flatMap(({ values }) => idsOf(values, "websiteaccess_webrole"))
      : [],
  ),
);
