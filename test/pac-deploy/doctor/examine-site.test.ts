import { describe, expect, it } from "vitest";
import { examineSite } from "../../../pac-deploy/doctor/examine-site.ts";
import { platformChanges } from "../../../pac-deploy/doctor/platform-changes.ts";
import { renderReport } from "../../../pac-deploy/doctor/render-report.ts";
import { checkedSite, header } from "../checks/checked-site.ts";

const withSetting = (name: string, value: string): Record<string, string> => ({
  "sitesetting.yml": `- adx_name: ${name}\n  adx_sitesettingid: 00000000-0000-4000-8000-000000000001\n  adx_value: ${value}\n`,
});
const wildcard = {
  "sitesetting.yml": `- adx_name: Webapi/lead/enabled\n  adx_sitesettingid: 00000000-0000-4000-8000-000000000001\n  adx_value: true\n- adx_name: Webapi/lead/fields\n  adx_sitesettingid: 00000000-0000-4000-8000-000000000002\n  adx_value: "*"\n`,
};
const list = (lines: string) => ({
  "lists/Probe.list.yml": `adx_entitylistid: 00000000-0000-4000-8000-000000000003\nadx_entityname: lead\nadx_name: Probe\n${lines}\n`,
});
const form = (flag: string) => ({
  "basic-forms/probe/Probe.basicform.yml": `adx_entityformid: 00000000-0000-4000-8000-000000000004\nadx_entityname: lead\nadx_entitypermissionsenabled: ${flag}\nadx_mode: 100000000\nadx_name: Probe\n`,
});

async function examine(
  texts: Readonly<Record<string, string>>,
  today = "2026-11-23",
  bootstraps: Parameters<typeof examineSite>[1]["bootstraps"] = [],
) {
  return examineSite(await checkedSite(texts), { today, bootstraps });
}
async function changeOn(date: string, word: RegExp, texts: Readonly<Record<string, string>>, today?: string) {
  const { changes } = await examine(texts, today);
  return changes.find((change) => change.date === date && word.test(change.what));
}

describe("dated changes", () => {
  it.each([
    ["a wildcard list of columns", "2026-09-14", /\*/, wildcard, "yes", "sitesetting.yml", 4],
    ["a list with a feed", "2026-06", /OData/, list("adx_odata_enabled: true"), "yes", "lists/Probe.list.yml", 1],
    [
      "a list that asked for no permission",
      "2026-06",
      /forms and lists/,
      list("adx_entitypermissionsenabled: false"),
      "yes",
      "lists/Probe.list.yml",
      1,
    ],
    ["a form that asked for no permission", "2026-06", /forms and lists/, form("false"), "yes", "basic-forms/probe/Probe.basicform.yml", 1],
    [
      "a script of outbound marketing",
      "2026-05",
      /Outbound/,
      { [header]: '<script src="https://example.azureedge.net/global/FormCapture/ws-tracking.js"></script>' },
      "yes",
      header,
      1,
    ],
    [
      "a form of Journeys, perhaps",
      "2026-06",
      /captcha/,
      { [header]: '<div data-form-id="1" data-form-api-url="https://public-eur.mkt.dynamics.com/api/v1.0/orgs/1/landingpageforms"></div>' },
      "unknown",
      header,
      1,
    ],
  ] as const)("concern a site with %s", async (_, date, word, texts, affects, path, line) => {
    expect(await changeOn(date, word, texts)).toMatchObject({ affects, evidence: [{ path, line }] });
  });

  it.each([
    ["a list of columns", "2026-09-14", /\*/, {}],
    ["a list without a feed", "2026-06", /OData/, list("adx_odata_enabled: false")],
    ["a form that asks for permission", "2026-06", /forms and lists/, form("true")],
    ["an inactive list", "2026-06", /OData/, list("adx_odata_enabled: true\nstatecode: 1")],
    ["no script", "2026-05", /Outbound/, {}],
  ] as const)("do not concern a site with %s", async (_, date, word, texts) => {
    expect(await changeOn(date, word, texts)).toMatchObject({ affects: "no", evidence: [] });
  });

  it.each([
    [withSetting("HTTP/Content-Security-Policy", "script-src 'self'"), "yes"],
    [withSetting("HTTP/Content-Security-Policy", '""'), "no"],
    [withSetting("Search/Enabled", "true"), "unknown"],
  ])("say of the policy what the folder says: %#", async (texts, affects) => {
    expect(await changeOn("2025-11-10", /Policy/, texts)).toMatchObject({ affects });
  });

  it.each([
    ["2026-09-13", "ahead", 1],
    ["2026-09-14", "already", 0],
    ["2027-01-01", "already", 0],
  ])("of a day are seen on %s as %s", async (today, state, days) => {
    expect(await changeOn("2026-09-14", /\*/, wildcard, today)).toMatchObject({ state, days });
  });

  it.each([
    ["2026-05-31", "ahead", 1],
    ["2026-06-01", "now", 0],
    ["2026-06-30", "now", 0],
    ["2026-07-01", "already", 0],
  ])("of a month are seen on %s as %s", async (today, state, days) => {
    expect(await changeOn("2026-06", /OData/, {}, today)).toMatchObject({ state, days });
  });

  it("come in the order of their dates", async () => {
    const { changes } = await examine({});
    const dates = changes.map(({ date }) => date);
    expect(dates).toEqual(dates.toSorted());
    expect(changes).toHaveLength(platformChanges.length);
  });
});

describe("the facts", () => {
  it("say what the site is and how to upload it", async () => {
    const { site, facts, counts } = await examine({});
    expect(site).toMatchObject({ kind: "classic", model: "enhanced" });
    expect(facts).toContainEqual(
      expect.objectContaining({ name: "data model", value: expect.stringMatching(/--modelVersion 2/) as unknown }),
    );
    expect(facts).toContainEqual({ name: "portal-kit in it", value: "not applied" });
    expect(counts["web roles"]).toBeGreaterThan(1);
  });

  it.each([
    ["true", [], /^5$/],
    ["true", [{ path: "web-files/bootstrap.min.css", version: "5.2.2" }], /^5$/],
    ["true", [{ path: "web-files/bootstrap.min.css", version: "3.3.6" }], /^unclear: 5/],
    ["false", [], /^3$/],
  ])("tell the version of Bootstrap from %s and %j", async (setting, bootstraps, value) => {
    const texts = {
      "sitesetting.yml": `- adx_name: Site/BootstrapV5Enabled\n  adx_sitesettingid: 00000000-0000-4000-8000-000000000001\n  adx_value: ${setting}\n`,
    };
    const { facts } = await examine(texts, undefined, bootstraps);
    expect(facts.find(({ name }) => name === "Bootstrap")?.value).toMatch(value);
  });

  it("make one page", async () => {
    const text = renderReport(await examine({ ...wildcard, ...list("adx_odata_enabled: true") }, "2026-09-01"));
    expect(text).toMatch(/2026-06 already .*feeds/);
    expect(text).toMatch(/2026-09-14 in 13 days .*\n.*sitesetting\.yml:4 Webapi\/lead\/fields is \*/);
    expect(text).toMatch(/Known and not of this site:/);
    expect(text.split("\n").length).toBeLessThan(60);
  });
});
