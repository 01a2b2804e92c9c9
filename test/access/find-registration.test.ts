import { describe, expect, it } from "vitest";
import { findRegistration } from "../../access/find-registration.ts";
import { setting, tinySite } from "./tiny-site.ts";

const prefix = "Authentication/Registration/";
const kindOf = (...settings: readonly (readonly [string, string | undefined])[]): string =>
  findRegistration(tinySite({ settings: settings.map(([name, value]) => [prefix + name, value] as const) })).kind;

describe("registration", () => {
  it.each([
    ["nothing is said", []],
    ["local accounts are allowed", [["LocalLoginEnabled", "True"]]],
    [
      "values are empty",
      [
        ["OpenRegistrationEnabled", ""],
        ["Enabled", undefined],
      ],
    ],
  ] as const)("is anybody's where %s", (_, settings) => {
    expect(kindOf(...settings)).toBe("anybody");
  });

  it.each([
    ["Enabled", "false"],
    ["OpenRegistrationEnabled", " False "],
    ["RequiresInvitation", "true"],
  ])("is closed by %s: %s", (name, value) => {
    expect(kindOf([name, value])).toBe("closed");
  });

  it("is the identity provider's where local accounts are off or on the way out", () => {
    expect(kindOf(["LocalLoginEnabled", "false"])).toBe("identity-provider");
    expect(kindOf(["LocalLoginDeprecated", "true"])).toBe("identity-provider");
    expect(kindOf(["LocalLoginEnabled", "false"], ["ExternalLoginEnabled", "false"])).toBe("closed");
  });

  it("goes by the first active setting of a name", () => {
    const settings = [
      setting(`${prefix}Enabled`, "false", { active: false }),
      setting(`${prefix}enabled`, "true"),
      setting(`${prefix}Enabled`, "false"),
    ];
    expect(findRegistration(tinySite({ settings })).kind).toBe("anybody");
  });

  it("is not known where an environment variable decides", () => {
    const settings = [setting(`${prefix}OpenRegistrationEnabled`, undefined, { environmentVariable: "demo_Open" })];
    expect(findRegistration(tinySite({ settings }))).toEqual({ kind: "unknown", says: expect.stringContaining("demo_Open") });
  });
});
