import { describe, expect, it } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import { findTarget, type Target } from "../../../pac-deploy/deploy/find-target.ts";

const websiteId = "11111111-2222-4333-8444-555555555555";
const other = "AAAAAAAA-2222-4333-8444-555555555555";
const configured = (environments: object): ReturnType<typeof parseConfiguration> =>
  parseConfiguration(JSON.stringify({ tracking: { placement: "none" }, deploy: { environments } }, null, 2), "portal-kit.config.json");
const both = configured({
  test: { url: "https://contoso-test.crm4.dynamics.com/" },
  prod: { url: "https://CONTOSO.crm4.dynamics.com", websiteId: other, profile: "prod", production: true },
});
const find = (environment: string | undefined, configuration: typeof both | undefined = both, profile?: string): Target =>
  findTarget({ environment, profile, configuration, websiteId });

function refusal(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("findTarget", () => {
  it("takes a name of the configuration", () => {
    expect(find("prod")).toEqual({
      environment: "https://contoso.crm4.dynamics.com",
      label: "prod",
      websiteId: other.toLowerCase(),
      profile: "prod",
      production: true,
    });
  });

  it.each(["https://contoso.crm4.dynamics.com", "https://contoso.crm4.dynamics.com/", "https://CONTOSO.CRM4.dynamics.com"])(
    "knows production by its address too: %s",
    (address) => expect(find(address)).toMatchObject({ label: "prod", production: true, profile: "prod" }),
  );

  it("keeps an address production where one of its several websites is", () => {
    const two = configured({
      a: { url: "https://contoso.crm4.dynamics.com", websiteId: other, production: true },
      b: { url: "https://contoso.crm4.dynamics.com", websiteId: "bbbbbbbb-2222-4333-8444-555555555555" },
    });
    expect(find("https://contoso.crm4.dynamics.com", two)).toMatchObject({ websiteId, production: true });
  });

  it("takes an address without a configuration, and the id of website.yml", () => {
    expect(findTarget({ environment: "https://contoso.crm.dynamics.com", profile: "uat", configuration: undefined, websiteId })).toEqual({
      environment: "https://contoso.crm.dynamics.com",
      label: "contoso.crm.dynamics.com",
      websiteId,
      profile: "uat",
      production: false,
    });
  });

  it("takes the only one there is", () => {
    expect(find(undefined, configured({ test: { url: "https://contoso-test.crm4.dynamics.com" } })).label).toBe("test");
  });

  it.each([
    ["none is named and there are two", undefined, "environment-missing"],
    ["the name is not known", "staging", "environment-unknown"],
    ["it is not encrypted", "http://contoso.crm4.dynamics.com", "environment-unknown"],
    ["it is a page", "https://contoso.crm4.dynamics.com/main.aspx", "environment-unknown"],
    ["it holds a password", "https://a:b@contoso.crm4.dynamics.com", "environment-unknown"],
  ])("refuses when %s", (_, environment, code) => {
    expect(refusal(() => find(environment))).toMatchObject({ code, exitCode: 2 });
  });

  it("refuses a profile that is a path", () => {
    expect(refusal(() => find("test", both, "../prod")).code).toBe("profile-name");
  });
});

describe("deploy.environments", () => {
  it.each([
    ["an address without https", { a: { url: "http://contoso.crm4.dynamics.com" } }, "the address of an environment"],
    ["an address with a path", { a: { url: "https://contoso.crm4.dynamics.com/x" } }, "the address of an environment"],
    ["an id that is none", { a: { url: "https://contoso.crm4.dynamics.com", websiteId: "1" } }, "a website id"],
    ["a name with a slash", { "a/b": { url: "https://contoso.crm4.dynamics.com" } }, "a name of letters"],
    ["no address", { a: {} }, "the key url is missing"],
    [
      "an unknown key",
      { a: { url: "https://contoso.crm4.dynamics.com", prod: true } },
      "allowed here: url, websiteId, profile, production",
    ],
    [
      "the same environment twice",
      { a: { url: "https://contoso.crm4.dynamics.com" }, b: { url: "https://contoso.crm4.dynamics.com/" } },
      "expected each environment once",
    ],
  ])("refuses %s, with the line", (_, environments, words) => {
    const error = refusal(() => configured(environments));
    expect(error.message).toContain(words);
    expect(error).toMatchObject({ exitCode: 2, place: { path: "portal-kit.config.json" } });
    expect(error.place?.line).toBeGreaterThan(4);
  });
});
