import { describe, expect, it } from "vitest";
import { createHostMap } from "../../../portal-emulator/host-map.ts";
import { guardPage } from "../../../portal-emulator/portal/content-security-policy.ts";

const insightsOrigin = "http://127.0.0.1:4182";
const options = {
  nonce: "bm9uY2U=",
  hostMap: createHostMap(["lib.example.net"], insightsOrigin),
  insightsOrigin,
  portalOrigin: "http://localhost:4180",
};
const policyOf = (enforced: string, html = "<p>x</p>"): string | undefined =>
  guardPage(html, { enforced, reportOnly: undefined }, options).headers["content-security-policy"];

describe("guardPage", () => {
  it("changes nothing on a site without a policy", () => {
    expect(guardPage("<script>a()</script>", { enforced: undefined, reportOnly: " " }, options)).toEqual({
      html: "<script>a()</script>",
      headers: {},
    });
  });

  it.each([
    ["<script>a()</script>", '<script nonce="bm9uY2U=">a()</script>'],
    ['<SCRIPT type="text/javascript">a("<script>")</SCRIPT>', '<SCRIPT nonce="bm9uY2U=" type="text/javascript">a("<script>")</SCRIPT>'],
    ['<script src="/a.js"></script>', '<script src="/a.js"></script>'],
    ["<p>script</p>\r<script\n>b</script>", '<p>script</p>\r<script nonce="bm9uY2U="\n>b</script>'],
  ])("stamps inline scripts and nothing else: %s", (html, stamped) => {
    expect(guardPage(html, { enforced: "script-src 'nonce'", reportOnly: undefined }, options)).toEqual({
      html: stamped,
      headers: { "content-security-policy": "script-src 'nonce-bm9uY2U='" },
    });
  });

  it("stamps nothing where the policy asks for no nonce", () => {
    expect(guardPage("<script>a()</script>", { enforced: "script-src 'self'", reportOnly: undefined }, options).html).toBe(
      "<script>a()</script>",
    );
  });

  it("allows inline handlers by their hash", () => {
    expect(policyOf("script-src 'nonce'", '<button onclick="go()">x</button>')).toBe(
      "script-src 'nonce-bm9uY2U=' 'unsafe-hashes' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='",
    );
  });

  it.each([['<a href="javascript:go()">x</a>'], ['<p style="color:red">x</p>'], ["<style>p{}</style>"], ['<script src="/a.js"></script>']])(
    "allows nothing more for %s",
    (html) => {
      const guarded = guardPage(html, { enforced: "script-src 'nonce'; style-src 'nonce'", reportOnly: undefined }, options);
      expect(guarded).toEqual({
        html,
        headers: { "content-security-policy": "script-src 'nonce-bm9uY2U='; style-src 'nonce-bm9uY2U='" },
      });
    },
  );

  it("gives the hashes of handlers to directives about scripts alone", () => {
    expect(policyOf("default-src 'nonce'; style-src 'nonce'; script-src-elem 'nonce'", '<b onclick="go()">x</b>')).toMatch(
      /^default-src 'nonce-[^']+' 'unsafe-hashes' 'sha256-[^']+'; style-src 'nonce-[^']+'; script-src-elem 'nonce-[^']+'$/,
    );
  });

  it("leaves a script alone that has a nonce", () => {
    const html = '<script nonce="b2xk">a()</script>';
    expect(guardPage(html, { enforced: "script-src 'nonce'", reportOnly: undefined }, options).html).toBe(html);
  });

  it.each([
    ["script-src 'self' lib.example.net", `script-src 'self' ${insightsOrigin}/@lib.example.net/`],
    ["script-src https://lib.example.net/x", `script-src ${insightsOrigin}/@lib.example.net/`],
    ["script-src *.example.net", `script-src ${insightsOrigin}/@lib.example.net/`],
    ["script-src other.example.net; upgrade-insecure-requests", "script-src other.example.net"],
    ["style-src https:", `style-src https: 'self' ${insightsOrigin}/@lib.example.net/`],
  ])("maps %s", (policy, mapped) => {
    expect(policyOf(policy)).toBe(mapped);
  });

  it("sends both policies at once", () => {
    const { headers } = guardPage("", { enforced: "img-src 'self'", reportOnly: "script-src 'none'" }, options);
    expect(headers).toEqual({ "content-security-policy": "img-src 'self'", "content-security-policy-report-only": "script-src 'none'" });
  });

  it("lets the platform's own scripts through where the policy names a host they come from", () => {
    expect(policyOf("script-src content.powerapps.com 'nonce'")).toBe(
      "script-src content.powerapps.com http://localhost:4180/_portal/emulated/ 'nonce-bm9uY2U='",
    );
    expect(policyOf("script-src lib.example.org")).toBe("script-src lib.example.org");
  });
});
