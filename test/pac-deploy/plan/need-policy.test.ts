import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { newSitePolicy } from "../../../contract/new-site-policy.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import { parseTrackingScript } from "../../../pac-deploy/configuration/parse-tracking-script.ts";
import { readKitFiles, type KitFiles } from "../../../pac-deploy/kit-files.ts";
import type { Desired } from "../../../pac-deploy/plan/desired.ts";
import { createRecordWriter } from "../../../pac-deploy/plan/kit-records.ts";
import { needPolicy, type PolicyPart } from "../../../pac-deploy/plan/need-policy.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import { parseSite } from "../../../site/parse-site.ts";
import { readSite } from "../../../site/read-site.ts";
import { renderRecord, type RecordKeys } from "../../../site/render-record.ts";
import type { Site } from "../../../site/site.ts";
import { writeEdits } from "../../../site/write-edits.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { copySite, kitFolder, sampleScript, starterFolder, storyConfiguration } from "../../support/kit-site.ts";

const enforced = "HTTP/Content-Security-Policy";
const reportOnly = "HTTP/Content-Security-Policy-Report-Only";
const library = "download.pi.dynamics.com";
const collector = "mobile.events.data.microsoft.com";
const pasted = readFileSync(sampleScript, "utf8");
const id = (digit: number): string => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;

let kit: KitFiles;
beforeAll(async () => {
  kit = await readKitFiles(kitFolder);
});

type Setting = RecordKeys | readonly [name: string, value: string];

function siteWith(...settings: readonly Setting[]): Site {
  const records = settings.map((setting, index) => {
    // An array is a pair; `Array.isArray` does not say so of a readonly one.
    const keys = Array.isArray(setting) ? { adx_name: String(setting[0]), adx_value: String(setting[1]) } : (setting as RecordKeys);
    return renderRecord({ ...keys, adx_sitesettingid: id(index + 4) })
      .split("\n")
      .map((line, at) => (line === "" ? line : `${at === 0 ? "- " : "  "}${line}`))
      .join("\n");
  });
  return parseSite(
    new Map([
      ["website.yml", renderRecord({ adx_headerwebtemplateid: id(2), adx_name: "Tiny", adx_websiteid: id(3) })],
      ["web-templates/header/Header.webtemplate.yml", renderRecord({ adx_name: "Header", adx_webtemplateid: id(2) })],
      ["web-templates/header/Header.webtemplate.source.html", "<header></header>"],
      ["sitesetting.yml", records.join("")],
    ]),
    "",
  );
}

interface Case {
  readonly tracking?: object;
  readonly rest?: object;
  readonly text?: string;
}

function need(site: Site, { tracking = {}, rest = {}, text = pasted }: Case = {}): PolicyPart {
  const configuration = parseConfiguration(
    JSON.stringify({ tracking: { script: "tracking.html", ...tracking }, consent: { source: "cookiebot" }, ...rest }),
    "portal-kit.config.json",
  );
  return needPolicy(createRecordWriter(site), { configuration, kit, script: parseTrackingScript(text, "tracking.html") });
}

/** Setting's id, or its name where it is new, with its value. */
const valuesOf = (desired: readonly Desired[]): Record<string, string> =>
  Object.fromEntries(
    desired.map((wanted) => {
      if (wanted.kind === "value") return [wanted.recordId, wanted.value];
      if (wanted.kind === "list-item") return [wanted.values["adx_name"], wanted.values["adx_value"]];
      throw new Error(`A policy asks for no ${wanted.kind}.`);
    }),
  );
const codesOf = ({ findings }: PolicyPart): string[] => findings.map(({ code, severity }) => `${severity} ${code}`);

const form = { capture: { path: "A", acceptAnonymousContactAccess: true, page: "get-in-touch" } };

describe("needPolicy", () => {
  it.each([
    ["the library's host to the policy of new sites", newSitePolicy, newSitePolicy.replace("'nonce'", `'nonce' ${library}`)],
    [
      "the collector's where connections are restricted",
      "script-src 'self' 'nonce';connect-src 'self'",
      `script-src 'self' 'nonce' ${library};connect-src 'self' ${collector}`,
    ],
    [
      "directives of their own where default-src decides",
      "default-src 'self'",
      `default-src 'self'; script-src 'self' 'nonce' ${library}; connect-src 'self' ${collector}`,
    ],
  ])("adds %s", (_, before, after) => {
    const { desired, findings } = need(siteWith([enforced, before]));
    expect(desired).toMatchObject([{ kind: "value", path: "sitesetting.yml", recordId: id(4), key: "adx_value", value: after }]);
    expect(findings).toMatchObject([{ code: "policy-extended", severity: "info", path: "sitesetting.yml" }]);
  });

  it("says of each addition what needs it and where that is known from", () => {
    const { findings } = need(siteWith([enforced, "default-src 'self'"]));
    expect(findings.map(({ message }) => message)).toEqual([
      `${enforced}: adds script-src 'nonce' (the kit's inline script, which runs the pasted one: the template Portal Kit Tracking; with what default-src allows, which counted until now), ` +
        `script-src ${library} (the tracking library: src of the pasted script; with what default-src allows, which counted until now), ` +
        `connect-src ${collector} (the collector of views and identities: cfg.endpointUrl of the pasted script; with what default-src allows, which counted until now), or the browser would block it`,
    ]);
  });

  it("adds a hash for each style the kit brings, where none is allowed, and the site itself for the form's requests", () => {
    const policy = "style-src 'self'; connect-src https://*.microsoft.com";
    const [banner] = Object.values(valuesOf(need(siteWith([enforced, policy]), { rest: { consent: { source: "banner" } } }).desired));
    expect(banner).toMatch(/^style-src 'self' 'sha256-[\w+/]{43}='; connect-src https:\/\/\*\.microsoft\.com$/);
    const [all] = Object.values(valuesOf(need(siteWith([enforced, policy]), { rest: { consent: { source: "banner" }, ...form } }).desired));
    expect(all).toMatch(/^style-src 'self'(?: 'sha256-[\w+/]{43}='){3}; connect-src https:\/\/\*\.microsoft\.com 'self'$/);
    expect(need(siteWith([enforced, policy])).desired).toEqual([]);
  });

  it("hashes a style as browsers have it, whichever line ends it was built with", () => {
    const before = kit;
    const policy = "style-src 'self'";
    const added = (): Record<string, string> =>
      valuesOf(need(siteWith([enforced, policy]), { rest: { consent: { source: "banner" } } }).desired);
    const once = added();
    kit = { ...before, banner: before.banner.replaceAll(/\r?\n/g, "\r\n") };
    expect(added()).toEqual(once);
    kit = before;
  });

  it.each([
    ["what the journey needs is allowed", `script-src 'nonce' https://${library}/sdk/; connect-src https:`],
    ["nothing restricts it", "frame-ancestors 'self'"],
    ["the value is empty, which switches the policy off", ""],
    ["the value is blank", "  "],
  ])("changes and says nothing where %s", (_, policy) => {
    expect(need(siteWith([enforced, policy]))).toEqual({ desired: [], findings: [] });
  });

  it("extends the enforced and the reported policy, each by what it lacks", () => {
    const { desired } = need(siteWith([enforced, newSitePolicy], [reportOnly, "connect-src 'self'"]));
    expect(valuesOf(desired)).toEqual({
      [id(4)]: newSitePolicy.replace("'nonce'", `'nonce' ${library}`),
      [id(5)]: `connect-src 'self' ${collector}`,
    });
  });

  it("finds the setting however its name is spelled, and leaves inactive ones alone", () => {
    const site = siteWith({ adx_name: enforced, adx_value: "connect-src 'none'", statecode: "1" }, [
      enforced.toUpperCase(),
      "connect-src 'self'",
    ]);
    expect(valuesOf(need(site).desired)).toEqual({ [id(5)]: `connect-src 'self' ${collector}` });
  });

  it("extends each of several settings of the name, and says that they are several", () => {
    const part = need(siteWith([enforced, "connect-src 'self'"], [enforced, "connect-src 'none'"]));
    expect(valuesOf(part.desired)).toEqual({ [id(4)]: `connect-src 'self' ${collector}`, [id(5)]: `connect-src ${collector}` });
    expect(codesOf(part)).toContain("warning setting-twice");
  });

  it.each([
    [{ adx_source: "1", adx_envvar_schema: "example_policy" }, "environment variable example_policy"],
    [{ adx_source: "1" }, "an environment variable"],
  ])("leaves a value from the environment alone and says what it has to allow: %j", (keys, expected) => {
    const part = need(siteWith({ adx_name: enforced, adx_value: "default-src 'none'", ...keys }));
    expect(part.desired).toEqual([]);
    expect(codesOf(part)).toEqual(["warning policy-from-environment"]);
    expect(part.findings[0]?.message).toContain(expected);
    for (const source of [`script-src 'nonce'`, `script-src ${library}`, `connect-src ${collector}`])
      expect(part.findings[0]?.message).toContain(source);
  });

  describe("where the folder holds no policy", () => {
    it("cannot conclude, and shows the value for a new site", () => {
      const part = need(siteWith());
      expect(part.desired).toEqual([]);
      expect(codesOf(part)).toEqual(["cannot-conclude policy-not-in-folder"]);
      expect(part.findings[0]?.message).toContain(newSitePolicy.replace("'nonce'", `'nonce' ${library}`));
    });

    it("points to an inactive setting", () => {
      const part = need(siteWith({ adx_name: enforced, adx_value: "default-src 'none'", statecode: "1" }));
      expect(part.findings).toMatchObject([{ code: "policy-not-in-folder", path: "sitesetting.yml", line: 1 }]);
    });

    it("adds the setting of a new site where the configuration says that it is one", () => {
      const part = need(siteWith(), { tracking: { newSitePolicy: true } });
      expect(valuesOf(part.desired)).toEqual({ [enforced]: newSitePolicy.replace("'nonce'", `'nonce' ${library}`) });
      expect(codesOf(part)).toEqual(["info policy-extended"]);
    });

    it("says nothing where the configuration says that there is none", () => {
      expect(need(siteWith(), { tracking: { newSitePolicy: false } })).toEqual({ desired: [], findings: [] });
    });

    it("goes by the folder where that has one, whatever the configuration says", () => {
      const part = need(siteWith([enforced, "connect-src 'self'"]), { tracking: { newSitePolicy: true } });
      expect(valuesOf(part.desired)).toEqual({ [id(4)]: `connect-src 'self' ${collector}` });
    });
  });

  describe('with policy "report-only"', () => {
    const tracking = { policy: "report-only" };
    const extended = newSitePolicy.replace("'nonce'", `'nonce' ${library}`);

    it("puts the extended policy into a report-only setting of its own, and leaves the enforced one", () => {
      const part = need(siteWith([enforced, newSitePolicy]), { tracking });
      expect(valuesOf(part.desired)).toEqual({ [reportOnly]: extended });
      expect(codesOf(part)).toEqual(["warning policy-reported-first"]);
    });

    it("fills one that is empty", () => {
      expect(valuesOf(need(siteWith([enforced, newSitePolicy], [reportOnly, ""]), { tracking }).desired)).toEqual({ [id(5)]: extended });
    });

    it("extends one that has a policy by what that lacks", () => {
      const part = need(siteWith([enforced, newSitePolicy], [reportOnly, "connect-src 'self'"]), { tracking });
      expect(valuesOf(part.desired)).toEqual({ [id(5)]: `connect-src 'self' ${collector}` });
    });

    it("makes one setting where the enforced one is there twice", () => {
      const part = need(siteWith([enforced, newSitePolicy], [enforced, "connect-src 'self'"]), { tracking });
      expect(part.desired).toHaveLength(1);
      expect(valuesOf(part.desired)).toEqual({ [reportOnly]: extended });
    });

    it("starts from the policy of new sites where the configuration says so", () => {
      const part = need(siteWith(), { tracking: { ...tracking, newSitePolicy: true } });
      expect(valuesOf(part.desired)).toEqual({ [reportOnly]: extended });
    });

    it("does nothing where nothing is missing", () => {
      expect(need(siteWith([enforced, extended]), { tracking })).toEqual({ desired: [], findings: [] });
    });
  });

  it('changes nothing with policy "none", and says what to add', () => {
    const part = need(siteWith([enforced, newSitePolicy]), { tracking: { policy: "none" } });
    expect(part.desired).toEqual([]);
    expect(codesOf(part)).toEqual(["warning policy-blocks"]);
    expect(part.findings[0]?.message).toContain(newSitePolicy.replace("'nonce'", `'nonce' ${library}`));
  });

  it.each([
    ["sandbox allow-forms", {}, enforced, "error policy-refused"],
    ["require-trusted-types-for 'script'", {}, enforced, "error policy-refused"],
    ["script-src 'strict-dynamic'", {}, enforced, "error policy-refused"],
    ["script-src 'strict-dynamic'", { policy: "report-only" }, enforced, "error policy-refused"],
    ["script-src 'strict-dynamic'", { policy: "none" }, enforced, "warning policy-refused"],
    ["script-src 'strict-dynamic'", {}, reportOnly, "warning policy-refused"],
  ])("refuses %s with %j in %s", (policy, tracking, name, expected) => {
    const part = need(siteWith([name, policy]), { tracking: { newSitePolicy: false, ...tracking } });
    expect(part.desired).toEqual([]);
    expect(codesOf(part)).toContain(expected);
  });

  it.each([
    ["policy-part-ignored", "connect-src ’self’", pasted],
    ["policy-part-ignored", "connect-src *; connect-src 'self'", pasted],
    ["policy-endpoint-unknown", "connect-src 'self'", pasted.replace(/endpointUrl: "[^"]*"/, 'endpointUrl: ""')],
    [
      "policy-journeys-hosts",
      `connect-src ${collector}`,
      pasted.replace(
        "https://download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js",
        "https://lib.example.net/WebTracking/WebTracking.bundle.js",
      ),
    ],
  ])("says %s of %s", (code, policy, text) => {
    const part = need(siteWith([enforced, policy]), { text });
    expect(codesOf(part)).toContain(`cannot-conclude ${code}`);
    expect(codesOf(need(siteWith([enforced, "script-src * 'nonce'"]), { text }))).toEqual([]);
  });
});

describe("planApply on a starter", () => {
  it.each([
    ["edit", enforced],
    ["report-only", reportOnly],
  ])("writes the policy with %s once, and remove gives every byte back", async (policy, name) => {
    const tracking = { ...storyConfiguration.tracking, policy };
    const site = copySite(starterFolder("enhanced"), { ...storyConfiguration, tracking });
    try {
      const before = readFolderBytes(site.folder);
      const plan = async () => planApply(site.folder, { kitFolder, configPath: site.configPath });
      await writeEdits(site.folder, (await plan()).edits);
      const { settings } = await readSite(site.folder);
      expect(settings.filter((setting) => setting.name === name).map(({ value }) => value)).toEqual([
        expect.stringContaining(` ${library}`),
      ]);
      expect((await plan()).edits).toEqual([]);
      await writeEdits(site.folder, (await planRemove(site.folder)).edits);
      expect(readFolderBytes(site.folder)).toEqual(before);
    } finally {
      site.remove();
    }
  });
});
