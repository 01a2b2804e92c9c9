import { describe, expect, it } from "vitest";
import { pacArguments } from "../../../pac-deploy/pac/pac-arguments.ts";

const environment = "https://contoso.crm4.dynamics.com";
const websiteId = "aaaa1111-2222-3333-4444-555555555555";

describe("pacArguments", () => {
  it("always names the environment and the model", () => {
    expect(pacArguments.download({ environment, into: "/d", websiteId, kind: "classic", model: "enhanced" }).join(" ")).toBe(
      `pages download --environment ${environment} --path /d --webSiteId ${websiteId} --modelVersion Enhanced --overwrite`,
    );
    expect(pacArguments.upload({ environment, folder: "/s", model: "standard" }).join(" ")).toBe(
      `pages upload --environment ${environment} --path /s --modelVersion Standard`,
    );
    expect(pacArguments.upload({ environment, folder: "/s", model: "enhanced", profile: "test", all: true }).slice(-3)).toEqual([
      "--deploymentProfile",
      "test",
      "--forceUploadAll",
    ]);
  });

  it("takes the verbs of code sites, which know no model", () => {
    expect(pacArguments.download({ environment, into: "/d", websiteId, kind: "code", model: "enhanced" }).join(" ")).toBe(
      `pages download-code-site --environment ${environment} --path /d --webSiteId ${websiteId} --overwrite`,
    );
    expect(pacArguments.uploadCodeSite({ folder: "/s", environment: undefined })).toEqual([
      "pages",
      "upload-code-site",
      "--rootPath",
      "/s",
    ]);
    expect(pacArguments.uploadCodeSite({ folder: "/s", environment })).toContain(environment);
  });

  it.each(["../x", "a/b", "-f", "", "a b"])("refuses %j as a deployment profile", (profile) => {
    expect(() => pacArguments.upload({ environment, folder: "/s", model: "standard", profile })).toThrow(/deployment profile/);
  });
});
