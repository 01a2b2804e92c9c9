import { describe, expect, it } from "vitest";
import {
  columnPermissionProfilePaths,
  contentPagePaths,
  contentSnippetPaths,
  dialectOf,
  duplicateSuffix,
  fileStem,
  folderName,
  pageTemplatePath,
  serverLogicPaths,
  siteSettingPath,
  tablePermissionPath,
  webFilePaths,
  webPagePaths,
  webRolePath,
  webTemplatePaths,
} from "../../site/file-names.ts";
import { parseSite } from "../../site/parse-site.ts";
import { codeSite, idOf, ids, record, smallSite } from "./small-site.ts";

const classic = parseSite(smallSite());
const code = parseSite(codeSite());
const id = "0f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0";

describe("names as files", () => {
  it.each([
    ["Portal Kit Tracking", "Portal-Kit-Tracking"],
    ["a - b", "a---b"],
    ['a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"],
    ["Über (uns), 100%_[x] & – ’", "Über-(uns),-100%_[x]-&-–-’"],
    [" x ", "-x-"],
  ])("writes %s as %s", (name, stem) => {
    expect(fileStem(name)).toBe(stem);
  });

  it("lower-cases folders", () => {
    expect(folderName("Ünder-Écoles")).toBe("ünder-écoles");
  });

  it("tells records of one name apart by the CRC-32 of their id", () => {
    expect(duplicateSuffix(id)).toBe("_C028AC1C");
    expect(duplicateSuffix(id.toUpperCase())).toBe("_C028AC1C");
  });
});

describe("paths of new records", () => {
  const record1 = { id, name: "Portal Kit New" };

  it("follow a classic site", () => {
    expect(dialectOf(classic)).toEqual({ prefix: "adx_", lists: true });
    expect(webTemplatePaths(classic, record1)).toEqual({
      record: "web-templates/portal-kit-new/Portal-Kit-New.webtemplate.yml",
      source: "web-templates/portal-kit-new/Portal-Kit-New.webtemplate.source.html",
    });
    expect(pageTemplatePath(classic, record1)).toBe("page-templates/Portal-Kit-New.pagetemplate.yml");
    expect(webPagePaths(classic, record1)).toEqual({
      record: "web-pages/portal-kit-new/Portal-Kit-New.webpage.yml",
      copy: "web-pages/portal-kit-new/Portal-Kit-New.webpage.copy.html",
      summary: "web-pages/portal-kit-new/Portal-Kit-New.webpage.summary.html",
      customJavaScript: "web-pages/portal-kit-new/Portal-Kit-New.webpage.custom_javascript.js",
      customCss: "web-pages/portal-kit-new/Portal-Kit-New.webpage.custom_css.css",
    });
    expect(contentPagePaths(classic, record1, "de-DE").copy).toBe(
      "web-pages/portal-kit-new/content-pages/Portal-Kit-New.de-DE.webpage.copy.html",
    );
    expect(contentSnippetPaths(classic, record1, "en-US")).toEqual({
      record: "content-snippets/portal-kit-new/Portal-Kit-New.en-US.contentsnippet.yml",
      value: "content-snippets/portal-kit-new/Portal-Kit-New.en-US.contentsnippet.value.html",
    });
    expect(contentSnippetPaths(classic, record1).record).toBe("content-snippets/portal-kit-new/Portal-Kit-New.contentsnippet.yml");
    expect(tablePermissionPath(classic, record1)).toBe("table-permissions/Portal-Kit-New.tablepermission.yml");
    expect(columnPermissionProfilePaths(classic, record1)).toEqual({
      record: "column-permission-profiles/portal-kit-new/Portal-Kit-New.columnpermissionprofile.yml",
      columns: "column-permission-profiles/portal-kit-new/Portal-Kit-New.columnpermissionprofile.columnpermission.yml",
    });
    expect(siteSettingPath(classic, record1)).toBe("sitesetting.yml");
    expect(webRolePath(classic, record1)).toBe("webrole.yml");
    expect(webFilePaths(classic, { id, name: "app.js" })).toEqual({ record: "web-files/app.js.webfile.yml", content: "web-files/app.js" });
    expect(serverLogicPaths(classic, record1)).toEqual({
      record: "server-logic/Portal-Kit-New.serverlogic.yml",
      source: "server-logic/Portal-Kit-New.js",
    });
  });

  it("follow a code site", () => {
    expect(dialectOf(code)).toEqual({ prefix: "", lists: false });
    expect(contentSnippetPaths(code, record1, "en-US").record).toBe(
      "content-snippets/portal-kit-new/en-US/Portal-Kit-New.contentsnippet.yml",
    );
    expect(contentPagePaths(code, record1, "en-US").record).toBe("web-pages/portal-kit-new/content-pages/en-US/Portal-Kit-New.webpage.yml");
    expect(siteSettingPath(code, { id, name: "Webapi/contact/enabled" })).toBe("site-settings/Webapi-contact-enabled.sitesetting.yml");
    expect(webRolePath(code, record1)).toBe("web-roles/Portal-Kit-New.webrole.yml");
    expect(webFilePaths(code, { id, name: "App.js" }).record).toBe("web-files/app.js/App.js.webfile.yml");
    expect(serverLogicPaths(code, record1).source).toBe("server-logic/portal-kit-new/Portal-Kit-New.js");
  });

  it("keep clear of a record of the same name in another case", () => {
    expect(webTemplatePaths(classic, { id, name: "FOOTER" })).toEqual({
      record: "web-templates/footer_c028ac1c/FOOTER_C028AC1C.webtemplate.yml",
      source: "web-templates/footer_c028ac1c/FOOTER_C028AC1C.webtemplate.source.html",
    });
  });

  it("keep clear of a record of another name in the same file", () => {
    expect(webTemplatePaths(classic, { id, name: "site/top" }).record).toBe(
      "web-templates/site-top_c028ac1c/site-top_C028AC1C.webtemplate.yml",
    );
  });

  it("suffix a content page with the id of its root page", () => {
    expect(contentPagePaths(classic, { id, name: "home" }, "en-US").record).toBe(
      "web-pages/home_c028ac1c/content-pages/home_C028AC1C.en-US.webpage.yml",
    );
  });

  it("put a web file's suffix before its extension", () => {
    const site = parseSite(smallSite({ "web-files/app.js.webfile.yml": record({ adx_name: "app.js", adx_webfileid: idOf(5) }) }));
    expect(webFilePaths(site, { id, name: "App.js" })).toEqual({
      record: "web-files/App_C028AC1C.js.webfile.yml",
      content: "web-files/App_C028AC1C.js",
    });
  });

  it("let a snippet of another language keep its name", () => {
    expect(contentSnippetPaths(classic, { id, name: "Site name" }, "de-DE").record).toBe(
      "content-snippets/site-name/Site-name.de-DE.contentsnippet.yml",
    );
    expect(contentSnippetPaths(classic, { id, name: "Site Name" }, "en-US").record).toBe(
      "content-snippets/site-name_c028ac1c/Site-Name_C028AC1C.en-US.contentsnippet.yml",
    );
  });

  it("stay where a record of ours already is, under its old name", () => {
    expect(webTemplatePaths(classic, { id: ids.header, name: "New Name" }).source).toBe(
      "web-templates/site-top/Site-Top.webtemplate.source.html",
    );
    expect(siteSettingPath(code, { id: idOf(1), name: "Other" })).toBe("site-settings/CodeSite-Enabled.sitesetting.yml");
  });

  it("use the other spelling of server-logic where the site has it", () => {
    const site = parseSite(smallSite({ "server-logics/Old.serverlogic.yml": record({ adx_name: "Old", adx_serverlogicid: idOf(70) }) }));
    expect(serverLogicPaths(site, record1).record).toBe("server-logics/Portal-Kit-New.serverlogic.yml");
    expect(serverLogicPaths(site, { id: idOf(70), name: "Renamed" }).source).toBe("server-logics/Old.js");
  });
});
