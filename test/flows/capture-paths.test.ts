import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { templateNames } from "../../contract/names.ts";
import { captureVariants } from "../../pac-deploy/kit-files.ts";
import { createEmulator, type Emulator } from "../../portal-emulator/create-emulator.ts";
import { parseSchemaFile } from "../../portal-emulator/schema/parse-schema-file.ts";
import type { Schema } from "../../portal-emulator/schema/schema.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { keepCookies, openEmulatedPage, type EmulatedPage } from "../support/emulated-page.ts";
import { applyKit, copySite, distFolder, kitFolder, starterFolder, storyConfiguration, type TemporarySite } from "../support/kit-site.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
const schemaOf = (keys: object): Schema =>
  parseSchemaFile(
    JSON.stringify({ tables: { contact: { columns: { pk_number: { type: "string" }, pk_utm: { type: "string" } }, keys } } }),
    "schema.json",
  );
const keyed = schemaOf({ pk_email_key: { columns: ["emailaddress1"] } });
const keyless = schemaOf({});
const email = { column: "emailaddress1", type: "email", required: true };
const fields = [{ column: "firstname" }, { column: "lastname", required: true }, email];
const person = { firstname: "Grace", lastname: "Example", emailaddress1: "grace@example.com" };
const own = { ...storyConfiguration.capture, acceptAnonymousContactAccess: false };

const configurations = {
  A: {
    capture: {
      ...storyConfiguration.capture,
      fields: [
        ...fields,
        { column: "donotemail", consent: { ask: "yes-no", given: false } },
        { column: "donotphone", consent: { given: false } },
        { column: "pk_utm", type: "hidden", from: "utm_source" },
      ],
    },
  },
  "create-only": { capture: { ...storyConfiguration.capture, fields, lookup: "none" } },
  "A-self": { capture: { ...own, fields: [...fields, { column: "description", type: "textarea" }], path: "A-self" } },
  "A-key": { capture: { ...storyConfiguration.capture, fields, path: "A-key", keyProvedAt: [addresses.portal] } },
  "a key of its own": { capture: { ...storyConfiguration.capture, fields }, identify: { key: "pk_number" } },
};
type Name = keyof typeof configurations;

const sites = new Map<Name, Site>();
const copies: TemporarySite[] = [];
const emulators: Emulator[] = [];
beforeAll(async () => {
  for (const [name, configuration] of Object.entries(configurations)) {
    const copy = copySite(starterFolder("enhanced"), { ...storyConfiguration, ...configuration });
    copies.push(copy);
    await applyKit(copy);
    // The keys of this table are the names.
    sites.set(name as Name, await readSite(copy.folder));
  }
});
afterEach(async () => {
  await Promise.all(emulators.splice(0).map((emulator) => emulator.close()));
});
afterAll(() => {
  for (const copy of copies) copy.remove();
});

const start = async (name: Name, settings: Readonly<Record<string, string>> = {}): Promise<Emulator> => {
  const site = sites.get(name);
  if (site === undefined) throw new Error(`no site for ${name}`);
  const extra = Object.entries(settings).map(([key, value]) => ({ ...site.settings[0], id: key, name: key, active: true, value }));
  // A setting as the folder has them, under another name.
  const changed = { ...site, settings: [...extra, ...site.settings] } as Site;
  const emulator = await createEmulator({
    site: changed,
    database: ":memory:",
    distFolder,
    addresses,
    schema: name === "A-key" ? keyed : keyless,
  });
  emulators.push(emulator);
  return emulator;
};
const signIn = async (emulator: Emulator): Promise<Map<string, string>> => {
  const cookies = new Map<string, string>();
  const request = new Request(new URL("/_emulator/sign-in", addresses.portal), {
    method: "POST",
    body: JSON.stringify({ persona: "ada" }),
  });
  keepCookies(cookies, await emulator.fetch("portal", request));
  return cookies;
};
const visit = (
  emulator: Emulator,
  options: { readonly cookies?: Map<string, string>; readonly query?: string } = {},
): Promise<EmulatedPage> =>
  openEmulatedPage(emulator, `/get-in-touch/${options.query ?? ""}`, {
    consent: "granted",
    ...(options.cookies === undefined ? {} : { cookies: options.cookies }),
  });
const send = async (page: EmulatedPage, values: Readonly<Record<string, string>> = person): Promise<string> => {
  page.enter(values);
  page.submit();
  return page.settled();
};
const contacts = (emulator: Emulator): readonly Record<string, unknown>[] => emulator.store.query("contact");
const apiCalls = (page: EmulatedPage): string[] => page.calls.filter((call) => call.includes("/_api/"));
const valueOf = (page: EmulatedPage, name: string): string | undefined =>
  page.form.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name=${name}]`)?.value;

describe("path A", () => {
  it("sends what was answered and where the visitor came from, and nothing of what was not", async () => {
    const emulator = await start("A");
    const page = await visit(emulator, { query: "?utm_source=letter&x=1#fragment" });
    page.form.querySelector<HTMLInputElement>("[name=donotemail][value=true]")?.click();
    expect(await send(page)).toBe("done");
    expect(apiCalls(page)).toEqual(["GET /_api/contacts", "POST /_api/contacts"]);
    const [contact] = contacts(emulator);
    expect(contact).toMatchObject({ ...person, donotemail: true, pk_utm: "letter" });
    expect((await start("A")).store.insert("contact", {})["donotphone"]).toBe(contact?.["donotphone"]);
  });
});

describe.each(captureVariants)("the variant %s of the form's script", (variant) => {
  it("is what the plan picks, and goes through", async () => {
    const has = (word: string): boolean => variant.split("-").includes(word);
    const { acceptAnonymousContactAccess } = storyConfiguration.capture;
    const copy = copySite(starterFolder("enhanced"), {
      ...storyConfiguration,
      capture: {
        ...storyConfiguration.capture,
        fields,
        outbox: has("outbox"),
        prefetchLookup: has("prefetch"),
        acceptAnonymousContactAccess: acceptAnonymousContactAccess && !has("self"),
        path: has("self") ? "A-self" : has("key") ? "A-key" : "A",
        ...(has("key") ? { keyProvedAt: [addresses.portal] } : {}),
      },
    });
    copies.push(copy);
    await applyKit(copy);
    const site = await readSite(copy.folder);
    const script = readFileSync(join(kitFolder, `scripts/contact-capture${variant === "A" ? "" : `.${variant}`}.js`), "utf8").trim();
    for (const name of [templateNames.contactCapture, templateNames.captureScript])
      expect(site.webTemplates.find((template) => template.name === name)?.source).toContain(script);
    const emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses, schema: has("key") ? keyed : keyless });
    emulators.push(emulator);
    const page = await visit(emulator, has("self") ? { cookies: await signIn(emulator) } : {});
    expect(await send(page)).toBe("done");
    expect(contacts(emulator)).toMatchObject([person]);
    expect(apiCalls(page).at(-1)).toMatch(has("self") || has("key") ? /^PATCH / : /^POST /);
    // A signed-in visitor has been identified before.
    await expect.poll(() => page.setUserCalls().at(-1)).toEqual({ authId: contacts(emulator)[0]?.["contactid"] });
    expect(page.setUserCalls()).toHaveLength(has("self") ? 2 : 1);
  });
});

describe("create-only", () => {
  it("makes a contact of every submission and reads nothing", async () => {
    const emulator = await start("create-only");
    for (const count of [1, 2]) {
      const page = await visit(emulator);
      expect(await send(page)).toBe("done");
      expect(apiCalls(page)).toEqual(["POST /_api/contacts"]);
      expect(contacts(emulator)).toHaveLength(count);
      expect(page.setUserCalls()).toHaveLength(1);
    }
  });
});

describe("path A-self", () => {
  it("shows signed-in visitors what is known and changes their own contact", async () => {
    const emulator = await start("A-self");
    const page = await visit(emulator, { cookies: await signIn(emulator) });
    expect(["firstname", "lastname", "emailaddress1", "description"].map((name) => valueOf(page, name))).toEqual([
      "Ada",
      "Marlow",
      "ada.marlow@example.com",
      "",
    ]);
    expect(await send(page, { lastname: "Lovelace" })).toBe("done");
    expect(apiCalls(page)).toEqual([expect.stringMatching(/^PATCH \/_api\/contacts\([-0-9a-f]{36}\)$/)]);
    expect(contacts(emulator)).toMatchObject([{ firstname: "Ada", lastname: "Lovelace", emailaddress1: "ada.marlow@example.com" }]);
  });

  it.each([{}, { "Site/EnableDefaultHtmlEncoding": "False" }, { "Site/EnableDefaultHtmlEncoding": "true" }])(
    "shows values letter for letter with the settings %j",
    async (settings) => {
      const emulator = await start("A-self", settings);
      const cookies = await signIn(emulator);
      const id = String(contacts(emulator)[0]?.["contactid"]);
      const odd = `O'Ada "<b>&amp;</b>" {{ 1 | plus: 1 }}`;
      emulator.store.update("contact", id, { lastname: odd, description: `</textarea><script>${odd}` });
      const page = await visit(emulator, { cookies });
      expect(valueOf(page, "lastname")).toBe(odd);
      expect(valueOf(page, "description")).toBe(`</textarea><script>${odd}`);
    },
  );

  it("asks anonymous visitors to sign in, and sends nothing", async () => {
    const emulator = await start("A-self");
    const page = await visit(emulator);
    expect(valueOf(page, "lastname")).toBe("");
    expect(await send(page)).toBe("failed");
    expect(page.form.dataset["failure"]).toContain("sign-in-required");
    expect(apiCalls(page)).toEqual([]);
    expect(contacts(emulator)).toEqual([]);
  });
});

describe("path A-key", () => {
  it("makes a contact by its key, once", async () => {
    const emulator = await start("A-key");
    const page = await visit(emulator);
    expect(await send(page)).toBe("done");
    expect(apiCalls(page)).toEqual(["PATCH /_api/contacts(emailaddress1='grace%40example.com')"]);
    expect(contacts(emulator)).toMatchObject([person]);
    expect(page.setUserCalls()).toEqual([{ authId: contacts(emulator)[0]?.["contactid"] }]);
    const again = await visit(emulator);
    expect(await send(again, { ...person, firstname: "Somebody", lastname: "Else" })).toBe("done");
    expect(contacts(emulator)).toMatchObject([person]);
    expect(again.setUserCalls()).toEqual(page.setUserCalls());
  });
});

describe("another key than contactid", () => {
  it("is what an address that is known identifies by", async () => {
    const emulator = await start("a key of its own");
    emulator.store.insert("contact", { ...person, pk_number: "N-7" });
    const page = await visit(emulator);
    expect(await send(page)).toBe("done");
    expect(page.setUserCalls()).toEqual([{ authId: "N-7" }]);
  });

  it("is what a signed-in visitor is identified by, without a form", async () => {
    const emulator = await start("a key of its own");
    const cookies = await signIn(emulator);
    emulator.store.update("contact", String(contacts(emulator)[0]?.["contactid"]), { pk_number: "N-'8'" });
    const page = await visit(emulator, { cookies });
    await expect.poll(() => page.setUserCalls()).toEqual([{ authId: "N-'8'" }]);
  });

  it("is nothing for an anonymous visitor", async () => {
    const page = await visit(await start("a key of its own"));
    expect(page.document.querySelector("[data-auth-id]")?.getAttribute("data-auth-id")).toBe("");
    expect(page.setUserCalls()).toEqual([]);
  });
});
