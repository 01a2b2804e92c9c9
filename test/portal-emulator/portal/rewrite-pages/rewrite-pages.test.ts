import { afterEach, describe, expect, it } from "vitest";
import type { Site } from "../../../../site/site.ts";
import { cookiesOf, openSite, type OpenedSite, type SiteChanges } from "../open-site.ts";

let opened: OpenedSite;
afterEach(async () => {
  await opened.emulator.close();
});
const open = async (changes: SiteChanges = {}, options: Parameters<typeof openSite>[1] = {}): Promise<OpenedSite> =>
  (opened = await openSite(changes, options));
const tokenIn = (html: string): string => /name="__RequestVerificationToken" type="hidden" value="([^"]+)"/.exec(html)?.[1] ?? "";

describe("the built-in search page", () => {
  const builtIn = { switches: { templateOfRewritePages: "built-in" } } as const;

  it.each([
    ["?q=visit", /<ul class="search-results list-unstyled"><li><h3><a href="\/visit-us\/">Visit us<\/a>/],
    ["?q=zzzzzz", /No results found\./],
    ["", /<input id="q" name="q" type="search" class="form-control" value="">/],
    ["?Q=visit", /value="visit"/],
  ])("answers %s", async (query, expected) => {
    await open({ settings: { "Search/Enabled": "True" } }, builtIn);
    expect(await opened.show(`/search/${query}`)).toMatch(expected);
  });

  it.each(["True", "False"])("shows a question as text with EnableDefaultHtmlEncoding %s", async (value) => {
    await open({ settings: { "Site/EnableDefaultHtmlEncoding": value } }, builtIn);
    const html = await opened.show(
      `/search/?q=${encodeURIComponent('"><script>x()</script>{{ 7 | plus: 1 }}')}&page=${encodeURIComponent('"><i>')}`,
    );
    expect(html).not.toContain("<script>x()");
    expect(html).not.toContain('"><i>');
    expect(html).toContain("{{ 7 | plus: 1 }}");
  });

  it("gives way to the web template that the page template also names, unless the switch says otherwise", async () => {
    await open();
    expect(await opened.show("/search/?q=visit")).not.toContain('id="search-form"');
    const response = await opened.ask("/_emulator/switches", { method: "PATCH", body: '{"templateOfRewritePages":"built-in"}' });
    expect(response.status).toBe(200);
    expect(await opened.show("/search/?q=visit")).toContain('id="search-form"');
  });
});

describe("the built-in profile page", () => {
  it("leads an anonymous visitor to the sign-in page", async () => {
    await open();
    const response = await opened.ask("/profile/");
    expect([response.status, response.headers.get("location")]).toEqual([302, "/signin?ReturnUrl=%2Fprofile%2F"]);
    const posted = await opened.ask("/profile/", { method: "POST", body: new URLSearchParams({ firstname: "X" }) });
    expect(posted.status).toBe(302);
  });

  const change = async (fields: Readonly<Record<string, string>>, token?: string): Promise<Response> => {
    const session = await opened.signIn("ada");
    const page = await opened.ask("/profile/", { cookie: session });
    const cookie = `${session}; ${cookiesOf(page)}`;
    const own = tokenIn(await page.text());
    return opened.ask("/profile/", {
      method: "POST",
      cookie,
      body: new URLSearchParams({ __RequestVerificationToken: token ?? own, ...fields }),
    });
  };
  const whole = {
    firstname: "Ada",
    lastname: "King",
    emailaddress1: "ada.king@example.com",
    telephone1: "",
    jobtitle: "",
    nickname: "",
    websiteurl: "",
  };
  const contact = (): Readonly<Record<string, unknown>> | undefined =>
    opened.emulator.store.query("contact", { equals: { firstname: "Ada" } })[0];

  it("shows and changes the visitor's own columns and no other", async () => {
    await open();
    const session = await opened.signIn("ada");
    expect(await opened.show("/profile/", session)).toMatch(
      /name="emailaddress1" type="email" maxlength="100" value="ada\.marlow@example\.com"/,
    );
    const response = await change({ ...whole, creditlimit: "100", donotemail: "yes", contactid: "00000000-0000-4000-8000-000000000001" });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("updated successfully");
    expect(contact()).toMatchObject({ lastname: "King", emailaddress1: "ada.king@example.com", telephone1: null, creditlimit: null });
    expect(opened.emulator.store.query("contact")).toHaveLength(1);
  });

  it.each([
    [{ lastname: "" }, "Last name is a required field."],
    [{ emailaddress1: "nobody" }, "Email is not a valid email address."],
    [{ firstname: "x".repeat(51) }, "First name is longer than 50 characters."],
  ])("refuses %o and keeps what was typed", async (typed, message) => {
    await open();
    const response = await change({ ...whole, nickname: '"><b>', ...typed });
    const html = await response.text();
    expect(html).toContain(message);
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;"');
    expect(contact()).toMatchObject({ lastname: "Marlow" });
  });

  it("refuses a form without its token", async () => {
    await open();
    expect((await change(whole, "forged")).status).toBe(403);
    expect(contact()).toMatchObject({ lastname: "Marlow" });
  });

  it("asks how to be contacted where the setting says so", async () => {
    await open({ settings: { "Profile/ShowMarketingOptionsPanel": "True" } });
    await change({ ...whole, donotemail: "yes" });
    expect(contact()).toMatchObject({ donotemail: false, donotphone: true });
    await opened.emulator.close();
    await open({ settings: { "Profile/ShowMarketingOptionsPanel": "False" } });
    expect(await opened.show("/profile/", await opened.signIn("ada"))).not.toContain("donotemail");
  });
});

describe("a page without a web template", () => {
  const plainPage = (site: Site, rewriteUrl: string | undefined): Partial<Site> => ({
    pageTemplates: site.pageTemplates.map((template) => ({ ...template, webTemplateId: undefined, rewriteUrl })),
  });
  const form = [
    "adx_entityformid: 00000000-0000-4000-8000-0000000000e1",
    "adx_entityname: contact",
    "adx_formname: Web",
    "adx_mode: 100000000",
    "adx_name: Ask us",
  ].join("\n");

  it.each(["~/Pages/Page.aspx", "~/Pages/FullPage.aspx", "~/Pages/Form.aspx?x=y", undefined])(
    "of %s shows its title, copy and the form that its record names",
    async (rewriteUrl) => {
      await open({
        texts: { "basic-forms/ask-us/Ask-us.basicform.yml": `${form}\n` },
        pages: { "/visit-us/": () => ({ values: { adx_entityform: "00000000-0000-4000-8000-0000000000e1" } }) },
        change: (site) => plainPage(site, rewriteUrl),
      });
      const html = await opened.show("/visit-us/");
      expect(html).toMatch(/<h1>Visit us<\/h1>/);
      expect(html).toMatch(/class="page-copy"/);
      expect(html).toContain('id="liquid_form"');
      expect(await opened.show("/workshops/")).not.toContain('id="liquid_form"');
    },
  );

  it("says so where the portal's own page is not known", async () => {
    await open({ change: (site) => plainPage(site, "~/Pages/Odd<b>.aspx") });
    expect(await opened.show("/visit-us/")).toContain("<code>~/Pages/Odd&lt;b&gt;.aspx</code>");
  });
});

describe("what is not published", () => {
  const draft: SiteChanges = { pages: { "/visit-us/": () => ({ publishingStateId: "5e0412f0-3085-469e-85b7-892f19765c6f" }) } };
  it.each([
    [undefined, 404],
    ["ada", 404],
    ["admin", 200],
  ])("is seen by %s with %i", async (persona, status) => {
    await open(draft);
    const cookie = persona === undefined ? "" : await opened.signIn(persona);
    expect((await opened.ask("/visit-us/", { cookie })).status).toBe(status);
  });

  it("is seen by nobody where the switch says so", async () => {
    await open(draft, { switches: { previewUnpublished: "never" } });
    expect((await opened.ask("/visit-us/", { cookie: await opened.signIn("admin") })).status).toBe(404);
  });
});

describe("web files", () => {
  const file = (values: Readonly<Record<string, string>>): SiteChanges => ({
    change: (site) => ({
      webFiles: site.webFiles.map((one) => (one.partialUrl === "theme.css" ? { ...one, values: { ...one.values, ...values } } : one)),
    }),
  });
  it.each([
    [{}, 200],
    [{ adx_releasedate: "2026-03-04T05:06:08.0000000Z" }, 404],
    [{ adx_releasedate: "2026-03-04T05:06:06.0000000Z" }, 200],
    [{ adx_expirationdate: "2026-03-04T05:06:06.0000000Z" }, 404],
    [{ adx_expirationdate: "2026-03-04T05:06:08.0000000Z" }, 200],
    [{ adx_releasedate: "soon" }, 200],
  ])("with %o answer %i", async (values, status) => {
    await open(file(values));
    expect((await opened.ask("/theme.css")).status).toBe(status);
  });

  it.each(["adx_contentdisposition", "contentdisposition"])("are attachments where %s says so", async (key) => {
    await open(file({ [key]: "756150001" }));
    expect((await opened.ask("/theme.css")).headers.get("content-disposition")).toMatch(/^attachment; /);
  });
});
