import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import { readSite } from "../../../site/read-site.ts";
import { keepCookies } from "../../support/emulated-page.ts";
import { applyKit, copySite, distFolder, starterFolder, starters, storyConfiguration } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
const adaId = "ada00000-0000-4000-8000-000000000001";
const known = { firstname: "K.", lastname: "Nown", emailaddress1: "known@example.com" };
const schema = parseSchemaFile(
  JSON.stringify({
    tables: {
      contact: {
        columns: { pk_number: { type: "string" }, pk_utm: { type: "string" } },
        keys: { pk_email_key: { columns: ["emailaddress1"] } },
      },
    },
  }),
  "schema.json",
);
const fields = [
  { column: "firstname" },
  { column: "lastname", required: true },
  { column: "emailaddress1", type: "email", required: true },
  { column: "description", type: "textarea" },
  { column: "donotemail", consent: { ask: "yes-no", given: false } },
  { column: "pk_utm", type: "hidden", from: "utm_source" },
];
const given = {
  firstname: "Grace",
  lastname: "Example",
  emailaddress1: "grace@example.com",
  description: "Hello",
  donotemail: false,
  pk_utm: "letter",
};
const paths = {
  A: { path: "A", acceptAnonymousContactAccess: true },
  "A by a key of its own": { path: "A", acceptAnonymousContactAccess: true },
  "create-only": { path: "A", lookup: "none", acceptAnonymousContactAccess: true },
  "A-self": { path: "A-self" },
  "A-key": { path: "A-key", acceptAnonymousContactAccess: true, keyProvedAt: [addresses.portal] },
  "A-key, proved nowhere": { path: "A-key", acceptAnonymousContactAccess: true },
} as const;
type PathName = keyof typeof paths;

/** One browser of one visitor: keeps cookies, has a token. */
interface Browser {
  call(
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: unknown; id: string }>;
}

async function openBrowser(emulator: Emulator, persona?: string): Promise<Browser> {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await emulator.fetch("portal", new Request(new URL(path, addresses.portal), { ...init, headers }));
    keepCookies(cookies, response);
    return response;
  };
  if (persona !== undefined) await send("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona }) });
  const html = await (await send(tokenPath)).text();
  const token = /value="([^"]+)"/.exec(html)?.[1] ?? "";
  return {
    async call(method, path, body, headers = {}) {
      const response = await send(`/_api/${path}`, {
        method,
        headers: { [antiForgeryName]: token, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text === "" ? undefined : (JSON.parse(text) as unknown),
        id: response.headers.get("entityid") ?? "",
      };
    },
  };
}

/** Refused for want of a right on the table or a column: not for its token, its address or its body. */
const refused = { status: 403, body: { error: { code: expect.stringMatching(/^900401(?:0[1-4]|20)$/) as string } } };

describe.each(starters)("what a path opens in the %s starter", (starter) => {
  const emulators = new Map<PathName, Emulator>();
  const cleanups: (() => Promise<void> | void)[] = [];
  beforeAll(async () => {
    for (const [name, capture] of Object.entries(paths)) {
      const copy = copySite(starterFolder(starter), {
        ...storyConfiguration,
        capture: { ...capture, fields, page: "get-in-touch" },
        ...(name === "A by a key of its own" ? { identify: { key: "pk_number" } } : {}),
      });
      cleanups.push(() => copy.remove());
      await applyKit(copy);
      const emulator = await createEmulator({ site: await readSite(copy.folder), database: ":memory:", distFolder, addresses, schema });
      cleanups.push(() => emulator.close());
      // The keys of this table are the names.
      emulators.set(name as PathName, emulator);
    }
  });
  afterAll(async () => {
    for (const clean of cleanups) await clean();
  });
  const visit = async (path: PathName, persona?: string): Promise<{ browser: Browser; emulator: Emulator; knownId: string }> => {
    const emulator = emulators.get(path);
    if (emulator === undefined) throw new Error(`no emulator for ${path}`);
    const found = emulator.store.query("contact").find((row) => row["emailaddress1"] === known.emailaddress1);
    const row = found ?? emulator.store.insert("contact", { ...known, pk_number: "K-1" });
    return { browser: await openBrowser(emulator, persona), emulator, knownId: String(row["contactid"]) };
  };
  const lookUp = (column: string): string => `contacts?$select=contactid,${column}&$filter=emailaddress1 eq 'known@example.com'`;
  const by = (email: string): string => `contacts(emailaddress1='${email}')`;

  it.each(["A", "A by a key of its own", "A-key", "A-key, proved nowhere"] as const)(
    "%s: looks an address up, creates, and reads no other column",
    async (path) => {
      const { browser, knownId } = await visit(path);
      expect(await browser.call("GET", lookUp("emailaddress1"))).toMatchObject({
        status: 200,
        body: { value: [{ contactid: knownId, emailaddress1: known.emailaddress1 }] },
      });
      expect((await browser.call("POST", "contacts", { ...given, emailaddress1: `one.${given.emailaddress1}` })).status).toBe(204);
      for (const column of ["lastname", "firstname", "mobilephone", "description", "donotemail", "pk_utm"]) {
        expect(await browser.call("GET", lookUp(column)), column).toMatchObject({ status: 403, body: { error: { code: "90040101" } } });
      }
    },
  );

  it("A by a key of its own: reads the key of a contact it has created, which A alone does not", async () => {
    const own = await visit("A by a key of its own");
    const made = await own.browser.call("POST", "contacts", { ...given, emailaddress1: "two@example.com" });
    expect(await own.browser.call("GET", `contacts(${made.id})?$select=pk_number`)).toMatchObject({ status: 200 });
    expect((await own.browser.call("GET", lookUp("pk_number"))).body).toMatchObject({ value: [{ pk_number: "K-1" }] });
    expect((await own.browser.call("POST", "contacts", { ...given, emailaddress1: "three@example.com", pk_number: "mine" })).status).toBe(
      403,
    );
    expect(await (await visit("A")).browser.call("GET", lookUp("pk_number"))).toMatchObject(refused);
  });

  it("create-only: creates, and reads nothing", async () => {
    const { browser, knownId } = await visit("create-only");
    expect((await browser.call("POST", "contacts", given)).status).toBe(204);
    for (const path of [
      lookUp("emailaddress1"),
      `contacts(${knownId})?$select=contactid`,
      "contacts?$select=contactid",
      by(known.emailaddress1),
    ]) {
      expect(await browser.call("GET", path), path).toMatchObject(refused);
    }
  });

  it.each(["A", "A by a key of its own", "create-only", "A-key", "A-key, proved nowhere"] as const)(
    "%s: a stranger changes and deletes no contact, by no way",
    async (path) => {
      const { browser, emulator, knownId } = await visit(path);
      const before = emulator.store.find("contact", knownId);
      for (const target of [`contacts(${knownId})`, by(known.emailaddress1)]) {
        for (const column of Object.keys(given)) {
          const body = { [column]: column === "donotemail" ? true : "changed@example.com" };
          expect(await browser.call("PATCH", target, body), `${target} ${column}`).toMatchObject(refused);
          expect(await browser.call("PATCH", target, body, { "if-match": "*" }), `${target} ${column}`).toMatchObject(refused);
          expect(await browser.call("PUT", `${target}/${column}`, { value: "changed" }), `PUT ${target}/${column}`).toMatchObject(refused);
          expect(await browser.call("DELETE", `${target}/${column}`), `DELETE ${target}/${column}`).toMatchObject(refused);
        }
        expect(await browser.call("DELETE", target)).toMatchObject(refused);
      }
      expect(emulator.store.find("contact", knownId)).toEqual(before);
    },
  );

  it("A-key: creates by key, and leaves an existing contact as it is", async () => {
    const { browser, emulator } = await visit("A-key");
    const { emailaddress1: _, ...rest } = given;
    const once = { "if-none-match": "*" };
    expect((await browser.call("PATCH", by("key@example.com"), { ...rest, lastname: "By Key" }, once)).status).toBe(204);
    expect((await browser.call("PATCH", by("key@example.com"), { ...rest, lastname: "Again" }, once)).status).toBe(412);
    expect((await browser.call("PATCH", by(known.emailaddress1), rest, once)).status).toBe(412);
    const named = emulator.store.query("contact").filter((row) => row["emailaddress1"] === "key@example.com");
    expect(named).toMatchObject([{ ...rest, lastname: "By Key" }]);
  });

  it("A-key, proved nowhere: opens no write right, so an upsert by key is refused", async () => {
    const { browser } = await visit("A-key, proved nowhere");
    expect(await browser.call("PATCH", by("key@example.com"), { lastname: "Key" }, { "if-none-match": "*" })).toMatchObject({
      status: 403,
      body: { error: { code: "90040102" } },
    });
  });

  it("A-self: a signed-in visitor changes the own contact, and reads, creates, changes nothing else", async () => {
    const { browser, emulator, knownId } = await visit("A-self", "ada");
    const own = { ...given, emailaddress1: "ada.new@example.com" };
    expect((await browser.call("PATCH", `contacts(${adaId})`, own)).status).toBe(204);
    expect(emulator.store.find("contact", adaId)).toMatchObject(own);
    expect(await browser.call("PATCH", `contacts(${adaId})`, { mobilephone: "1" })).toMatchObject(refused);
    expect(await browser.call("PATCH", `contacts(${adaId})`, { jobtitle: "Queen" })).toMatchObject(refused);
    expect(await browser.call("PATCH", `contacts(${knownId})`, { lastname: "Changed" })).toMatchObject(refused);
    expect(await browser.call("POST", "contacts", given)).toMatchObject(refused);
    expect(await browser.call("DELETE", `contacts(${adaId})`)).toMatchObject(refused);
    for (const path of [lookUp("emailaddress1"), `contacts(${adaId})?$select=emailaddress1`]) {
      expect(await browser.call("GET", path), path).toMatchObject(refused);
    }
  });

  it("A-self: an anonymous visitor does nothing at all", async () => {
    const { browser, knownId } = await visit("A-self");
    for (const [method, path, body] of [
      ["GET", lookUp("emailaddress1"), undefined],
      ["POST", "contacts", given],
      ["PATCH", `contacts(${knownId})`, { lastname: "Changed" }],
      ["PATCH", by("new@example.com"), { lastname: "New" }],
      ["DELETE", `contacts(${knownId})`, undefined],
    ] as const) {
      expect(await browser.call(method, path, body), `${method} ${path}`).toMatchObject(refused);
    }
  });
});
