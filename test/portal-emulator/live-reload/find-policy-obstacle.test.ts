import { describe, expect, it } from "vitest";
import { findNonce, findPolicyObstacle } from "../../../portal-emulator/live-reload/find-policy-obstacle.ts";

const own = { origin: "http://localhost:4180", nonce: "YWJj" };

describe("findPolicyObstacle", () => {
  it.each([
    "",
    "img-src 'none'",
    "script-src 'self'",
    "script-src 'nonce-YWJj'",
    "script-src 'nonce-YWJj' 'strict-dynamic'; connect-src 'self'",
    "script-src http://localhost:4180; connect-src localhost:*",
    "default-src *",
    "default-src 'none'; script-src 'self'; connect-src 'self'",
    "script-src-elem 'self'; script-src 'none'",
    "sandbox allow-scripts allow-same-origin; script-src 'self'",
    "SCRIPT-SRC 'SELF'",
    "script-src 'self'; script-src 'none'",
  ])("finds none in %j", (policy) => {
    expect(findPolicyObstacle(policy, own)).toBeUndefined();
  });

  it.each([
    ["script-src 'none'", "script-src"],
    ["script-src https://cdn.example.com", "script-src"],
    ["script-src https:", "script-src"],
    ["script-src 'self' 'strict-dynamic' 'nonce-b3RoZXI='", "script-src"],
    ["default-src 'none'", "default-src"],
    ["script-src 'self'; default-src 'none'", "default-src"],
    ["script-src 'self'; connect-src https://api.example.com", "connect-src"],
    ["script-src-elem 'none'; script-src 'self'", "script-src-elem"],
    ["sandbox allow-scripts", "sandbox"],
    ["script-src 'self', script-src 'none'", "script-src"],
  ])("finds in %j: %s", (policy, directive) => {
    expect(findPolicyObstacle(policy, own)).toBe(directive);
  });

  it("needs more than a nonce where the page has none", () => {
    expect(findPolicyObstacle("script-src 'nonce-'", { ...own, nonce: undefined })).toBe("script-src");
  });
});

describe("findNonce", () => {
  it.each([
    ["script-src 'nonce-YWJj+/=' 'self'", "YWJj+/="],
    ["script-src 'self'", undefined],
    [`script-src 'nonce-"><script>'`, undefined],
  ])("reads %j", (policy, nonce) => {
    expect(findNonce(policy)).toBe(nonce);
  });
});
