import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it, vi, type MockInstance } from "vitest";
import { readSite } from "../../site/read-site.ts";
import { starterFolder } from "../support/kit-site.ts";
import { hostileQueries } from "./hostile-queries.ts";
import { fuzzSettings, fuzzTimeoutMs } from "./fuzz-settings.ts";
import { addresses, openSite, type OpenedSite } from "./open-site.ts";
import { payloads } from "./payloads.ts";

/** ASP.NET's own words for a postback that no page of its made; a portal answers them with its error page. */
const refusedPostbacks = ["Validation of viewstate MAC failed.", "Invalid postback or callback argument."];
/** For one request, on a busy machine. */
const maxMs = 5000;

let opened: OpenedSite;
let saidBugs: MockInstance;
beforeAll(async () => {
  opened = await openSite(await readSite(starterFolder("standard")));
  await opened.ask("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona: "ada" }) });
});
afterEach(() => vi.restoreAllMocks());

/** Sends a request and looks at what holds for every answer; undefined where the platform itself refuses to make the request. */
async function send(path: string, init: RequestInit = {}): Promise<Response | undefined> {
  saidBugs = vi.spyOn(console, "error").mockImplementation(() => undefined);
  let request: Request;
  try {
    request = new Request(addresses.portal + path, init);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  if (new URL(request.url).origin !== addresses.portal) return undefined;
  const began = performance.now();
  const answer = await opened.emulator.fetch("portal", request);
  expect(performance.now() - began).toBeLessThan(maxMs);
  expect(saidBugs).not.toHaveBeenCalled();
  if (answer.status >= 500 && answer.status !== 501) expect(refusedPostbacks).toContain(await answer.clone().text());
  const location = answer.headers.get("location");
  if (location !== null) {
    expect(new URL(location, addresses.portal).origin).toBe(addresses.portal);
    expect(location).not.toMatch(/^[/\\]{2}/);
  }
  expect(answer.headers.get("x-injected")).toBeNull();
  for (const cookie of answer.headers.getSetCookie()) expect(cookie).not.toMatch(/injected|evil\.example/);
  return answer;
}

/** Half a character is no request's. */
const wellFormed = (text: string): string => Buffer.from(text).toString("utf8");

const outside = [
  "../../../../etc/passwd",
  "..%2f..%2f..%2fetc%2fpasswd",
  "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "..\\..\\..\\etc\\passwd",
  "..%5c..%5cetc%5cpasswd",
  "%252e%252e%252fetc%252fpasswd",
  "/etc/passwd",
  "file:///etc/passwd",
  "C:/Windows/win.ini",
  "\\\\evil.example\\share",
  "....//....//etc/passwd",
  "package.json",
  "website.yml",
  ".portalconfig/x",
  "web-files/x.webfile.yml",
];
const folders = [
  "/",
  "/_emulator/console/",
  "/_emulator/",
  "/_layout/",
  "/_api/",
  "/web-files/",
  "/_portal/",
  "/Account/Login/",
  "/en-US/",
];

describe("a hostile address", () => {
  it.each(folders.flatMap((folder) => outside.map((path) => folder + path)))("%s shows no file from outside the site", async (path) => {
    const text = (await (await send(path))?.text()) ?? "";
    expect(text).not.toMatch(/root:.*:0:0:|"devDependencies"|adx_websiteid|adx_webfileid|\[fonts\]/);
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/%0d%0ax-injected:%201",
    "/%0aset-cookie:injected=1/",
    "/visit-us%0d%0ax-injected:1",
    "/%00",
    "/%ff%fe",
    "/%",
    "/%zz",
    "/%u0041",
    "/\ud800",
    `/${"a/".repeat(50_000)}`,
    `/${"a".repeat(500_000)}`,
    `/?${"a=b&".repeat(100_000)}`,
    `/?${"a".repeat(1_000_000)}`,
    "/?__proto__=1&constructor[prototype][x]=1&toString=1",
    "/__proto__/",
    "/constructor",
    "/en-us/en-us/en-us/",
    "/xx-XX/",
    "/?page=-1&pagesize=999999999&search=%00&sort=%27%3b--&mf=%25",
    "/search/?q=*&page=999999999999999999999&logicalNames=__proto__&filter=%00",
    `/search/?q=${"a*".repeat(5000)}`,
  ])("%# %.60s is answered as any other", async (path) => {
    await send(path);
  });

  it.each([
    "//evil.example",
    "https://evil.example",
    "https:evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "/%0d%0ax-injected:1",
    "http://localhost:4680@evil.example/",
    "http://evil.example:4680/",
    ".//evil.example",
    "/..//evil.example",
  ])("a return address %s leads nowhere else", async (to) => {
    const value = encodeURIComponent(to);
    for (const path of [
      `/SignIn?returnUrl=${value}`,
      `/Account/Login/LogOff?returnUrl=${value}`,
      `/Account/Login/ExternalLogin?ReturnUrl=${value}`,
      `/_emulator/identity-provider?provider=x&returnUrl=${value}`,
      `/_layout/tokenhtml?returnUrl=${value}`,
    ])
      for (const method of ["GET", "POST"]) await send(path, { method });
    await send("/_emulator/sign-in", {
      method: "POST",
      body: new URLSearchParams({ persona: "ada", returnUrl: to }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    await send("/_emulator/sign-out", {
      method: "POST",
      body: JSON.stringify({ returnUrl: to }),
      headers: { "content-type": "application/json" },
    });
  });
});

describe("a hostile header", () => {
  it.each([
    { cookie: "a=b; ".repeat(20_000) },
    { cookie: "ContextLanguageCode=__proto__; ASP.NET_SessionId=constructor; __proto__=1" },
    { cookie: "ContextLanguageCode=en-US%0d%0ax-injected:1" },
    { cookie: ".AspNet.ApplicationCookie=../../x; __RequestVerificationToken=%00" },
    { cookie: '=; ;;; =x; "' },
    { range: "bytes=-99999999999999" },
    { range: "bytes=5-1,2-1,0-" },
    { range: "x".repeat(10_000) },
    { "if-none-match": '"'.repeat(1000), "if-modified-since": "never" },
    { "x-portal-kit-fault": "status=__proto__" },
    { "accept-language": "*;q=NaN" },
    { "content-type": 'application/x-www-form-urlencoded; charset="' },
    { "sec-fetch-site": "cross-site" },
  ])("%j is answered as any other", async (headers) => {
    for (const path of ["/", "/visit-us/", "/theme.css", "/_layout/tokenhtml", "/_api/contacts", "/SignIn", "/nowhere"])
      await send(path, { headers });
  });
});

const bodies = [
  "",
  "{",
  "[]",
  "null",
  '"x"',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{}}}',
  `{"lastname":${"[".repeat(20_000)}`,
  `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  '{"lastname":1e999}',
  '{"lastname":"\\ud800"}',
  '{"parentcustomerid_account@odata.bind":"/../../x"}',
  "\0",
  "__EVENTTARGET=x&__VIEWSTATE=%00",
  `__EVENTTARGET=${"%24".repeat(10_000)}&__VIEWSTATE=x`,
  "__proto__=1&__EVENTTARGET=constructor",
];
const endpoints = [
  "log?since=-1",
  "log?since=1e9",
  "state",
  "clock",
  "seed",
  "snapshot",
  "restore",
  "faults",
  "switches",
  "sign-in",
  "sign-out",
  "refresh",
  "refresh-schedule",
  "clear-cache",
  "changes?revision=x",
  "policy-reports",
  "__proto__",
  "constructor",
];

describe("a hostile body", () => {
  it.each([
    ...endpoints.map((name) => `/_emulator/${name}`),
    "/_api/contacts",
    "/_api/$batch",
    "/_api/contacts(00000000-0000-0000-0000-000000000000)/lastname",
    "/_api/serverlogics/__proto__",
    "/",
    "/visit-us/",
    "/club-feedback/",
    "/SignIn",
    "/Account/Login/ExternalLogin",
    "/_layout/tokenhtml",
  ])(
    "%s takes or refuses each",
    async (path) => {
      for (const method of ["POST", "PUT", "PATCH", "DELETE"])
        for (const body of bodies)
          for (const type of ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"])
            await send(path, { method, body, headers: { "content-type": type } });
    },
    fuzzTimeoutMs,
  );
});

describe("a hostile query for rows", () => {
  it.each(Object.entries(hostileQueries))("is refused or answered: %s", async (_name, xml) => {
    await send(`/_api/contacts?fetchXml=${encodeURIComponent(wellFormed(xml))}`);
    const { org, orgToken } = opened.emulator.addresses;
    const answer = await opened.emulator.fetch(
      "org",
      new Request(`${org}/api/data/v9.2/contacts?fetchXml=${encodeURIComponent(wellFormed(xml))}`, {
        headers: { authorization: `Bearer ${orgToken}` },
      }),
    );
    if (answer.status !== 501) expect(answer.status).toBeLessThan(500);
    expect(saidBugs).not.toHaveBeenCalled();
  });

  it.each([
    "$filter=",
    `$filter=${"(".repeat(5000)}`,
    `$filter=${"not ".repeat(5000)}a`,
    "$filter=lastname eq 'x' or 1 eq 1;--",
    "$select=__proto__",
    "$orderby=constructor desc",
    "$top=-1",
    "$top=1e9",
    "$skiptoken=%00",
    "$expand=__proto__($select=x)",
    "$apply=groupby((toString))",
    `$filter=contains(lastname,'${"%_".repeat(3000)}')`,
  ])("%.50s is refused or answered", async (query) => {
    await send(`/_api/contacts?${query}`);
    const { org, orgToken } = opened.emulator.addresses;
    const answer = await opened.emulator.fetch(
      "org",
      new Request(`${org}/api/data/v9.2/contacts?${query}`, { headers: { authorization: `Bearer ${orgToken}` } }),
    );
    if (answer.status !== 501) expect(answer.status).toBeLessThan(500);
  });
});

describe("requests made of random pieces", () => {
  const segment = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "_api",
      "_emulator",
      "_layout",
      "_portal",
      "en-US",
      "visit-us",
      "club-feedback",
      "contacts",
      "SignIn",
      "Account",
      "Login",
      "search",
      "__proto__",
      "",
      "%00",
      "%0d%0a",
    ),
    fc.constantFrom(...payloads).map(encodeURIComponent),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const pair = fc.tuple(
    fc.constantFrom("q", "id", "page", "search", "mf", "returnUrl", "stepid", "sessionid", "$filter", "__proto__", "invitationCode"),
    fc.oneof(fc.constantFrom(...payloads), fc.string({ unit: "binary", maxLength: 20 })),
  );
  const requests = fc.record({
    method: fc.constantFrom("GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
    path: fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join("/")}`),
    query: fc.array(pair, { maxLength: 4 }),
    cookie: fc.constantFrom("", "ContextLanguageCode=%00", "ASP.NET_SessionId=x"),
    body: fc.oneof(fc.constantFrom(...bodies), fc.string({ unit: "binary", maxLength: 40 })),
    type: fc.constantFrom("application/json", "application/x-www-form-urlencoded", "text/plain"),
  });

  it(
    "are answered without a fault of the emulator's",
    async () => {
      await fc.assert(
        fc.asyncProperty(requests, async ({ method, path, query, cookie, body, type }) => {
          const parameters = query.map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`).join("&");
          await send(`${path}?${parameters}`, {
            method,
            headers: { cookie, "content-type": type },
            ...(method === "GET" || method === "HEAD" ? {} : { body: wellFormed(body) }),
          });
        }),
        fuzzSettings(500),
      );
    },
    fuzzTimeoutMs,
  );
});
