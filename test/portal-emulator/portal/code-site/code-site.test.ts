import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../../portal-emulator/create-emulator.ts";
import type { EmulatorSwitches } from "../../../../portal-emulator/switches.ts";
import { readSite } from "../../../../site/read-site.ts";
import { distFolder, starterFolder } from "../../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4780", org: "http://127.0.0.1:4781", insights: "http://127.0.0.1:4782" };
const rootDocument = `<!doctype html><html lang="en"><head><!-- <head> --><title>App</title><script>own()</script><script type="module" src="/assets/index-a1.js"></script></head><body><div id="root" onclick="own()">{{ user.fullname }}</div></body></html>`;

let folder: string;
let emulator: Emulator | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-kit-code-site-"));
  cpSync(starterFolder("code"), folder, { recursive: true });
});
afterEach(async () => {
  await emulator?.close();
  emulator = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
const build = { "dist/index.html": rootDocument, "dist/assets/index-a1.js": "fetch('/_api/contacts')", "dist/Logo.svg": "<svg/>" };
const webFile = (name: string, id: string): Readonly<Record<string, string>> => ({
  [`.powerpages-site/web-files/${name}/${name}.webfile.yml`]: `filename: ${name}\nid: ${id}\nmimetype: text/html\nname: ${name}\nparentpageid: ${home}\npartialurl: ${name}\n`,
  [`.powerpages-site/web-files/${name}/${name}`]: `<html><head></head><body>uploaded ${name}</body></html>`,
});
const home = "aa6f3bb7-0a1c-4bb8-9d5e-3f6c0f8a7d11";

async function start(switches: Partial<EmulatorSwitches> = {}): Promise<Emulator> {
  const site = await readSite(folder);
  const pages = site.pages.map((page) => (page.url === "/" ? page.id : ""));
  homeId = pages.find(Boolean) ?? "";
  emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses, switches });
  return emulator;
}
let homeId = "";
const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const request = new Request(addresses.portal + path, {
    ...init,
    headers: { host: "localhost:4780", ...(init.headers as Record<string, string>) },
  }); // written so in this file
  return (emulator ?? (await start())).fetch("portal", request);
};

describe("a code site", () => {
  it.each(["/", "/index.html", "/cars/7", "/profile", "/en-US/anything/", "/jane.doe", "/%E0%A4%A"])(
    "answers %s with its root document, the portal's object before every script of its own and no Liquid rendered",
    async (path) => {
      put(build);
      const response = await ask(path);
      const html = await response.text();
      expect(response.status).toBe(200);
      expect(html).toContain("{{ user.fullname }}");
      const order = ["<head>", "window[", "own()</script>", "/assets/index-a1.js"].map((text) => html.indexOf(text));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order[0]).toBeGreaterThan(0);
      expect(html).not.toMatch(/antiforgerytoken|jquery/);
    },
  );

  it.each([
    ["/assets/index-a1.js", "application/javascript; charset=utf-8"],
    ["/Assets/INDEX-A1.js", "application/javascript; charset=utf-8"],
    ["/logo.svg", "image/svg+xml"],
  ])("serves the file %s of its build as %s", async (path, type) => {
    put(build);
    const response = await ask(path);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
  });

  it.each(["/assets/missing.js", "/nowhere.css", "/src/main.js.map"])(
    "has nothing at %s, which looks like a file's address",
    async (path) => {
      put(build);
      expect((await ask(path)).status).toBe(404);
    },
  );

  it.each([
    "/..%2f..%2f.powerpages-site%2fwebsite.yml",
    "/assets/..%2f..%2fpowerpages.config.json",
    "/%2e%2e/powerpages.config.json",
    "/..%5cpowerpages.config.json",
    "/link/powerpages.config.json",
    "/a%00b",
  ])("reads no file outside its build for %s", async (path) => {
    put(build);
    symlinkSync(folder, join(folder, "dist/link"));
    const text = await (await ask(path)).text();
    expect(text).not.toMatch(/siteName|headerwebtemplateid/);
  });

  it("shows a new build at once", async () => {
    put(build);
    await ask("/");
    put({ "dist/index.html": "<html><head></head><body>second</body></html>" });
    expect(await (await ask("/deep/link")).text()).toContain("second");
  });

  it("is shown from its web files where it has no build, and not from those that an upload would remove where it has one", async () => {
    await start();
    await emulator?.close();
    emulator = undefined;
    const uploaded = {
      ...webFile("index.html", "10000000-0000-4000-8000-000000000001"),
      ...webFile("index-old.js", "10000000-0000-4000-8000-000000000002"),
    };
    put(Object.fromEntries(Object.entries(uploaded).map(([path, text]) => [path, text.replace(home, homeId)])));
    expect(await (await ask("/cars")).text()).toMatch(/Portal.*uploaded index\.html/s);
    expect((await ask("/index-old.js")).status).toBe(200);
    put(build);
    expect(await (await ask("/cars")).text()).toContain('id="root"');
    expect((await ask("/index-old.js")).status).toBe(404);
  });

  it("says what is missing before its first build", async () => {
    const response = await ask("/");
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringMatching(/index\.html is neither in dist nor among the web files.*npm run build/),
    ]);
    expect(await (await start()).renderAllPages()).toMatchObject([{ url: "/", status: 404 }]);
  });

  it.each([
    ["no JSON", "{", /powerpages\.config\.json cannot be read/],
    ["no object", "[]", /expected an object/],
    ["a number for a path", '{"compiledPath": 7}', /compiledPath is to be a text/],
    ["patterns that are none", '{"bundleFilePatterns": [1]}', /bundleFilePatterns is to be a list/],
  ])("is refused with a configuration of %s", async (_, text, message) => {
    put({ "powerpages.config.json": text });
    await expect(start()).rejects.toMatchObject({
      code: "code-site-config",
      exitCode: 1,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([".", "..", "../..", ".powerpages-site", "/"])("takes no build from %s", async (compiledPath) => {
    put({ "powerpages.config.json": JSON.stringify({ compiledPath }), "index.html": "<head></head>sources" });
    expect((await ask("/")).status).toBe(404);
    expect(await (await ask("/.powerpages-site/website.yml")).text()).not.toContain("headerwebtemplateid");
  });

  it("has the token page, and a signed-in visitor's object", async () => {
    put(build);
    const token = await ask("/_layout/tokenhtml");
    expect(await token.text()).toMatch(/^<input name="__RequestVerificationToken"/);
    const signedIn = await ask("/_emulator/sign-in", { method: "POST", body: '{"persona":"ada"}' });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
    expect(await (await ask("/cars", { headers: { cookie } })).text()).toContain('"email":"ada.marlow@example.com"');
  });

  it("leads a sign-in by form to the identity provider and answers no other POST", async () => {
    put(build);
    const token = await ask("/_layout/tokenhtml");
    const field = /value="([^"]+)"/.exec(await token.text())?.[1] ?? "";
    const cookie = token.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
    const body = new URLSearchParams({ __RequestVerificationToken: field, provider: "https://login.example.com/", returnUrl: "/cars" });
    const answer = await ask("/Account/Login/ExternalLogin", { method: "POST", body, headers: { cookie } });
    expect([answer.status, answer.headers.get("location")]).toEqual([
      302,
      expect.stringContaining("/_emulator/identity-provider") as string,
    ]);
    expect((await ask("/cars", { method: "POST", body: "a=b" })).status).toBe(405);
  });

  it.each([
    ["absent", /<script>own\(\)/],
    ["stamped", /<script nonce="[^"]+">own\(\)/],
  ] as const)("gives its own inline scripts no nonce unless the switch says so: %s", async (nonceInRootDocument, own) => {
    put(build);
    await start({ missingPolicy: "new-site", nonceInRootDocument });
    const response = await ask("/");
    const html = await response.text();
    const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? "none";
    expect(html).toContain(`<script nonce="${nonce}">window[`);
    expect(html).toMatch(own);
    expect(/unsafe-hashes/.test(response.headers.get("content-security-policy") ?? "")).toBe(nonceInRootDocument === "stamped");
  });

  it("has the platform's shell by switch, before its own scripts", async () => {
    put(build);
    await start({ shellOnCodeSites: "present" });
    const html = await (await ask("/")).text();
    const places = ["<head>", "window[", "/jquery.min.js", "/preform.js", "own()", "<body>", 'id="antiforgerytoken"', "</body>"].map(
      (text) => html.indexOf(text),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it("has its tracking host mapped in the document, its scripts and its policy", async () => {
    const library = "https://lib.example.com/CI-SDKs/web/msci-1.js";
    put({
      ...build,
      "dist/assets/index-a1.js": `load("${library}")`,
      ".powerpages-site/site-settings/HTTP-Content-Security-Policy.sitesetting.yml": `id: 10000000-0000-4000-8000-000000000009\nname: HTTP/Content-Security-Policy\nvalue: script-src 'self' https://lib.example.com\n`,
    });
    expect(await (await ask("/assets/index-a1.js")).text()).toContain(`${addresses.insights}/@lib.example.com/`);
    expect((await ask("/")).headers.get("content-security-policy")).toContain(`${addresses.insights}/@lib.example.com/`);
  });
});
