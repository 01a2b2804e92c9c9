import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecretHider } from "../../../pac-deploy/pac/hide-pac-secrets.ts";

const environment = {
  PAC_CLI_SPN_SECRET: "Q~aBcD3fGhIj&K",
  SYSTEM_ACCESSTOKEN: "short-lived-bearer",
  PORTAL_API_KEY: "Q~aBcD3fGhIj&K-longer",
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.example.com/request",
  SOME_SECRET: "abc",
  FLAG_PASSWORD: "true",
  PWD: "/home/ada/site",
  HOME: "/home/ada",
};

describe("createSecretHider", () => {
  it.each([
    ["the value of a secret variable", "got Q~aBcD3fGhIj&K back", "got •••••••••••••• back"],
    ["one that begins with another", "Q~aBcD3fGhIj&K-longer", "•••••••••••••••••••••"],
    ["one as it stands in an address", "?s=Q~aBcD3fGhIj%26K.", "?s=••••••••••••••••."],
    [
      "a token",
      "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.abcdefghijk!",
      "Bearer •••••••••••••••••••••••••••••••••••••••••••••••••••!",
    ],
    ["a secret in a connection", "x;ClientSecret=abcdefgh;y", "x;•••••••••••••••••••••;y"],
    ["a key by its shape", "sk_live_abcdefghijklmnopqrstuvwx", "••••••••••••••••••••••••••••••••"],
  ])("turns %s into dots", (_, line, expected) => {
    expect(createSecretHider(environment)(line)).toBe(expected);
  });

  it.each([
    "Connected as ada@contoso.com",
    "in /home/ada/site with abc and true, from https://token.example.com/request",
    "AADSTS7000215: Invalid client secret is provided.",
    "[1]   * UNIVERSAL contoso-ci f906614e-e545-4be0-a5e6-e802941fb305 Public Application",
  ])("leaves %j as it is", (line) => {
    expect(createSecretHider(environment)(line)).toBe(line);
  });

  it("never lets a secret of the environment through, wherever it stands", () => {
    const secret = fc.string({ minLength: 8, maxLength: 40 }).filter((text) => text.trim().length >= 8 && !/^\d+$|•/.test(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        expect(createSecretHider({ MY_CLIENT_SECRET: value })(`${before}${value}${after}`)).not.toContain(value);
      }),
      { numRuns: 300 },
    );
  });
});
