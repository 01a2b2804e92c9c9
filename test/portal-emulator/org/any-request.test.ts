import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createTestOrg, root } from "./test-org.ts";

const id = "11111111-1111-4111-8111-111111111111";
const missing = "99999999-9999-4999-8999-999999999999";

const noise = fc.oneof(
  fc.constantFrom("%", "%2F", "(", ")", "'", "/", "//", "$", "$count", "$ref", "?", "@", ",", "=", ".", "null", "\u0000"),
  fc.string({ maxLength: 6 }),
);
const sets = [
  "contacts",
  "accounts",
  "leads",
  "pk_parcels",
  "pk_readings",
  "msdynci_personalizationviews",
  "contactleadsset",
  "audits",
  "nothings",
];
const key = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      id,
      missing,
      `contactid=${id}`,
      "pk_code='A'",
      "pk_code=@a",
      `pk_slot=1,_pk_receiver_value=${id}`,
      "LogicalName='contact'",
    ),
    weight: 4,
  },
  { arbitrary: noise, weight: 1 },
);
const set = fc.oneof(
  { arbitrary: fc.constantFrom(...sets), weight: 6 },
  {
    arbitrary: fc.constantFrom(
      "EntityDefinitions",
      "RelationshipDefinitions",
      "WhoAmI",
      "RetrieveCurrentOrganization",
      "$metadata",
      "$batch",
      "",
    ),
    weight: 2,
  },
  { arbitrary: noise, weight: 1 },
);
const step = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      ..."firstname createdon _parentcustomerid_value parentcustomerid_account pk_Receiver pk_contact_pk_parcel_Receiver contactleads_association".split(
        " ",
      ),
      ..."$ref $count $value Keys Attributes Microsoft.Dynamics.CRM.x Microsoft.Dynamics.CRM.PicklistAttributeMetadata".split(" "),
    ),
    weight: 5,
  },
  { arbitrary: noise, weight: 1 },
);
const usual = [
  "contacts",
  `contacts(${id})`,
  "pk_parcels(pk_code='A')",
  `contacts(${id})/firstname`,
  `contacts(${id})/contactleads_association`,
];
const anyPath = fc
  .record({ set, key: fc.option(key), steps: fc.array(fc.tuple(step, fc.option(key, { freq: 8 })), { maxLength: 3 }) })
  .map((parts) =>
    [
      `${parts.set}${parts.key === null ? "" : `(${parts.key})`}`,
      ...parts.steps.map(([name, at]) => `${name}${at === null ? "" : `(${at})`}`),
    ].join("/"),
  );
const path = fc.oneof({ arbitrary: fc.constantFrom(...usual), weight: 1 }, { arbitrary: anyPath, weight: 3 });
const option = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      ..."$select=firstname|$select=a,,b|$filter=firstname eq 'a'|$filter=pk_slot gt 1|$filter=(|$filter=createdon gt 2026-01-01|$expand=parentcustomerid_account".split(
        "|",
      ),
      ..."$expand=Keys($select=LogicalName)|$expand=x(|$orderby=firstname desc|$top=1|$top=x|$count=true|$skiptoken=x|$skip=1|$apply=x|@a='A'|@a=|partitionId='p'".split(
        "|",
      ),
      ..."$id=contacts(11111111-1111-4111-8111-111111111111)|$id=x|fetchXml=<fetch|fetchXml=<fetch><entity name='contact'/></fetch>|fetchXml=".split(
        "|",
      ),
    ),
    weight: 6,
  },
  { arbitrary: noise, weight: 1 },
);
const names = [
  ..."firstname statecode fullname createdon pk_code pk_slot pk_receiver x value @odata.id @odata.type parentcustomerid_account contactleads_association".split(
    " ",
  ),
  ..."parentcustomerid_account@odata.bind pk_Receiver@odata.bind contactleads_association@odata.bind firstname@odata.type x@y".split(" "),
];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    `/contacts(${id})`,
    `${root}/contacts(${id})`,
    `contacts(${missing})`,
    "$1",
    [`contacts(${id})`],
    [{ subject: "x" }],
    { name: "x" },
  ),
);
const sound = ["{}", '{"firstname":"Ada"}', '{"pk_code":"A"}', '{"value":"x"}', `{"@odata.id":"contacts(${id})"}`, '{"subject":"x"}'];
const body = fc.oneof(
  { arbitrary: fc.constantFrom(...sound), weight: 4 },
  { arbitrary: fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 }).map((one) => JSON.stringify(one)), weight: 5 },
  { arbitrary: fc.oneof(fc.string(), noise), weight: 1 },
);
const header = fc.constantFrom(
  {},
  { prefer: "return=representation" },
  { prefer: 'odata.include-annotations="*",odata.maxpagesize=1' },
  { prefer: "odata.continue-on-error, odata.maxpagesize=x; return=" },
  { "if-match": "*" },
  { "if-match": 'W/"1"' },
  { "if-none-match": "*" },
  { mscrmcallerid: id },
);
const methods = fc.constantFrom("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD");

test("answers every request, bare or in a batch, with something other than a fault of its own", async () => {
  const seen = new Set<number>();
  const org = createTestOrg();
  await org.create("contacts", { contactid: id, firstname: "Ada" });
  await fc.assert(
    fc.asyncProperty(methods, path, fc.array(option, { maxLength: 2 }), body, header, async (method, where, options, content, headers) => {
      const address = `${where}${options.length === 0 ? "" : `?${options.map((one) => encodeURI(one).replaceAll("#", "")).join("&")}`}`;
      const hasBody = method !== "GET" && method !== "HEAD";
      const { status } = await org.send(address, { method, headers, ...(hasBody ? { body: content } : {}) });
      seen.add(status);
      expect(status).not.toBe(500);
      const part = `Content-Type: application/http\r\n\r\n${method} ${address} HTTP/1.1\r\n\r\n${hasBody ? content : ""}`;
      const inSet = `Content-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\n${part}\r\n--c--`;
      const batch = await org.send("$batch", {
        method: "POST",
        body: `--b\r\n${inSet}\r\n--b\r\n${part}\r\n--b--`,
        headers: { ...headers, "content-type": "multipart/mixed;boundary=b" },
      });
      expect(batch.status).not.toBe(500);
      expect(batch.text).not.toContain("HTTP/1.1 500");
    }),
    { numRuns: 400 },
  );
  for (const status of [200, 204, 400, 404, 405]) {
    expect(seen).toContain(status);
  }
});

test("answers any bytes as a batch", async () => {
  const org = createTestOrg();
  const lines = fc.constantFrom(
    "--b",
    "--b--",
    "Content-Type: application/http",
    "Content-Type: multipart/mixed;boundary=b",
    "",
    "GET contacts HTTP/1.1",
    "x:y",
    "{}",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof({ arbitrary: lines, weight: 5 }, { arbitrary: fc.string(), weight: 1 })), async (text) => {
      const { status } = await org.send("$batch", {
        method: "POST",
        body: text.join("\r\n"),
        headers: { "content-type": "multipart/mixed;boundary=b" },
      });
      expect(status).not.toBe(500);
    }),
    { numRuns: 200 },
  );
});
