import { afterEach, describe, expect, test } from "vitest";
import { createReadCache } from "../../../portal-emulator/web-api/read-cache.ts";
import { authenticatedRole } from "../../access/tiny-site.ts";
import { ada, crm, tinyPortal, type TinyPortal, type TinyPortalOptions } from "./tiny-portal.ts";

const account = "22222222-2222-4222-8222-222222222222";
const eve = "44444444-4444-4444-8444-444444444444";
const list = "/_api/contacts?$select=firstname&$filter=startswith(firstname,'E')";

let portal: TinyPortal | undefined;
afterEach(() => portal?.close());

function open(options: TinyPortalOptions = {}, site = crm): TinyPortal {
  portal = tinyPortal(site, options);
  portal.store.insert("contact", { contactid: eve, firstname: "Eve" });
  portal.store.insert("account", { accountid: account, name: "Engines" });
  return portal;
}

async function names(from: TinyPortal, path = list): Promise<string[]> {
  const { json } = await from.send("GET", path);
  return (json as { value: { firstname: string }[] }).value.map((row) => row.firstname).sort();
}

describe("an answer of the site's server cache", () => {
  test("hides what was changed elsewhere, for 15 minutes by the emulator's clock", async () => {
    const site = open();
    expect(await names(site)).toEqual(["Eve"]);
    site.store.insert("contact", { firstname: "Emil" });
    expect(await names(site)).toEqual(["Eve"]);
    site.advanceMinutes(15);
    expect(await names(site)).toEqual(["Eve"]);
    site.advanceMinutes(0.1);
    expect(await names(site)).toEqual(["Emil", "Eve"]);
  });

  test.each([
    ["POST", "contacts", { firstname: "Edda" }, ["Edda", "Emil", "Eve"]],
    ["PATCH", `contacts(${eve})`, { firstname: "Eva" }, ["Emil", "Eva"]],
    ["PUT", `contacts(${eve})/firstname`, { value: "Eva" }, ["Emil", "Eva"]],
    ["DELETE", `contacts(${eve})/lastname`, undefined, ["Emil", "Eve"]],
    ["DELETE", `contacts(${eve})`, undefined, ["Emil"]],
    ["PUT", `contacts(${eve})/parentcustomerid_account/$ref`, { "@odata.id": `/accounts(${account})` }, ["Emil", "Eve"]],
    ["POST", "accounts", { name: "x", contact_customer_accounts: [{ firstname: "Edda" }] }, ["Edda", "Emil", "Eve"]],
    ["POST", "accounts", { name: "x" }, ["Eve"]],
    ["POST", "contacts", { jobtitle: "refused" }, ["Eve"]],
  ])("after %s %s through the site shows %j as %j", async (method, path, body, expected) => {
    const site = open();
    await names(site);
    site.store.insert("contact", { firstname: "Emil" });
    await site.send(method, `/_api/${path}`, body);
    expect(await names(site)).toEqual(expected);
  });

  test("is forgotten when its administrator clears the cache", async () => {
    const site = open();
    await names(site);
    site.store.insert("contact", { firstname: "Emil" });
    site.clearReadCache();
    expect(await names(site)).toEqual(["Emil", "Eve"]);
  });

  test("is there for rows and for counts too, and for nothing that failed", async () => {
    const site = open();
    const row = `/_api/contacts(${eve})?$select=firstname`;
    const missing = `/_api/contacts(${ada.contactId})?$select=firstname`;
    const before = [(await site.send("GET", row)).json, (await site.send("GET", "/_api/contacts/$count")).text];
    expect((await site.send("GET", missing)).status).toBe(404);
    site.store.update("contact", eve, { firstname: "Eva" });
    site.store.insert("contact", { contactid: ada.contactId ?? "", firstname: "Ada" });
    expect([(await site.send("GET", row)).json, (await site.send("GET", "/_api/contacts/$count")).text]).toEqual(before);
    expect((await site.send("GET", missing)).status).toBe(200);
  });

  test("does not answer another question", async () => {
    const site = open();
    await names(site);
    site.store.insert("contact", { firstname: "Emil" });
    expect(await names(site, `${list}&$orderby=firstname`)).toEqual(["Emil", "Eve"]);
  });

  test("is not there when the switch is off", async () => {
    const site = open({ switches: { readCache: "off" } });
    await names(site);
    site.store.insert("contact", { firstname: "Emil" });
    expect(await names(site)).toEqual(["Emil", "Eve"]);
  });

  test("is shared where every row may be read, and each visitor's own where not", async () => {
    const own = { scope: "self", roleIds: [authenticatedRole], read: true } as const;
    const site = open({}, { ...crm, permissions: [...(crm.permissions ?? []), own] });
    expect(await names(site)).toEqual(["Eve"]);
    site.store.insert("contact", { contactid: ada.contactId ?? "", firstname: "Edda" });
    expect(await names(site)).toEqual(["Eve"]);
    site.signIn(ada);
    expect(await names(site)).toEqual(["Edda"]);
  });

  test("gives nothing to a visitor who may not read any more", async () => {
    const site = open({}, { ...crm, permissions: [{ read: true }] });
    expect(await names(site)).toEqual(["Eve"]);
    site.signIn(ada);
    expect((await site.send("GET", list)).status).toBe(403);
  });
});

describe("the cache itself", () => {
  test("keeps no answer that was read before its table was written", async () => {
    const cache = createReadCache({ now: () => new Date(0) });
    let release = (): void => undefined;
    const slow = cache.through("key", ["contact"], async () => {
      await new Promise<void>((resolve) => void (release = resolve));
      return "old";
    });
    await Promise.resolve();
    cache.forget(["contact"]);
    release();
    expect(await slow).toBe("old");
    expect(await cache.through("key", ["contact"], async () => "new")).toBe("new");
  });

  test("keeps nothing that threw", async () => {
    const cache = createReadCache({ now: () => new Date(0) });
    await expect(cache.through("key", [], async () => Promise.reject(new RangeError("x")))).rejects.toThrow(RangeError);
    expect(await cache.through("key", [], async () => "new")).toBe("new");
  });

  test("keeps a bounded number of answers, the newest", async () => {
    const cache = createReadCache({ now: () => new Date(0) });
    for (let key = 0; key < 1_100; key += 1) await cache.through(String(key), [], async () => "old");
    expect(await cache.through("0", [], async () => "new")).toBe("new");
    expect(await cache.through("1099", [], async () => "new")).toBe("old");
  });

  test("keeps no more than fits, the newest, and has room again for what it forgot", async () => {
    const cache = createReadCache({ now: () => new Date(0) }, 100);
    const rows = (text: string): string => text.repeat(40);
    for (const key of ["a", "b", "c"]) await cache.through(key, [key], async () => rows("o"));
    const read = async (key: string): Promise<boolean> => (await cache.through(key, [key], async () => rows("n"))).startsWith("o");
    expect([await read("c"), await read("b")]).toEqual([true, true]);
    cache.forget(["b"]);
    await cache.through("d", ["d"], async () => rows("o"));
    expect([await read("c"), await read("d"), await read("a")]).toEqual([true, true, false]);
    expect(await cache.through("none", [], async () => undefined)).toBeUndefined();
  });

  test("reads anew when the clock was set back", async () => {
    let now = new Date(100_000);
    const cache = createReadCache({ now: () => now });
    await cache.through("key", [], async () => "old");
    now = new Date(0);
    expect(await cache.through("key", [], async () => "new")).toBe("new");
  });
});
