import { afterEach, describe, expect, it } from "vitest";
import { newSitePolicy } from "../../../contract/new-site-policy.ts";
import { addresses, openCachedPortal, type CachedPortal, type PortalParts } from "./cache/cached-portal.ts";

const enforced = "HTTP/Content-Security-Policy";
const reportOnly = "HTTP/Content-Security-Policy-Report-Only";
const reports = `report-uri ${addresses.portal}/_emulator/policy-reports`;

let portal: CachedPortal;
afterEach(async () => {
  await portal.emulator.close();
});

const policyOf = async (parts: PortalParts, name = "content-security-policy"): Promise<string | null> => {
  portal = await openCachedPortal(parts);
  return (await portal.show("/")).headers.get(name);
};

describe("a site without a Content-Security-Policy", () => {
  it("has none", async () => {
    expect(await policyOf({ settings: { [enforced]: undefined } })).toBeNull();
  });

  it("has, by switch, the one that new sites come with, with a nonce on inline scripts alone", async () => {
    const policy = await policyOf({
      settings: { [enforced]: undefined },
      switches: { missingPolicy: "new-site" },
      header: "[[<script>a()</script><style>b{}</style><script src='/a.js'></script>]]",
    });
    const nonce = /'nonce-([^']+)'/.exec(policy ?? "")?.[1];
    expect(nonce).toMatch(/^[\w+/]{22}==$/);
    for (const source of newSitePolicy
      .replace(/; .*/, "")
      .split(" ")
      .filter((word) => word !== "'nonce'"))
      expect(policy).toContain(source);
    expect(policy).toMatch(/; style-src 'unsafe-inline' https:/);
    expect((await portal.show("/")).header).toMatch(
      /^<script nonce="[^"]+">a\(\)<\/script><style>b\{\}<\/style><script src='\/a.js'><\/script>$/,
    );
  });

  it.each(["", { value: undefined }])("has none where the setting is there and empty (%j), whatever the switch says", async (value) => {
    expect(await policyOf({ settings: { [enforced]: value }, switches: { missingPolicy: "new-site" } })).toBeNull();
  });
});

describe("reports of violations", () => {
  it.each([
    ["collected", "img-src 'self'", `img-src 'self'; ${reports}`],
    ["collected", "img-src 'self'; report-uri https://reports.example.com/a; report-to group", `img-src 'self'; ${reports}`],
    ["as-set", "img-src 'self'; REPORT-TO group", `img-src 'self'; ${reports}`],
    ["as-set", "img-src 'self'", "img-src 'self'"],
  ] as const)("go to the emulator and nowhere else: %s, %s", async (policyReports, policy, sent) => {
    expect(await policyOf({ settings: { [enforced]: policy }, switches: { policyReports } })).toBe(sent);
  });

  it("are asked for by a policy that only reports, too", async () => {
    const settings = { [enforced]: undefined, [reportOnly]: "img-src 'none'" };
    expect(await policyOf({ settings }, "content-security-policy-report-only")).toBe(`img-src 'none'; ${reports}`);
  });

  it("show in the log, redacted", async () => {
    portal = await openCachedPortal();
    const report = {
      "document-uri": `${addresses.portal}/?email=ada@example.com`,
      "effective-directive": "img-src",
      "blocked-uri": "https://a.example.com/x.png",
    };
    const answer = await portal.ask("/_emulator/policy-reports", {
      method: "POST",
      body: JSON.stringify({ "csp-report": report }),
      headers: { "content-type": "application/csp-report", origin: addresses.portal },
    });
    expect(answer.status).toBe(204);
    const log: unknown = await (await portal.ask("/_emulator/log")).json();
    expect(log).toMatchObject({
      entries: [{ path: "/_emulator/policy-reports", effect: "img-src blocked https://a.example.com/x.png on /?email=…" }],
    });
  });

  it.each([
    ["no report", "[]", {}, 400],
    ["broken JSON", "{", {}, 400],
    ["more than a report can hold", JSON.stringify({ "csp-report": { "original-policy": "x".repeat(300_000) } }), {}, 400],
    ["one of another site's page", "[]", { origin: "https://evil.example.com" }, 403],
  ])("refuses %s", async (_, body, headers, status) => {
    portal = await openCachedPortal();
    expect((await portal.ask("/_emulator/policy-reports", { method: "POST", body, headers })).status).toBe(status);
  });
});
