import { pageFiles, renderList, siteIds, type SiteParts } from "./conformance-site.ts";

export interface RulePart {
  /** undefined: a rule without a page. */
  readonly pageId?: string | undefined;
  /** Ids. */
  readonly roles: readonly string[];
  /** 1 grant change · 2 restrict read (the default). */
  readonly right?: "1" | "2";
  /** 1 all content (the default) · 2 not the web files directly below the page. */
  readonly scope?: "1" | "2";
}

export const pageIds = {
  club: "517e0000-0000-4000-8000-0000000000c1",
  clubContent: "517e0000-0000-4000-8000-0000000000c2",
  minutes: "517e0000-0000-4000-8000-0000000000c3",
  minutesContent: "517e0000-0000-4000-8000-0000000000c4",
} as const;

/** `/club/` and below it `/club/minutes/`, each with a web file, and a web file directly below Home. */
export const clubPages: Readonly<Record<string, string>> = {
  ...pageFiles({
    name: "Club",
    id: pageIds.club,
    contentId: pageIds.clubContent,
    partialUrl: "club",
    copy: "For the club.",
    parentId: siteIds.home,
  }),
  ...pageFiles({
    name: "Minutes",
    id: pageIds.minutes,
    contentId: pageIds.minutesContent,
    partialUrl: "minutes",
    copy: "What was said.",
    parentId: pageIds.club,
  }),
  ...webFile("rules.txt", pageIds.club, "f1"),
  ...webFile("agenda.txt", pageIds.minutes, "f2"),
  ...webFile("public.txt", siteIds.home, "f3"),
};

export function rulesFile(...rules: readonly RulePart[]): Record<string, string> {
  return {
    "webpagerule.yml": renderList(
      rules.map(({ pageId, roles, right = "2", scope = "1" }, index) => ({
        adx_name: `Rule ${index}`,
        adx_right: right,
        adx_scope: scope,
        adx_webpageaccesscontrolrule_webrole: roles,
        adx_webpageaccesscontrolruleid: `a01e0000-0000-4000-8000-00000000000${index}`,
        ...(pageId === undefined ? {} : { adx_webpageid: pageId }),
      })),
    ),
  };
}

/** The ordinary site with one rule. */
export function restrictPage(rule: RulePart): SiteParts {
  return { files: rulesFile(rule) };
}

function webFile(name: string, parentId: string, last: string): Record<string, string> {
  return {
    [`web-files/${name}`]: `This is ${name}.\n`,
    [`web-files/${name}.webfile.yml`]: `adx_name: ${name}
adx_parentpageid: ${parentId}
adx_partialurl: ${name}
adx_publishingstateid: ${siteIds.published}
adx_webfileid: 517e0000-0000-4000-8000-0000000000${last}
annotationid: 517e0000-0000-4000-8000-0000000001${last}
filename: ${name}
isdocument: true
mimetype: text/plain
objectid: 517e0000-0000-4000-8000-0000000000${last}
objecttypecode: adx_webfile
`,
  };
}
