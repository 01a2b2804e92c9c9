import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { antiForgeryName } from "../../contract/names.ts";
import { createEmulator, type Emulator } from "../../portal-emulator/create-emulator.ts";
import type { EmulatorSwitches } from "../../portal-emulator/switches.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { keepCookies, openEmulatedPage, type EmulatedPage, type Interference } from "../support/emulated-page.ts";
import { applyKit, copySite, distFolder, starterFolder, storyConfiguration, type TemporarySite } from "../support/kit-site.ts";

const person = { firstname: "Ada", lastname: "Example", emailaddress1: "ada.o'example+tours@example.com", mobilephone: "+49 30 000000" };
const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };

let copies: TemporarySite[] = [];
let site: Site;
const applied = async (configuration: object): Promise<Site> => {
  const copy = copySite(starterFolder("enhanced"), configuration);
  copies.push(copy);
  await applyKit(copy);
  return readSite(copy.folder);
};
let emulators: Emulator[] = [];
const start = async (of: Site, switches: Partial<EmulatorSwitches> = {}): Promise<Emulator> => {
  const emulator = await createEmulator({ site: of, database: ":memory:", distFolder, addresses, switches });
  emulators.push(emulator);
  return emulator;
};
const submitted = async (
  emulator: Emulator,
  options: { values?: object; consent?: "granted" | "denied"; interfere?: Interference } = {},
): Promise<EmulatedPage> => {
  const page = await openEmulatedPage(emulator, "/get-in-touch/", {
    consent: options.consent ?? "granted",
    ...(options.interfere ? { interfere: options.interfere } : {}),
  });
  page.enter({ ...person, ...options.values });
  page.submit();
  await page.settled();
  return page;
};
const contacts = (emulator: Emulator): readonly Record<string, unknown>[] => emulator.store.query("contact");
const seed = (emulator: Emulator): string =>
  String(
    emulator.store.insert("contact", { firstname: "A.", lastname: "Known", emailaddress1: person.emailaddress1.toUpperCase() })[
      "contactid"
    ],
  );
/** What another tab of the same browser sends. */
const inAnotherTab = async (emulator: Emulator, cookies: Map<string, string>, path: string, body?: object): Promise<unknown> => {
  const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  const response = await emulator.fetch(
    "portal",
    new Request(new URL(path, addresses.portal), { method: "POST", headers, body: JSON.stringify(body ?? null) }),
  );
  expect(response.status).toBe(200);
  keepCookies(cookies, response);
  return response.json();
};
/** Touches the first field, as a visitor does who begins to type: the token is fetched. */
const begin = async (page: EmulatedPage): Promise<void> => {
  page.form.querySelector<HTMLInputElement>("[name=firstname]")?.focus();
  await expect.poll(() => page.cookies.has(antiForgeryName)).toBe(true);
  page.enter(person);
};
const pressSubmit = async (page: EmulatedPage): Promise<string> => {
  page.submit();
  return page.settled();
};
const typed = (page: EmulatedPage): unknown =>
  Object.fromEntries(Object.keys(person).map((name) => [name, page.form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value]));
const tokenFault = (): Response =>
  Response.json(
    { error: { code: "90040107", message: "The anti-forgery cookie token and form field token do not match." } },
    { status: 403 },
  );

beforeAll(async () => {
  site = await applied(storyConfiguration);
});
beforeEach(async () => {
  await Promise.all(emulators.map((emulator) => emulator.close()));
  emulators = [];
});
afterAll(async () => {
  await Promise.all(emulators.map((emulator) => emulator.close()));
  for (const copy of copies) copy.remove();
  copies = [];
});

describe("the whole flow", () => {
  it("creates the contact, keeps its id for the tab and calls setUser once", async () => {
    const emulator = await start(site);
    const page = await submitted(emulator);
    expect(page.form.dataset["state"]).toBe("done");
    const [contact, ...others] = contacts(emulator);
    expect(others).toEqual([]);
    expect(contact).toMatchObject(person);
    expect(page.dom.window.sessionStorage.getItem("contactid")).toBe(contact?.["contactid"]);
    expect(page.setUserCalls()).toEqual([{ authId: contact?.["contactid"] }]);
    expect(page.calls.filter((call) => call.includes("/_api/"))).toEqual(["GET /_api/contacts", "POST /_api/contacts"]);
  });

  it("reuses an existing contact in any letter case and never overwrites it", async () => {
    const emulator = await start(site);
    const id = seed(emulator);
    const page = await submitted(emulator);
    expect(contacts(emulator)).toHaveLength(1);
    expect(contacts(emulator)[0]).toMatchObject({ firstname: "A.", lastname: "Known" });
    expect(page.setUserCalls()).toEqual([{ authId: id }]);
    expect(page.calls).not.toContain("POST /_api/contacts");
  });

  it.each(["entityid", "OData-EntityId", "Location"] as const)("reads the new id from the header %s alone", async (header) => {
    const emulator = await start(site, { createIdHeaders: [header] });
    const page = await submitted(emulator);
    expect(page.dom.window.sessionStorage.getItem("contactid")).toBe(contacts(emulator)[0]?.["contactid"]);
  });

  it("sends a submission once however often the button is pressed", async () => {
    const emulator = await start(site);
    const page = await openEmulatedPage(emulator, "/get-in-touch/", { consent: "granted" });
    page.enter(person);
    for (let press = 0; press < 5; press += 1) page.submit();
    page.form.dispatchEvent(new page.dom.window.Event("submit", { cancelable: true, bubbles: true }));
    await page.settled();
    expect(page.calls.filter((call) => call === "POST /_api/contacts")).toHaveLength(1);
    expect(contacts(emulator)).toHaveLength(1);
  });
});

describe("validate", () => {
  it.each([
    ["a missing name", { lastname: "  " }, "lastname"],
    ["a missing address", { emailaddress1: "" }, "emailaddress1"],
    ["an address without a domain", { emailaddress1: "ada@" }, "emailaddress1"],
    ["a name that does not fit the column", { firstname: "A".repeat(51) }, "firstname"],
  ])("sends nothing with %s, and the summary takes the focus", async (_, values, column) => {
    const emulator = await start(site);
    const page = await submitted(emulator, { values });
    expect(page.form.dataset["state"]).toBe("failed");
    expect(page.calls.filter((call) => call.includes("/_api/"))).toEqual([]);
    const summary = page.document.querySelector("[data-portal-kit-errors]");
    expect(page.document.activeElement).toBe(summary);
    expect(summary?.querySelector(`a[href="#portal-kit-${column}"]`)).not.toBeNull();
    expect(page.document.querySelector(`[name="${column}"]`)?.getAttribute("aria-invalid")).toBe("true");
  });
});

describe("token", () => {
  it("is fetched anew once when the portal says it does not match", async () => {
    const emulator = await start(site);
    const page = await submitted(emulator, {
      interfere: ({ method, headers }, nth) => {
        // A token of another visitor: the portal itself refuses it.
        if (method === "POST" && nth === 1) headers.set("__RequestVerificationToken", "somebody.elses");
        return undefined;
      },
    });
    expect(page.form.dataset["state"]).toBe("done");
    expect(page.calls.filter((call) => call === "GET /_layout/tokenhtml")).toHaveLength(2);
    expect(contacts(emulator)).toHaveLength(1);
  });

  it("gives up after one retry, and creates nothing", async () => {
    const emulator = await start(site);
    const page = await submitted(emulator, { interfere: ({ method }) => (method === "POST" ? tokenFault() : undefined) });
    expect(page.form.dataset["state"]).toBe("failed");
    expect(page.calls.filter((call) => call === "POST /_api/contacts")).toHaveLength(2);
    expect(contacts(emulator)).toEqual([]);
    expect(page.setUserCalls()).toEqual([]);
  });

  it("that never comes leaves what was typed in the form", async () => {
    const emulator = await start(site);
    const page = await submitted(emulator, {
      interfere: ({ path }) => (path === "/_layout/tokenhtml" ? new Response("busy", { status: 500 }) : undefined),
    });
    expect(page.form.dataset["state"]).toBe("failed");
    expect(contacts(emulator)).toEqual([]);
    expect(page.form.querySelector<HTMLInputElement>("[name=lastname]")?.value).toBe(person.lastname);
  });
});

describe("a token of before", () => {
  it("is fetched anew when its cookie has gone since the visitor began to type", async () => {
    const emulator = await start(site);
    const page = await openEmulatedPage(emulator, "/get-in-touch/");
    await begin(page);
    page.cookies.delete(antiForgeryName);
    expect(await pressSubmit(page)).toBe("done");
    expect(page.calls.filter((call) => call === "GET /_layout/tokenhtml")).toHaveLength(2);
    expect(contacts(emulator)).toHaveLength(1);
  });

  it.each<Partial<EmulatorSwitches>>([
    { errorCodeCase: "empty" },
    { errorCodeCase: "empty", tokenFaultStatus: 403 },
    { errorCodeCase: "lower", tokenFaultStatus: "by-cause" },
    { tokenOnReads: "required" },
    { tokenOnReads: "required", errorCodeCase: "empty" },
    { apiUnauthorized: "redirect" },
    { apiUnauthorized: "redirect", tokenOnReads: "required" },
  ])("is fetched anew however the portal refuses it: %j", async (switches) => {
    const emulator = await start(site, switches);
    const page = await openEmulatedPage(emulator, "/get-in-touch/");
    await begin(page);
    await inAnotherTab(emulator, page.cookies, "/_emulator/faults", [{ match: { path: "/_api/" }, fault: { kind: "token" }, times: 1 }]);
    expect(await pressSubmit(page)).toBe("done");
    expect(contacts(emulator)).toHaveLength(1);
  });
});

describe("a visitor who signs in or out in another tab", () => {
  const signIn = (emulator: Emulator, cookies: Map<string, string>): Promise<unknown> =>
    inAnotherTab(emulator, cookies, "/_emulator/sign-in", { persona: "ada" });

  it("is not credited with what is sent after the sign-out; a reload lets the form through", async () => {
    const emulator = await start(site);
    const cookies = new Map<string, string>();
    await signIn(emulator, cookies);
    const page = await openEmulatedPage(emulator, "/get-in-touch/", { consent: "granted", cookies });
    page.enter(person);
    const told = page.setUserCalls().length;
    await inAnotherTab(emulator, cookies, "/_emulator/sign-out");
    expect(await pressSubmit(page)).toBe("failed");
    expect(page.form.dataset["failure"]).toBe("session session-expired");
    expect(page.document.querySelector("[data-portal-kit-errors]")?.textContent).toContain("reload the page");
    expect(typed(page)).toEqual(person);
    expect(page.setUserCalls()).toHaveLength(told);
    expect(contacts(emulator)).toHaveLength(1);

    const reloaded = await openEmulatedPage(emulator, "/get-in-touch/", { consent: "granted", cookies });
    reloaded.enter(person);
    expect(await pressSubmit(reloaded)).toBe("done");
    expect(contacts(emulator).map((row) => row["emailaddress1"])).toContain(person.emailaddress1);
  });

  it.each<{ case: string; switches: Partial<EmulatorSwitches> }>([
    { case: "may not read contacts any more", switches: {} },
    { case: "may do all that anonymous visitors may", switches: { anonymousRoleOfSignedIn: "yes" } },
    { case: "may do all that, of a portal that redirects", switches: { anonymousRoleOfSignedIn: "yes", apiUnauthorized: "redirect" } },
    { case: "was anonymous on pages without a user", switches: { anonymousPortalUser: "absent" } },
  ])("and $case is told to reload, and then is who is signed in", async ({ switches }) => {
    const emulator = await start(site, switches);
    const page = await openEmulatedPage(emulator, "/get-in-touch/", { consent: "granted" });
    await begin(page);
    await signIn(emulator, page.cookies);
    for (let presses = 0; presses < 2; presses += 1) {
      expect(await pressSubmit(page)).toBe("failed");
      expect(page.form.dataset["failure"]).toBe("session session-expired");
    }
    expect(typed(page)).toEqual(person);
    expect(page.setUserCalls()).toEqual([]);
    expect(contacts(emulator)).toHaveLength(1);

    const reloaded = await openEmulatedPage(emulator, "/get-in-touch/", { consent: "granted", cookies: page.cookies });
    reloaded.enter(person);
    expect(await pressSubmit(reloaded)).toBe("done");
    const own = contacts(emulator).map((row) => row["contactid"]);
    expect(own).toHaveLength(1);
    expect(reloaded.setUserCalls()).toContainEqual({ authId: own[0] });
  });
});

describe("upsert", () => {
  const without = (change: (of: Site) => Partial<Site>): Site => ({ ...site, ...change(site) });

  it("creates nothing when the look-up is refused for want of a permission", async () => {
    const emulator = await start(
      without((of) => ({ tablePermissions: of.tablePermissions.filter((permission) => permission.table !== "contact") })),
    );
    const page = await submitted(emulator);
    expect(page.form.dataset["state"]).toBe("failed");
    expect(page.form.dataset["failure"]).toContain("90040120");
    expect(page.calls).not.toContain("POST /_api/contacts");
  });

  it("says so when the table is not enabled for the Web API", async () => {
    const emulator = await start(
      without((of) => ({ settings: of.settings.filter((setting) => setting.name !== "Webapi/contact/enabled") })),
    );
    const page = await submitted(emulator);
    expect(page.form.dataset["failure"]).toContain("9004010C");
    expect(contacts(emulator)).toEqual([]);
  });

  it("fails, and identifies nobody, when a column may not be written", async () => {
    const emulator = await start(
      without((of) => ({
        columnPermissionProfiles: of.columnPermissionProfiles.map((profile) => ({
          ...profile,
          columns: profile.columns.filter(({ column }) => column !== "mobilephone"),
        })),
      })),
    );
    const page = await submitted(emulator);
    expect(page.form.dataset["failure"]).toContain("90040101");
    expect(contacts(emulator)).toEqual([]);
    expect(page.setUserCalls()).toEqual([]);
  });

  it("looks again after a lost answer, and does not create a second time", async () => {
    const emulator = await start(site);
    const page = await submitted(emulator, {
      interfere: async ({ method, path, headers }, nth) => {
        if (method !== "POST" || nth > 1) return undefined;
        const response = await emulator.fetch(
          "portal",
          new Request(new URL(path, addresses.portal), { method: "POST", headers, body: JSON.stringify(person) }),
        );
        expect(response.status).toBe(204);
        throw new TypeError("the network broke after the portal had created it");
      },
    });
    expect(page.form.dataset["state"]).toBe("done");
    expect(contacts(emulator)).toHaveLength(1);
    expect(page.setUserCalls()).toEqual([{ authId: contacts(emulator)[0]?.["contactid"] }]);
  });

  it("recognises a sign-in page where data was expected", async () => {
    const emulator = await start(site);
    const page = await submitted(emulator, {
      interfere: ({ path }) =>
        path === "/_api/contacts"
          ? new Response("<!DOCTYPE html><title>Sign in</title>", { headers: { "content-type": "text/html" } })
          : undefined,
    });
    expect(page.form.dataset["failure"]).toContain("session-expired");
    expect(page.setUserCalls()).toEqual([]);
  });
});

describe("session and setUser", () => {
  it("keeps no id and identifies nobody without consent; the contact arrives all the same", async () => {
    const emulator = await start(site);
    const page = await submitted(emulator, { consent: "denied" });
    expect(page.form.dataset["state"]).toBe("done");
    expect(contacts(emulator)).toHaveLength(1);
    expect(page.dom.window.sessionStorage.getItem("contactid")).toBeNull();
    expect(page.setUserCalls()).toEqual([]);
  });

  it("identifies nobody who only typed a known address when the policy is confirmed", async () => {
    const emulator = await start(await applied({ ...storyConfiguration, identify: { existing: "confirmed" } }));
    seed(emulator);
    const page = await submitted(emulator);
    expect(page.form.dataset["state"]).toBe("pending");
    expect(page.dom.window.sessionStorage.getItem("contactid")).toBeNull();
    expect(page.setUserCalls()).toEqual([]);
  });

  it("needs no read access with lookup none", async () => {
    const emulator = await start(await applied({ ...storyConfiguration, capture: { ...storyConfiguration.capture, lookup: "none" } }));
    const page = await submitted(emulator);
    expect(page.form.dataset["state"]).toBe("done");
    expect(page.calls.filter((call) => call.includes("/_api/"))).toEqual(["POST /_api/contacts"]);
    expect(page.setUserCalls()).toHaveLength(1);
  });
});
