import { afterEach, describe, expect, it } from "vitest";
import { openCachedPortal, type CachedPortal, type PortalParts } from "./cached-portal.ts";

const eve = "44444444-4444-4444-8444-444444444444";
const fetched =
  "{% fetchxml q %}<fetch><entity name='contact'><attribute name='firstname'></attribute><order attribute='firstname'></order>" +
  "<filter><condition attribute='firstname' operator='like' value='E%'></condition></filter></entity></fetch>{% endfetchxml %}" +
  "<<{% for c in q.results.entities %}{{ c.firstname }} {% endfor %}>>";
const settings = { "Webapi/contact/enabled": "true", "Webapi/contact/fields": "firstname,lastname" };
const everybody = [{ table: "contact", scope: "global" }] as const;

let portal: CachedPortal;
afterEach(async () => {
  await portal.emulator.close();
});

const open = async (parts: PortalParts = {}): Promise<void> => {
  portal = await openCachedPortal({ body: fetched, settings, permissions: everybody, ...parts });
  portal.emulator.store.insert("contact", { contactid: eve, firstname: "Eve", lastname: "Example" });
};
const shown = async (cookie?: string): Promise<string | undefined> => (await portal.show("/", cookie)).body;
const seed = async (firstname: string): Promise<Response> =>
  portal.ask("/_emulator/seed", { method: "POST", body: JSON.stringify({ contact: [{ firstname, lastname: "Example" }] }) });
const changeInDataverse = async (firstname: string): Promise<Response> =>
  portal.emulator.fetch(
    "org",
    new Request(`http://127.0.0.1:4381/api/data/v9.2/contacts(${eve})`, {
      method: "PATCH",
      body: JSON.stringify({ firstname }),
      headers: {
        host: "127.0.0.1:4381",
        authorization: `Bearer ${portal.emulator.addresses.orgToken}`,
        "content-type": "application/json",
      },
    }),
  );

describe("what a page reads of the site's tables", () => {
  it.each([
    ["seeded", async (): Promise<unknown> => seed("Emil"), "Emil Eve "],
    ["changed in Dataverse", async (): Promise<unknown> => changeInDataverse("Eva"), "Eva "],
  ])("hides what was %s for 15 minutes by the emulator's clock", async (_, change, after) => {
    await open();
    expect(await shown()).toBe("Eve ");
    await change();
    expect(await shown()).toBe("Eve ");
    await portal.advance("15m");
    expect(await shown()).toBe("Eve ");
    await portal.advance("1s");
    expect(await shown()).toBe(after);
  });

  it("is read anew after a write of its table through the site", async () => {
    await open();
    await shown();
    await seed("Emil");
    expect(await portal.write("POST", "/_api/contacts", { firstname: "Edda" })).toBe(204);
    expect(await shown()).toBe("Edda Emil Eve ");
  });

  it("stays after a write that was refused, or of another table", async () => {
    await open({
      settings: { ...settings, "Webapi/account/enabled": "true", "Webapi/account/fields": "name" },
      permissions: [...everybody, { table: "account", scope: "global" }],
    });
    await shown();
    await seed("Emil");
    expect(await portal.write("POST", "/_api/contacts", { jobtitle: "not listed" })).toBe(403);
    expect(await portal.write("POST", "/_api/accounts", { name: "Example Works" })).toBe(204);
    expect(await shown()).toBe("Eve ");
  });

  it("is read anew after the caches were cleared, and after a reset", async () => {
    await open();
    await shown();
    await seed("Emil");
    await portal.ask("/_emulator/clear-cache", { method: "POST" });
    expect(await shown()).toBe("Emil Eve ");
    await portal.ask("/_emulator/reset", { method: "POST" });
    expect(await shown()).toBe("");
  });

  it("is shared by all where all rows may be read", async () => {
    await open();
    await shown();
    await seed("Emil");
    expect(await shown(await portal.signIn("ada"))).toBe("Eve ");
  });

  it("is each visitor's own where not", async () => {
    await open({ permissions: [{ table: "contact", scope: "self" }], body: fetched.replace("value='E%'", "value='%'") });
    expect(await shown()).toBe("");
    const [ada, admin] = [await portal.signIn("ada"), await portal.signIn("admin")];
    const [ofAda, ofAdmin] = [await shown(ada), await shown(admin)];
    expect(ofAda).toMatch(/^\w+ $/);
    expect(ofAdmin).toMatch(/^\w+ $/);
    expect(ofAdmin).not.toBe(ofAda);
    expect(await shown()).toBe("");
  });

  it("does not answer another question", async () => {
    await open({ body: fetched.replace("value='E%'", "value='{{ request.params.q }}%'") });
    const ask = async (q: string): Promise<string | undefined> => (await portal.show(`/?q=${q}`)).body;
    expect(await ask("E")).toBe("Eve ");
    await seed("Frieda");
    expect(await ask("F")).toBe("Frieda ");
    expect(await ask("E")).toBe("Eve ");
  });

  it("covers joined tables and single rows", async () => {
    const joined =
      "{% fetchxml q %}<fetch><entity name='account'><attribute name='name'></attribute><link-entity name='contact' from='contactid' to='primarycontactid' alias='c'>" +
      "<attribute name='firstname'></attribute></link-entity></entity></fetch>{% endfetchxml %}" +
      `<<{% for a in q.results.entities %}{{ a['c.firstname'] }}{% endfor %} {{ entities['contact']['${eve}'].firstname }}>>`;
    await open({ body: joined, permissions: [...everybody, { table: "account", scope: "global" }] });
    portal.emulator.store.insert("account", { name: "Example Works", primarycontactid: eve });
    expect(await shown()).toBe("Eve Eve");
    await changeInDataverse("Eva");
    expect(await shown()).toBe("Eve Eve");
    expect(await portal.write("POST", "/_api/contacts", { firstname: "Another" })).toBe(204);
    expect(await shown()).toBe("Eva Eva");
  });

  it("comes from Dataverse each time with the switch off", async () => {
    await open({ switches: { readCache: "off" } });
    await shown();
    await seed("Emil");
    expect(await shown()).toBe("Emil Eve ");
  });

  it("is not kept when it failed", async () => {
    await open({
      body: "{% fetchxml q %}<fetch><entity name='nothing'></entity></fetch>{% endfetchxml %}<<{{ q.results.entities.size }}>>",
    });
    const first = (await portal.show("/")).html;
    expect(first).toContain("Liquid error");
    expect((await portal.show("/")).html).toContain("Liquid error");
  });
});
