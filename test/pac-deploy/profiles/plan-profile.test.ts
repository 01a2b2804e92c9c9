import { describe, expect, it } from "vitest";
import { findOverride, listDifferences, parseOverride } from "../../../pac-deploy/profiles/find-overrides.ts";
import { hideProfileSecrets } from "../../../pac-deploy/profiles/hide-profile-secrets.ts";
import { planProfile } from "../../../pac-deploy/profiles/plan-profile.ts";
import { describeProfiles, renderProfiles } from "../../../pac-deploy/profiles/describe-profiles.ts";
import { parseSite } from "../../../site/parse-site.ts";
import { readSite } from "../../../site/read-site.ts";
import { starterFolder } from "../../support/kit-site.ts";

const site = await readSite(starterFolder("enhanced"));
const path = "deployment-profiles/test.deployment.yml";
const secret = "042d3ecc-c0d1-4c1a-889b-4ed2e8fbd894";
const clear = `adx_sitesetting:\n  - adx_sitesettingid: ${secret}\n    adx_value: >-\n      hunter2\n\n      and more\n    adx_description: shown\n`;

describe("planProfile", () => {
  it("plans one file, by the names of settings and snippets", () => {
    const overrides = [parseOverride("footer/outputcache/enabled=False", site), parseOverride("Site name=Contoso (test) = x", site)];
    const plan = planProfile(site, { tag: "test", text: undefined, overrides });
    expect(plan).toMatchObject({ action: "profile", before: { [path]: null }, edits: [{ kind: "create", path }], opens: [], closes: [] });
    expect(plan.edits[0]).toHaveProperty(
      "text",
      "adx_sitesetting:\n  - adx_name: Footer/OutputCache/Enabled\n    adx_sitesettingid: 1935e29e-d13a-4dff-9f87-f64cec7e3597\n    adx_value: False\n" +
        "adx_contentsnippet:\n  - adx_contentsnippetid: a8902201-01cf-4bcc-bf7b-0eac70f46610\n    adx_name: Site name\n    adx_value: Contoso (test) = x\n",
    );
    const text = plan.texts[0]?.after;
    expect(planProfile(site, { tag: "test", text, overrides }).edits).toEqual([]);
  });

  it("refuses a secret in clear without repeating it, and takes a variable", () => {
    const set = (value: string) => () =>
      planProfile(site, { tag: "test", text: undefined, overrides: [parseOverride(`${secret}=${value}`, site)] });
    expect(set("hunter2hunter2")).toThrow(expect.objectContaining({ code: "profile-secret-in-clear", exitCode: 1 }) as Error);
    expect(set("hunter2hunter2")).not.toThrow(/hunter2/);
    expect(set("${OS.SECRET}")).not.toThrow();
  });

  it("shows no secret that a person has written there", () => {
    const plan = planProfile(site, { tag: "test", text: clear, overrides: [parseOverride("Site name=x", site)] });
    expect(JSON.stringify(plan.texts)).not.toMatch(/hunter2|and more/);
    expect(plan.edits).toMatchObject([{ kind: "edit", path, expected: "" }]);
  });
});

describe("hideProfileSecrets", () => {
  it("hides the value, and nothing beside it", () => {
    const hidden = hideProfileSecrets(clear, site);
    expect(hidden).toMatch(/adx_value: ••\n {6}•+\n\n {6}••• ••••\n {4}adx_description: shown\n$/);
    expect(hidden).toHaveLength(clear.length);
    expect(hideProfileSecrets(`\uFEFF${clear}`, site)).toBe(`\uFEFF${hidden}`);
    expect(hideProfileSecrets(clear.replace(secret, "1935e29e-d13a-4dff-9f87-f64cec7e3597"), site)).toContain("hunter2");
  });
});

describe("findOverride", () => {
  it.each([
    ["=x", "set-invalid"],
    ["Search/Enabled", "set-invalid"],
    ["Footer/OutputCache/Enabledd=x", "profile-name-unknown"],
  ])("refuses %s", (text, code) => {
    expect(() => parseOverride(text, site)).toThrow(expect.objectContaining({ code, exitCode: 2 }) as Error);
  });

  it("names the one that was meant", () => {
    expect(() => parseOverride("Footer/OutputCache/Enabledd=x", site)).toThrow(
      expect.objectContaining({ hint: "Did you mean Footer/OutputCache/Enabled?" }) as Error,
    );
  });

  it("refuses a name that two records have, and takes the id of either", () => {
    const [first] = site.snippets;
    if (first === undefined) throw new Error("the starter has no snippet");
    const twice = {
      ...site,
      snippets: [...site.snippets, { ...first, id: "00000000-0000-4000-8000-000000000001", languageId: undefined }],
    };
    expect(() => findOverride(first.name, "x", twice)).toThrow(
      expect.objectContaining({
        code: "profile-name-ambiguous",
        message: expect.stringMatching(/content snippet, en-US.*content snippet, every language/) as unknown,
      }) as Error,
    );
    expect(findOverride("00000000-0000-4000-8000-000000000001", "x", twice)).toMatchObject({ id: "00000000-0000-4000-8000-000000000001" });
  });
});

describe("listDifferences", () => {
  it("lists what is on both sides and differs", () => {
    const list = "sitesetting.yml";
    const texts = new Map(site.texts);
    texts.set(
      list,
      (texts.get(list) ?? "").replace(
        "Footer/OutputCache/Enabled\n  adx_sitesettingid: 1935e29e-d13a-4dff-9f87-f64cec7e3597\n  adx_value: True",
        "Footer/OutputCache/Enabled\n  adx_sitesettingid: 1935e29e-d13a-4dff-9f87-f64cec7e3597\n  adx_value: other",
      ),
    );
    texts.set("content-snippets/site-name/Site-name.en-US.contentsnippet.value.html", "Another name");
    const found = listDifferences(site, parseSite(texts));
    expect(found.map(({ table, name, value }) => [table, name, value])).toEqual([
      ["adx_sitesetting", "Footer/OutputCache/Enabled", "other"],
      ["adx_contentsnippet", "Site name", "Another name"],
    ]);
    expect(listDifferences(site, site)).toEqual([]);
  });
});

describe("renderProfiles", () => {
  const variables = `adx_sitesetting:\n  - adx_sitesettingid: ${secret}\n    adx_value: \${OS.ONE}\nadx_contentsnippet:\n  - adx_contentsnippetid: a8902201-01cf-4bcc-bf7b-0eac70f46610\n    adx_value: ${"long ".repeat(30)}\n`;

  it("tells names, values and variables that are missing, and no secret", () => {
    const texts = new Map([
      [path, variables],
      ["deployment-profiles/prod.deployment.yml", clear],
      ["deployment-profiles/broken.deployment.yml", "adx_sitesetting: a\n"],
      ["deployment-profiles/README.md", "notes"],
    ]);
    const profiles = describeProfiles(texts, site, { TWO: "2" });
    expect(profiles.map(({ tag, variables: names, unset }) => [tag, names, unset])).toEqual([
      ["test", ["ONE"], ["ONE"]],
      ["prod", [], []],
      ["broken", [], []],
    ]);
    expect(JSON.stringify(profiles)).not.toContain("hunter2");
    const text = renderProfiles(profiles);
    expect(text).toMatch(/ClientSecret = \$\{OS\.ONE\}\n {2}Site name = long .*… .*\(149 characters\)/);
    expect(text).toMatch(/ClientSecret = .*a secret in clear/);
    expect(text).toMatch(/not set here:.* ONE/);
    expect(text).toMatch(/line 1: .*expected a list/);
    expect(text).not.toContain("hunter2");
  });

  it("says so where there is none", () => {
    expect(renderProfiles([])).toMatch(/^No deployment profile/);
  });
});
