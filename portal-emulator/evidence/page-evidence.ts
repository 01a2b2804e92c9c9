import { evidenceArea, type EvidenceEntry } from "./evidence.ts";

const pages = evidenceArea("pages");
const caches = evidenceArea("caches");
const policy = evidenceArea("policy");
const signIn = evidenceArea("sign-in");

/** Pages, what is kept of them, their policy, and who sees them. */
export const pageEvidence: readonly EvidenceEntry[] = [
  pages.engine(
    "Order of the page: head, Portal object, header, token element, content, footer, custom JavaScript, `Tracking Code`, `Chat Widget Code`.",
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
  pages.engine("Rewrite page templates (sign-in, profile, search, access denied) are plain pages of ours under the documented names."),
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
