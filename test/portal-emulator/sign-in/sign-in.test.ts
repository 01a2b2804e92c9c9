import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock, type MovableClock } from "../../../portal-emulator/clock.ts";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import type { Site } from "../../../site/site.ts";
import { readSite } from "../../../site/read-site.ts";
import { setting } from "../../access/tiny-site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
const sessionCookie = ".AspNet.ApplicationCookie";
const starter = await readSite(starterFolder("enhanced"));

let emulator: Emulator;
let clock: MovableClock;
let jar: Map<string, string>;
const restart = async (site: Site = starter, switches: Partial<EmulatorSwitches> = {}): Promise<void> => {
  await emulator?.close();
  clock = createClock();
  emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses, clock, switches });
  jar = new Map();
};
beforeEach(() => restart());
afterEach(() => emulator.close());

/** As a browser: keeps cookies, follows nothing. */
async function ask(
  path: string,
  { headers = {}, ...init }: Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await emulator.fetch(
    "portal",
    new Request(new URL(path, addresses.portal), { ...init, headers: { cookie, ...headers } }),
  );
  for (const set of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
    if (/max-age=0/i.test(set)) jar.delete(name);
    else jar.set(name, value);
  }
  return response;
}
const post = (path: string, body: unknown): Promise<Response> =>
  ask(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
const postForm = (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  ask(path, {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
const readToken = async (): Promise<string> => /value="([^"]+)"/.exec(await (await ask("/_layout/tokenhtml")).text())?.[1] ?? "";
const readUser = async (path = "/"): Promise<unknown> => {
  const portal = /Dynamic365 = \{Portal: (.*?)\};/.exec(await (await ask(path)).text())?.[1];
  return portal === undefined ? "no portal object" : (JSON.parse(portal) as { User?: unknown }).User;
};
const nobody = { userName: "", firstName: "", lastName: "", email: "", contactId: "", userRoles: [] };
const isSignedIn = async (): Promise<boolean> => JSON.stringify(await readUser()) !== JSON.stringify(nobody);
const withSettings = (...pairs: readonly (readonly [string, string])[]): Site => ({
  ...starter,
  settings: [...pairs.map(([name, value]) => setting(name, value)), ...starter.settings],
});
const authenticated = "Authenticated Users";

describe("POST /_emulator/sign-in", () => {
  it("signs in as ada, made at the first time, with the authenticated role", async () => {
    const answer = await post("/_emulator/sign-in", { persona: "ada" });
    const { contactId, roles } = (await answer.json()) as { contactId: string; roles: string[] };
    expect([answer.status, roles]).toEqual([200, [authenticated]]);
    expect(answer.headers.get("set-cookie")).toMatch(/^\.AspNet\.ApplicationCookie=[\w-]{43}; path=\/; HttpOnly; SameSite=Lax$/);
    expect(await readUser()).toEqual({
      userName: "ada.marlow@example.com",
      firstName: "Ada",
      lastName: "Marlow",
      email: "ada.marlow@example.com",
      contactId,
      userRoles: [authenticated],
    });
    await post("/_emulator/sign-in", { persona: "ada" });
    expect(emulator.store.count("contact")).toBe(1);
  });

  it("makes a persona once, also when several sign in at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post("/_emulator/sign-in", { persona: "admin" })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(emulator.store.count("contact")).toBe(1);
  });

  it("signs in as admin, with the administrators' role too", async () => {
    const { roles } = (await (await post("/_emulator/sign-in", { persona: "admin" })).json()) as { roles: string[] };
    expect(roles.toSorted()).toEqual(["Administrators", authenticated]);
  });

  it("signs in as a contact that is there, by id", async () => {
    const { contactid } = emulator.store.insert("contact", { firstname: "Grace", emailaddress1: "grace@example.com" });
    await post("/_emulator/sign-in", { persona: String(contactid).toUpperCase() });
    expect(await readUser()).toMatchObject({ firstName: "Grace", contactId: contactid });
  });

  it.each([
    [{ persona: "nobody" }, 404],
    [{ persona: "" }, 404],
    [{ persona: "constructor" }, 404],
    [{ persona: "11111111-1111-4111-8111-111111111111" }, 404],
    [{ persona: 5 }, 400],
    [{}, 400],
    [null, 400],
    [[], 400],
  ])("refuses %j with %i and signs nobody in", async (body, status) => {
    expect((await post("/_emulator/sign-in", body)).status).toBe(status);
    expect(jar.has(sessionCookie)).toBe(false);
  });

  it("refuses an inactive contact", async () => {
    const { contactid } = emulator.store.insert("contact", { firstname: "Grace", statecode: 1 });
    expect((await post("/_emulator/sign-in", { persona: contactid })).status).toBe(409);
  });

  it("refuses admin on a site without the role, and names it", async () => {
    await restart({ ...starter, roles: starter.roles.filter((role) => role.name !== "Administrators") });
    const answer = await post("/_emulator/sign-in", { persona: "admin" });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("Administrators")]);
  });

  it("refuses a foreign origin", async () => {
    const answer = await ask("/_emulator/sign-in", {
      method: "POST",
      body: '{"persona":"ada"}',
      headers: { origin: "https://evil.example" },
    });
    expect(answer.status).toBe(403);
  });

  it("leaves a contact out of the log's words", async () => {
    await post("/_emulator/sign-in", { persona: "ada" });
    const log = (await (await ask("/_emulator/log")).json()) as { entries: { effect: string }[] };
    expect(log.entries.at(-1)?.effect).toBe("contact created, signed in");
  });
});

describe("a session", () => {
  it("ends at sign-out, in the browser and here", async () => {
    await post("/_emulator/sign-in", { persona: "ada" });
    const kept = jar.get(sessionCookie) ?? "";
    expect(((await (await post("/_emulator/sign-out", {})).json()) as { contactId: unknown }).contactId).toEqual(expect.any(String));
    expect(jar.has(sessionCookie)).toBe(false);
    jar.set(sessionCookie, kept);
    expect(await isSignedIn()).toBe(false);
  });

  it("ends with its contact", async () => {
    const { contactId } = (await (await post("/_emulator/sign-in", { persona: "ada" })).json()) as { contactId: string };
    emulator.store.remove("contact", contactId);
    expect(await isSignedIn()).toBe(false);
  });

  it("ends at a reset, also when its contact is made anew", async () => {
    await post("/_emulator/sign-in", { persona: "ada" });
    const kept = jar.get(sessionCookie) ?? "";
    await post("/_emulator/reset", {});
    await post("/_emulator/sign-in", { persona: "ada" });
    jar.set(sessionCookie, kept);
    expect(await isSignedIn()).toBe(false);
  });

  it("is good for 24 hours, begun anew by a request past half of them", async () => {
    const hour = 3_600_000;
    await post("/_emulator/sign-in", { persona: "ada" });
    clock.advance(11 * hour);
    expect(await isSignedIn()).toBe(true);
    clock.advance(12 * hour);
    expect(await isSignedIn()).toBe(true);
    clock.advance(23 * hour);
    expect(await isSignedIn()).toBe(true);
    clock.advance(24 * hour);
    expect(await isSignedIn()).toBe(false);
  });

  it.each([
    ["ExpireTimeSpan", "00:30:00", 29, 31],
    ["ExpireTimeSpan", "nonsense", 1439, 1441],
  ])("lives as %s %s says", async (name, value, goodMinutes, overMinutes) => {
    await restart(
      withSettings([`Authentication/ApplicationCookie/${name}`, value], ["Authentication/ApplicationCookie/SlidingExpiration", "false"]),
    );
    await post("/_emulator/sign-in", { persona: "ada" });
    clock.advance(goodMinutes * 60_000);
    expect(await isSignedIn()).toBe(true);
    clock.advance((overMinutes - goodMinutes) * 60_000);
    expect(await isSignedIn()).toBe(false);
  });

  it("knows nobody by a made-up cookie", async () => {
    jar.set(sessionCookie, "A".repeat(43));
    expect(await isSignedIn()).toBe(false);
  });

  it("is begun anew at each sign-in, so that nobody can give another person one", async () => {
    await post("/_emulator/sign-in", { persona: "ada" });
    const first = jar.get(sessionCookie);
    await post("/_emulator/sign-in", { persona: "ada" });
    expect(jar.get(sessionCookie)).not.toBe(first);
  });

  it("takes up a changed role at the next sign-in", async () => {
    const { contactId } = (await (await post("/_emulator/sign-in", { persona: "ada" })).json()) as { contactId: string };
    const administrators = starter.roles.find((role) => role.name === "Administrators")?.id ?? "";
    expect((await post("/_emulator/seed", { adx_webrole_contact: [{ contactid: contactId, adx_webroleid: administrators }] })).status).toBe(
      200,
    );
    expect(await readUser()).toMatchObject({ userRoles: [authenticated] });
    await post("/_emulator/sign-in", { persona: "ada" });
    expect(((await readUser()) as { userRoles: string[] }).userRoles.toSorted()).toEqual(["Administrators", authenticated]);
  });

  it.each([
    ["no", false],
    ["yes", true],
  ] as const)("has the anonymous role: switch %s", async (anonymousRoleOfSignedIn, has) => {
    await restart(starter, { anonymousRoleOfSignedIn });
    await post("/_emulator/sign-in", { persona: "ada" });
    expect(((await readUser()) as { userRoles: string[] }).userRoles.includes("Anonymous Users")).toBe(has);
  });

  it("makes the anti-forgery token of before useless", async () => {
    const token = await readToken();
    await post("/_emulator/sign-in", { persona: "ada" });
    const write = (value: string): Promise<Response> =>
      ask("/_api/contacts", {
        method: "POST",
        body: "{}",
        headers: { __RequestVerificationToken: value, "content-type": "application/json" },
      });
    expect(await (await write(token)).text()).toContain("90040107");
    expect(await (await write(await readToken())).text()).not.toContain("90040107");
  });
});

describe("pages", () => {
  it.each([
    ["empty", nobody],
    ["absent", undefined],
  ] as const)("show an anonymous visitor a Portal.User that is %s", async (anonymousPortalUser, user) => {
    await restart(starter, { anonymousPortalUser });
    expect(await readUser()).toEqual(user);
    await post("/_emulator/sign-in", { persona: "ada" });
    expect(await readUser()).toMatchObject({ firstName: "Ada" });
  });

  it("never put a visitor's name into the script as markup", async () => {
    const { contactid } = emulator.store.insert("contact", { firstname: "</script><b>", emailaddress1: "odd@example.com" });
    await post("/_emulator/sign-in", { persona: contactid });
    expect(await (await ask("/")).text()).not.toContain("</script><b>");
    expect(await readUser()).toMatchObject({ firstName: "</script><b>" });
  });

  it("give Liquid the visitor, the columns by type and the names of the roles", async () => {
    const template = starter.webTemplates.find((candidate) => candidate.id === starter.website.headerTemplateId);
    const source =
      "<i>{% if user %}{{ user.fullname }}|{{ user.id }}|{{ user.roles | join: '+' }}|{{ user | has_role: 'Authenticated Users' }}|{{ user.parentcustomerid.name }}|{{ user.parentcustomerid.logical_name }}|{{ user.gendercode.label }}|{{ user.donotemail }}|{{ user.nothing }}{% else %}anonymous{% endif %}</i>";
    await restart({ ...starter, webTemplates: starter.webTemplates.map((one) => (one === template ? { ...one, source } : one)) });
    const shown = async (): Promise<string | undefined> => /<i>.*?<\/i>/.exec((await (await ask("/")).text()).split("<body")[1] ?? "")?.[0];
    expect(await shown()).toBe("<i>anonymous</i>");
    const account = emulator.store.insert("account", { name: "Marlow Ltd" });
    const { contactid } = emulator.store.insert("contact", {
      firstname: "Ada",
      lastname: "O'Hara",
      gendercode: 2,
      parentcustomerid: account["accountid"] ?? null,
    });
    await post("/_emulator/sign-in", { persona: contactid });
    expect(await shown()).toBe(`<i>Ada O&#39;Hara|${String(contactid)}|Authenticated Users|true|Marlow Ltd|account|Female|false|</i>`);
  });

  it("that are restricted open for their role, and for nobody else", async () => {
    const page = starter.pages.find((candidate) => candidate.url === "/workshops/");
    const role = starter.roles.find((candidate) => candidate.isAuthenticated);
    const rule = {
      id: "r",
      name: "Rule",
      path: "webpagerule.yml",
      line: 1,
      active: true,
      values: {},
      right: "restrict-read" as const,
      pageId: page?.id,
      roleIds: [role?.id ?? ""],
    };
    await restart({ ...starter, pageRules: [rule] });
    const sentAway = await ask("/workshops/");
    expect([sentAway.status, sentAway.headers.get("location")]).toEqual([302, "/signin?ReturnUrl=%2Fworkshops%2F"]);
    await post("/_emulator/sign-in", { persona: "ada" });
    expect((await ask("/workshops/")).status).toBe(200);
  });
});

describe("the portal's sign-in addresses", () => {
  // The starter has switched local sign-in off.
  beforeEach(() => restart(withSettings(["Authentication/Registration/LocalLoginEnabled", "true"])));

  it.each(["/SignIn", "/signin", "/Account/Login", "/account/login/", "/en-US/SignIn"])("%s shows the form, with a token", async (path) => {
    const answer = await ask(`${path}?returnUrl=%2Fworkshops%2F`);
    const html = await answer.text();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
    expect(html).toContain('name="__RequestVerificationToken"');
    expect(html).toContain('value="/workshops/"');
    expect(jar.has("__RequestVerificationToken")).toBe(true);
  });

  it("signs in over an identity provider, as Microsoft's code-site samples do, and leads back", async () => {
    const chosen = await postForm("/Account/Login/ExternalLogin", {
      __RequestVerificationToken: await readToken(),
      provider: "https://login.windows.net/11111111-1111-4111-8111-111111111111/",
      returnUrl: "/workshops/?a=1",
    });
    expect(chosen.status).toBe(302);
    const page = await (await ask(chosen.headers.get("location") ?? "")).text();
    expect(page).toContain("https://login.windows.net/");
    expect(page).toContain('value="/workshops/?a=1"');
    const back = await postForm("/_emulator/sign-in", { persona: "ada", returnUrl: "/workshops/?a=1" });
    expect([back.status, back.headers.get("location")]).toEqual([302, "/workshops/?a=1"]);
    expect(await isSignedIn()).toBe(true);
  });

  it("signs in with an email address of a contact and any password", async () => {
    emulator.store.insert("contact", { firstname: "Grace", emailaddress1: "grace@example.com" });
    const fields = {
      Email: "Grace@example.com",
      PasswordValue: "any",
      ReturnUrl: "/visit-us/",
      __RequestVerificationToken: await readToken(),
    };
    expect((await postForm("/SignIn", fields)).headers.get("location")).toBe("/visit-us/");
    expect(await readUser()).toMatchObject({ firstName: "Grace" });
  });

  it.each([
    [{ Email: "unknown@example.com", PasswordValue: "any" }],
    [{ Email: "", PasswordValue: "any" }],
    [{ Email: "ada", PasswordValue: "" }],
    [{}],
  ])("shows %j the form again, with the error where samples look for it", async (fields) => {
    const answer = await postForm("/SignIn", { ...fields, __RequestVerificationToken: await readToken() });
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringMatching(/validation-summary-errors[\s\S]*<li>Invalid sign-in attempt/),
    ]);
    expect(jar.has(sessionCookie)).toBe(false);
  });

  it.each(["/SignIn", "/Account/Login/ExternalLogin"])("%s refuses a form without a good token", async (path) => {
    const fields = { Email: "ada", PasswordValue: "any", provider: "urn:any" };
    expect((await postForm(path, fields)).status).toBe(403);
    await readToken();
    expect((await postForm(path, { ...fields, __RequestVerificationToken: "made-up" })).status).toBe(403);
    expect(jar.has(sessionCookie)).toBe(false);
  });

  it("refuses an external sign-in without a provider", async () => {
    expect((await postForm("/Account/Login/ExternalLogin", { __RequestVerificationToken: await readToken() })).status).toBe(400);
  });

  it.each([
    ["https://evil.example/", "/"],
    ["//evil.example/", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["http://localhost:4180//evil.example", "/"],
    ["", "/"],
    ["workshops/", "/workshops/"],
    ["http://localhost:4180/visit-us/#top", "/visit-us/#top"],
  ])("leads %j to %s, never to another site", async (returnUrl, location) => {
    const out = await ask(`/Account/Login/LogOff?returnUrl=${encodeURIComponent(returnUrl)}`);
    expect(out.headers.get("location")).toBe(location);
    expect((await postForm("/_emulator/sign-in", { persona: "ada", returnUrl })).headers.get("location")).toBe(location);
    const fields = { Email: "ada.marlow@example.com", PasswordValue: "any", ReturnUrl: returnUrl };
    await post("/_emulator/sign-out", {});
    expect((await postForm("/SignIn", { ...fields, __RequestVerificationToken: await readToken() })).headers.get("location")).toBe(
      location,
    );
  });

  it("signs out at LogOff, clearing the browser's cache", async () => {
    await post("/_emulator/sign-in", { persona: "ada" });
    const answer = await ask("/Account/Login/LogOff?returnUrl=%2F");
    expect([answer.status, answer.headers.get("location"), answer.headers.get("clear-site-data")]).toEqual([302, "/", '"cache"']);
    expect(await isSignedIn()).toBe(false);
  });

  it.each(["/Account/Login/Register", "/Account/Login/RedeemInvitation", "/Account/Login/ExternalLoginCallback", "/_services/auth/token"])(
    "%s says that it is not built",
    async (path) => {
      expect((await ask(path)).status).toBe(501);
      expect((await postForm(path, {})).status).toBe(501);
    },
  );

  it.each(["/Register", "/en-US/register/", "/Account/Manage/ChangePassword", "/account/manage"])(
    "%s says that it is not built, unless the site has a page of that name",
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(501);
      expect(await answer.text()).toContain("Not built in the emulator: /");
      const url = path.toLowerCase().replace("/en-us", "").replace(/\/$/, "");
      const pages = starter.pages.map((page) => (page.url === "/visit-us/" ? { ...page, url } : page));
      await restart({ ...starter, pages });
      expect((await ask(path)).status).not.toBe(501);
    },
  );

  it("leaves addresses that only begin alike to the site", async () => {
    expect((await ask("/registered")).status).toBe(404);
    expect((await ask("/account/managers")).status).toBe(404);
  });

  it("says that invitations are not built", async () => {
    const fields = { __RequestVerificationToken: await readToken(), provider: "urn:any" };
    expect((await postForm("/Account/Login/ExternalLogin?InvitationCode=abc", fields)).status).toBe(501);
  });

  it.each(["PUT", "DELETE"])("take no %s", async (method) => {
    expect((await ask("/SignIn", { method })).status).toBe(405);
  });

  it("offers only the ways the site has", async () => {
    await restart(withSettings(["Authentication/Registration/LocalLoginEnabled", "false"]));
    const html = await (await ask("/SignIn")).text();
    expect(html).not.toContain("PasswordValue");
    expect(html).toContain("/Account/Login/ExternalLogin");
    const fields = { Email: "ada.marlow@example.com", PasswordValue: "any", __RequestVerificationToken: await readToken() };
    await post("/_emulator/sign-in", { persona: "ada" });
    await post("/_emulator/sign-out", {});
    expect(await (await postForm("/SignIn", fields)).text()).toContain("switched off");
    expect(await isSignedIn()).toBe(false);
  });

  it("says on the identity provider's page why a choice does not work", async () => {
    await restart({ ...starter, roles: starter.roles.filter((role) => role.name !== "Administrators") });
    const answer = await postForm("/_emulator/sign-in", { persona: "admin", returnUrl: "/visit-us/", provider: "urn:any" });
    expect(await answer.text()).toMatch(/role="alert"[^<]*>[^<]*Administrators[\s\S]*value="\/visit-us\/"/);
    expect(jar.has(sessionCookie)).toBe(false);
  });

  it("lists the contacts that are there as people to be", async () => {
    const { contactid } = emulator.store.insert("contact", { firstname: "<Grace>", lastname: "H" });
    const html = await (await ask("/_emulator/identity-provider?provider=urn:any")).text();
    expect(html).toContain(`value="${String(contactid)}"><strong>&lt;Grace&gt; H</strong>`);
  });

  it("are where the site's LoginPath says", async () => {
    await restart(withSettings(["Authentication/ApplicationCookie/LoginPath", "/members/enter"]));
    expect(await (await ask("/Members/Enter")).text()).toContain("/Account/Login/ExternalLogin");
  });
});

describe("a 401 of the Web API", () => {
  const refused = (): Promise<Response> => ask("/_api/contacts?x=1", { method: "POST", body: "{}" });
  it("stays as it is", async () => {
    const answer = await refused();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([401, expect.stringContaining("json")]);
  });
  it("becomes a redirect to the sign-in page where switched", async () => {
    await restart(starter, { apiUnauthorized: "redirect" });
    const answer = await refused();
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/signin?ReturnUrl=%2F_api%2Fcontacts%3Fx%3D1"]);
    expect(await answer.text()).toBe("");
    expect((await ask(answer.headers.get("location") ?? "")).headers.get("content-type")).toContain("text/html");
  });
  it.each([
    ["anonymous", "raw", 404],
    ["unauthorized", "raw", 401],
    ["unauthorized", "redirect", 302],
  ] as const)("a sign-in that has ended counts as %s (%s): %i", async (expiredSession, apiUnauthorized, status) => {
    await restart(starter, { expiredSession, apiUnauthorized });
    const read = async (): Promise<number> => (await ask("/_api/accounts?$select=name")).status;
    expect(await read()).toBe(404);
    await post("/_emulator/sign-in", { persona: "ada" });
    expect(await read()).toBe(404);
    clock.advance(25 * 3_600_000);
    expect(await read()).toBe(status);
  });
});
