import { beforeAll, describe, expect, it } from "vitest";
import { createPolicyAdviser } from "../../../pac-deploy/create-policy-adviser.ts";
import { advisePolicy } from "../../../pac-deploy/policy/advise-policy.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { starterFolder } from "../../support/kit-site.ts";

let starter: Site;
beforeAll(async () => {
  starter = await readSite(starterFolder("enhanced"));
});

/** The starter under this policy; undefined: without the setting. */
function under(policy: string | undefined): Site {
  const isPolicy = ({ name }: { readonly name: string }): boolean => name === "HTTP/Content-Security-Policy";
  return {
    ...starter,
    settings:
      policy === undefined
        ? starter.settings.filter((setting) => !isPolicy(setting))
        : starter.settings.map((setting) => (isPolicy(setting) ? { ...setting, value: policy } : setting)),
  };
}
const seen = { source: "/contact/:12:3", isReportOnly: false };

describe("what a page is kept from", () => {
  it.each([
    ["script-src 'self' 'nonce'", "script-src-elem", "https://lib.example.com/a.js", "add lib.example.com to script-src"],
    ["default-src 'self'", "connect-src", "https://in.example.net/collect", "add in.example.net to connect-src"],
    ["connect-src https://api.example.com", "connect-src", "/_api/contacts", "add 'self' to connect-src"],
    ["img-src 'self'", "img-src", "https://img.example.com:8443/a.png", "add img.example.com:8443 to img-src"],
    ["font-src 'self'", "font-src", "https://fonts.example.com/a.woff2", "add fonts.example.com to font-src"],
    ["font-src 'none'", "font-src", "/a.woff2", "add 'self' to font-src"],
  ])("is told with the least that lets it through: %s, %s %s", (policy, directive, blocked, advice) => {
    const text = advisePolicy(under(policy), { directive, blocked, ...seen });
    expect(text).toContain(`HTTP/Content-Security-Policy: ${directive} blocks ${blocked} on /contact/:12:3.`);
    expect(text).toContain(advice);
  });

  it.each([
    ["script-src 'self'", "script-src-elem", "inline", /never adds 'unsafe-inline'/],
    ["style-src 'self'", "style-src-elem", "inline", /never adds 'unsafe-inline'/],
    ["script-src 'self'", "script-src", "eval", /never adds 'unsafe-eval'/],
    ["img-src 'self'", "img-src", "data", /as wide as a wildcard/],
    ["script-src 'self'", "script-src-elem", "http://127.0.0.1:9/a.js", /would not open that/],
    ["script-src 'strict-dynamic'", "script-src-elem", "https://lib.example.com/a.js", /would not open that/],
  ])("is told with what the kit would not open: %s, %s %s", (policy, directive, blocked, words) => {
    const text = advisePolicy(under(policy), { directive, blocked, ...seen });
    expect(text).toMatch(words);
    expect(text).not.toContain("If the page is meant to");
  });

  it("may be allowed by now", () => {
    const told = { directive: "script-src-elem", blocked: "https://lib.example.com/a.js", ...seen };
    expect(advisePolicy(under("script-src lib.example.com"), told)).toContain("as it is now allows it");
  });

  it("is measured by the policy of new sites where the folder has no setting", () => {
    const told = { directive: "script-src-elem", blocked: "https://lib.example.com/a.js", ...seen };
    expect(advisePolicy(under(undefined), told)).toContain("add lib.example.com to script-src");
  });

  it("is said once for each reading of the site, on whatever page", () => {
    const said: string[] = [];
    let site = under("img-src 'self'");
    const adviser = createPolicyAdviser(
      () => site,
      (text) => said.push(text),
    );
    const tell = (source: string, blocked = "https://img.example.com/a.png"): void =>
      adviser.told({ directive: "img-src", blocked, source, isReportOnly: false });
    tell("/");
    tell("/contact/");
    tell("/", "https://img.example.com/b.png");
    expect(said).toHaveLength(2);
    site = under("img-src 'self'");
    tell("/");
    expect(said).toHaveLength(3);
  });
});
