import { afterEach, describe, expect, test } from "vitest";
import { crm, pathA, tinyPortal, type TinyPortal } from "./tiny-portal.ts";

const ada = "11111111-1111-4111-8111-111111111111";
const columns = "every";
const cache = "use";

let portal: TinyPortal;
afterEach(() => portal.close());

function open(site = crm): void {
  portal = tinyPortal(site);
  portal.store.insert("contact", { contactid: ada, firstname: "Ada", jobtitle: "Countess" });
}

describe("a call of server logic to Dataverse", () => {
  test("needs no token, no enabled table and no list of columns", async () => {
    open({ permissions: [{ read: true, create: true, write: true, delete: true }] });
    const path = `contacts(${ada})?$select=jobtitle`;
    const read = await portal.ask({ method: "GET", path, columns, cache });
    expect([read.status, read.statusText, JSON.parse(read.body)]).toMatchObject([200, "OK", { jobtitle: "Countess" }]);
    const created = await portal.ask({ method: "POST", path: "contacts", body: '{"jobtitle":"x"}', columns, cache });
    expect([created.status, created.statusText, created.body]).toEqual([204, "No Content", ""]);
    expect(portal.store.find("contact", created.headers["entityid"] ?? "")).toMatchObject({ jobtitle: "x" });
    const row = `contacts(${created.headers["entityid"]})`;
    expect((await portal.ask({ method: "PATCH", path: row, body: '{"jobtitle":"y"}', columns, cache })).status).toBe(204);
    expect((await portal.ask({ method: "DELETE", path: row, columns, cache })).status).toBe(204);
    expect(portal.store.count("contact")).toBe(1);
  });

  test("reads no rows without the permission, and writes none", async () => {
    open({});
    const list = await portal.ask({ method: "GET", path: "contacts?$select=firstname", columns, cache });
    expect([list.status, JSON.parse(list.body)]).toMatchObject([200, { value: [] }]);
    const one = await portal.ask({ method: "GET", path: `contacts(${ada})?$select=firstname`, columns, cache });
    expect([one.status, JSON.parse(one.body)]).toMatchObject([404, { error: { code: "9004010D", cdscode: "0x80040217" } }]);
    const created = await portal.ask({ method: "POST", path: "contacts", body: '{"jobtitle":"x"}', columns, cache });
    expect([created.status, JSON.parse(created.body)]).toMatchObject([403, { error: { code: "90040103" } }]);
  });

  test("is held to the columns a page is held to when asked so", async () => {
    open(pathA);
    const answer = await portal.ask({ method: "GET", path: "contacts?$select=jobtitle", columns: "listed", cache });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([403, { error: { code: "90040101" } }]);
  });

  test("skips the site's server cache when asked so", async () => {
    open();
    const path = `contacts(${ada})?$select=firstname`;
    const read = async (how: "use" | "skip"): Promise<unknown> =>
      (JSON.parse((await portal.ask({ method: "GET", path, columns, cache: how })).body) as { firstname: unknown }).firstname;
    expect(await read("use")).toBe("Ada");
    portal.store.update("contact", ada, { firstname: "Augusta" });
    expect([await read("use"), await read("skip"), await read("use")]).toEqual(["Ada", "Augusta", "Ada"]);
  });

  test("clears what a page's read left in the cache", async () => {
    open();
    const page = async (): Promise<unknown> =>
      ((await portal.send("GET", `/_api/contacts(${ada})?$select=firstname`)).json as { firstname: unknown }).firstname;
    expect(await page()).toBe("Ada");
    await portal.ask({ method: "PATCH", path: `contacts(${ada})`, body: '{"firstname":"Augusta"}', columns, cache: "skip" });
    expect(await page()).toBe("Augusta");
  });

  test.each(["", "../pages", "nothings", "contacts(5)", "%", "contacts?$filter=%", "//other.example.com/contacts"])(
    "to %j answers with a refusal",
    async (path) => {
      open();
      const { status, body } = await portal.ask({ method: "GET", path, columns, cache });
      expect([400, 403]).toContain(status);
      expect(JSON.parse(body)).toMatchObject({ error: { message: expect.any(String) } });
    },
  );
});
