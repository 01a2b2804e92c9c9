import { describe, expect, it } from "vitest";
import { parseSite } from "../../site/parse-site.ts";
import { codeSite, idOf, ids, listOf, page, record, smallSite } from "./small-site.ts";

const codes = (files: Map<string, string>, folder?: string): string[] => parseSite(files, folder).findings.map(({ code }) => code);

describe("parseSite on a standard site", () => {
  const site = parseSite(smallSite(), "/sites/example");

  it("has nothing to report about a whole site", () => {
    expect(site.findings).toEqual([]);
  });

  it("reads the website and finds the header by id, not by name", () => {
    expect(site).toMatchObject({
      folder: "/sites/example",
      kind: "classic",
      model: "standard",
      website: { id: ids.website, name: "Example", lcid: 1033, headerTemplateId: ids.header },
    });
    expect(site.webTemplates.find(({ id }) => id === site.website.headerTemplateId)).toMatchObject({
      name: "Site Top",
      source: "<header>\r\n</header>",
      sourcePath: "web-templates/site-top/Site-Top.webtemplate.source.html",
    });
  });

  it("joins languages with their codes", () => {
    expect(site.languages.map(({ name, code }) => [name, code])).toEqual([
      ["English", "en-US"],
      ["Deutsch", "de-DE"],
    ]);
  });

  it("resolves URLs over the parents", () => {
    expect(site.pages.map(({ name, url }) => [name, url])).toEqual([
      ["Home", "/"],
      ["Repair", "/services/repair/"],
      ["Services", "/services/"],
    ]);
  });

  it("puts content pages below their root page, each with its texts", () => {
    const home = site.pages.find(({ id }) => id === ids.home);
    expect(home?.parts.copy).toEqual({ path: "web-pages/home/Home.webpage.copy.html", text: "old" });
    expect(home?.contentPages).toMatchObject([
      { id: ids.homeEnglish, title: "Welcome", languageId: ids.english, parts: { copy: { text: "<h1>Welcome</h1>" } } },
    ]);
    expect(home?.contentPages[0]?.parts.summary).toBeUndefined();
  });

  it("tells a null setting, an empty one and one from an environment variable apart", () => {
    const empty = parseSite(
      smallSite({ "sitesetting.yml": listOf(record({ adx_name: "Empty", adx_sitesettingid: idOf(1), adx_value: "''" })) }),
    );
    expect(empty.settings[0]?.value).toBe("");
    expect(site.settings.map(({ value, environmentVariable, line }) => [value, environmentVariable, line])).toEqual([
      ["True", undefined, 1],
      [undefined, undefined, 4],
      [undefined, "pk_Key", 6],
    ]);
  });

  it("keeps every byte of the texts and passes strangers over", () => {
    const files = smallSite({
      "README.md": "# x",
      "docker-compose.yml": "a: 'broken",
      "web-files/a.css": "x",
      ".portalconfig/org.example.com-manifest.yml": "a: 'broken",
    });
    const { texts } = parseSite(files);
    expect(texts.get("web-templates/site-top/Site-Top.webtemplate.source.html")).toBe("<header>\r\n</header>");
    expect([...texts.keys()].filter((path) => !smallSite().has(path))).toEqual([]);
  });

  it("keeps a byte order mark and lone carriage returns in templates", () => {
    const path = "web-templates/footer/Footer.webtemplate.source.html";
    expect(parseSite(smallSite({ [path]: "\uFEFFa\rb" })).texts.get(path)).toBe("\uFEFFa\rb");
  });
});

describe("parseSite on what is odd but harmless", () => {
  it.each<[string, Record<string, string | undefined>, string[]]>([
    ["a footer that is not there", { "web-templates/footer/Footer.webtemplate.yml": undefined }, ["dangling-reference"]],
    [
      "an inactive header",
      {
        "web-templates/site-top/Site-Top.webtemplate.yml": record({
          adx_name: "Top",
          adx_webtemplateid: ids.header,
          statecode: "1",
          statuscode: "2",
        }),
      },
      ["header-inactive"],
    ],
    [
      "a page whose parent is missing",
      {
        "web-pages/repair/Repair.webpage.yml": page({
          adx_name: "Repair",
          adx_parentpageid: idOf(99),
          adx_partialurl: "repair",
          adx_webpageid: ids.repair,
        }),
      },
      ["dangling-reference"],
    ],
    [
      "an inactive page whose parent is missing",
      {
        "web-pages/repair/Repair.webpage.yml": page({
          adx_name: "Repair",
          adx_parentpageid: idOf(99),
          adx_partialurl: "repair",
          adx_webpageid: ids.repair,
          statecode: "1",
        }),
      },
      [],
    ],
    [
      "a page with neither parent nor the home URL",
      { "web-pages/repair/Repair.webpage.yml": page({ adx_name: "Repair", adx_partialurl: "repair", adx_webpageid: ids.repair }) },
      ["page-without-url"],
    ],
    [
      "a page with an empty partial URL",
      {
        "web-pages/repair/Repair.webpage.yml": page({
          adx_name: "Repair",
          adx_parentpageid: ids.home,
          adx_partialurl: "''",
          adx_webpageid: ids.repair,
        }),
      },
      ["page-without-url"],
    ],
    [
      "parents in a circle",
      {
        "web-pages/repair/Repair.webpage.yml": page({
          adx_name: "Repair",
          adx_parentpageid: ids.services,
          adx_partialurl: "repair",
          adx_webpageid: ids.repair,
        }),
        "web-pages/services/Services.webpage.yml": page({
          adx_name: "Services",
          adx_parentpageid: ids.repair,
          adx_partialurl: "services",
          adx_webpageid: ids.services,
        }),
      },
      ["page-without-url", "page-without-url"],
    ],
    [
      "a content page without its root",
      {
        "web-pages/home/content-pages/Home.en-US.webpage.yml": record({
          adx_isroot: "false",
          adx_rootwebpageid: idOf(99),
          adx_webpageid: ids.homeEnglish,
        }),
      },
      ["dangling-reference"],
    ],
    ["a record without an id", { "page-templates/X.pagetemplate.yml": record({ adx_name: "X" }) }, ["record-without-id"]],
    [
      "a web file without its content",
      {
        "web-files/a.css.webfile.yml": record({
          adx_name: "a.css",
          adx_parentpageid: ids.home,
          adx_partialurl: "a.css",
          adx_webfileid: idOf(5),
          filename: "a.css",
        }),
      },
      ["web-file-content-missing"],
    ],
    [
      "a web file record that never had content",
      {
        "web-files/a.css.webfile.yml": record({
          adx_name: "a.css",
          adx_parentpageid: ids.home,
          adx_partialurl: "a.css",
          adx_webfileid: idOf(5),
        }),
      },
      [],
    ],
    [
      "a language whose code is nowhere",
      { ".portalconfig/portallanguage.yml": listOf(record({ adx_languagecode: "en-US", adx_portallanguageid: idOf(901) })) },
      ["language-code-unknown"],
    ],
    [
      "column rights that are broken",
      {
        "column-permission-profiles/x/X.columnpermissionprofile.yml":
          "adx_allcolumnpermissions:\n- Value: []\n- Value: []\nadx_columnpermissionprofileid: " +
          idOf(7) +
          "\nadx_profilename: X\nadx_tablename: contact\n",
      },
      ["column-permission-unreadable"],
    ],
  ])("reports %s", (_, changes, expected) => {
    expect(codes(smallSite(changes))).toEqual(expected);
  });

  it("names the file that a web file's content is in but for capitals", () => {
    const webFile = record({
      adx_name: "logo.png",
      adx_parentpageid: ids.home,
      adx_partialurl: "logo.png",
      adx_webfileid: idOf(5),
      filename: "logo.png",
    });
    const { findings } = parseSite(smallSite({ "web-files/logo.png.webfile.yml": webFile }), "", { otherPaths: ["web-files/Logo.png"] });
    expect(findings.map(({ message }) => message)).toEqual([
      "The content of this web file is looked for as web-files/logo.png, and is there as web-files/Logo.png: where capitals count, it is not found. Rename it.",
    ]);
  });

  it("says of a content page that names no root page that it names none", () => {
    const { findings } = parseSite(
      smallSite({ "web-pages/x/content-pages/X.en-US.webpage.yml": record({ adx_isroot: "false", adx_webpageid: idOf(98) }) }),
    );
    expect(findings.map(({ message }) => message)).toContain("This content page names no root page; nobody can see it.");
  });

  it("makes one finding of many references to one missing record", () => {
    const files = smallSite({ "publishingstate.yml": listOf(record({ adx_name: "Other", adx_publishingstateid: idOf(50) })) });
    const { findings } = parseSite(files);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      code: "dangling-reference",
      severity: "warning",
      path: "web-pages/home/Home.webpage.yml",
      line: 1,
      fix: false,
    });
    expect(findings[0]?.message).toContain("2 other records");
  });

  it.each([
    [3, 3, /^The site has no web page .*"Marker 1"\.$/],
    [
      4,
      1,
      /^The site has none of 4 web pages that records here name, among them the one, which is the page of "Marker 1" \(and that of 3 other records\)\.$/,
    ],
  ])("makes of %i missing records of one file %i findings", (count, expected, message) => {
    const markers = Array.from({ length: count }, (_, index) =>
      record({ adx_name: `Marker ${index + 1}`, adx_pageid: idOf(70 + index), adx_sitemarkerid: idOf(80 + index) }),
    );
    const { findings } = parseSite(smallSite({ "sitemarker.yml": listOf(...markers) }));
    expect(findings).toHaveLength(expected);
    expect(findings[0]).toMatchObject({
      code: "dangling-reference",
      path: "sitemarker.yml",
      line: 1,
      message: expect.stringMatching(message),
    });
  });

  it("takes the code of a language from the names of its files when the portal languages are missing", () => {
    const site = parseSite(smallSite({ ".portalconfig/portallanguage.yml": undefined }));
    expect(site.languages.map(({ code }) => code)).toEqual(["en-US", ""]);
  });

  it("gives the live page an id it shares with a deleted one, whichever comes first", () => {
    for (const folder of ["a-page-deleted", "z-page-deleted"]) {
      const files = smallSite({
        [`web-pages/${folder}/X.webpage.yml`]: page({
          adx_name: "Gone",
          adx_parentpageid: ids.home,
          adx_partialurl: "gone",
          adx_webpageid: ids.repair,
        }),
      });
      const site = parseSite(files);
      expect(site.pages.find(({ id }) => id === ids.repair)?.name).toBe("Repair");
      expect(site.findings).toMatchObject([{ code: "duplicate-record-id", path: `web-pages/${folder}/X.webpage.yml` }]);
    }
  });

  it("prefers an active record to an inactive one of the same id", () => {
    const setting = (value: string, state: Record<string, string>): string =>
      record({ adx_name: "S", adx_sitesettingid: idOf(1), adx_value: value, ...state });
    const site = parseSite(smallSite({ "sitesetting.yml": listOf(setting("off", { statecode: "1" }), setting("on", {})) }));
    expect(site.settings).toMatchObject([{ value: "on", active: true, line: 5 }]);
  });

  it("flags inactive records and keeps them", () => {
    const site = parseSite(
      smallSite({ "sitesetting.yml": listOf(record({ adx_name: "S", adx_sitesettingid: idOf(1), statecode: "1", statuscode: "2" })) }),
    );
    expect(site.settings).toMatchObject([{ name: "S", active: false }]);
  });

  it("shows a file that is not UTF-8 and keeps it out of the texts", () => {
    const path = "web-templates/footer/Footer.webtemplate.source.html";
    const site = parseSite(smallSite({ [path]: undefined }), "", { undecodable: new Map([[path, "caf\uFFFD"]]) });
    expect(site.findings).toMatchObject([{ code: "not-utf8", path }]);
    expect(site.texts.has(path)).toBe(false);
    expect(site.webTemplates.find(({ name }) => name === "Footer")?.source).toBe("caf\uFFFD");
  });

  it("lower-cases ids, so that references meet", () => {
    const site = parseSite(
      smallSite({
        "web-templates/footer/Footer.webtemplate.yml": record({ adx_name: "Footer", adx_webtemplateid: ids.footer.toUpperCase() }),
      }),
    );
    expect(site.findings).toEqual([]);
  });
});

describe("the data model", () => {
  const same = listOf(record({ adx_name: "English", adx_portallanguageid: ids.english, adx_websitelanguageid: ids.english }));
  const trimmed = {
    "websitelanguage.yml": undefined,
    "content-snippets/site-name/Site-name.en-US.contentsnippet.yml": undefined,
    "web-pages/home/content-pages/Home.en-US.webpage.yml": undefined,
  };
  it("is enhanced when every language has the id of its portal language", () => {
    expect(parseSite(smallSite({ "websitelanguage.yml": same })).model).toBe("enhanced");
  });
  it("is standard with a website binding and no languages", () => {
    const site = parseSite(smallSite(trimmed), "", { otherPaths: [".portalconfig/websitebinding.yml"] });
    expect(site.model).toBe("standard");
    expect(site.findings.map(({ code }) => code)).not.toContain("data-model-unclear");
  });
  it("is said to be unclear with neither", () => {
    expect(codes(smallSite(trimmed))).toContain("data-model-unclear");
  });
});

describe("access and navigation", () => {
  const site = parseSite(
    smallSite({
      "table-permissions/Contacts.tablepermission.yml": record({
        adx_append: "false",
        adx_create: "true",
        adx_entitylogicalname: "contact",
        adx_entityname: "Contacts of visitors",
        adx_entitypermission_webrole: [ids.anonymous],
        adx_entitypermissionid: idOf(60),
        adx_read: "True",
        adx_scope: "756150000",
      }),
      "table-permissions/Bad.tablepermission.yml": record({
        adx_entitylogicalname: "contact",
        adx_entityname: "Bad",
        adx_entitypermissionid: idOf(61),
        adx_scope: "1",
      }),
      "column-permission-profiles/c/C.columnpermissionprofile.yml": record({
        adx_allcolumnpermissions: ["746610001"],
        adx_columnpermissionprofile_webrole: [ids.anonymous],
        adx_columnpermissionprofileid: idOf(62),
        adx_profilename: "C",
        adx_tablename: "contact",
      }),
      "column-permission-profiles/c/C.columnpermissionprofile.columnpermission.yml": listOf(
        record({
          adx_columnname: "emailaddress1",
          adx_columnpermissionid: idOf(63),
          adx_columnpermissionprofileid: idOf(62),
          adx_permissions: ["746610000", "746610002"],
        }),
      ),
      "webpagerule.yml": listOf(
        record({
          adx_name: "R",
          adx_right: "2",
          adx_webpageaccesscontrolrule_webrole: [ids.anonymous],
          adx_webpageaccesscontrolruleid: idOf(64),
          adx_webpageid: ids.services,
        }),
      ),
      "sitemarker.yml": listOf(
        record({ adx_name: "Home", adx_pageid: ids.home, adx_sitemarkerid: idOf(65) }),
        record({ adx_name: "Search", adx_sitemarkerid: idOf(66) }),
      ),
      "weblink-sets/main/Main.en-US.weblinkset.yml": record({
        adx_name: "Main",
        adx_title: "Menu",
        adx_weblinksetid: idOf(67),
        adx_websitelanguageid: ids.english,
      }),
      "weblink-sets/main/Main.en-US.weblinkset.weblink.yml": listOf(
        record({
          adx_displayorder: "2",
          adx_externalurl: "https://example.com/",
          adx_name: "Out",
          adx_openinnewwindow: "true",
          adx_weblinkid: idOf(68),
          adx_weblinksetid: idOf(67),
        }),
        record({ adx_displayorder: "1", adx_name: "Home", adx_pageid: ids.home, adx_weblinkid: idOf(69), adx_weblinksetid: idOf(67) }),
      ),
    }),
  );
  it("reads table permissions, and a scope the platform does not know as none", () => {
    expect(site.tablePermissions).toMatchObject([
      { name: "Bad", scope: undefined, roleIds: [], read: false },
      {
        name: "Contacts of visitors",
        table: "contact",
        scope: "global",
        roleIds: [ids.anonymous],
        read: true,
        create: true,
        write: false,
        append: false,
      },
    ]);
  });
  it("reads column permission profiles with their columns", () => {
    expect(site.columnPermissionProfiles).toMatchObject([
      {
        name: "C",
        table: "contact",
        roleIds: [ids.anonymous],
        allColumns: ["read"],
        columns: [{ column: "emailaddress1", rights: ["create", "update"] }],
      },
    ]);
  });
  it("reads page rules, roles and site markers, one of which points nowhere", () => {
    expect(site.pageRules).toMatchObject([{ right: "restrict-read", pageId: ids.services, roleIds: [ids.anonymous] }]);
    expect(site.roles).toMatchObject([{ isAnonymous: true, isAuthenticated: false }]);
    expect(site.siteMarkers.map(({ pageId }) => pageId)).toEqual([ids.home, undefined]);
  });
  it("reads links in display order", () => {
    expect(site.linkSets).toMatchObject([
      {
        name: "Main",
        title: "Menu",
        links: [
          { name: "Home", pageId: ids.home },
          { name: "Out", externalUrl: "https://example.com/", opensInNewWindow: true },
        ],
      },
    ]);
  });
  it("reports none of it", () => {
    expect(site.findings).toEqual([]);
  });
});

describe("parseSite on a code site", () => {
  it("reads un-prefixed keys, one file per record and language folders", () => {
    const site = parseSite(codeSite(), "/x/.powerpages-site", { otherPaths: ["web-files/index.html/index.html"] });
    expect(site).toMatchObject({
      kind: "code",
      model: "enhanced",
      website: { id: ids.website, headerTemplateId: ids.header },
      languages: [{ code: "en-US" }],
      settings: [{ name: "CodeSite/Enabled", value: "true" }],
      roles: [{ id: ids.anonymous, isAnonymous: true }],
      snippets: [{ value: "Code", languageId: ids.english }],
      pages: [{ url: "/", contentPages: [{ languageId: ids.english, parts: { copy: { text: "" } } }] }],
      linkSets: [{ name: "Default", links: [{ pageId: ids.home }] }],
      tablePermissions: [{ table: "pk_order", roleIds: [ids.anonymous], scope: "global" }],
      webFiles: [{ url: "/index.html", contentPath: "web-files/index.html/index.html" }],
      findings: [],
    });
    expect(site.website.values).toMatchObject({ headerwebtemplateid: ids.header });
  });

  it("takes the language code from the folders when the portal languages are missing", () => {
    expect(parseSite(codeSite({ ".portalconfig/English.portallanguage.yml": undefined })).languages).toMatchObject([{ code: "en-US" }]);
  });

  it.each([
    ["its folder, with the keys of early 2025", smallSite(), "/x/.powerpages-site"],
    ["its folder on Windows", smallSite(), "C:\\x\\.powerpages-site"],
    ["its keys", codeSite({ "site-settings/CodeSite-Enabled.sitesetting.yml": undefined }), "/elsewhere"],
    [
      "its marker setting",
      smallSite({ "sitesetting.yml": listOf(record({ adx_name: "CodeSite/Enabled", adx_sitesettingid: idOf(1), adx_value: "True" })) }),
      "/elsewhere",
    ],
  ])("recognises one by %s", (_, files, folder) => {
    expect(parseSite(files, folder).kind).toBe("code");
  });
});

describe("parseSite on what cannot be worked with", () => {
  it.each<[string, Record<string, string | undefined>, string, string | undefined]>([
    [
      "website.yml has no id",
      { "website.yml": record({ adx_headerwebtemplateid: ids.header, adx_name: "X" }) },
      "site-incomplete",
      "website.yml",
    ],
    ["website.yml is empty", { "website.yml": "" }, "site-incomplete", "website.yml"],
    ["website.yml is missing", { "website.yml": undefined }, "site-incomplete", "website.yml"],
    [
      "no header is named",
      { "website.yml": record({ adx_headerwebtemplateid: "", adx_websiteid: ids.website }) },
      "site-incomplete",
      "website.yml",
    ],
    ["the header is not there", { "web-templates/site-top/Site-Top.webtemplate.yml": undefined }, "site-incomplete", "website.yml"],
    [
      "the header's source is missing",
      { "web-templates/site-top/Site-Top.webtemplate.source.html": undefined },
      "site-incomplete",
      "web-templates/site-top/Site-Top.webtemplate.source.html",
    ],
    [
      "another template's source is missing",
      { "web-templates/footer/Footer.webtemplate.source.html": undefined },
      "site-incomplete",
      "web-templates/footer/Footer.webtemplate.source.html",
    ],
    [
      "a record is not readable",
      { "page-templates/Default.pagetemplate.yml": "a: [" },
      "yaml-syntax",
      "page-templates/Default.pagetemplate.yml",
    ],
  ])("stops when %s", (_, changes, code, path) => {
    expect(() => parseSite(smallSite(changes))).toThrow(
      expect.objectContaining({
        code,
        exitCode: 1,
        place: expect.objectContaining({ path }),
        hint: expect.stringContaining("pac pages download"),
      }),
    );
  });

  it("says what was looked for in a folder that is no site", () => {
    expect(() => parseSite(new Map([["README.md", "x"]]), "/x")).toThrow(
      expect.objectContaining({ code: "site-not-found", exitCode: 1, message: expect.stringContaining("website.yml") }),
    );
  });
});
