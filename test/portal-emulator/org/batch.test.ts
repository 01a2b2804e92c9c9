import { beforeEach, describe, expect, test } from "vitest";
import { createTestOrg, root, type Answer, type TestOrg } from "./test-org.ts";

const id = "11111111-1111-4111-8111-111111111111";

let org: TestOrg;
beforeEach(() => {
  org = createTestOrg();
});

interface Part {
  readonly line: string;
  readonly body?: object;
  readonly contentId?: string;
  readonly headers?: readonly string[];
}

function request({ line, body, contentId, headers = [] }: Part): string {
  return [
    "Content-Type: application/http",
    "Content-Transfer-Encoding: binary",
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    "",
    `${line} HTTP/1.1`,
    ...(body === undefined ? [] : ["Content-Type: application/json"]),
    ...headers,
    "",
    body === undefined ? "" : JSON.stringify(body, null, 2),
  ].join("\r\n");
}

function multipart(parts: readonly string[], boundary: string): string {
  return [...parts.map((part) => `--${boundary}\r\n${part}\r\n`), `--${boundary}--`, ""].join("");
}

function changeSet(...parts: readonly Part[]): string {
  return `Content-Type: multipart/mixed; boundary=changes\r\n\r\n${multipart(
    parts.map((part) => request(part)),
    "changes",
  )}`;
}

async function send(parts: readonly string[], headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return sendText(multipart(parts, "whole"), headers);
}

async function sendText(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return org.send("$batch", { method: "POST", body, headers: { "content-type": "multipart/mixed; boundary=whole", ...headers } });
}

/** The statuses of the parts, in order. */
function statuses({ text }: Answer): readonly number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d+) /gmu)].map(([, status]) => Number(status));
}

describe("a batch", () => {
  test("answers its requests in order, however they are addressed", async () => {
    const answer = await send([
      request({ line: "POST contacts", body: { contactid: id, firstname: "Ada" } }),
      request({ line: `GET ${root}/contacts(${id})?$select=firstname` }),
      request({ line: `GET /api/data/v9.2/contacts/$count` }),
    ]);
    expect(answer.status).toBe(200);
    expect(statuses(answer)).toEqual([204, 200, 200]);
    expect(answer.headers.get("content-type")).toMatch(/^multipart\/mixed; boundary=batchresponse_/u);
    expect(answer.text).toContain('"firstname":"Ada"');
    expect(answer.text.replaceAll("\r\n", "")).not.toContain("\n");
    expect(org.effects).toEqual(["contact created"]);
  });

  test("ends at the first fault and has its status, unless it is to go on", async () => {
    const parts = [
      request({ line: "POST contacts", body: { firstname: "a" } }),
      request({ line: `GET contacts(${id})` }),
      request({ line: "POST contacts", body: { firstname: "b" } }),
    ];
    const ended = await send(parts);
    expect([ended.status, statuses(ended)]).toEqual([404, [204, 404]]);
    const went = await send(parts, { prefer: "odata.continue-on-error" });
    expect([went.status, statuses(went)]).toEqual([200, [204, 404, 204]]);
  });

  test("obeys each part's own headers", async () => {
    const part = { line: "POST contacts", body: { firstname: "Ada" }, headers: ["Prefer: return=representation"] };
    const answer = await send([request(part), request({ line: `PATCH contacts(${id})`, body: {}, headers: ["If-Match: *"] })]);
    expect(statuses(answer)).toEqual([201, 404]);
  });
});

describe("a change set", () => {
  test("refers to rows that it made, in addresses and in bodies", async () => {
    const answer = await send([
      changeSet(
        { line: "POST contacts", body: { firstname: "Ada" }, contentId: "1" },
        { line: "POST pk_parcels", body: { pk_code: "A", "pk_Receiver@odata.bind": "$1" }, contentId: "2" },
        { line: "PUT $1/lastname", body: { value: "Lovelace" }, contentId: "3" },
        { line: "POST /leads", body: { subject: "x" }, contentId: "4" },
        { line: "POST $4/contactleads_association/$ref", body: { "@odata.id": "$1" }, contentId: "5" },
      ).replace("POST /leads", "POST leads"),
    ]);
    expect([answer.status, statuses(answer)]).toEqual([200, [204, 204, 204, 204, 204]]);
    expect(answer.text).toContain("changesetresponse_");
    expect([...answer.text.matchAll(/Content-ID: (\d)/gu)].map(([, one]) => one)).toEqual(["1", "2", "3", "4", "5"]);
    const [contact] = org.context.store.query("contact");
    expect(contact).toMatchObject({ fullname: "Ada Lovelace" });
    expect(org.context.store.count("pk_parcel", { equals: { pk_receiver: contact?.["contactid"] ?? null } })).toBe(1);
    expect((await org.send(`contacts(${String(contact?.["contactid"])})/contactleads_association/$count`)).text).toBe("1");
  });

  test("is all or nothing, and a fault in it is its one answer", async () => {
    const answer = await send(
      [
        changeSet(
          { line: "POST pk_parcels", body: { pk_code: "A" }, contentId: "1" },
          { line: "POST pk_parcels", body: { pk_code: "a" }, contentId: "2" },
          { line: "POST contacts", body: {}, contentId: "3" },
        ),
        request({ line: "GET pk_parcels/$count" }),
      ],
      { prefer: "odata.continue-on-error" },
    );
    expect([answer.status, statuses(answer)]).toEqual([200, [412, 200]]);
    expect(answer.text).toContain("0x80060892");
    expect([org.context.store.count("pk_parcel"), org.context.store.count("contact")]).toEqual([0, 0]);
    expect(org.effects).toEqual([]);
  });

  test("cannot refer to what it did not make, or to another change set's rows", async () => {
    const answer = await send(
      [
        changeSet({ line: "POST contacts", body: {}, contentId: "1" }),
        changeSet({ line: "PATCH $1", body: { firstname: "Ada" }, contentId: "2" }),
        changeSet({ line: "POST pk_parcels", body: { "pk_Receiver@odata.bind": "$1" }, contentId: "3" }),
      ],
      { prefer: "odata.continue-on-error" },
    );
    expect(statuses(answer)).toEqual([204, 400, 400]);
  });
});

describe("refuses, and runs nothing of,", () => {
  const create = request({ line: "POST contacts", body: {} });
  test.each([
    ["lines that end with LF", multipart([create], "whole").replaceAll("\r\n", "\n")],
    ["a body without its boundary", multipart([create], "other")],
    ["a body that is not closed", multipart([create], "whole").replace("--whole--", "")],
    ["a part of another type", multipart([create, "Content-Type: text/plain\r\n\r\nx"], "whole")],
    ["a part without a request line", multipart([create, "Content-Type: application/http\r\n\r\nhello\r\n\r\n"], "whole")],
    ["a header that is none", multipart([create, "Content-Type: application/http\r\n\r\nGET contacts HTTP/1.1\r\nx\r\n\r\n"], "whole")],
    ["a read in a change set", multipart([create, changeSet({ line: "GET contacts", contentId: "1" })], "whole")],
    [
      "a change set in a change set",
      multipart(
        [create, `Content-Type: multipart/mixed; boundary=a\r\n\r\n${multipart([changeSet({ line: "POST contacts" })], "a")}`],
        "whole",
      ),
    ],
    [
      "a Content-ID used twice",
      multipart(
        [changeSet({ line: "POST contacts", body: {}, contentId: "1" }, { line: "POST contacts", body: {}, contentId: "1" })],
        "whole",
      ),
    ],
    [
      "1,001 requests",
      multipart(
        Array.from({ length: 1001 }, () => create),
        "whole",
      ),
    ],
    ["an address of more than 64 KB", multipart([create, request({ line: `GET contacts?x=${"x".repeat(65_536)}` })], "whole")],
    ["an empty body", ""],
  ])("%s", async (_, body) => {
    const answer = await sendText(body);
    expect([answer.status, answer.code]).toEqual([400, "0x80048d19"]);
    expect(org.context.store.count("contact")).toBe(0);
  });

  test("a type that is not multipart/mixed with a boundary", async () => {
    for (const type of ["application/json", "multipart/mixed", "multipart/form-data; boundary=whole"])
      expect((await sendText(multipart([create], "whole"), { "content-type": type })).status).toBe(400);
  });
});

test.each([
  ["a batch in a batch", "POST $batch", 400],
  ["another service's address", "GET http://example.com/api/data/v9.2/contacts", 400],
  ["an address outside the service", "GET /elsewhere", 400],
  ["an address that is none", "GET http://[", 400],
])("answers %s with a fault of its own", async (_, line, status) => {
  const answer = await send([request({ line })], { prefer: "odata.continue-on-error" });
  expect([answer.status, statuses(answer)]).toEqual([200, [status]]);
});

test("is posted", async () => {
  expect((await org.send("$batch")).status).toBe(405);
});
