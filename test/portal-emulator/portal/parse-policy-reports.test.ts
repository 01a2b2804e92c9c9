import { describe, expect, it } from "vitest";
import { describeViolation, parsePolicyReports } from "../../../portal-emulator/portal/parse-policy-reports.ts";

const origins = { portal: "http://localhost:4180", insights: "http://127.0.0.1:4182" };
const describeReport = (report: Record<string, unknown>): string | undefined =>
  parsePolicyReports({ "csp-report": report }, origins)?.map(describeViolation).join();

describe("parsePolicyReports", () => {
  it.each([
    [
      "a script of another host",
      {
        "document-uri": "http://localhost:4180/contact/?email=ada%40example.com",
        "effective-directive": "script-src-elem",
        "violated-directive": "script-src",
        "blocked-uri": "https://lib.example.com/a.js?k=secret#x",
        "line-number": 12,
        "column-number": 3,
        "source-file": "http://localhost:4180/app.js",
        "script-sample": "var email = 'ada@example.com'",
        disposition: "enforce",
      },
      "script-src-elem blocked https://lib.example.com/a.js?k=… on /app.js:12:3",
    ],
    [
      "a mapped host, by its production name",
      {
        "document-uri": "http://localhost:4180/",
        "effective-directive": "connect-src",
        "blocked-uri": "http://127.0.0.1:4182/@lib.example.net/OneCollector/1.0/",
      },
      "connect-src blocked https://lib.example.net/OneCollector/1.0/ on /",
    ],
    [
      "an inline handler under a policy that only reports",
      {
        "document-uri": "http://localhost:4180/a/",
        "violated-directive": "script-src-attr 'self'",
        "blocked-uri": "inline",
        disposition: "report",
      },
      "script-src-attr would have blocked inline on /a/",
    ],
    ["a nameless one", { "blocked-uri": "" }, "a directive blocked inline on a page"],
    [
      "a data address",
      { "effective-directive": "img-src", "blocked-uri": "data:text/plain,ada@example.com" },
      "img-src blocked data on a page",
    ],
    ["no address at all", { "effective-directive": "img-src", "blocked-uri": "ada@example.com" }, "img-src blocked something on a page"],
    [
      "a path with an address in it",
      { "blocked-uri": "https://a.example.com/ada@example.com/x" },
      "a directive blocked https://a.example.com/…/x on a page",
    ],
    ["wrong types", { "effective-directive": 5, "blocked-uri": null, "line-number": "7" }, "a directive blocked inline on a page"],
    [
      "words in place of a directive",
      { "effective-directive": "<b>ada@example.com</b>", "blocked-uri": "eval" },
      "a directive blocked eval on a page",
    ],
  ])("tells of %s without personal data", (_, report, words) => {
    expect(describeReport(report)).toBe(words);
  });

  it("reads a list of the Reporting API, and in it what concerns a policy", () => {
    const body = [
      { type: "deprecation", body: { id: "x" } },
      {
        type: "csp-violation",
        url: "http://localhost:4180/",
        body: {
          documentURL: "http://localhost:4180/b/",
          effectiveDirective: "style-src-elem",
          blockedURL: "https://a.example.com/a.css",
          disposition: "enforce",
          lineNumber: 4,
        },
      },
    ];
    expect(parsePolicyReports(body, origins)?.map(describeViolation)).toEqual([
      "style-src-elem blocked https://a.example.com/a.css on /b/:4",
    ]);
  });

  it("takes no more than fifty of one request", () => {
    const report = { type: "csp-violation", body: { blockedURL: "inline" } };
    expect(
      parsePolicyReports(
        Array.from({ length: 80 }, () => report),
        origins,
      ),
    ).toHaveLength(50);
  });

  it.each([undefined, null, 5, "text", {}, [], [5], { "csp-report": 5 }, [{ type: "csp-violation" }]])("is nothing for %j", (body) => {
    expect(parsePolicyReports(body, origins)).toBeUndefined();
  });
});
