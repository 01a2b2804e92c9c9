import { describe, expect, it } from "vitest";
import { findReadLeaks } from "../../../pac-deploy/verify/attack/find-read-leaks.ts";
import { findSideLeaks } from "../../../pac-deploy/verify/attack/find-side-leaks.ts";
import { probeWrites } from "../../../pac-deploy/verify/attack/probe-writes.ts";
import { tryPaths } from "../../../pac-deploy/verify/attack/try-paths.ts";
import { tryRegistration } from "../../../pac-deploy/verify/attack/try-registration.ts";
import { createPortalClient } from "../../../pac-deploy/verify/http/portal-client.ts";
import { createVerifyContext, type VerifyContext } from "../../../pac-deploy/verify/verify-context.ts";
import { checkGate } from "../../../pac-deploy/verify/steps/check-gate.ts";
import { verifySite } from "../../../pac-deploy/verify/verify-site.ts";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const refuse = (status: number, code: string, message = ""): Response => json(status, { error: { code, message } });
const rows = (...value: object[]): Response => json(200, { value });
const notServed = (): Response => refuse(404, "9004010C");
const tokenPage = '<input name="__RequestVerificationToken" type="hidden" value="token" />';

/** A portal of the test's own: it answers what the emulator has no surface for. */
function contextOf(answer: (asked: Asked) => Response | undefined, options: { allowWrites?: boolean; budget?: number } = {}) {
  const asked: Asked[] = [];
  const client = createPortalClient({
    origin: new URL("http://localhost:1"),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { pathname, search } = new URL(request.url);
      const one = {
        method: request.method,
        path: decodeURIComponent(pathname + search),
        headers: request.headers,
        body: await request.text(),
      };
      asked.push(one);
      return answer(one) ?? (pathname.startsWith("/_api/") ? notServed() : new Response("", { status: 404 }));
    },
    wait: async () => undefined,
    now: () => 0,
    requestsPerSecond: Infinity,
    budget: options.budget ?? 500,
  });
  const context: VerifyContext = createVerifyContext({
    client,
    folder: undefined,
    browser: { missing: "left out" },
    allowWrites: options.allowWrites ?? false,
    wait: async () => undefined,
  });
  return { context, asked };
}

const codesOf = ({ findings }: { readonly findings: readonly { readonly code: string }[] }): string[] => findings.map(({ code }) => code);

/** Accounts are given, by key and name; contacts are not served. */
const accounts = ({ path }: Asked, more: (path: string) => Response | undefined): Response | undefined => {
  if (!path.startsWith("/_api/accounts")) return undefined;
  const special = more(path);
  if (special !== undefined) return special;
  const wanted = /\$select=([\w,]+)/.exec(path)?.[1]?.split(",") ?? [];
  const refused = wanted.find((column) => !["accountid", "name"].includes(column));
  if (refused !== undefined) return refuse(403, "90040101", `Attribute ${refused} in table account is not enabled for Web Api.`);
  return /expand|fetchXml|filter/.test(path) ? refuse(403, "90040120") : rows({ accountid: "x" });
};

describe("reading as an attacker", () => {
  it("brings its own columns, leaves out what is refused by name, and never asks for more than a row", async () => {
    const { context, asked } = contextOf((one) => accounts(one, () => undefined));
    const result = await findReadLeaks(context);
    expect(codesOf(result)).toEqual(["leak-people"]);
    expect(result.findings[0]?.message).toContain("accountid and name of every row of account");
    expect(asked.every(({ path }) => path.includes("$select=") && path.includes("$top=1"))).toBe(true);
  });

  it("goes on one by one where a refusal does not name the column", async () => {
    const { context } = contextOf(({ path }) => {
      if (!path.startsWith("/_api/leads")) return undefined;
      return /select=(?:leadid|emailaddress1)&/.test(path) ? rows({ leadid: "x" }) : refuse(400, "9004010A", "Could not find a property.");
    });
    const result = await findReadLeaks(context);
    expect(result.findings[0]?.message).toContain("leadid and emailaddress1 of every row of lead");
  });

  it.each([
    ["a sign-in page", () => new Response("<html>", { status: 200, headers: { "content-type": "text/html" } })],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "/SignIn" } })],
    ["a firewall's page", () => new Response("<html>", { status: 403, headers: { "content-type": "text/html" } })],
    ["JSON that is none", () => new Response("{", { headers: { "content-type": "application/json" } })],
    ["an empty error", () => json(500, { error: null })],
    ["a missing permission", () => refuse(403, "90040120")],
    ["a 401", () => refuse(401, "90040107")],
  ])("takes %s for nothing that was given", async (_, answer) => {
    const { context } = contextOf(({ path }) => (path.startsWith("/_api/") ? answer() : undefined));
    expect((await findReadLeaks(context)).findings).toEqual([]);
  });
});

describe("going on from a table that is open", () => {
  it.each([
    ["$expand", /expand=primarycontactid\(/],
    ["FetchXML", /fetchXml=.*link-entity name="contact"/],
    ["$filter", /filter=primarycontactid\/fullname/],
  ])("finds rows of another table that come along by %s", async (way, pattern) => {
    const { context } = contextOf((one) => accounts(one, (path) => (pattern.test(path) ? rows({ accountid: "x" }) : undefined)));
    const result = await findSideLeaks(context);
    expect(codesOf(result)).toEqual(["leak-by-join"]);
    expect(result.findings[0]?.message).toContain(way);
  });

  it("finds a column that is not shown and may be filtered by", async () => {
    const { context } = contextOf((one) => accounts(one, (path) => (path.includes("startswith(emailaddress1") ? rows() : undefined)));
    const result = await findSideLeaks(context);
    expect(codesOf(result)).toEqual(["leak-by-filter"]);
    expect(result.findings[0]?.message).toContain("emailaddress1");
  });

  it("finds nothing where all of that is refused", async () => {
    const { context } = contextOf((one) => accounts(one, () => undefined));
    expect(await findSideLeaks(context)).toMatchObject({ ok: true, findings: [] });
  });
});

describe("writes", () => {
  const portal =
    (open: (asked: Asked) => Response | undefined) =>
    (one: Asked): Response | undefined => {
      if (one.path === "/_layout/tokenhtml") return new Response(tokenPage);
      if (!one.path.startsWith("/_api/leads")) return undefined;
      const codes: Record<string, string> = { GET: "90040120", POST: "90040103", PATCH: "90040102", DELETE: "90040104" };
      return open(one) ?? refuse(403, codes[one.method] ?? "");
    };

  it("are not tried unless they are allowed", async () => {
    const { context, asked } = contextOf(portal(() => undefined));
    expect((await probeWrites(context)).ok).toBeNull();
    expect(asked).toEqual([]);
  });

  it("can change nothing: no column of the table, no row that is there, nothing created in its place", async () => {
    const { context, asked } = contextOf(
      portal(() => undefined),
      { allowWrites: true },
    );
    expect(await probeWrites(context)).toMatchObject({ ok: true, findings: [] });
    const writes = asked.filter(({ method }) => method !== "GET");
    expect(writes.map(({ method }) => method)).toEqual(["POST", "PATCH", "DELETE"]);
    expect(writes.slice(0, 2).map(({ body }) => Object.keys(JSON.parse(body) as object))).toEqual([
      ["portalkitverify_no_such_column"],
      ["portalkitverify_no_such_column"],
    ]);
    expect(writes[1]?.headers.get("if-match")).toBe("*");
    expect(writes.every(({ headers }) => headers.get("__RequestVerificationToken") === "token")).toBe(true);
    expect(new Set(writes.slice(1).map(({ path }) => path)).size).toBe(2);
  });

  it.each([
    ["POST", "leak-create", () => refuse(400, "90040100", "Attribute portalkitverify_no_such_column cannot be found for table lead.")],
    ["PATCH", "leak-write", () => refuse(404, "9004010D")],
    ["DELETE", "leak-delete", () => refuse(404, "9004010D")],
  ])("finds that %s is open by what is refused instead", async (method, code, answer) => {
    const { context } = contextOf(
      portal((one) => (one.method === method ? answer() : undefined)),
      { allowWrites: true },
    );
    expect(codesOf(await probeWrites(context))).toEqual([code]);
  });

  it.each([
    ["is one to fear on a portal that refuses another table for its permission", true, "error"],
    ["is no conclusion on a portal that refuses none", false, "cannot-conclude"],
  ])("an update that is not refused for want of a permission %s", async (_, refusesOthers, severity) => {
    const { context } = contextOf(
      ({ method, path }) => {
        if (path === "/_layout/tokenhtml") return new Response(tokenPage);
        if (path.startsWith("/_api/leads"))
          return method === "GET" ? refuse(403, "90040120") : method === "PATCH" ? refuse(404, "9004010D") : undefined;
        if (!refusesOthers || !path.startsWith("/_api/accounts")) return undefined;
        return method === "GET" ? refuse(403, "90040120") : method === "PATCH" ? refuse(403, "90040102") : undefined;
      },
      { allowWrites: true },
    );
    expect((await probeWrites(context)).findings.map((finding) => finding.severity)).toEqual([severity]);
  });

  it.each([
    ["a missing token", () => refuse(401, "90040107")],
    ["a firewall", () => new Response("<html>", { status: 403 })],
  ])("tells nothing of a table where %s answers", async (_, answer) => {
    const { context } = contextOf(
      portal((one) => (one.method === "GET" ? undefined : answer())),
      { allowWrites: true },
    );
    const result = await probeWrites(context);
    expect(result.findings).toEqual([]);
    expect(result.detail).toContain("3 answers tell nothing");
  });
});

describe("other ways", () => {
  it("finds a list's feed that gives rows", async () => {
    const { context } = contextOf(({ path }) => {
      if (path === "/_odata") return json(200, { value: [{ name: "cases" }, { name: "closed" }] });
      return path.startsWith("/_odata/cases") ? rows({ title: "x" }) : undefined;
    });
    const result = await tryPaths(context);
    expect(codesOf(result)).toEqual(["list-feed-open"]);
    expect(result.findings[0]?.message).toContain("/_odata/cases");
  });

  it("finds a registration page with a form, and registers nobody", async () => {
    const page = (): Response => new Response('<form><input type="password"></form>', { headers: { "content-type": "text/html" } });
    const { context, asked } = contextOf(({ path }) => (path === "/Account/Login/Register" ? page() : undefined));
    expect(codesOf(await tryRegistration(context))).toEqual(["registration-open"]);
    expect(asked.every(({ method }) => method === "GET")).toBe(true);
  });

  it("finds the profile's form where strangers see it", async () => {
    const { context } = contextOf(({ path }) => (path === "/profile/" ? new Response('<input name="emailaddress1">') : undefined));
    expect(codesOf(await tryPaths(context))).toEqual(["profile-open"]);
  });
});

describe("the whole run", () => {
  const store = { secretFor: async () => "", holds: async () => false, forget: async () => undefined };

  it("takes Microsoft's sign-in for a private site, and asks nothing behind it", async () => {
    const gate = (): Response =>
      new Response(null, { status: 302, headers: { location: "https://login.microsoftonline.com/common/oauth2/authorize" } });
    const { context, asked } = contextOf(gate);
    expect(await checkGate(context)).toMatchObject({ ok: false, isPrivate: true });
    const report = await verifySite(context, { store });
    expect(codesOf(report)).toEqual(["site-private"]);
    expect(report.steps.filter(({ ok }) => ok === null)).toHaveLength(14);
    expect(asked).toHaveLength(1);
  });

  it("counts what the budget did not reach as not run, and says its advice all the same", async () => {
    const { context } = contextOf(() => new Response("<html></html>", { headers: { "content-type": "text/html" } }), { budget: 3 });
    const report = await verifySite(context, { store });
    expect(report.requests).toEqual({ sent: 3, budget: 3 });
    const notReached = report.steps.filter(({ ok, detail }) => ok === null && detail.includes("budget"));
    expect(notReached.length).toBeGreaterThan(3);
    expect(report.advice.join(" ")).toMatch(/schedule is off.*seven days/s);
  });
});
