import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { copySite, kitFolder, starterFolder, type TemporarySite } from "../../support/kit-site.ts";

const open: TemporarySite[] = [];
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});

function plan(navigation: string | undefined): ReturnType<typeof planApply> {
  const site = copySite(starterFolder("enhanced"), {
    tracking: { script: "tracking.html", ...(navigation === undefined ? {} : { navigation }) },
  });
  open.push(site);
  return planApply(site.folder, { kitFolder, configPath: site.configPath });
}

const script = readFileSync(join(kitFolder, "tracking-navigation.html"), "utf8");

describe("tracking.navigation", () => {
  it.each([
    { navigation: undefined, isThere: false },
    { navigation: "off", isThere: false },
    { navigation: "track-view", isThere: true },
  ])(
    "set to $navigation: its script is in the tracking template, and plan says that it is experimental: $isThere",
    async ({ navigation, isThere }) => {
      const { edits, findings } = await plan(navigation);
      const texts = edits.map((edit) => ("text" in edit ? edit.text : ""));
      const template = texts.find((text) => text.includes("<template data-portal-kit-tracker")) ?? "";
      expect(template).toContain("data-consent-mode");
      expect(template).not.toContain("PORTAL_KIT_");
      expect(template.includes(script)).toBe(isThere);
      expect(findings.filter(({ code }) => code === "navigation-is-experimental").map(({ severity }) => severity)).toEqual(
        isThere ? ["info"] : [],
      );
    },
  );

  it("refuses another value, naming those there are", async () => {
    const error: unknown = await plan("always").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(/tracking\.navigation: expected one of "off", "track-view"/);
  });
});
