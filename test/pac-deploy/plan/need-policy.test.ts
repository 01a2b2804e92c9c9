import { describe, expect, it } from "vitest";
import type { TrackingScript } from "../../../pac-deploy/configuration/parse-tracking-script.ts";
import { needPolicy } from "../../../pac-deploy/plan/need-policy.ts";
import { parseSite } from "../../../site/parse-site.ts";
import type { Site } from "../../../site/site.ts";
import { renderRecord } from "../../../site/render-record.ts";

const script: TrackingScript = {
  text: "",
  src: "https://lib.example.net/CI-SDKs/web/msci-1.js",
  product: "customer-insights-data",
  ingestionKey: "k",
  endpointUrl: "https://in.example.net/OneCollector/1.0/",
};
const id = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-000000000000`;

function siteWith(policy: string): Site {
  const setting = renderRecord({ adx_name: "HTTP/Content-Security-Policy", adx_sitesettingid: id("1"), adx_value: policy });
  return parseSite(
    new Map([
      ["website.yml", renderRecord({ adx_headerwebtemplateid: id("2"), adx_name: "Tiny", adx_websiteid: id("3") })],
      ["web-templates/header/Header.webtemplate.yml", renderRecord({ adx_name: "Header", adx_webtemplateid: id("2") })],
      ["web-templates/header/Header.webtemplate.source.html", "<header></header>"],
      [
        "sitesetting.yml",
        setting
          .split("\n")
          .map((line, index) => (line === "" ? line : `${index === 0 ? "- " : "  "}${line}`))
          .join("\n"),
      ],
    ]),
    "",
  );
}

describe("needPolicy", () => {
  it.each([
    [
      "the default of new sites",
      "script-src 'self' content.powerapps.com 'nonce'; style-src 'unsafe-inline' https:;",
      "script-src 'self' content.powerapps.com 'nonce' lib.example.net; style-src 'unsafe-inline' https:;",
    ],
    [
      "a policy that restricts connections",
      "script-src 'self';connect-src 'self'",
      "script-src 'self' lib.example.net;connect-src 'self' in.example.net",
    ],
    [
      "a policy with default-src only",
      "default-src 'self'",
      "default-src 'self'; script-src 'self' lib.example.net; connect-src 'self' in.example.net",
    ],
    ["a directive that allows nothing", "script-src 'none'; img-src *", "script-src lib.example.net; img-src *"],
    ["directives in capitals and with odd blanks", "  Script-Src   'self' ;", "  Script-Src   'self' lib.example.net ;"],
  ])("extends %s by the hosts and nothing else", (_, before, after) => {
    expect(needPolicy(siteWith(before), script).desired).toMatchObject([
      { kind: "value", path: "sitesetting.yml", recordId: id("1"), key: "adx_value", value: after },
    ]);
  });

  it.each([
    ["the host is listed", "script-src 'self' lib.example.net"],
    ["the host is listed as an address", "script-src https://lib.example.net/CI-SDKs/"],
    ["a wildcard covers it", "script-src *.example.net"],
    ["every https host may run", "script-src https:"],
    ["nothing restricts scripts", "style-src 'self'"],
    ["the value is empty", ""],
  ])("changes nothing where %s", (_, policy) => {
    expect(needPolicy(siteWith(policy), script)).toEqual({ desired: [], findings: [] });
  });

  it("does not take a longer directive's name for the one it looks for", () => {
    expect(needPolicy(siteWith("script-src-elem 'self'; script-src 'self' lib.example.net"), script).desired).toEqual([]);
  });
});
