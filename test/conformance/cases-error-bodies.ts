import { expect } from "vitest";
import { claims, learn } from "./claims.ts";
import type { ConformanceEntry } from "./frame.ts";
import { innerErrors, unlisted, unlistedMessage } from "./unlisted-column.ts";

const body = claims("Errors: the body", learn.requests);
const statuses = claims("Errors: statuses", learn.requests);
const inner = { settings: innerErrors };
const saying = (text: string): string => expect.stringContaining(text) as string;
const nobody = "contacts(#{nobody})";

const bodies: readonly ConformanceEntry[] = [
  body.documented("A refusal is an object `error` with code and message, and nothing else.", {
    steps: [{ ...unlisted, expect: { status: 403, exactly: { error: { code: "90040101", message: unlistedMessage } } } }],
  }),
  body.documented(
    "With the site setting Webapi/error/innererror the code, the message and the name of the fault stand in `innererror` too.",
    {
      site: inner,
      steps: [
        {
          ...unlisted,
          expect: {
            status: 403,
            exactly: {
              error: {
                code: "90040101",
                message: unlistedMessage,
                innererror: { code: "90040101", message: unlistedMessage, type: "AttributePermissionIsMissing" },
              },
            },
          },
        },
      ],
    },
  ),
  body.documented("A fault of Dataverse has its own code in `cdscode`.", {
    steps: [
      {
        ask: `DELETE /_api/${nobody}`,
        expect: { status: 404, exactly: { error: { code: "9004010D", message: "CDS error occurred.", cdscode: "0x80040217" } } },
      },
    ],
  }),
  body.documented("The code says nothing about the status: one code comes with several.", {
    steps: [
      { ask: `DELETE /_api/${nobody}`, expect: { status: 404, code: "9004010D" } },
      {
        ask: "PATCH /_api/contacts(#{ada})",
        headers: { "if-match": 'W/"1"' },
        body: { firstname: "A." },
        expect: { status: 412, code: "9004010D" },
      },
    ],
  }),
  body.observed("Codes have been seen in lower case.", {
    switches: { errorCodeCase: "lower" },
    steps: [{ ask: `DELETE /_api/${nobody}`, expect: { status: 404, code: "9004010d" } }],
  }),
  body.documented("The code may be an empty text, the real one in `innererror`.", {
    site: inner,
    switches: { errorCodeCase: "empty" },
    steps: [{ ...unlisted, expect: { status: 403, code: "", json: { error: { innererror: { code: "90040101" } } } } }],
  }),
  body.documented("An unhandled fault is a 500 with a fixed message.", {
    steps: [
      async (world) => {
        const error = { code: "", message: "An unexpected error occurred while processing the request." };
        await world.steer("POST /_emulator/faults", [
          { match: { path: "/_api/" }, fault: { kind: "status", status: 500, body: { error } }, times: 1 },
        ]);
        world.note("asked for as a fault: the emulator has none of its own");
      },
      { ...unlisted, expect: { status: 500, json: { error: { message: "An unexpected error occurred while processing the request." } } } },
    ],
  }),
  body.observed("In front of the portal a firewall, and in place of it a sign-in page, answer in HTML.", {
    steps: [
      async (world) => {
        await world.steer("POST /_emulator/faults", [
          { match: { path: "/_api/", nth: 1 }, fault: { kind: "html", page: "firewall", status: 403 } },
          { match: { path: "/_api/", nth: 2 }, fault: { kind: "html" } },
        ]);
        world.note("asked for as faults");
      },
      { ...unlisted, expect: { status: 403, headers: { "content-type": /^text\/html/u }, text: /blocked/iu } },
      { ...unlisted, expect: { status: 200, headers: { "content-type": /^text\/html/u }, text: /sign in/iu } },
    ],
  }),
];

const notSupported = { status: 405, json: { error: { innererror: { type: "NotSupported" } } } };

/** By status, each with a request that gets it. */
const byStatus: readonly ConformanceEntry[] = [
  statuses.documented("200 with a body, 204 without.", {
    steps: [
      { ask: "GET /_api/contacts(#{ada})?$select=firstname", expect: { status: 200, json: { firstname: "Ada" } } },
      { ask: "PATCH /_api/contacts(#{ada})", body: { firstname: "A." }, expect: { status: 204, text: "" } },
    ],
  }),
  statuses.documented("400 for what is malformed, and for a column that is not there.", {
    steps: [
      { ask: "POST /_api/contacts", body: '{"lastname":', expect: { status: 400, code: "9004010A" } },
      { ask: "POST /_api/contacts", body: { shoesize: 43 }, expect: { status: 400, code: "90040100" } },
    ],
  }),
  statuses.documented("401 for a missing token and for a missing session cookie.", {
    steps: [
      { ask: "POST /_api/contacts", token: "none", body: {}, expect: { status: 401, code: "90040107" } },
      { ask: "POST /_api/contacts", token: "without-cookie", body: {}, expect: { status: 401, code: "90040109" } },
    ],
  }),
  statuses.documented("403 for a column that is not enabled, and for a missing table permission.", {
    site: { permissions: [{ table: "contact", rights: "read" }] },
    steps: [
      { ...unlisted, expect: { status: 403, code: "90040101" } },
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 403, code: "90040103" } },
    ],
  }),
  statuses.documented("404 for a row that is missing, and for a table that is not exposed.", {
    site: { settings: { "Webapi/lead/enabled": "false" } },
    steps: [
      { ask: `GET /_api/${nobody}?$select=firstname`, expect: { status: 404 } },
      { ask: "GET /_api/leads?$select=subject", expect: { status: 404, code: "9004010C" } },
    ],
  }),
  statuses.documented("405 for a verb that the resource does not take.", {
    site: inner,
    steps: [
      { ask: "PATCH /_api/contacts", body: {}, expect: notSupported },
      { ask: "DELETE /_api/contacts", expect: notSupported },
      { ask: "PUT /_api/contacts(#{ada})", body: {}, expect: notSupported },
      { ask: "POST /_api/contacts(#{ada})", body: { lastname: "Example" }, expect: notSupported },
    ],
  }),
  statuses.documented("413 for a body that is too large; how much that is, is not documented.", {
    steps: [{ ask: "POST /_api/contacts", body: { lastname: "x".repeat(6 * 1024 * 1024) }, expect: { status: 413 } }],
  }),
  statuses.documented("501 for an operation that is not implemented; it is also the emulator's word for what it does not emulate.", {
    steps: [{ ask: "POST /_api/$batch", body: "--b--", expect: { status: 501, json: { error: { message: saying("$batch") } } } }],
  }),
  statuses.documented("503 when the service is unavailable.", {
    steps: [
      async (world) => {
        await world.steer("POST /_emulator/faults", [{ match: { path: "/_api/" }, fault: { kind: "status" }, times: 1 }]);
        world.note("asked for as a fault");
      },
      { ...unlisted, expect: { status: 503 } },
    ],
  }),
  statuses.assumed("415 is not among the documented statuses: a body is read as JSON whatever its type says.", {
    steps: [
      { ask: "POST /_api/contacts", headers: { "content-type": "text/plain" }, body: '{"lastname":"Example"}', expect: { status: 204 } },
    ],
  }),
];

export const errorBodyCases: readonly ConformanceEntry[] = [...bodies, ...byStatus];
