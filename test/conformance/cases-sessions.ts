import { expect } from "vitest";
import { claims } from "./claims.ts";
import { roleIds } from "./conformance-site.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry } from "./frame.ts";
import { clubPages, pageIds, rulesFile } from "./page-rules.ts";
import { advanceClock, type World } from "./world.ts";

const identity = "https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity";
const redirects = claims("Sessions: redirects to sign-in", identity);
const signIn = claims("Sessions: the sign-in", identity);
const disabled = claims("Sessions: anonymous access disabled", "https://learn.microsoft.com/power-pages/security/disable-anonymous-access");
const readNames = { ask: "GET /_api/contacts?$select=firstname" };
const club = { files: { ...clubPages, ...rulesFile({ pageId: pageIds.club, roles: [roleIds.members] }) } };
const membersRead = { permissions: [{ table: "contact", rights: "read", roles: ["members"] }] } as const;
const signedInRead = { permissions: [{ table: "contact", rights: "read", roles: ["authenticated"] }] } as const;

async function makeAdaMember(world: World): Promise<void> {
  await world.steer("POST /_emulator/seed", { adx_webrole_contact: [{ contactid: ids.ada, adx_webroleid: roleIds.members }] });
  world.note("Ada gets the role Members");
}

const redirected: readonly ConformanceEntry[] = [
  redirects.documented("A 401 leaves the portal as a redirect to the sign-in page, the way back in a query parameter.", {
    site: club,
    steps: [
      { ask: "GET /club/?a=1", expect: { status: 302, headers: { location: "/signin?ReturnUrl=%2Fclub%2F%3Fa%3D1" } } },
      { ask: "GET /signin?ReturnUrl=%2Fclub%2F%3Fa%3D1", expect: { status: 200, headers: { "content-type": /^text\/html/u } } },
    ],
  }),
  redirects.documented("Site settings name the sign-in page and the parameter.", {
    site: {
      ...club,
      settings: {
        "Authentication/ApplicationCookie/LoginPath": "/members-only",
        "Authentication/ApplicationCookie/ReturnUrlParameter": "back",
      },
    },
    steps: [{ ask: "GET /club/", expect: { status: 302, headers: { location: "/members-only?back=%2Fclub%2F" } } }],
  }),
  redirects.observed("The Web API's own 401 has been seen as it is.", {
    steps: [{ ask: "POST /_api/contacts", token: "none", body: {}, expect: { status: 401, headers: { location: undefined } } }],
  }),
  redirects.assumed("By switch the Web API's 401 is rewritten too, and a client that follows sees a success with HTML.", {
    switches: { apiUnauthorized: "redirect" },
    steps: [
      {
        ask: "POST /_api/contacts",
        token: "none",
        body: {},
        expect: { status: 302, headers: { location: "/signin?ReturnUrl=%2F_api%2Fcontacts" } },
      },
      { ask: "GET /signin?ReturnUrl=%2F_api%2Fcontacts", expect: { status: 200, headers: { "content-type": /^text\/html/u } } },
    ],
  }),
  redirects.documented(
    "A private site sends every request to the organisation's sign-in before the portal sees it, the Web API's and the token page's too.",
    {
      link: "https://learn.microsoft.com/power-pages/security/site-visibility",
      steps: [
        async (world) => {
          const location = "https://login.example.com/authorize";
          await world.steer("POST /_emulator/faults", [
            { match: { path: "/_api/" }, fault: { kind: "redirect", location } },
            { match: { path: "/_layout/" }, fault: { kind: "redirect", location } },
            { match: { path: "/" }, fault: { kind: "redirect", location }, times: 1 },
          ]);
          world.note("asked for as faults: the emulated site is public");
        },
        { ask: "GET /", expect: { status: 302, headers: { location: "https://login.example.com/authorize" } } },
        { ...readNames, expect: { status: 302, headers: { location: "https://login.example.com/authorize" } } },
        {
          ask: "GET /_layout/tokenhtml",
          expect: { status: 302, headers: { location: "https://login.example.com/authorize", "set-cookie": undefined } },
        },
      ],
    },
  ),
  redirects.statement(
    "Whoever is past that gate is still nobody to the portal.",
    "documented",
    "The emulated gate is a fault, and a request that it lets through is an anonymous visitor's like any other.",
  ),
  redirects.statement(
    "Microsoft's template for code sites marks a lapsed session with ?sessionExpired=true on a route of its own.",
    "documented",
    "A convention between that template's pages; the portal does not know it.",
  ),
];

const sessions: readonly ConformanceEntry[] = [
  signIn.documented("Signing in sets a session cookie out of script's reach, and leads back to where the visitor was.", {
    link: "https://learn.microsoft.com/power-pages/admin/cookies",
    steps: [
      async (world) => {
        const field = await world.token();
        const form = new URLSearchParams({
          Email: "ada.marlow@example.com",
          PasswordValue: "any",
          ReturnUrl: "/club/",
          __RequestVerificationToken: field,
        });
        const reply = await world.send({
          ask: "POST /SignIn",
          token: "none",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: form.toString(),
          quiet: true,
        });
        expect([reply.status, reply.headers.get("location")]).toEqual([302, "/club/"]);
        expect(reply.headers.get("set-cookie")).toMatch(/^\.AspNet\.ApplicationCookie=[^;]+; path=\/; HttpOnly; SameSite=Lax$/u);
        world.note("the sign-in form, sent with the anti-forgery field: 302 to /club/, with the cookie .AspNet.ApplicationCookie");
      },
      { ask: "GET /_api/contacts(#{ada})?$select=firstname", expect: { status: 200 } },
    ],
  }),
  signIn.engine("The sign-in form without the anti-forgery field signs nobody in.", {
    site: signedInRead,
    steps: [
      {
        ask: "POST /SignIn",
        token: "none",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "Email=ada.marlow%40example.com&PasswordValue=any",
        expect: { status: 403, headers: { "set-cookie": undefined } },
      },
      { ...readNames, expect: { status: 403, code: "90040120" } },
    ],
  }),
  signIn.observed("A role that a contact gets counts from the next sign-in on.", {
    site: membersRead,
    steps: [
      { ...readNames, as: "ada", expect: { status: 403, code: "90040120" } },
      makeAdaMember,
      { ...readNames, as: "ada", expect: { status: 403, code: "90040120" } },
      { ask: "POST /_emulator/sign-in", as: "ada", token: "none", body: { persona: "ada" }, expect: { status: 200 } },
      { ...readNames, as: "ada", expect: { status: 200 } },
    ],
  }),
  signIn.documented("A session ends after 24 hours, and begins anew with a request past half of them.", {
    site: signedInRead,
    steps: [
      { ...readNames, as: "ada", expect: { status: 200 } },
      advanceClock("13h"),
      { ...readNames, as: "ada", expect: { status: 200 } },
      advanceClock("23h"),
      { ...readNames, as: "ada", expect: { status: 200 } },
      advanceClock("25h"),
      { ...readNames, as: "ada", expect: { status: 403, code: "90040120" } },
    ],
  }),
  signIn.documented("Site settings say how long a session lives and whether it begins anew.", {
    site: {
      ...signedInRead,
      settings: {
        "Authentication/ApplicationCookie/ExpireTimeSpan": "01:00:00",
        "Authentication/ApplicationCookie/SlidingExpiration": "false",
      },
    },
    steps: [
      { ...readNames, as: "ada", expect: { status: 200 } },
      advanceClock("45m"),
      { ...readNames, as: "ada", expect: { status: 200 } },
      advanceClock("16m"),
      { ...readNames, as: "ada", expect: { status: 403 } },
    ],
  }),
  signIn.assumed(
    "What the Web API answers to the cookie of a session that is over is not documented: by default the visitor is anonymous.",
    {
      steps: [
        { ...readNames, as: "ada", expect: { status: 200 }, quiet: true },
        advanceClock("25h"),
        { ...readNames, as: "ada", expect: { status: 200 } },
      ],
    },
  ),
  signIn.assumed("By switch the cookie of a session that is over is refused.", {
    switches: { expiredSession: "unauthorized" },
    steps: [
      { ...readNames, as: "ada", expect: { status: 200 }, quiet: true },
      advanceClock("25h"),
      { ...readNames, as: "ada", expect: { status: 401, code: "90040109" } },
    ],
  }),
];

const blocked: readonly ConformanceEntry[] = [
  disabled.documented("Anonymous reads are refused whatever the table permissions say, in words of their own.", {
    switches: { anonymousReads: "blocked" },
    steps: [
      {
        ...readNames,
        expect: {
          status: 403,
          json: { error: { message: "You don't have permission to view these records. Please sign in to continue." } },
        },
      },
      { ask: "GET /_api/contacts(#{ada})?$select=firstname", expect: { status: 403 } },
      { ask: "GET /_api/contacts/$count", expect: { status: 403 } },
    ],
  }),
  disabled.documented("Anonymous writes still work.", {
    switches: { anonymousReads: "blocked" },
    steps: [
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 204 } },
      { ask: "PATCH /_api/contacts(#{ben})", body: { firstname: "B." }, expect: { status: 204 } },
    ],
  }),
  disabled.documented("Signed-in visitors read on.", {
    switches: { anonymousReads: "blocked" },
    steps: [{ ...readNames, as: "ada", expect: { status: 200 } }],
  }),
  disabled.statement(
    "Blocking external identity providers disables anonymous access with it.",
    "documented",
    "A rule of the tenant's administration; here the one switch stands for either.",
  ),
];

export const sessionCases: readonly ConformanceEntry[] = [...redirected, ...sessions, ...blocked];
