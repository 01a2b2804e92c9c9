/** A standard site of two languages as a file map; tests change what they are about. */
export const ids = {
  website: "00000000-0000-4000-8000-000000000001",
  english: "00000000-0000-4000-8000-000000000002",
  german: "00000000-0000-4000-8000-000000000003",
  header: "00000000-0000-4000-8000-000000000004",
  footer: "00000000-0000-4000-8000-000000000005",
  home: "00000000-0000-4000-8000-000000000006",
  homeEnglish: "00000000-0000-4000-8000-000000000007",
  services: "00000000-0000-4000-8000-000000000008",
  pageTemplate: "00000000-0000-4000-8000-000000000009",
  published: "00000000-0000-4000-8000-00000000000a",
  anonymous: "00000000-0000-4000-8000-00000000000b",
  repair: "00000000-0000-4000-8000-00000000000c",
} as const;

/** A made-up id that names nothing else. */
export const idOf = (n: number): string => `11111111-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const record = (keys: Record<string, string | readonly string[]>): string =>
  Object.entries(keys)
    .map(([key, value]) => (typeof value === "string" ? `${key}: ${value}\n` : `${key}:\n${value.map((item) => `- ${item}\n`).join("")}`))
    .join("");

export const listOf = (...records: string[]): string => records.map((text) => `- ${text.trimEnd().replaceAll("\n", "\n  ")}\n`).join("");

export const page = (keys: Record<string, string>): string => record({ adx_isroot: "true", adx_publishingstateid: ids.published, ...keys });

export function smallSite(changes: Record<string, string | undefined> = {}): Map<string, string> {
  const files: Record<string, string | undefined> = {
    "website.yml": record({
      adx_defaultlanguage: ids.english,
      adx_footerwebtemplateid: ids.footer,
      adx_headerwebtemplateid: ids.header,
      adx_name: "Example",
      adx_website_language: "1033",
      adx_websiteid: ids.website,
    }),
    "websitelanguage.yml": listOf(
      record({ adx_name: "English", adx_portallanguageid: idOf(901), adx_websitelanguageid: ids.english }),
      record({ adx_name: "Deutsch", adx_portallanguageid: idOf(902), adx_websitelanguageid: ids.german }),
    ),
    ".portalconfig/portallanguage.yml": listOf(
      record({ adx_languagecode: "en-US", adx_portallanguageid: idOf(901) }),
      record({ adx_languagecode: "de-DE", adx_portallanguageid: idOf(902) }),
    ),
    "publishingstate.yml": listOf(
      record({ adx_isdefault: "true", adx_isvisible: "true", adx_name: "Published", adx_publishingstateid: ids.published }),
    ),
    "webrole.yml": listOf(
      record({ adx_anonymoususersrole: "true", adx_authenticatedusersrole: "false", adx_name: "Visitors", adx_webroleid: ids.anonymous }),
    ),
    "sitesetting.yml": listOf(
      record({ adx_name: "Webapi/contact/enabled", adx_sitesettingid: idOf(1), adx_value: "True" }),
      record({ adx_name: "Null/Setting", adx_sitesettingid: idOf(2) }),
      record({ adx_envvar_schema: "pk_Key", adx_name: "From/Environment", adx_sitesettingid: idOf(3), adx_source: "1" }),
    ),
    "web-templates/site-top/Site-Top.webtemplate.yml": record({ adx_name: "Site Top", adx_webtemplateid: ids.header }),
    "web-templates/site-top/Site-Top.webtemplate.source.html": "<header>\r\n</header>",
    "web-templates/footer/Footer.webtemplate.yml": record({ adx_name: "Footer", adx_webtemplateid: ids.footer }),
    "web-templates/footer/Footer.webtemplate.source.html": "<footer/>",
    "page-templates/Default.pagetemplate.yml": record({
      adx_name: "Default",
      adx_pagetemplateid: ids.pageTemplate,
      adx_usewebsiteheaderandfooter: "true",
      adx_webtemplateid: ids.footer,
    }),
    "web-pages/home/Home.webpage.yml": page({
      adx_name: "Home",
      adx_pagetemplateid: ids.pageTemplate,
      adx_partialurl: "/",
      adx_webpageid: ids.home,
    }),
    "web-pages/home/Home.webpage.copy.html": "old",
    "web-pages/home/content-pages/Home.en-US.webpage.yml": record({
      adx_isroot: "false",
      adx_name: "Start",
      adx_rootwebpageid: ids.home,
      adx_title: "Welcome",
      adx_webpageid: ids.homeEnglish,
      adx_webpagelanguageid: ids.english,
    }),
    "web-pages/home/content-pages/Home.en-US.webpage.copy.html": "<h1>Welcome</h1>",
    "web-pages/services/Services.webpage.yml": page({
      adx_name: "Services",
      adx_parentpageid: ids.home,
      adx_partialurl: "services",
      adx_webpageid: ids.services,
    }),
    "web-pages/repair/Repair.webpage.yml": page({
      adx_name: "Repair",
      adx_parentpageid: ids.services,
      adx_partialurl: "repair",
      adx_webpageid: ids.repair,
    }),
    "content-snippets/site-name/Site-name.en-US.contentsnippet.yml": record({
      adx_contentsnippetid: idOf(10),
      adx_contentsnippetlanguageid: ids.english,
      adx_name: "Site name",
      adx_type: "756150001",
    }),
    "content-snippets/site-name/Site-name.en-US.contentsnippet.value.html": "Example",
    ...changes,
  };
  return new Map(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

export const codeSite = (changes: Record<string, string | undefined> = {}): Map<string, string> =>
  new Map(
    Object.entries({
      "website.yml": record({
        defaultlanguage: ids.english,
        headerwebtemplateid: ids.header,
        id: ids.website,
        name: "Code",
        website_language: "1033",
      }),
      "site-languages/English.websitelanguage.yml": record({ id: ids.english, name: "English", portallanguageid: ids.english }),
      ".portalconfig/English.portallanguage.yml": record({ id: ids.english, languagecode: "en-US", name: "English" }),
      "site-settings/CodeSite-Enabled.sitesetting.yml": record({ id: idOf(1), name: "CodeSite/Enabled", value: "true" }),
      "web-roles/Anonymous-Users.webrole.yml": record({ anonymoususersrole: "true", id: ids.anonymous, name: "Anonymous Users" }),
      "web-templates/header/Header.webtemplate.yml": record({ id: ids.header, name: "Header" }),
      "web-templates/header/Header.webtemplate.source.html": "<div/>",
      "web-pages/home/Home.webpage.yml": record({ id: ids.home, isroot: "true", name: "Home", partialurl: "/" }),
      "web-pages/home/content-pages/en-US/Home.webpage.yml": record({
        id: ids.homeEnglish,
        isroot: "false",
        name: "Home",
        rootwebpageid: ids.home,
        webpagelanguageid: ids.english,
      }),
      "web-pages/home/content-pages/en-US/Home.webpage.copy.html": "",
      "content-snippets/site-name/en-US/Site-name.contentsnippet.yml": record({
        contentsnippetlanguageid: ids.english,
        id: idOf(10),
        name: "Site name",
      }),
      "content-snippets/site-name/en-US/Site-name.contentsnippet.value.html": "Code",
      "weblink-sets/default/en-US/Default.weblinkset.yml": record({ id: idOf(20), name: "Default", websitelanguageid: ids.english }),
      "weblink-sets/default/en-US/Home.weblink.yml": record({
        displayorder: "1",
        id: idOf(21),
        name: "Home",
        pageid: ids.home,
        weblinksetid: idOf(20),
      }),
      "table-permissions/Orders.tablepermission.yml": record({
        entitylogicalname: "pk_order",
        entityname: "Orders",
        entitypermission_webrole: [ids.anonymous],
        id: idOf(30),
        read: "true",
        scope: "756150000",
      }),
      "web-files/index.html/index.html.webfile.yml": record({
        filename: "index.html",
        id: idOf(40),
        name: "index.html",
        parentpageid: ids.home,
        partialurl: "index.html",
      }),
      ...changes,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
