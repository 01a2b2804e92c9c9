import { evidenceArea, type EvidenceEntry } from "./evidence.ts";

const logic = evidenceArea("server logic");
const insights = evidenceArea("insights");

const servers = "power-pages/configure/";
const data = "dynamics365/customer-insights/data/";
const journeys = "dynamics365/customer-insights/journeys/";

/** Server logic and Customer Insights. */
export const serviceEvidence: readonly EvidenceEntry[] = [
  logic.documented("Objects and methods of `Server`.", `${servers}server-objects`),
  logic.documented("Verbs are functions of their names; each returns a string.", `${servers}author-server-logic`),
  logic.observed("Keys of the answer are in camelCase.", "also Microsoft's samples; the documents write PascalCase", "serverLogicEnvelope"),
  logic.assumed(
    "A script that throws, returns no string or runs too long is answered with 500.",
    "no status is documented",
    "serverLogicFaultStatus",
  ),
  logic.observed("120 seconds are the longest time-out.", "Microsoft's guidance; the documents say 240", "serverLogicMaxTimeoutSeconds"),
  logic.observed(
    "A script must not hold restricted texts anywhere.",
    "Microsoft's own samples have some in comments",
    "serverLogicRestrictedTexts",
  ),
  logic.documented(
    "A governance setting blocks outbound calls.",
    "power-pages/security/disable-external-service-calls",
    "serverLogicOutboundCalls",
  ),
  logic.assumed("Token, feature, name, web role, verb, body and restricted texts are judged in this order.", "the order is not documented"),
  logic.assumed("A script without a web role is nobody's to call.", "the documents ask for a role"),
  logic.assumed("`Server.Connector.HttpClient` reaches this machine only.", "the emulator calls no production host"),

  insights.documented(
    "A visitor's cookie is first-party and lasts a year from each visit.",
    `${data}real-time-web-personalization-overview`,
  ),
  insights.documented("A link to a new contact waits for a refresh.", `${data}customer-profiles`),
  insights.documented("Unknown profiles expire after 7 days of inactivity.", `${data}customer-profiles`),
  insights.assumed("A link that no refresh has unified expires with its visitor.", "such a visitor is still unknown", "pendingLinks"),
  insights.assumed("Rows of an expired profile stay.", "not documented", "expiredRows"),
  insights.assumed(
    "Who comes back after that is somebody new.",
    "a cookie lives a year, an unknown profile seven days",
    "returningVisitors",
  ),
  insights.assumed(
    "`setUser` takes a contact's id in lower case without braces.",
    "as Dataverse returns it; nothing says that others match",
    "authIdForm",
  ),
  insights.assumed("The latest `setUser` of a cookie wins.", "the sources are silent"),
  insights.documented("A refresh stamps the contacts it unifies, and plug-ins on contact run.", `${data}integrate-d365-apps`),
  insights.documented(
    "Later refreshes stamp contacts whose profile changed.",
    `${journeys}coordinate-ci-data-refresh-with-quiet-times`,
    "backStamping",
  ),
  insights.assumed("The user that a refresh writes as.", "no page names it"),
  insights.documented("Refreshes run at scheduled times.", `${data}schedule-refresh`),
  insights.documented("Views, actions and users of a website are tables.", `${data}tables`),
  insights.documented("`top` of the personalization functions goes to 200.", `${data}dv-odata`, "personalizationTop"),
  insights.assumed("They give the rows of the cookie that is asked for.", "not documented of a known visitor", "personalizationHistory"),
  insights.assumed("The JSON of the personalization functions.", "no response is published"),
  insights.documented("Events of the Journeys tracker land elsewhere.", `${journeys}interaction-journey-decision`, "journeysEvents"),
  insights.documented("`disableCookiesUsage()` stops the Journeys tracker.", `${journeys}real-time-journeys-cookies`, "trackerOptOutHook"),
  insights.assumed("`cfg.userConsent: false` changes nothing.", "documented of the predecessor only", "trackerUserConsent"),
  insights.assumed("A page that changes its address without loading is one view.", "not documented", "trackerNavigation"),
  insights.documented("A person's rights request removes the profile.", `${data}dsr-rights-requests`),
];
