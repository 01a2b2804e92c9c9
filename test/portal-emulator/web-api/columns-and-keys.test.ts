import { afterEach, describe, expect, test } from "vitest";
import { keyedSchema, pathA, tinyPortal, wideOpen, type Reply, type TinyPortal } from "./tiny-portal.ts";

const ada = "11111111-1111-4111-8111-111111111111";
const nobody = "99999999-9999-4999-8999-999999999999";

let portal: TinyPortal;
afterEach(() => portal.close());

function open(site = wideOpen): void {
  portal = tinyPortal(site, { schema: keyedSchema });
  portal.store.insert("contact", { contactid: ada, firstname: "Ada", emailaddress1: "ada@example.com" });
}

function code({ status, json }: Reply): string {
  const error = json as { error?: { code: string; cdscode?: string } } | undefined;
  return [status, error?.error?.code, error?.error?.cdscode].filter((part) => part !== undefined && part !== "").join(" ");
}

describe("one column of a row", () => {
  test("is set, read and cleared", async () => {
    open();
    const path = `/_api/contacts(${ada})/lastname`;
    expect(code(await portal.send("PUT", path, { value: "Byron" }))).toBe("204");
    expect(portal.store.find("contact", ada)).toMatchObject({ firstname: "Ada", lastname: "Byron", fullname: "Ada Byron" });
    expect((await portal.send("GET", path)).json).toEqual({ value: "Byron" });
    expect(code(await portal.send("DELETE", path))).toBe("204");
    expect(portal.store.find("contact", ada)).toMatchObject({ firstname: "Ada", lastname: null });
    expect(code(await portal.send("GET", path))).toBe("204");
    expect(portal.effects).toEqual(["contact updated", "contact updated"]);
  });

  test.each([
    ["PUT", `contacts(${ada})/jobtitle`, { value: "x" }, "403 90040101"],
    ["DELETE", `contacts(${ada})/jobtitle`, undefined, "403 90040101"],
    ["GET", `contacts(${ada})/jobtitle`, undefined, "403 90040101"],
    ["PUT", `contacts(${ada})/nothing`, { value: "x" }, "400 9004010A"],
    ["PUT", `contacts(${ada})/FirstName`, { value: "x" }, "400 9004010A"],
    ["PUT", `contacts(${ada})/firstname`, {}, "400 9004010A"],
    ["PUT", `contacts(${ada})/firstname`, { value: 5 }, "400 9004010D 0x80048d19"],
    ["PUT", `contacts(${ada})/fullname`, { value: "x" }, "400 9004010D 0x80040203"],
    ["PUT", `contacts(${nobody})/firstname`, { value: "x" }, "404 9004010D 0x80040217"],
    ["DELETE", `contacts(${nobody})/firstname`, undefined, "404 9004010D 0x80040217"],
    ["POST", `contacts(${ada})/firstname`, { value: "x" }, "405"],
    ["PATCH", `contacts(${ada})/firstname`, { value: "x" }, "405"],
    ["GET", `contacts(${ada})/firstname/$value`, undefined, "501"],
    ["GET", "contacts/firstname", undefined, "400 9004010A"],
    ["PUT", `contacts(${ada})/Microsoft.Dynamics.CRM.Do()`, {}, "400 9004010A"],
  ])("%s %s with %j is %s", async (method, path, body, expected) => {
    open();
    expect(code(await portal.send(method, `/_api/${path}`, body))).toBe(expected);
    expect(portal.effects).toEqual([]);
  });

  test("needs the write permission", async () => {
    open(pathA);
    expect(code(await portal.send("PUT", `/_api/contacts(${ada})/firstname`, { value: "Eve" }))).toBe("403 90040102");
    expect(code(await portal.send("DELETE", `/_api/contacts(${ada})/firstname`))).toBe("403 90040102");
  });

  test("uploaded as a file is said not to be built", async () => {
    open();
    const headers = { "content-type": "application/octet-stream" };
    expect(code(await portal.send("PATCH", `/_api/contacts(${ada})/firstname`, "x", headers))).toBe("501");
  });
});

describe("an alternate key", () => {
  const path = "/_api/contacts(emailaddress1='ADA@example.com')";

  test("finds, changes and deletes a row", async () => {
    open();
    expect((await portal.send("GET", `${path}?$select=firstname`)).json).toMatchObject({ contactid: ada, firstname: "Ada" });
    expect(code(await portal.send("PATCH", path, { firstname: "Augusta" }))).toBe("204");
    expect(portal.store.find("contact", ada)).toMatchObject({ firstname: "Augusta", emailaddress1: "ada@example.com" });
    expect(code(await portal.send("DELETE", path))).toBe("204");
    expect(code(await portal.send("GET", `${path}?$select=firstname`))).toBe("404 9004010D 0x80060891");
    expect(code(await portal.send("DELETE", path))).toBe("404 9004010D 0x80060891");
  });

  test("of no row makes one with its values, unless If-Match forbids", async () => {
    open();
    const eve = "/_api/contacts(emailaddress1='eve@example.com')";
    expect(code(await portal.send("PATCH", eve, { firstname: "Eve" }, { "if-match": "*" }))).toBe("404 9004010D 0x80060891");
    const created = await portal.send("PATCH", eve, { firstname: "Eve" });
    expect(created.status).toBe(204);
    expect(portal.store.find("contact", created.headers.get("entityid") ?? "")).toMatchObject({
      firstname: "Eve",
      emailaddress1: "eve@example.com",
    });
  });

  test("keeps a second row with its values out", async () => {
    open();
    expect(code(await portal.send("POST", "/_api/contacts", { emailaddress1: "Ada@Example.com" }))).toBe("412 9004010D 0x80060892");
    expect(portal.store.count("contact")).toBe(1);
  });

  test.each([
    ["lastname='x'", "400 9004010A"],
    ["firstname='x'", "400 9004010A"],
    ["emailaddress1=5", "400 9004010D 0x80060888"],
    ["emailaddress1='a',lastname='b'", "400 9004010A"],
    ["emailaddress1='a%2Bb@example.com'", "400 9004010A"],
    ["emailaddress1='a%2Fb@example.com'", "400 9004010A"],
    ["emailaddress1='50%25@example.com'", "400 9004010A"],
    ["emailaddress1='o''neil@example.com'", "404 9004010D 0x80060891"],
    [`contactid=${nobody}`, "404 9004010D 0x80040217"],
  ])("contacts(%s) is %s", async (key, expected) => {
    open();
    expect(code(await portal.send("GET", `/_api/contacts(${key})?$select=firstname`))).toBe(expected);
  });

  test("over a column that may not be read tells nothing", async () => {
    open({ ...wideOpen, profiles: [{ allColumns: ["read"], columns: [{ column: "emailaddress1", rights: [] }] }] });
    expect(code(await portal.send("GET", `${path}?$select=firstname`))).toBe("403 90040101");
    expect(code(await portal.send("GET", "/_api/contacts(emailaddress1='eve@example.com')?$select=firstname"))).toBe("403 90040101");
  });
});
