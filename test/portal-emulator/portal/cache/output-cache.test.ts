import { afterEach, describe, expect, it } from "vitest";
import { openCachedPortal, type CachedPortal, type PortalParts } from "./cached-portal.ts";

let portal: CachedPortal;
afterEach(async () => {
  await portal.emulator.close();
});

const open = async (parts: PortalParts): Promise<CachedPortal> => (portal = await openCachedPortal(parts));
const headerOf = async (path: string, cookie?: string): Promise<string | undefined> => (await portal.show(path, cookie)).header;

describe("a header from the output cache", () => {
  it("shows other pages and other anonymous visitors what the first one had", async () => {
    await open({ header: "[[{{ request.path }} {{ page.title }}]]" });
    const first = await headerOf("/workshops/");
    expect(first).toMatch(/^\/workshops\/ /);
    expect(await headerOf("/")).toBe(first);
    expect(await headerOf("/visit-us/?q=1", "Dynamics365PortalAnalytics=another")).toBe(first);
  });

  it("is another one for a signed-in visitor, whose own it stays", async () => {
    await open({ header: "[[{{ user.fullname | default: 'nobody' }} {{ request.path }}]]" });
    expect(await headerOf("/workshops/")).toBe("nobody /workshops/");
    const ada = await portal.signIn("ada");
    const admin = await portal.signIn("admin");
    const ofAda = await headerOf("/visit-us/", ada);
    expect(ofAda).toMatch(/^(?!nobody).+ \/visit-us\/$/);
    expect(await headerOf("/", ada)).toBe(ofAda);
    expect(await headerOf("/", admin)).toMatch(/ \/$/);
    expect(await headerOf("/visit-us/")).toBe("nobody /workshops/");
  });

  it("is another one in another language", async () => {
    await open({ header: "[[{{ request.path }} {{ website.selected_language.code }}]]" });
    expect(await headerOf("/workshops/")).toBe("/workshops/ en-US");
    expect(await headerOf("/fr-FR/visit-us/")).toBe("/fr-FR/visit-us/ fr-FR");
    expect(await headerOf("/fr-FR/")).toBe("/fr-FR/visit-us/ fr-FR");
    expect(await headerOf("/")).toBe("/workshops/ en-US");
  });

  it.each([
    ["sign-in", "/visit-us/"],
    ["contact", "/workshops/"],
  ] as const)("belongs to one %s: after another sign-in it was rendered for %s", async (outputCacheVisitor, path) => {
    await open({ header: "[[{{ request.path }}]]", switches: { outputCacheVisitor } });
    await headerOf("/workshops/", await portal.signIn("ada"));
    expect(await headerOf("/visit-us/", await portal.signIn("ada"))).toBe(path);
  });

  it("is rendered anew when it is older than 24 hours by the emulator's clock", async () => {
    await open({ header: "[[{{ now | date: 'yyyy-MM-dd HH:mm' }}]]" });
    const first = await headerOf("/");
    expect(first).toBe("2026-03-04 05:06");
    await portal.advance("24h");
    expect(await headerOf("/visit-us/")).toBe(first);
    await portal.advance("1m");
    expect(await headerOf("/visit-us/")).toBe("2026-03-05 05:07");
  });

  it("is rendered anew after its cache was cleared, which the log shows", async () => {
    await open({ header: "[[{{ request.path }}]]" });
    await headerOf("/workshops/");
    const answer = await portal.ask("/_emulator/clear-cache", { method: "POST" });
    expect(await answer.json()).toEqual({ cleared: ["configuration", "data", "output"] });
    expect(await headerOf("/visit-us/")).toBe("/visit-us/");
    const log: unknown = await (await portal.ask("/_emulator/log")).json();
    expect(log).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ path: "/_emulator/clear-cache", effect: "caches cleared" })]) as unknown,
    });
  });

  it("is rendered anew after a switch was turned", async () => {
    await open({ header: "[[{{ request.path }}]]" });
    await headerOf("/workshops/");
    await portal.ask("/_emulator/switches", { method: "PATCH", body: JSON.stringify({ anonymousReads: "blocked" }) });
    expect(await headerOf("/visit-us/")).toBe("/visit-us/");
  });

  it("does not outlive the contacts it may name", async () => {
    await open({ header: "[[{{ request.path }}]]" });
    await headerOf("/workshops/");
    await portal.ask("/_emulator/reset", { method: "POST" });
    expect(await headerOf("/visit-us/")).toBe("/visit-us/");
  });

  it.each([
    ["without its setting", { settings: { "Header/OutputCache/Enabled": undefined } }],
    ["with its setting off", { settings: { "Header/OutputCache/Enabled": "False" } }],
    ["with the switch off", { switches: { outputCache: "off" } }],
  ] as const)("is none %s", async (_, parts) => {
    await open({ header: "[[{{ request.path }}]]", footer: "(({{ request.path }}))", ...parts });
    await portal.show("/workshops/");
    const { header, footer } = await portal.show("/visit-us/");
    expect(header).toBe("/visit-us/");
    expect(footer).toBe("switches" in parts ? "/visit-us/" : "/workshops/");
  });

  it("leaves the page itself alone", async () => {
    await open({ header: "[[{{ request.path }}]]", body: "<<{{ request.path }}>>" });
    await portal.show("/");
    expect(await portal.show("/workshops/")).toMatchObject({ header: "/", body: "/workshops/" });
  });

  it("keeps what went wrong while it was rendered, and says so on every page", async () => {
    await open({ header: "[[{{ request.path }}]]{% include 'Gone' %}" });
    const problems = async (path: string): Promise<boolean> =>
      (await portal.show(path)).html.includes("Template &quot;Gone&quot; not found");
    expect(await problems("/workshops/")).toBe(true);
    expect(await problems("/")).toBe(true);
    expect(await headerOf("/")).toBe("/workshops/");
  });

  it("is not filled by a look at all pages", async () => {
    await open({ header: "[[{{ request.path }}]]" });
    await portal.ask("/_emulator/pages");
    expect(await headerOf("/visit-us/")).toBe("/visit-us/");
  });

  it.each([
    ["dropped", "after"],
    ["kept", "before"],
  ] as const)("is %s when the site changes: it shows %s", async (keptOutputOfChangedSite, shown) => {
    const switches = { keptOutputOfChangedSite };
    await open({ header: "[[before]]", switches });
    await headerOf("/");
    portal.change({ header: "[[after]]" });
    expect(await headerOf("/")).toBe(shown);
  });
});

describe("a footer from the output cache", () => {
  it("is kept apart from the header", async () => {
    await open({
      header: "[[h {{ request.path }}]]",
      footer: "((f {{ request.path }}))",
      settings: { "Header/OutputCache/Enabled": undefined },
    });
    await portal.show("/workshops/");
    expect(await portal.show("/")).toMatchObject({ header: "h /", footer: "f /workshops/" });
  });
});

describe("a hole in a kept header", () => {
  it.each([
    ["a substitution", "{% substitution %}{{ request.path }}{% endsubstitution %}", "/visit-us/"],
    [
      "one in a captured text",
      "{% capture a %}{% substitution %}{{ request.path }}{% endsubstitution %}{% endcapture %}{{ a }}",
      "/visit-us/",
    ],
    ["one in a branch", "{% if true %}{% substitution %}{{ page.url }}{% endsubstitution %}{% endif %}", "/visit-us/"],
    [
      "one in a loop",
      "{% for i in (1..2) %}{% substitution %}{{ request.path }} {% endsubstitution %}{% endfor %}",
      "/visit-us/ /visit-us/ ",
    ],
    ["the address to sign in", "{{ website.sign_in_url_substitution }}", "/SignIn?returnUrl=%2Fvisit-us%2F"],
    ["the address to sign out", "{{ website.sign_out_url_substitution }}", "/Account/Login/LogOff?returnUrl=%2Fvisit-us%2F"],
    [
      "the addresses of the other languages",
      "{% for language in website.languages %}{{ language.url_substitution }} {% endfor %}",
      "en-US/visit-us/ fr-FR/visit-us/ ",
    ],
  ])("is filled for each page: %s", async (_, hole, shown) => {
    await open({ header: `[[${hole}|{{ request.path }}]]` });
    await headerOf("/workshops/");
    expect(await headerOf("/visit-us/")).toBe(`${shown}|/workshops/`);
  });

  it("sees no variable from outside, and leaves none behind", async () => {
    const hole = "{% substitution %}{{ a | default: 'nothing' }}{% assign b = 'inside' %}{% endsubstitution %}";
    await open({ header: `[[{% assign a = 'outside' %}${hole}{{ b | default: 'nothing' }} ${hole}]]` });
    expect(await headerOf("/")).toBe("nothingnothing nothing");
    expect(await headerOf("/visit-us/")).toBe("nothingnothing nothing");
  });

  it("looks the same where the cache is off", async () => {
    await open({
      header: "[[{% assign a = 1 %}{% substitution %}{{ a }}{{ request.path }}{% endsubstitution %}]]",
      switches: { outputCache: "off" },
    });
    expect(await headerOf("/workshops/")).toBe("/workshops/");
  });

  it("fails by itself, on the page where it does", async () => {
    await open({ header: "[[{% substitution %}{% if page.url contains 'visit' %}{% include 'Gone' %}{% endif %}{% endsubstitution %}.]]" });
    const first = await portal.show("/");
    expect(first.header).toBe(".");
    expect(first.html).not.toContain("Gone");
    expect(await headerOf("/visit-us/")).toBe('Liquid error: Template "Gone" not found..');
    expect(await headerOf("/workshops/")).toBe(".");
  });

  it("is not opened by what a visitor sends", async () => {
    await open({
      header: "[[{% substitution %}{{ request.params.q }}{% endsubstitution %}]]",
      settings: { "Site/EnableDefaultHtmlEncoding": "False" },
    });
    const forged = "<!--hole-00000000000000000000000000000000-0-->";
    expect(await headerOf(`/?q=${encodeURIComponent(forged)}`)).toBe(forged);
    expect(await headerOf("/?q=b")).toBe("b");
  });

  it("encodes what a visitor sends, as outside it", async () => {
    await open({ header: "[[{% substitution %}{{ request.params.q }}{% endsubstitution %}]]" });
    expect(await headerOf(`/?q=${encodeURIComponent("<script>a()</script>")}`)).toBe("&lt;script&gt;a()&lt;/script&gt;");
  });
});

describe("a kept header under a policy with a nonce", () => {
  const header = "[[<script>a()</script>{% substitution %}<script>b()</script>{% endsubstitution %}]]";
  const settings = { "HTTP/Content-Security-Policy": "script-src 'self' 'nonce'" };
  const look = async (path: string): Promise<{ policy: string | undefined; nonces: (string | undefined)[] }> => {
    const shown = await portal.show(path);
    return {
      policy: /'nonce-([^']+)'/.exec(shown.headers.get("content-security-policy") ?? "")?.[1],
      nonces: [...(shown.header ?? "").matchAll(/<script nonce="([^"]*)">/g)].map(([, nonce]) => nonce),
    };
  };

  it("has each page's nonce on its scripts", async () => {
    await open({ header, settings });
    const [first, second] = [await look("/"), await look("/visit-us/")];
    expect(first.nonces).toEqual([first.policy, first.policy]);
    expect(second.nonces).toEqual([second.policy, second.policy]);
    expect(second.policy).not.toBe(first.policy);
  });

  it("has, by switch, the first page's outside its holes", async () => {
    await open({ header, settings, switches: { nonceInKeptOutput: "frozen" } });
    const [first, second] = [await look("/"), await look("/visit-us/")];
    expect(first.nonces).toEqual([first.policy, first.policy]);
    expect(second.nonces).toEqual([first.policy, second.policy]);
  });

  it("has none where the policy asks for none, whatever the switch says", async () => {
    await open({ header, settings: { "HTTP/Content-Security-Policy": "script-src 'self'" }, switches: { nonceInKeptOutput: "frozen" } });
    expect((await look("/")).nonces).toEqual([]);
  });
});
