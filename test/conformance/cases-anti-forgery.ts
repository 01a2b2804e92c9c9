import { expect } from "vitest";
import { claims, learn } from "./claims.ts";
import { roleIds, siteIds } from "./conformance-site.ts";
import type { ConformanceEntry, Exchange } from "./frame.ts";
import { restrictPage } from "./page-rules.ts";
import { probeLogic } from "./server-logic-site.ts";
import { withHeader } from "./shell-site.ts";
import { advanceClock } from "./world.ts";

const pair = claims("Anti-forgery: the pair", "https://learn.microsoft.com/power-pages/admin/cookies");
const need = claims("Anti-forgery: who needs it", learn.requests);

const fragment = /^<input name="__RequestVerificationToken" type="hidden" value="[^"]+" \/>$/u;
const cookie = /^__RequestVerificationToken=[^;]+; path=\/;(?!.*(?:expires|max-age))/iu;
const create = { ask: "POST /_api/contacts", body: { lastname: "Example" } };
/** The browser gets its cookie; what it is given besides is not used. */
const getCookie: Exchange = { ask: "GET /_layout/tokenhtml", expect: { status: 200 }, quiet: true };
const row = { ask: "PATCH /_api/contacts(#{ada})", body: { firstname: "A." } };
const mismatch = {
  status: 401,
  code: "90040107",
  json: { error: { message: "The anti-forgery cookie token and form field token do not match." } },
};
const inner = { settings: { "Webapi/error/innererror": "true" } };

const pairs: readonly ConformanceEntry[] = [
  pair.documented("The token page answers with exactly one hidden field, and sets the cookie of the same name for the session.", {
    steps: [
      {
        ask: "GET /_layout/tokenhtml",
        expect: { status: 200, text: fragment, headers: { "set-cookie": cookie, "content-type": /^text\/html/u } },
      },
    ],
  }),
  pair.assumed("That cookie is out of script's reach, as ASP.NET's anti-forgery makes it unless told otherwise.", {
    steps: [{ ask: "GET /_layout/tokenhtml", expect: { status: 200, headers: { "set-cookie": /; HttpOnly$/u } } }],
  }),
  pair.engine("A browser that has the cookie keeps it; each field it is given fits.", {
    steps: [
      { ask: "GET /_layout/tokenhtml", expect: { status: 200 } },
      { ask: "GET /_layout/tokenhtml", expect: { status: 200, text: fragment, headers: { "set-cookie": undefined } } },
      async (world) => {
        const values = [await world.token(), await world.token()];
        for (const value of values) expect((await world.send({ ...create, token: { value } })).status).toBe(204);
      },
    ],
  }),
  pair.documented("Cookie and header are two different values: the cookie's own value is no token.", {
    steps: [
      async (world) => {
        const page = await world.send({ ask: "GET /_layout/tokenhtml", headers: { cookie: "" }, quiet: true });
        const held = page.headers.get("set-cookie")?.split(";")[0]?.split("=")[1] ?? "";
        const reply = await world.send({ ...create, token: { value: held } });
        expect(held).not.toBe("");
        expect(reply).toMatchObject({ status: 401, json: { error: { code: "90040107" } } });
      },
    ],
  }),
  pair.documented("The field of one browser does not fit the cookie of another.", {
    link: learn.requests,
    steps: [
      getCookie,
      async (world) => {
        const value = await world.token("ben");
        expect(await world.send({ ...create, token: { value } })).toMatchObject({ status: 401, json: { error: { code: "90040107" } } });
      },
    ],
  }),
  pair.observed("The token page, and the pages to sign in by, answer strangers on a site all of whose pages ask for a sign-in.", {
    site: restrictPage({ pageId: siteIds.home, roles: [roleIds.members] }),
    steps: [
      { ask: "GET /", expect: { status: 302, headers: { location: /^\/signin\?/iu } } },
      { ask: "GET /_layout/tokenhtml", expect: { status: 200, text: fragment } },
      { ask: "GET /SignIn", expect: { status: 200 } },
      { ask: "GET /Account/Login", expect: { status: 200 } },
      { ask: "GET /Account/Login/Logoff", expect: { status: 302 } },
      { ask: "GET /Account/Login/Register", expect: { status: 501 } },
      { ask: "GET /Account/Login/ExternalAuthenticationFailed", expect: { status: 501 } },
      { ask: "GET /_services/about", expect: { status: 501 } },
    ],
  }),
  pair.engine("A second address gives the same field; another website's id there is none.", {
    steps: [
      {
        ask: `GET /_portal/${siteIds.website}/Layout/GetAntiForgeryToken`,
        expect: { status: 200, text: fragment, headers: { "set-cookie": cookie } },
      },
      { ask: `GET /_portal/${siteIds.language}/Layout/GetAntiForgeryToken`, expect: { status: 404 } },
    ],
  }),
  pair.engine("Right after the header a page has an empty element that names the token page.", {
    site: withHeader('<header id="top">Example</header>'),
    steps: [
      {
        ask: "GET /",
        expect: {
          status: 200,
          text: /<header id="top">Example<\/header>\s*<div id="antiforgerytoken" data-url="\/_layout\/tokenhtml"><\/div>/u,
        },
      },
    ],
  }),
  pair.assumed("A token fetched before signing in is useless afterwards, and one fetched while signed in is useless after signing out.", {
    steps: [
      async (world) => {
        const before = await world.token();
        await world.send({ ask: "POST /_emulator/sign-in", token: "none", body: { persona: "ada" } });
        expect(await world.send({ ...create, token: { value: before } })).toMatchObject({
          status: 401,
          json: { error: { code: "90040107" } },
        });
        const during = await world.token();
        expect((await world.send({ ...create, token: { value: during } })).status).toBe(204);
        await world.send({ ask: "GET /Account/Login/LogOff" });
        expect(await world.send({ ...create, token: { value: during } })).toMatchObject({
          status: 401,
          json: { error: { code: "90040107" } },
        });
      },
    ],
  }),
  pair.assumed("No lifetime is documented: a token is good as long as the browser session.", {
    steps: [
      async (world) => {
        const value = await world.token();
        await advanceClock("30d")(world);
        expect((await world.send({ ...create, token: { value } })).status).toBe(204);
      },
    ],
  }),
  pair.assumed("By switch a token grows old, and then it is one that does not match.", {
    switches: { tokenLifetime: "20m" },
    steps: [
      async (world) => {
        const value = await world.token();
        await advanceClock("20m")(world);
        expect((await world.send({ ...create, token: { value } })).status).toBe(204);
        await advanceClock("1s")(world);
        expect(await world.send({ ...create, token: { value } })).toMatchObject({ status: 401, json: { error: { code: "90040107" } } });
      },
    ],
  }),
  pair.assumed("A portal that restarted knows none of the tokens it gave; a new one is good at once.", {
    steps: [
      async (world) => {
        const value = await world.token();
        await world.steer("POST /_emulator/faults", [{ match: { path: "/_api/" }, fault: { kind: "token" }, times: 1 }]);
        world.note("the portal restarts");
        expect(await world.send({ ...create, token: { value } })).toMatchObject({ status: 401, json: { error: { code: "90040107" } } });
      },
      { ...create, expect: { status: 204 } },
    ],
  }),
  pair.statement(
    "Microsoft's page template keeps a token for the life of the page and fetches another only after a token error.",
    "documented",
    "How a client keeps tokens; test/form-scripts and test/flows show how the kit's form does.",
  ),
];

const writes = [
  create,
  row,
  { ask: "PUT /_api/contacts(#{ada})/firstname", body: { value: "A." } },
  { ask: "DELETE /_api/contacts(#{cleo})" },
];

const failures: readonly ConformanceEntry[] = [
  need.documented("Reads work without the token.", {
    link: "https://github.com/microsoft/power-pages-samples",
    steps: [
      { ask: "GET /_api/contacts(#{ada})?$select=firstname", token: "none", expect: { status: 200 } },
      { ask: "GET /_api/contacts/$count", token: "none", expect: { status: 200 } },
    ],
  }),
  need.documented("By switch reads need it too, as the documentation says of every call.", {
    link: learn.overview,
    switches: { tokenOnReads: "required" },
    steps: [
      { ask: "GET /_api/contacts(#{ada})?$select=firstname", token: "none", expect: { status: 401, code: "90040107" } },
      { ask: "GET /_api/contacts(#{ada})?$select=firstname", token: "own", expect: { status: 200 } },
    ],
  }),
  ...writes.map((write): ConformanceEntry =>
    need.documented(`${write.ask.split(" ", 1)[0]} without the token is refused and changes nothing.`, {
      site: inner,
      steps: [
        {
          ...write,
          token: "none",
          expect: { status: 401, code: "90040107", json: { error: { innererror: { type: "MissingPortalRequestVerificationToken" } } } },
        },
        (world) => {
          expect(world.emulator.store.count("contact")).toBe(3);
          expect(world.emulator.store.count("contact", { equals: { firstname: "Ada" } })).toBe(1);
        },
      ],
    }),
  ),
  need.observed("A draft of the documentation that was never published gives the missing token a code of its own.", {
    switches: { missingTokenCode: "90040108" },
    steps: [{ ...create, token: "none", expect: { status: 401, code: "90040108" } }],
  }),
  need.documented("A token that does not match the cookie has a code and a message of its own.", {
    site: inner,
    steps: [
      getCookie,
      {
        ...create,
        token: { value: "made-up" },
        expect: { ...mismatch, json: { error: { ...mismatch.json.error, innererror: { type: "HttpAntiForgeryException" } } } },
      },
    ],
  }),
  need.documented("By switch the token's faults come as 403, on which Microsoft's own client fetches another token and tries once more.", {
    link: "https://github.com/microsoft/power-platform-skills",
    switches: { tokenFaultStatus: 403 },
    steps: [
      getCookie,
      { ...create, token: { value: "made-up" }, expect: { status: 403, code: "90040107" } },
      { ...create, token: "none", expect: { status: 403, code: "90040107" } },
    ],
  }),
  need.documented("A header without the cookie is a missing session, whatever the header says.", {
    site: inner,
    steps: [
      {
        ...create,
        token: "without-cookie",
        expect: {
          status: 401,
          code: "90040109",
          json: {
            error: {
              message: "An Invalid session token was passed into the throwing method.",
              innererror: { type: "MissingPortalSessionCookie" },
            },
          },
        },
      },
    ],
  }),
  need.documented("Server logic asks for the token where a call does more than read.", {
    link: "https://learn.microsoft.com/power-pages/configure/author-server-logic",
    site: probeLogic(`function get() { return "read"; } function post() { return "written"; }`),
    steps: [
      { ask: "POST /_api/serverlogics/probe", token: "none", body: {}, expect: { status: 401, code: "90040107" } },
      { ask: "POST /_api/serverlogics/probe", body: {}, expect: { status: 200, json: { success: true, data: "written" } } },
      { ask: "GET /_api/serverlogics/probe", token: "none", expect: { status: 200, json: { success: true, data: "read" } } },
    ],
  }),
  need.documented("Cloud flows and the file API, which have rules of their own for token and headers, are not built, and say so.", {
    link: "https://learn.microsoft.com/power-pages/configure/cloud-flow-integration",
    steps: [
      {
        ask: "POST /_api/cloudflow/v1.0/trigger/#{nobody}",
        headers: { "x-requested-with": "XMLHttpRequest" },
        body: { eventData: "{}" },
        expect: { status: 501, json: { error: { message: expect.stringContaining("/_api/cloudflow") as string } } },
      },
      {
        ask: "POST /_api/file/InitializeUpload/contacts(#{ada})/blob",
        expect: { status: 501, json: { error: { message: expect.stringContaining("/_api/file") as string } } },
      },
    ],
  }),
  need.statement(
    "On 401 or 403 with the code 90040107 a client drops its token, fetches another and tries once more; any other 401 means signed out.",
    "assumed",
    "A rule for clients that fits all the sources; test/form-scripts shows it in the kit's form.",
  ),
];

export const antiForgeryCases: readonly ConformanceEntry[] = [...pairs, ...failures];
