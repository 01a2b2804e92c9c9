import { beforeAll, describe, expect, it } from "vitest";
import { consentModes } from "../../../contract/configuration.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import { readKitFiles, trackingVariants, type KitFiles } from "../../../pac-deploy/kit-files.ts";
import { fillTracking } from "../../../pac-deploy/plan/fill-tracking.ts";
import { kitFolder } from "../../support/kit-site.ts";

let kit: KitFiles;
beforeAll(async () => {
  kit = await readKitFiles(kitFolder);
});
const fill = (consent: object, tracking: object = {}): string =>
  fillTracking(kit, parseConfiguration(JSON.stringify({ tracking: { script: "t.html", ...tracking }, consent }), "config.json"));
const attributesOf = (template: string): string => /<template data-portal-kit-tracker (.*?) data-user=/.exec(template)?.[1] ?? "";

describe("fillTracking", () => {
  it.each<[object, string]>([
    [{ banner: { version: "2026-11" } }, 'data-consent-source="banner" data-consent-version="2026-11"'],
    [
      { source: "onetrust", onetrust: { groups: ["C0002", "C0004"] } },
      'data-consent-source="onetrust" data-consent-purposes="C0002 C0004"',
    ],
    [
      { source: "cookiebot", cookiebot: { categories: ["statistics", "marketing"] } },
      'data-consent-source="cookiebot" data-consent-purposes="statistics marketing"',
    ],
    [{ source: "google" }, 'data-consent-source="google" data-consent-purposes="analytics_storage"'],
    [{ source: "tcf", tcf: { purposes: [1, 7] } }, 'data-consent-source="tcf" data-consent-purposes="1 7"'],
    [
      { source: "tcf", tcf: { vendor: 755, outside: "granted" } },
      'data-consent-source="tcf" data-consent-purposes="1" data-consent-vendor="755" data-consent-outside="granted"',
    ],
    [
      { source: "cookie", cookie: { name: "site", granted: '^"a"&<b>$', denied: "'no'" } },
      'data-consent-source="cookie" data-consent-name="site" data-consent-granted="^&quot;a&quot;&amp;&lt;b&gt;$" data-consent-denied="\'no\'"',
    ],
    [
      { source: "event", event: { name: "consent", granted: "yes" } },
      'data-consent-source="event" data-consent-name="consent" data-consent-granted="yes" data-consent-property="detail"',
    ],
  ])("tells the script what %j says, and nothing of other sources", (consent, attributes) => {
    expect(attributesOf(fill(consent))).toBe(`data-consent-mode="opt-in" ${attributes} data-respect-gpc="true"`);
  });

  it("asks nobody with the mode none, whatever the source", () => {
    const template = fill({ mode: "none", source: "onetrust" });
    expect(attributesOf(template)).toBe('data-consent-mode="none" data-consent-source="none" data-respect-gpc="true"');
    expect(template).not.toContain("data-portal-kit-banner ");
  });

  it.each(trackingVariants)("carries the script of %s, and the banner only where it asks", (variant) => {
    const own = { name: "site", granted: "yes" };
    const consent = variant === "none" ? { mode: "none" } : { source: variant, cookie: own, event: own };
    const template = fill(consent);
    expect(template).not.toContain("PORTAL_KIT_");
    expect(template.includes('<section class="portal-kit-banner"')).toBe(variant === "banner");
    for (const other of trackingVariants) {
      const script = /<script>[\s\S]*PORTAL_KIT_LANDING/.exec(kit.tracking[other])?.[0].replace("PORTAL_KIT_LANDING", "") ?? "missing";
      expect(template.includes(script)).toBe(other === variant);
    }
  });

  it.each(consentModes)("keeps the banner for later in the head alone, with the mode %s", (mode) => {
    const isLater = (placement: string): boolean => fill({ mode }, { placement }).includes("<template data-portal-kit-later>");
    expect(isLater("head-bottom")).toBe(mode !== "none");
    expect(isLater("header")).toBe(false);
    expect(isLater("tracking-code")).toBe(false);
  });

  it("does not let a pattern become Liquid or leave its attribute", () => {
    const template = fill({ source: "cookie", cookie: { name: "a", granted: "{{ user.email }}\">{% include 'x' %}" } });
    expect(attributesOf(template)).toContain('data-consent-granted="&#123;{ user.email }}&quot;&gt;&#123;% include ');
    expect(attributesOf(template)).not.toMatch(/\{\{|\{%|"\s*>/);
  });
});
