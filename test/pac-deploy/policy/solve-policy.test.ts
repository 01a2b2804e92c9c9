import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newSitePolicy } from "../../../contract/new-site-policy.ts";
import { allows, hashSource, type PolicyRequest } from "../../../pac-deploy/policy/allows.ts";
import { parsePolicies } from "../../../pac-deploy/policy/parse-policy.ts";
import { solvePolicy, type PolicyNeed } from "../../../pac-deploy/policy/solve-policy.ts";
import { applyTextEdit } from "../../../site/edit-text.ts";
import { journeyNeeds, origin } from "./journey-needs.ts";

const hash = hashSource("p{margin:0}");
const solve = (text: string, needs: readonly PolicyNeed[] = journeyNeeds, isReportOnly = false) =>
  solvePolicy(text, needs, { origin, isReportOnly });
const passes = (text: string, request: PolicyRequest): boolean => parsePolicies(text).every((policy) => allows(policy, request, origin));

describe("solvePolicy", () => {
  it.each([
    ["nothing, where there is no policy", "", ""],
    ["nothing, where no directive restricts the journey", "frame-ancestors 'self';", "frame-ancestors 'self';"],
    ["the library, to the policy of new sites", newSitePolicy, newSitePolicy.replace("'nonce';", "'nonce' lib.example.net;")],
    [
      "to each directive what it lacks, and leaves blanks and line ends alone",
      " Script-Src   'self' 'nonce' ;\r\n connect-src\t'self'\n;style-src 'unsafe-inline'  ",
      " Script-Src   'self' 'nonce' lib.example.net ;\r\n connect-src\t'self' in.example.net\n;style-src 'unsafe-inline'  ",
    ],
    [
      "new directives that begin with what default-src allows",
      "default-src 'self' a.example.com",
      `default-src 'self' a.example.com; script-src 'self' a.example.com 'nonce' lib.example.net; connect-src 'self' a.example.com in.example.net; style-src 'self' a.example.com ${hash}`,
    ],
    [
      "new directives behind a closing semicolon, and without what names no address",
      "default-src 'none' ; ",
      `default-src 'none' ; script-src 'nonce' lib.example.net; connect-src in.example.net 'self'; style-src ${hash}; `,
    ],
    ["in place of 'none'", "script-src 'none';img-src 'none'", "script-src 'nonce' lib.example.net;img-src 'none'"],
    ["to a directive without sources", "connect-src", "connect-src in.example.net 'self'"],
    [
      "to script-src-elem where that decides",
      "script-src-elem 'self'; script-src *",
      "script-src-elem 'self' 'nonce' lib.example.net; script-src *",
    ],
    [
      "nothing, where 'strict-dynamic' with the nonce lets the loader load",
      "script-src 'nonce' 'strict-dynamic'",
      "script-src 'nonce' 'strict-dynamic'",
    ],
    ["no nonce, where inline scripts run anyway", "script-src 'unsafe-inline'", "script-src 'unsafe-inline' lib.example.net"],
    [
      "the nonce, where another one switches 'unsafe-inline' off",
      "script-src 'unsafe-inline' 'nonce-abc='",
      "script-src 'unsafe-inline' 'nonce-abc=' 'nonce' lib.example.net",
    ],
    [
      "nothing, where a wildcard or scheme covers the hosts",
      "script-src 'nonce' *.example.net; connect-src 'self' https:",
      "script-src 'nonce' *.example.net; connect-src 'self' https:",
    ],
    [
      "the host, where only another path of it is allowed",
      "script-src 'nonce' lib.example.net/old/",
      "script-src 'nonce' lib.example.net/old/ lib.example.net",
    ],
    ["to the first directive of a name", "connect-src 'self'; connect-src *", "connect-src 'self' in.example.net; connect-src *"],
    [
      "to a new directive, where a typographic quote makes the old one count for nothing",
      "connect-src ’self’; default-src 'self'; script-src *  'nonce'; style-src *  'unsafe-inline'",
      "connect-src ’self’; default-src 'self'; script-src *  'nonce'; style-src *  'unsafe-inline'; connect-src 'self' in.example.net",
    ],
    [
      "to each of several policies",
      "connect-src 'self', default-src * 'unsafe-inline'; connect-src in.example.net",
      "connect-src 'self' in.example.net, default-src * 'unsafe-inline'; connect-src in.example.net 'self'",
    ],
  ])("adds %s", (_, before, after) => {
    const { text, refusals } = solve(before);
    expect(text).toBe(after);
    expect(refusals).toEqual([]);
  });

  it("names a port that is not the scheme's own", () => {
    const request: PolicyRequest = { kind: "connect", url: new URL("https://in.example.net:8443/a") };
    expect(solve("connect-src 'self'", [{ request, what: "a", knownFrom: "b" }]).text).toBe("connect-src 'self' in.example.net:8443");
  });

  it("needs no host for a pasted script element, which gets the page's nonce", () => {
    const request: PolicyRequest = {
      kind: "script",
      url: new URL("https://lib.example.net/a.js"),
      hasNonce: true,
      isParserInserted: false,
    };
    expect(solve("script-src 'nonce'", [{ request, what: "a", knownFrom: "b" }]).additions).toEqual([]);
    expect(solve("script-src 'self'", [{ request, what: "a", knownFrom: "b" }]).text).toBe("script-src 'self' lib.example.net");
  });

  it("says of each addition which needs fail without it", () => {
    const { additions } = solve("default-src 'self'");
    expect(
      additions.map(({ directive, source, isNewDirective, needs }) => [directive, source, isNewDirective, needs.map(({ what }) => what)]),
    ).toEqual([
      ["script-src", "'nonce'", true, ["script"]],
      ["script-src", "lib.example.net", true, ["library"]],
      ["connect-src", "in.example.net", true, ["collector"]],
      ["style-src", hash, true, ["banner"]],
    ]);
  });

  it.each([
    ["sandbox", "sandbox allow-forms; script-src 'self'", "sandbox"],
    ["a sandbox without the site's origin", "sandbox allow-scripts", "sandbox"],
    ["trusted types", "require-trusted-types-for 'script'; script-src 'self'", "trusted-types"],
    ["'strict-dynamic' without the nonce", "script-src 'strict-dynamic' 'sha256-abc='; connect-src 'none'", "strict-dynamic"],
    ["'strict-dynamic' of default-src", "default-src 'self' 'strict-dynamic'", "strict-dynamic"],
  ])("refuses %s and adds nothing", (_, text, reason) => {
    const solved = solve(text);
    expect(solved).toMatchObject({ text, edits: [], additions: [] });
    expect(solved.refusals[0]).toMatchObject({ reason });
  });

  it("refuses where one of several policies cannot be solved", () => {
    expect(solve("connect-src 'none', sandbox")).toMatchObject({ text: "connect-src 'none', sandbox", additions: [] });
  });

  it.each(["http://in.example.net/a", "https://192.0.2.7/a", "https://[2001:db8::1]/a"])(
    "refuses %s, which no host lets through",
    (address) => {
      const need = { request: { kind: "connect", url: new URL(address) }, what: "a", knownFrom: "b" } as const;
      expect(solve("connect-src 'self'", [need]).refusals).toEqual([{ reason: "address", directive: "connect-src", need }]);
    },
  );

  it.each(["sandbox allow-scripts allow-same-origin", "sandbox allow-same-origin ALLOW-SCRIPTS allow-forms", "require-trusted-types-for"])(
    "has nothing against %s",
    (text) => {
      expect(solve(text)).toMatchObject({ text, refusals: [] });
    },
  );

  it("minds no sandbox in a policy that is only reported about", () => {
    expect(solve("sandbox; connect-src 'self'", journeyNeeds, true).text).toBe("sandbox; connect-src 'self' in.example.net");
  });

  describe("for any policy", () => {
    const source = fc.constantFrom(
      "'self'", "'none'", "*", "https:", "http:", "'nonce'", "'nonce-abc='", "'unsafe-inline'", "'strict-dynamic'", "'unsafe-eval'", hash, "'sha256-abc='",
      "lib.example.net", "*.example.net", "lib.example.net/old/", "in.example.net:8443", "IN.example.net", "www.example.com", "’self’",
    ); // prettier-ignore
    const name = fc.constantFrom(
      "script-src",
      "script-src-elem",
      "default-src",
      "connect-src",
      "style-src",
      "style-src-elem",
      "img-src",
      "SCRIPT-SRC",
      "sandbox",
    );
    const blank = fc.constantFrom(" ", "\t", "\r\n ", "  ");
    const directive = fc
      .tuple(name, fc.array(fc.tuple(blank, source), { maxLength: 4 }))
      .map(([first, sources]) => first + sources.map((pair) => pair.join("")).join(""));
    const policy = fc
      .tuple(
        fc.array(fc.tuple(directive, fc.constantFrom(";", "; ", " ;", ",", ";;")), { maxLength: 5 }),
        fc.option(directive, { nil: "" }),
      )
      .map(([parts, last]) => parts.map((pair) => pair.join("")).join("") + last);
    const address = fc.constantFrom(
      "https://lib.example.net/sdk/a.js", "https://lib.example.net/old/a.js", "https://in.example.net/", "https://in.example.net:8443/", "https://www.example.com/a",
      "https://other.example.org/", "http://lib.example.net/", "data:,a",
    ).map((text) => new URL(text)); // prettier-ignore
    const request = fc.oneof(
      fc.record({ kind: fc.constant("script" as const), url: address, hasNonce: fc.boolean(), isParserInserted: fc.boolean() }),
      fc.record({ kind: fc.constant("inline-script" as const), hasNonce: fc.boolean() }),
      fc.record({ kind: fc.constant("inline-style" as const), text: fc.constantFrom("p{margin:0}", "p{}") }),
      fc.record({ kind: fc.constantFrom("connect" as const, "image" as const), url: address }),
    );
    const needs = fc.oneof(
      fc.constant<readonly PolicyNeed[]>(journeyNeeds),
      fc.array(
        request.map((one): PolicyNeed => ({ request: one, what: "a", knownFrom: "b" })),
        { maxLength: 4 },
      ),
    );
    const runs = { numRuns: 3_000 };

    it("lets every need through, or refuses and changes nothing", () => {
      fc.assert(
        fc.property(policy, needs, (text, wanted) => {
          const solved = solve(text, wanted);
          if (solved.refusals.length > 0) expect(solved).toMatchObject({ text, edits: [], additions: [] });
          else for (const one of wanted) expect(passes(solved.text, one.request)).toBe(true);
        }),
        runs,
      );
    });

    it("finds nothing more to add the second time", () => {
      fc.assert(
        fc.property(policy, needs, (text, wanted) => {
          const once = solve(text, wanted);
          if (once.refusals.length === 0) expect(solve(once.text, wanted)).toMatchObject({ text: once.text, edits: [], additions: [] });
        }),
        runs,
      );
    });

    it("forbids nothing that was allowed", () => {
      fc.assert(
        fc.property(policy, needs, request, (text, wanted, other) => {
          if (passes(text, other)) expect(passes(solve(text, wanted).text, other)).toBe(true);
        }),
        runs,
      );
    });

    it("adds nothing that some need does not fail without", () => {
      fc.assert(
        fc.property(policy, needs, (text, wanted) => {
          const solved = solve(text, wanted);
          for (const addition of solved.additions) {
            expect(addition.needs).not.toEqual([]);
            expect(addition.source).not.toMatch(/^(?:\*|https?:|'unsafe-.*|'none'|'strict-dynamic')$|\*/);
          }
        }),
        runs,
      );
    });

    it("keeps every other character: its edits, from the last to the first, make the text", () => {
      fc.assert(
        fc.property(policy, needs, (text, wanted) => {
          const solved = solve(text, wanted);
          expect(solved.edits.reduceRight(applyTextEdit, text)).toBe(solved.text);
          for (const { expected } of solved.edits) expect(expected).toMatch(/^$|^'none'$/i);
        }),
        runs,
      );
    });
  });
});
