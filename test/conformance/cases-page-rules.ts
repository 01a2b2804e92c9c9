import { renderRecord } from "../../site/render-record.ts";
import { claims } from "./claims.ts";
import { pageFiles, renderList, roleIds, siteIds, type SiteParts } from "./conformance-site.ts";
import type { ConformanceEntry, Expected } from "./frame.ts";
import { clubPages, pageIds, rulesFile, type RulePart } from "./page-rules.ts";

const pages = claims("Page rules", "https://learn.microsoft.com/power-pages/security/page-security");
const module = "https://learn.microsoft.com/training/modules/power-pages-studio-data-security/security";

const site = (...rules: readonly RulePart[]): SiteParts => ({ files: { ...clubPages, ...rulesFile(...rules) } });
const forMembers: RulePart = { pageId: pageIds.club, roles: [roleIds.members] };
const adaIsMember = { adx_webrole_contact: [{ contactid: "#{ada}", adx_webroleid: roleIds.members }] };
const shown = (words: RegExp): Expected => ({ status: 200, text: words });
const signIn: Expected = { status: 302, headers: { location: /^\/signin\?ReturnUrl=/u } };
const refused: Expected = { status: 403 };

/** The site marker Access Denied and its page. */
const deniedPage: Readonly<Record<string, string>> = {
  ...pageFiles({
    name: "Denied",
    id: "517e0000-0000-4000-8000-0000000000d1",
    contentId: "517e0000-0000-4000-8000-0000000000d2",
    partialUrl: "access-denied",
    copy: "Not for you.",
    parentId: siteIds.home,
  }),
  "sitemarker.yml": renderList([
    {
      adx_name: "Access Denied",
      adx_pageid: "517e0000-0000-4000-8000-0000000000d1",
      adx_sitemarkerid: "517e0000-0000-4000-8000-0000000000d3",
    },
  ]),
};

export const pageRuleCases: readonly ConformanceEntry[] = [
  pages.documented("Without a rule a page is everybody's.", {
    site: site(),
    steps: [{ ask: "GET /club/", expect: shown(/For the club\./u) }],
  }),
  pages.documented("A rule that restricts reading (2) lets its roles in.", {
    site: site(forMembers),
    rows: adaIsMember,
    steps: [{ ask: "GET /club/", as: "ada", expect: shown(/For the club\./u) }],
  }),
  pages.documented("It sends an anonymous visitor to the sign-in page.", {
    link: module,
    site: site(forMembers),
    steps: [{ ask: "GET /club/", expect: signIn }],
  }),
  pages.documented("It shows a signed-in visitor without the role the site's Access Denied page.", {
    link: module,
    site: { files: { ...clubPages, ...deniedPage, ...rulesFile(forMembers) } },
    rows: adaIsMember,
    steps: [{ ask: "GET /club/", as: "ben", expect: { status: 403, text: /Not for you\./u } }],
  }),
  pages.documented("A rule that grants change (1) by itself keeps nobody from reading.", {
    site: site({ ...forMembers, right: "1" }),
    steps: [{ ask: "GET /club/", expect: shown(/For the club\./u) }],
  }),
  pages.documented("A rule covers the pages below its own.", {
    site: site(forMembers),
    rows: adaIsMember,
    steps: [
      { ask: "GET /club/minutes/", expect: signIn },
      { ask: "GET /club/minutes/", as: "ben", expect: refused },
      { ask: "GET /club/minutes/", as: "ada", expect: shown(/What was said\./u) },
      { ask: "GET /", expect: { status: 200 } },
    ],
  }),
  pages.documented("A role on a page that the page above lacks opens nothing.", {
    site: site(forMembers, { pageId: pageIds.minutes, roles: [roleIds.authenticated] }),
    rows: adaIsMember,
    steps: [
      { ask: "GET /club/minutes/", as: "ben", expect: refused },
      { ask: "GET /club/minutes/", as: "ada", expect: shown(/What was said\./u) },
    ],
  }),
  pages.documented("A rule on a page can narrow what the page above opens.", {
    site: site({ pageId: pageIds.club, roles: [roleIds.authenticated] }, { pageId: pageIds.minutes, roles: [roleIds.members] }),
    rows: adaIsMember,
    steps: [
      { ask: "GET /club/", as: "ben", expect: shown(/For the club\./u) },
      { ask: "GET /club/minutes/", as: "ben", expect: refused },
      { ask: "GET /club/minutes/", as: "ada", expect: shown(/What was said\./u) },
    ],
  }),
  pages.documented("Granting change goes before restricting reading, on the page and below.", {
    site: site(forMembers, { pageId: siteIds.home, roles: [roleIds.administrators], right: "1" }),
    steps: [
      { ask: "GET /club/minutes/", as: "admin", expect: shown(/What was said\./u) },
      { ask: "GET /club/minutes/", as: "ben", expect: refused },
    ],
  }),
  pages.engine("Of several rules for a page each lets its own roles in.", {
    site: site(forMembers, { pageId: pageIds.club, roles: [roleIds.administrators] }),
    rows: adaIsMember,
    steps: [
      { ask: "GET /club/", as: "ada", expect: { status: 200 } },
      { ask: "GET /club/", as: "admin", expect: { status: 200 } },
      { ask: "GET /club/", as: "ben", expect: refused },
    ],
  }),
  pages.documented("Web files have the rule of their page.", {
    site: site(forMembers),
    rows: adaIsMember,
    steps: [
      { ask: "GET /club/rules.txt", expect: signIn },
      { ask: "GET /club/rules.txt", as: "ben", expect: refused },
      { ask: "GET /club/rules.txt", as: "ada", expect: shown(/This is rules\.txt\./u) },
      { ask: "GET /club/minutes/agenda.txt", as: "ben", expect: refused },
    ],
  }),
  pages.documented("A rule can leave out the web files directly below its page.", {
    site: site({ ...forMembers, scope: "2" }),
    steps: [
      { ask: "GET /club/", expect: signIn },
      { ask: "GET /club/rules.txt", expect: shown(/This is rules\.txt\./u) },
      { ask: "GET /club/minutes/agenda.txt", expect: signIn },
    ],
  }),
  pages.documented("Web files directly below Home cannot be restricted.", {
    site: site({ pageId: siteIds.home, roles: [roleIds.members] }),
    steps: [
      { ask: "GET /", expect: signIn },
      { ask: "GET /public.txt", expect: shown(/This is public\.txt\./u) },
      { ask: "GET /club/rules.txt", expect: signIn },
    ],
  }),
  pages.engine("The pages that say that access is denied or that a page is not found are everybody's.", {
    site: { files: { ...clubPages, ...deniedPage, ...rulesFile({ pageId: siteIds.home, roles: [roleIds.members] }) } },
    steps: [
      { ask: "GET /access-denied/", expect: shown(/Not for you\./u) },
      { ask: "GET /club/", expect: signIn },
    ],
  }),
  pages.documented("Menus leave out the pages that a visitor may not read.", {
    link: "https://learn.microsoft.com/power-pages/getting-started/tutorial-setup-page-permissions",
    site: {
      files: {
        ...clubPages,
        ...rulesFile(forMembers),
        "web-templates/plain/Plain.webtemplate.source.html": "[{% for page in sitemap.root.children %}{{ page.title }}{% endfor %}]",
      },
    },
    rows: adaIsMember,
    steps: [
      { ask: "GET /", expect: { status: 200, text: /\[\]/u } },
      { ask: "GET /", as: "ben", expect: { status: 200, text: /\[\]/u } },
      { ask: "GET /", as: "ada", expect: { status: 200, text: /\[Club\]/u } },
    ],
  }),
  pages.engine("A rule that restricts reading without naming a page restricts nothing.", {
    site: site({ roles: [roleIds.members] }),
    steps: [{ ask: "GET /club/", expect: { status: 200 } }],
  }),
  pages.assumed("By switch it restricts the whole site.", {
    switches: { rulesWithoutPage: "everything" },
    site: site({ roles: [roleIds.members] }),
    rows: adaIsMember,
    steps: [
      { ask: "GET /", expect: signIn },
      { ask: "GET /club/", as: "ben", expect: refused },
      { ask: "GET /club/", as: "ada", expect: { status: 200 } },
    ],
  }),
  pages.documented(
    "The page with the buttons that clear the site's cache, for who has every website access permission, is not built, and says so.",
    {
      link: "https://learn.microsoft.com/power-pages/admin/clear-server-side-cache",
      site: {
        files: {
          "websiteaccess.yml": renderList([
            {
              adx_managecontentsnippets: "true",
              adx_managesitemarkers: "true",
              adx_manageweblinksets: "true",
              adx_name: "Full access",
              adx_previewunpublishedentities: "true",
              adx_websiteaccess_webrole: [roleIds.administrators],
              adx_websiteaccessid: "517e0000-0000-4000-8000-0000000000e1",
            },
          ]),
        },
      },
      steps: [{ ask: "GET /_services/about", as: "admin", expect: { status: 501 } }],
    },
  ),
  pages.documented("Nobody sees an unpublished page: Preview Unpublished Entities is not built.", {
    link: "https://learn.microsoft.com/power-pages/security/website-access-permission",
    site: {
      files: {
        ...clubPages,
        "publishingstate.yml": renderList([
          { adx_isdefault: "true", adx_isvisible: "true", adx_name: "Published", adx_publishingstateid: siteIds.published },
          {
            adx_isdefault: "false",
            adx_isvisible: "false",
            adx_name: "Draft",
            adx_publishingstateid: "517e0000-0000-4000-8000-0000000000e2",
          },
        ]),
        "web-pages/club/Club.webpage.yml": renderRecord({
          adx_isroot: "true",
          adx_name: "Club",
          adx_pagetemplateid: siteIds.pageTemplate,
          adx_parentpageid: siteIds.home,
          adx_partialurl: "club",
          adx_publishingstateid: "517e0000-0000-4000-8000-0000000000e2",
          adx_title: "Club",
          adx_webpageid: pageIds.club,
        }),
      },
    },
    steps: [
      { ask: "GET /club/", expect: { status: 404 } },
      { ask: "GET /club/", as: "admin", expect: { status: 404 } },
    ],
  }),
  pages.statement(
    "Website access permissions say who may edit snippets, site markers and link sets in the site itself.",
    "documented",
    "The emulator has no editor inside pages; a site folder is edited as files.",
  ),
];
