import { describe, expect, it } from "vitest";
import { chooseProfile } from "../../../pac-deploy/pac/choose-profile.ts";
import type { AuthProfile } from "../../../pac-deploy/pac/pac.ts";

const contoso = "https://contoso.crm4.dynamics.com";
const test = "https://test.crm4.dynamics.com";

const profile = (index: number, isActive: boolean, environment: string | undefined, scope = "UNIVERSAL"): AuthProfile => ({
  index,
  isActive,
  environment,
  scope,
  name: `profile-${index}`,
  kind: "User",
  identity: "ada@contoso.com",
  cloud: "Public",
});

describe("chooseProfile", () => {
  it.each([
    ["the active one is bound to the environment", [profile(1, true, contoso)], "fits", 1, undefined],
    ["its address is written in another way", [profile(1, true, `${contoso.toUpperCase()}/`)], "fits", 1, undefined],
    ["another is bound to it", [profile(1, true, test), profile(2, false, contoso)], "select", 2, "pac auth select --index 2"],
    ["none is active and one is bound to it", [profile(2, false, contoso)], "select", 2, "pac auth select --index 2"],
    ["the active one is bound to another and may enter any", [profile(1, true, test)], "unproven", 1, undefined],
    ["the active one is bound to none", [profile(1, true, undefined)], "unproven", 1, undefined],
    ["the active one can only enter another", [profile(1, true, test, "DATAVERSE")], "other-environment", 1, undefined],
    ["none is active", [profile(1, false, test)], "none", undefined, "pac auth select --index <n>"],
    ["there is none", [], "none", undefined, undefined],
  ])("judges when %s", (_, profiles, verdict, index, command) => {
    const choice = chooseProfile(profiles, contoso);
    expect([choice.verdict, choice.profile?.index, choice.command]).toEqual([verdict, index, command]);
  });

  it.each([
    [[profile(1, false, test), profile(2, true, undefined)], "fits", 2],
    [[profile(1, false, test)], "none", undefined],
  ])("without an environment takes the active one", (profiles, verdict, index) => {
    const choice = chooseProfile(profiles, undefined);
    expect([choice.verdict, choice.profile?.index]).toEqual([verdict, index]);
  });

  it("does not take a host that only begins the same", () => {
    expect(chooseProfile([profile(1, true, `${contoso}.example.com`, "DATAVERSE")], contoso).verdict).toBe("other-environment");
  });
});
