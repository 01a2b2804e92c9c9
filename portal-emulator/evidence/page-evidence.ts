import { evidenceArea, type EvidenceEntry } from "./evidence.ts";

const pages = evidenceArea("pages");
const caches = evidenceArea("caches");
const policy = evidenceArea("policy");
const signIn = evidenceArea("sign-in");
const codeSites = evidenceArea("code sites");
const codeSitePage = "power-pages/configure/create-code-sites";

/** Pages, what is kept of them, their policy, and who sees them. */
export const pageEvidence: readonly EvidenceEntry[] = [
  pages.engine(
    "Order of the page: head, Portal object, header, token element, content, footer, custom JavaScript, `Tracking Code`, `Chat Widget Code`.",
  ),
  pages.engine(
    "`Head/Bootstrap` stands for the link to Bootstrap; without it a style sheet of the site's called `bootstrap.min.css` stands there, before all others.",
  ),
  pages.engine("`Browser Title Suffix` ends the title; `adx_meta_description` is the page's description."),
  pages.engine("`window.ResourceManager` holds the texts of the platform's scripts, from an address in the head; the wording is ours."),
  pages.engine("`body` says where the page stands in the site and how dates are shown, by `DateTime/…` settings or by language."),
  pages.assumed("Date formats of a language are those that JavaScript knows.", ".NET's own may differ in details"),
  pages.observed(
    "`Portal` has siblings of `User`: version, type, id, geo, tenant, orgId, orgEnvironmentId, activeLanguages and switches of telemetry and of the client API.",
    "captured pages; those that mean nothing on this machine are left out",
  ),
  pages.engine("`Head/Fonts`, `Head/Bottom`, `Tracking Code` and `Chat Widget Code` are Liquid-rendered and not cached."),
  pages.documented(
    "A page template without the website's header and footer is the whole answer, under its MIME type.",
    "power-pages/configure/web-templates",
  ),
  pages.documented("The website record names the header's and the footer's web template.", "power-pages/configure/web-templates"),
  pages.documented("Style sheets directly under Home are linked on every page.", "power-pages/configure/manage-css"),
  pages.assumed("They stand in display order.", "the order is not documented"),
  pages.documented(
    "Addresses are the partial addresses of a page and its parents; they compare without case.",
    "power-pages/configure/web-page",
  ),
  pages.assumed("An address without its last slash is redirected to the one with it.", "observed of portals' own links only"),
  pages.documented("Records that are inactive or in a state that is not visible are skipped.", "power-pages/configure/publishing-states"),
  pages.assumed("Files win over pages of the same address.", "the sources are silent"),
  pages.assumed("The page that the marker `Page Not Found` names is answered with 404.", "the status is not documented"),
  pages.observed(
    "The content page of the visitor's language gives copy, custom CSS and custom JavaScript.",
    "Microsoft's guidance, public sites",
  ),
  pages.observed("Where the content page has none, the root page's is shown.", "a community plugin; others say the reverse"),
  pages.documented(
    "A language is chosen by its code at the beginning of the address; the cookie `ContextLanguageCode` keeps it.",
    "power-pages/admin/cookies",
  ),
  pages.assumed("The cookie decides on addresses without a code.", "follows from what it is for"),
  pages.documented(
    "Web files are served as uploaded, with the type of their note and as an attachment where they say so.",
    "power-pages/configure/web-files",
  ),
  pages.assumed("The MIME type of a file that names none follows its ending.", "the sources are silent"),
  pages.documented(
    "`HTTP/X-Frame-Options` and `HTTP/X-Content-Type-Options` are headers by name.",
    "power-pages/configure/configure-site-settings",
  ),
  pages.assumed("Characters that a header cannot hold are left out of such settings.", "a portal could not send them either"),
  pages.documented(
    "Page rules: an anonymous visitor is led to the sign-in page, a signed-in one gets Access Denied.",
    "power-pages/security/page-security",
  ),
  pages.assumed("Access Denied has the status 403.", "no status is documented"),
  pages.assumed("A page rule that names no page restricts nothing.", "the ancestor has none; the documents are silent", "rulesWithoutPage"),
  pages.documented(
    "Redirect records lead from an inbound address to a page, a site marker's page or an external address, with 302 or 301; the whole address must match, so that one with a slash too many does not.",
    "power-pages/configure/add-redirect-url",
  ),
  pages.assumed("Redirects go before pages.", "sites have redirects from `/`"),
  pages.assumed("A redirect leads to no address but http, https and the site's own.", "a mistake in a record should show"),
  pages.engine("An address that a page had before, by the URL history, is redirected to the page for good; so are addresses below it."),
  pages.engine(
    "`MultiLanguage/DisplayLanguageCodeInURL` on sites with several languages puts the code into the links that Liquid writes, and redirects addresses without one.",
  ),
  pages.assumed(
    "An address with a code is answered as it is where the setting is off.",
    "the ancestor redirects it; the documents are silent",
    "needlessLanguageCode",
  ),
  pages.documented("Web files have a release and an expiration date; those of pages mean nothing.", "power-pages/configure/web-files"),
  pages.documented(
    "Visitors whose web role may preview unpublished records see drafts.",
    "power-pages/security/website-access-permission",
    "previewUnpublished",
  ),
  pages.assumed("They see them without switching a preview mode on.", "how today's portals begin a preview is not documented"),
  pages.engine(
    "Rewrite page templates are pages of ours: search (asked by `q`), profile, and for all others the title, the copy and the form or list that the page's record names.",
  ),
  pages.assumed(
    "A page template that names both a web template and an address of the portal's own pages is shown by the web template.",
    "exports hold both for the stock search page",
    "templateOfRewritePages",
  ),
  pages.engine("The profile page changes a signed-in visitor's own contact, whatever the table permissions say."),
  pages.assumed("Which columns the profile page shows.", "those of the stock form, as far as they are known"),

  codeSites.documented("A refresh of any address gives the root document.", codeSitePage),
  codeSites.documented("There is no Liquid; header, footer and snippets are not shown.", codeSitePage),
  codeSites.documented(
    "`powerpages.config.json` names the build, its page and the web files that an upload removes; the build on disk stands for what its upload would send.",
    codeSitePage,
  ),
  codeSites.assumed(
    "An address that ends like a script, style sheet, picture or font and is none is answered with 404.",
    "whether it gets the root document too is not documented",
  ),
  codeSites.observed("`window.Microsoft.Dynamic365.Portal` is there before the build's own scripts run.", "Microsoft's samples read it"),
  codeSites.assumed("The object stands at the beginning of the head.", "its place is not published"),
  codeSites.assumed(
    "The portal's own script has the policy's nonce, the root document's inline scripts have not.",
    "documented is the nonce of Liquid-rendered scripts",
    "nonceInRootDocument",
  ),
  codeSites.observed(
    "jQuery and `shell` are absent.",
    "Microsoft's guidance; some of Microsoft's samples ask `shell` for the token",
    "shellOnCodeSites",
  ),
  codeSites.assumed("The page rules of the home page guard the root document.", "the sources are silent"),
  pages.documented(
    "`window.Microsoft.Dynamic365.Portal.User` describes a signed-in visitor.",
    "power-pages/configure/liquid/liquid-objects#user",
  ),
  pages.observed(
    "For anonymous visitors its texts are empty.",
    "older pages; current type definitions say it may be absent",
    "anonymousPortalUser",
  ),
  pages.engine("`shell.getTokenDeferred` keeps the token in the page and tries three times."),
  pages.assumed("The tries follow each other at once.", "the ancestor's wait is not known of today"),
  pages.observed(
    "`validateLoginSession` resolves with data, status and xhr, and sends a visitor whose session has ended to sign in.",
    "samples",
  ),
  pages.assumed("How `validateLoginSession` tells an ended session.", "its source is not published"),

  caches.documented(
    "Header and footer are kept where `Header/OutputCache/Enabled` and `Footer/OutputCache/Enabled` say so.",
    "power-pages/configure/enable-header-footer-output-caching",
    "outputCache",
  ),
  caches.engine("They are kept for 24 hours by identity, website and language; not by address.", "the 8.x ancestor"),
  caches.engine("A signed-in visitor's belong to one sign-in; anonymous visitors share theirs.", "the 8.x ancestor", "outputCacheVisitor"),
  caches.assumed("A change of the site's records drops what was kept.", "not documented", "keptOutputOfChangedSite"),
  caches.assumed(
    "Inline scripts of a kept header get each page's nonce.",
    "otherwise no site with the default policy and a cached header would work",
    "nonceInKeptOutput",
  ),
  caches.documented(
    "Reads of the Web API and of Liquid are kept for up to 15 minutes; a write through the site clears its table.",
    "power-pages/admin/clear-server-side-cache",
    "readCache",
  ),
  caches.documented(
    "Changed site records are known within 15 minutes or when the cache is cleared; off here, so that a saved file shows at once.",
    "power-pages/admin/clear-server-side-cache",
    "configurationCache",
  ),

  policy.documented(
    "`HTTP/Content-Security-Policy` and its report-only sister are sent as headers, both if both are set.",
    "power-pages/security/manage-content-security-policy",
  ),
  policy.documented(
    "The word `'nonce'` becomes a nonce for inline scripts that the server rendered, and for nothing else.",
    "power-pages/security/manage-content-security-policy",
  ),
  policy.documented("Inline handlers get hashes.", "power-pages/security/manage-content-security-policy"),
  policy.documented("Scripts that other scripts make get nothing.", "power-pages/security/manage-content-security-policy"),
  policy.documented(
    "A site without the setting sends none; sites created after 10 November 2025 have a default one.",
    "power-pages/security/manage-content-security-policy",
    "missingPolicy",
  ),
  policy.assumed("A policy reports to the emulator.", "a portal adds no address to report to by itself", "policyReports"),
  policy.assumed(
    "Addresses of mapped hosts stand for the real ones, and `https:` covers the emulated portal.",
    "the emulator's own addresses are http",
  ),
  policy.assumed("`upgrade-insecure-requests` is left out.", "it would lead nowhere on this machine"),

  signIn.documented(
    "Sign-in and sign-out pages under the documented addresses; the pages themselves are ours.",
    "power-pages/security/authentication/configure-site",
  ),
  signIn.documented(
    "The session lasts 24 hours and begins anew past its half.",
    "power-pages/security/authentication/set-authentication-identity",
  ),
  signIn.documented(
    "`LoginPath` and its kin of `Authentication/ApplicationCookie` name the sign-in page; a page's 401 becomes a redirect there.",
    "power-pages/security/authentication/set-authentication-identity",
  ),
  signIn.assumed(
    "The parameter that names the way back is ASP.NET's `ReturnUrl` where the site sets none.",
    "the default is not documented",
  ),
  signIn.assumed(
    "A 401 of the Web API stays one.",
    "whether the cookie middleware turns it into a redirect is not documented",
    "apiUnauthorized",
  ),
  signIn.assumed("A cookie of a sign-in that has ended is an anonymous visitor's.", "not documented", "expiredSession"),
  signIn.documented(
    "A private site lets nobody in who has not signed in to the organization, and that is no sign-in to the site.",
    "power-pages/security/site-visibility",
    "siteVisibility",
  ),
  signIn.assumed(
    "The gate of a private site answers calls of scripts with the same redirect.",
    "nothing tells them apart before the portal sees them",
  ),
  signIn.assumed("A contact that was deleted is nobody any more.", "the sources are silent"),
  signIn.assumed("A site's own page goes before an account page of the same address.", "the sources are silent"),
  signIn.documented(
    "Anonymous visitors have the web role marked for them; signed-in ones their own and the one for the authenticated.",
    "power-pages/security/create-web-roles",
  ),
  signIn.engine(
    "Signed-in visitors do not have the role of anonymous ones.",
    "the 8.x ancestor; the documents' wording is ambiguous",
    "anonymousRoleOfSignedIn",
  ),
];
