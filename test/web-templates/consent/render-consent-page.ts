import type { observe } from "./open-consent-page.ts";

type Observed = Awaited<ReturnType<typeof observe>>;

export interface ObservedRow {
  readonly source: string;
  readonly state: string;
  readonly mode: string;
  readonly without: Observed;
  /** With Global Privacy Control. */
  readonly withSignal: Observed;
}

const yes = (value: unknown): string => (value ? "yes" : "no");
const cells = ({ source, state, mode, without, withSignal }: ObservedRow): string[] => [
  source,
  state,
  mode,
  without.announced.at(-1) ?? "",
  ...[without.libraryRequests, without.trackerCookie === "new", without.views, without.users].map(yes),
  withSignal.announced.at(-1) ?? "",
];

/** `docs/consent.md`, with the table as the pages of the test behaved. */
export const renderConsentPage = (rows: readonly ObservedRow[]): string => `${head}
${rows.map((row) => `| ${cells(row).join(" | ")} |`).join("\n")}
`;

const head = `<!-- Written by \`npx vitest run test/web-templates/consent/consent-table.test.ts -u\`. Do not edit. -->

# Consent

Before consent the pasted script lies inert in the page: no library is requested, no cookie set, nobody named, and nothing queued that would leak later. With
consent it runs once, with the page's nonce. \`consent.source\` says who asks the visitor, \`consent.mode\` what silence means:

| mode | the visitor has said yes | has said no | has not answered |
|---|---|---|---|
| \`opt-in\` | granted | denied | unknown: not tracked |
| \`opt-out\` | granted | denied | granted, where the tool lets silence count as a yes; otherwise unknown |
| \`none\` | nobody is asked | nobody is asked | granted |

A tool that is not there, has not loaded, throws, or holds what cannot be read has said nothing: the state is unknown in every mode, and the visitor is not
tracked. Of several purposes, groups, categories or types in the configuration the visitor has to have agreed to every one.

## What each source reads

| \`consent.source\` | reads | a yes | a no | not answered | silence that counts as a yes with \`opt-out\` |
|---|---|---|---|---|---|
| \`banner\` | the kit's own banner and its cookie | Accept | Reject | neither, for this version of the question | always |
| \`onetrust\` ([events and objects](https://developer.onetrust.com/onetrust/docs/javascript-events-guide)) | \`OnetrustActiveGroups\`, \`OneTrust.IsAlertBoxClosed()\`, \`OneTrustGroupsUpdated\` | every group of \`groups\` active, the alert box closed | one not active, the box closed | the box is open | every group active |
| \`cookiebot\` ([developer documentation](https://www.cookiebot.com/en/developer/)) | \`Cookiebot.hasResponse\`, \`Cookiebot.consent\`, \`CookiebotOnConsentReady\`, \`…OnAccept\`, \`…OnDecline\` | every category of \`categories\` \`true\` | one not | no response, or \`method\` is \`implied\` | \`method\` is \`implied\`, every category \`true\` |
| \`google\` ([Consent Mode](https://developers.google.com/tag-platform/security/guides/consent)) | \`gtag("consent", …)\` calls in \`dataLayer\`, before and after | an \`update\` of every type of \`types\`, \`granted\` each | one not | no \`update\` | a \`default\` for all regions, \`granted\` each |
| \`tcf\` ([TCF 2.2 and 2.3](https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework)) | \`__tcfapi("addEventListener", 2, …)\` | consent to every purpose of \`purposes\`, and to \`vendor\` where one is named, who with 2.3 is disclosed too; legitimate interest never | one not | \`cmpuishown\`: being asked | \`gdprApplies: false\`; with \`outside: "granted"\` in every mode |
| \`cookie\` | the cookie \`name\`, decoded | matches \`granted\` | matches \`denied\`; without that, every other value | any other value | no such cookie |
| \`event\` | the DOM event \`name\`, of it \`property\` | matches \`granted\` | matches \`denied\`; without that, every other value | no event yet, any other value | never |

- \`onetrust\`, \`cookiebot\`: the answer is read again with each of the tool's events, so the tool may load before or after the page's tracking script.
- \`google\`: a \`default\` for some regions only says nothing, since the visitor's region is not known here. A script that replaces \`dataLayer\` by another array later is
  not heard; one that wraps \`push\`, as the tag manager does, is.
- \`tcf\`: the framework's stub should stand before the tracking template; otherwise the tool is asked when the page has loaded.
- \`cookie\`: a change is noticed at once where the browser has \`cookieStore\`, elsewhere with the next click or when the page is shown again.
- \`event\`: the tool has to dispatch its event on every page, after the tracking template.

## The kit's own banner

It opens where nobody has answered this version of the question and no Global Privacy Control is respected. Its texts are content snippets (\`Portal Kit/banner.…\`). Every
element with \`data-portal-kit-settings\` opens it again, for instance a link in the footer; the banner brings one such button of its own, which is shown while the banner is closed.
The answer counts on this browser for 182 days (about six months), then the visitor is asked anew. Another \`consent.banner.version\` asks everybody anew at once: change it with the
question.

## Global Privacy Control

A browser that sends [Global Privacy Control](https://www.w3.org/TR/gpc/) has refused, in every mode, until the visitor says yes explicitly: that answer wins. \`consent.respectGpc: false\` leaves
the signal unheard.

## The record of consent

\`portalkit:consent\` on \`document\` carries \`{state, source, version, at}\`: what, by whom it was asked, which version of the question, when. With the banner the same stands in the first-party cookie
\`portalkit.consent\`: \`granted\` or \`denied\`, the version, and the time (milliseconds since 1970, to the base 36), for instance \`granted.1.mb1c2d3e\`. \`SameSite=Lax\`, \`Secure\` over HTTPS. The kit
sends neither anywhere. Where the proof is kept beyond the browser is the site's choice: listen for the event (docs/events.md), or keep the record of the consent tool, which has one of its own. The
state is announced on every page: a visitor's answer is the change from one state to another, or a new \`at\` in the cookie.

## Withdrawal

A yes that ends (a no, a purpose taken back, a cookie gone, a tool that cannot be read any more) is \`withdrawn\`. No call that stops a running tracker is documented, so in this order:

1. \`disableCookiesUsage()\`, which [Customer Insights - Journeys](https://learn.microsoft.com/dynamics365/customer-insights/journeys/real-time-journeys-cookies) asks before it sets a cookie, answers \`true\`; a site's own function of that name stays.
2. \`msdynci_trackingContext\` and \`msdynmkt_formsubmissionid\` are deleted, then \`_msci\`, \`contactid\` and every key \`portalkit.…\` of the tab session and of this browser.
3. The page is loaded anew, and then is \`denied\` or \`unknown\`, with nothing to run.

A tracker that hears clicks may still send the one that withdraws, as the page goes; nothing of the page loaded anew.

A no without a yes before it deletes the same on every page, and reloads nothing; an unfinished submission that the visitor has chosen to keep stays. What has reached Customer Insights by then is not deleted by this.

## What happens when

A visitor whose contact this browser knows from an earlier visit, on a page that begins like this. As the tests have seen it; with a signal is Global Privacy Control, respected.

| source | the tool says | mode | state | library requested | cookie set | view sent | setUser sent | state with a signal |
|---|---|---|---|---|---|---|---|---|`;
