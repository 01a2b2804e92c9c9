import { describe, expect, it } from "vitest";
import { faultKinds } from "../../../contract/emulator-faults.ts";
import { parseFaultHeader } from "../../../portal-emulator/faults/parse-fault-header.ts";
import { parseFaultRules } from "../../../portal-emulator/faults/parse-fault-rules.ts";

describe("parseFaultRules", () => {
  it.each(faultKinds)("takes %s with nothing else said", (kind) => {
    const rules = [{ fault: { kind } }];
    expect(parseFaultRules(rules)).toEqual({ ok: true, value: rules });
  });

  it("takes every condition and parameter", () => {
    const rules = [
      {
        match: {
          origin: "portal",
          method: "POST",
          path: "/_api/*",
          from: "2026-01-01T00:00:00Z",
          until: "2026-01-01T01:00:00.5+01:00",
          nth: 2,
          every: 3,
          probability: 0.5,
          seed: 7,
        },
        fault: { kind: "status", status: 429, body: { error: { code: "" } }, retryAfterSeconds: 3, headers: { "x-a": "b" }, when: "after" },
        times: 2,
      },
      { fault: { kind: "drip", chunkBytes: 1, intervalMs: 5 } },
      { fault: { kind: "html", page: "firewall", status: 403 } },
      { fault: { kind: "cut-after", bytes: 0 } },
      { fault: { kind: "duplicate", together: true } },
      { fault: { kind: "block", as: "forbidden" } },
      { fault: { kind: "redirect", location: "/elsewhere" } },
    ];
    expect(parseFaultRules(rules)).toEqual({ ok: true, value: rules });
  });

  it.each([
    [undefined, "expected an array"],
    [{ fault: { kind: "token" } }, "expected an array"],
    [[null], "[0]: expected an object with match, fault and times"],
    [[{}], "[0].fault: expected an object with a kind"],
    [[{ fault: { kind: "token" } }, { fault: { kind: "explode" } }], "[1].fault.kind: expected one of status, latency"],
    [[{ fault: { kind: "__proto__" } }], "[0].fault.kind: expected one of"],
    [[{ fault: { kind: "token" }, next: 1 }], "[0].next: not known here; there is match, fault, times"],
    [[{ fault: { kind: "token", status: 1 } }], "[0].fault.status: not known here; there is nothing to set"],
    [[{ fault: { kind: "status", status: "503" } }], "[0].fault.status: expected a whole number from 200 to 599"],
    [[{ fault: { kind: "status", status: 99 } }], "[0].fault.status: expected a whole number"],
    [[{ fault: { kind: "status", headers: { "no name": "x" } } }], "[0].fault.headers: expected an object of header names"],
    [[{ fault: { kind: "status", headers: { a: 1 } } }], "[0].fault.headers: expected"],
    [[{ fault: { kind: "status", headers: { "Content-Length": "5" } } }], "without connection, content-length"],
    [[{ fault: { kind: "redirect", location: "/a\r\nb" } }], "[0].fault.location: expected a text of printable ASCII"],
    [[{ fault: { kind: "reset", when: "later" } }], "[0].fault.when: expected one of before, after"],
    [[{ fault: { kind: "token" }, times: 0 }], "[0].times: expected a whole number from 1"],
    [[{ match: [], fault: { kind: "token" } }], "[0].match: expected an object"],
    [[{ match: { origin: "moon" }, fault: { kind: "token" } }], "[0].match.origin: expected one of portal, org, insights"],
    [[{ match: { path: "_api" }, fault: { kind: "token" } }], "[0].match.path: expected a path"],
    [[{ match: { path: "/a?b" }, fault: { kind: "token" } }], "[0].match.path: expected a path"],
    [[{ match: { nth: 1.5 }, fault: { kind: "token" } }], "[0].match.nth: expected a whole number"],
    [[{ match: { from: "today" }, fault: { kind: "token" } }], "[0].match.from: expected an ISO 8601 time"],
    [[{ match: { probability: 2 }, fault: { kind: "token" } }], "[0].match.probability: expected a number from 0 to 1"],
    [[{ match: { url: "/" }, fault: { kind: "token" } }], "[0].match.url: not known here"],
  ])("refuses %j and says where", (body, message) => {
    const parsed = parseFaultRules(body);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? "" : parsed.message).toContain(message);
  });
});

describe("parseFaultHeader", () => {
  it.each([
    ["token", [{ kind: "token" }]],
    [
      "latency=50, status=429",
      [
        { kind: "latency", ms: 50 },
        { kind: "status", status: 429 },
      ],
    ],
    ["cut-after=10", [{ kind: "cut-after", bytes: 10 }]],
    ['{"kind":"status","status":500,"when":"after"}', [{ kind: "status", status: 500, when: "after" }]],
    ['[{"kind":"stale"},{"kind":"drip","chunkBytes":1}]', [{ kind: "stale" }, { kind: "drip", chunkBytes: 1 }]],
  ])("reads %s", (header, faults) => {
    expect(parseFaultHeader(header)).toEqual({ ok: true, value: faults });
  });

  it.each(["", "explode", "status=many", "token=1", "{", '{"kind":"status","secret":1}', "ada@example.com"])("refuses %j", (header) => {
    const parsed = parseFaultHeader(header);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? "" : parsed.message).not.toMatch(/many|ada/);
  });
});
