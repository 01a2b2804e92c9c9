import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchSource } from "../../../pac-deploy/policy/match-source.ts";
import { oracleMatches } from "./match-source-oracle.ts";

const page = new URL("https://www.example.com");
const library = "https://lib.example.net/sdk/msci-1.js";

describe("matchSource", () => {
  it.each([
    ["lib.example.net", library],
    ["LIB.Example.Net", library],
    ["https://lib.example.net", library],
    ["http://lib.example.net", library],
    ["lib.example.net:443", library],
    ["lib.example.net:*", "https://lib.example.net:8443/a"],
    ["*.example.net", library],
    ["*.example.net", "https://a.b.example.net/"],
    ["*", library],
    ["https:", library],
    ["HTTPS:", library],
    ["http:", library],
    ["lib.example.net/sdk/", library],
    ["lib.example.net/sdk/msci-1.js", library],
    ["lib.example.net/s%64k/", library],
    ["lib.example.net/", library],
    ["'self'", "https://www.example.com/_api/contacts"],
    ["'SELF'", "https://www.example.com/"],
    ["'self'", "wss://www.example.com/live"],
    ["wss:", "wss://www.example.com/live"],
    ["127.0.0.1", "https://127.0.0.1/"],
  ])("%s covers %s", (source, address) => {
    expect(matchSource(source, new URL(address), page)).toBe(true);
  });

  it.each([
    ["example.net", library],
    ["*.lib.example.net", library],
    ["*.example.net", "https://example.net/"],
    ["lib.example.net:8443", library],
    ["lib.example.net", "https://lib.example.net:8443/"],
    ["lib.example.net", "http://lib.example.net/"],
    ["https://lib.example.net", "http://lib.example.net/"],
    ["lib.example.net/sdk", library],
    ["lib.example.net/SDK/", library],
    ["lib.example.net/sdk/msci-1.js/", library],
    ["http:", "data:text/plain,a"],
    ["*", "data:text/plain,a"],
    ["'self'", library],
    ["'self'", "https://www.example.com:8443/"],
    ["'self'", "http://www.example.com/"],
    ["'none'", library],
    ["'unsafe-inline'", library],
    ["'nonce'", library],
    ["self", "https://www.example.com/"],
    ["192.0.2.7", "https://192.0.2.7/"],
    ["[2001:db8::1]", "https://[2001:db8::1]/"],
    ["lib.*.net", library],
    ["//lib.example.net", library],
    ["", library],
  ])("%j does not cover %s", (source, address) => {
    expect(matchSource(source, new URL(address), page)).toBe(false);
  });

  it("takes a plain page's own host for its secure twin too", () => {
    expect(matchSource("'self'", new URL("https://www.example.com/"), new URL("http://www.example.com"))).toBe(true);
    expect(matchSource("lib.example.net", new URL(library), new URL("http://www.example.com"))).toBe(true);
  });

  it("agrees with patterns over the whole address", () => {
    const host = fc.constantFrom("a.example.com", "b.a.example.com", "example.com", "xexample.com", "127.0.0.1", "192.0.2.7");
    const scheme = fc.constantFrom("http", "https");
    const port = fc.constantFrom("", ":80", ":443", ":8443");
    const path = fc.constantFrom("", "/", "/a", "/a/", "/a/b", "/a/b/", "/ab", "/a/b.js");
    const join = (parts: readonly string[]): string => parts.join("");
    const address = fc.tuple(scheme, fc.constant("://"), host, port, path).map(join);
    const sourceHost = fc.oneof(host, fc.constantFrom("*", "*.example.com", "*.a.example.com", "*.com"));
    const source = fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom("*", "http:", "https:", "'self'", "'none'", "'nonce'") },
      {
        weight: 5,
        arbitrary: fc.tuple(fc.constantFrom("", "http://", "https://"), sourceHost, fc.oneof(port, fc.constant(":*")), path).map(join),
      },
    );
    const origin = fc.tuple(scheme, fc.constant("://"), host, fc.constantFrom("", ":8443")).map(join);
    let covered = 0;
    fc.assert(
      fc.property(source, address, origin, (one, url, from) => {
        const found = matchSource(one, new URL(url), new URL(from));
        if (found) covered += 1;
        expect(found).toBe(oracleMatches(one, url, from));
      }),
      { numRuns: 5_000 },
    );
    expect(covered).toBeGreaterThan(200);
  });
});
