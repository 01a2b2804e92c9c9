import { beforeAll, describe, expect, it } from "vitest";
import { planRefresh, type ChangedPath } from "../../../portal-emulator/live-reload/plan-refresh.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site, WebFile } from "../../../site/site.ts";
import { starterFolder } from "../../support/kit-site.ts";

let site: Site;
beforeAll(async () => {
  const starter = await readSite(starterFolder("enhanced"));
  const [file] = starter.webFiles;
  if (file === undefined) throw new Error("the starter has a web file");
  const styles: WebFile[] = [
    { ...file, partialUrl: "a b.css", url: "/a b.css", contentPath: "web-files/a b.css" },
    { ...file, partialUrl: "theme.css", url: "/theme.css", contentPath: "web-files/theme.css" },
    { ...file, partialUrl: "logo.svg", url: "/logo.svg", contentPath: "web-files/logo.svg" },
    { ...file, partialUrl: "lost.css", url: undefined, contentPath: "web-files/lost.css" },
  ];
  site = { ...starter, webFiles: styles };
});

const templatePath = (): string => site.webTemplates[0]?.sourcePath ?? "";

describe("planRefresh", () => {
  it("loads style sheets alone where nothing else has changed", () => {
    expect(planRefresh(["web-files/a b.css", "web-files/theme.css"], site, site)).toEqual({
      kind: "styles",
      urls: ["/a%20b.css", "/theme.css"],
    });
  });

  it.each<{ name: string; paths: () => ChangedPath[] }>([
    { name: "a template", paths: () => [templatePath()] },
    { name: "a template beside a style sheet", paths: () => ["web-files/theme.css", templatePath()] },
    { name: "a picture", paths: () => ["web-files/logo.svg"] },
    { name: "a style sheet without an address", paths: () => ["web-files/lost.css"] },
    { name: "something unknown", paths: () => [undefined] },
  ])("loads pages again after a change of $name", ({ paths }) => {
    expect(planRefresh(paths(), site, site)).toEqual({ kind: "page" });
  });

  it("loads pages again when a file of the site comes or goes", () => {
    const without = { ...site, webFiles: site.webFiles.filter((file) => file.contentPath !== "web-files/theme.css") };
    expect(planRefresh(["web-files/theme.css"], site, without)).toEqual({ kind: "page" });
    expect(planRefresh(["web-files/theme.css"], without, site)).toEqual({ kind: "page" });
  });

  it("does nothing about what an editor leaves beside the files", () => {
    expect(planRefresh(["web-files/.theme.css.swp", "web-files/theme.css~"], site, site)).toEqual({ kind: "none" });
  });
});
