import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { tinyPortal, wideOpen } from "./tiny-portal.ts";

const portal = tinyPortal(wideOpen);
afterAll(() => portal.close());

const id = "11111111-1111-4111-8111-111111111111";
const segment = fc.oneof(
  fc.constantFrom(
    "contacts",
    "contact",
    "accounts",
    "$batch",
    "$ref",
    "$count",
    `contacts(${id})`,
    "contacts(",
    "contacts()",
    "%",
    "%00",
    "..",
    "firstname",
  ),
  fc.string({ maxLength: 8 }),
);
const wild = fc.array(segment, { maxLength: 3 }).map((segments) => segments.map((one) => one.replaceAll(/[?#\\]/gu, "")).join("/"));
const path = fc.oneof(
  { arbitrary: fc.constantFrom("contacts", `contacts(${id})`, "contacts/$count"), weight: 3 },
  { arbitrary: wild, weight: 1 },
);
const fine = fc.constantFrom(
  ...["$select=contactid", "$filter=firstname eq 'a'", "$orderby=lastname desc", "$top=5", "$count=true"].map((text): [string, string] => {
    const [name = "", value = ""] = text.split(/=(.*)/su);
    return [name, value];
  }),
);
const wildOption = fc.tuple(
  fc.constantFrom("$select", "$filter", "$orderby", "$top", "$count", "$skiptoken", "$skip", "$expand", "$x", "fetchXml", "x"),
  fc.oneof(
    fc.constantFrom(
      "contactid",
      "firstname,lastname",
      "firstname eq 'a'",
      "contains(firstname,'[')",
      "createdon gt 2026-01-01",
      "5",
      "true",
      "99999999999999999999",
      "*",
      "",
    ),
    fc.string({ maxLength: 20 }),
  ),
);
const option = fc.oneof({ arbitrary: fine, weight: 4 }, { arbitrary: wildOption, weight: 1 });
const cell = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.object({ maxDepth: 1 }),
);
const body = fc.oneof(
  fc.constant(undefined),
  fc.string(),
  fc.dictionary(
    fc.constantFrom(
      "firstname",
      "emailaddress1",
      "donotemail",
      "birthdate",
      "gendercode",
      "statecode",
      "contactid",
      "fullname",
      "@odata.x",
      "__proto__",
      "x@odata.bind",
    ),
    cell,
  ),
);
const header = fc.record(
  {
    prefer: fc.constantFrom("odata.maxpagesize=1", "odata.maxpagesize=0", "return=representation", ";;"),
    "if-match": fc.constantFrom("*", 'W/"1"', "x"),
    "if-none-match": fc.constantFrom("*", "x"),
  },
  { requiredKeys: [] },
);

test("answers every request with something other than a fault of its own", async () => {
  portal.store.insert("contact", { contactid: id, firstname: "Ada" });
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS"),
      path,
      fc.array(option, { maxLength: 4 }),
      body,
      header,
      async (method, place, options, content, headers) => {
        const query = options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
        const sent = method === "GET" || method === "HEAD" ? undefined : content;
        const { status } = await portal.send(method, `/_api/${place}?${query}`, sent, headers);
        statuses.add(status);
        expect(status).not.toBe(500);
      },
    ),
    { numRuns: 600 },
  );
  // Random requests that are all refused for their path would say nothing about the rest.
  for (const status of [200, 204, 400, 403, 404, 405, 501]) {
    expect(statuses).toContain(status);
  }
});
