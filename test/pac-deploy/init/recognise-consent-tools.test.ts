import { describe, expect, it } from "vitest";
import { recogniseConsentTools } from "../../../pac-deploy/init/recognise-consent-tools.ts";

describe("recogniseConsentTools", () => {
  it.each([
    ["OneTrust", "onetrust", '<script src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js" data-domain-script="x"></script>'],
    ["OneTrust", "onetrust", "<script>function OptanonWrapper() {}</script>"],
    ["Cookiebot", "cookiebot", '<script id="Cookiebot" src="https://consent.cookiebot.com/uc.js" data-cbid="x"></script>'],
    ["Google Consent Mode", "google", "<script>gtag('consent', 'default', {analytics_storage: 'denied'});</script>"],
    ["Google's consent messages", "tcf", '<script async src="https://fundingchoicesmessages.google.com/i/pub-1?ers=1"></script>'],
    ["the IAB's Transparency and Consent Framework", "tcf", "<script>window.__tcfapi('addEventListener', 2, f)</script>"],
    ["Microsoft's consent banner", undefined, "<script>WcpConsent.init('en-US', 'banner', f)</script>"],
    ["Klaro", undefined, "<script>var klaroConfig = {}</script>"],
  ])("knows %s", (name, source, text) => {
    expect(recogniseConsentTools(text)).toContainEqual({ name, source });
  });

  it.each([
    ["nothing", "<p>We like cookies and OneTrust's consent banners.</p>"],
    ["what is commented out in HTML", '<!-- <script src="https://cdn.cookielaw.org/otSDKStub.js"></script> -->'],
    ["what is commented out in Liquid", "{% comment %}<script>function OptanonWrapper() {}</script>{% endcomment %}"],
    ["a commented line of a script", "<script>\n// gtag('consent', 'default', {})\n</script>"],
    ["Google's tag without its consent call", "<script>gtag('config', 'G-1')</script>"],
  ])("knows none in %s", (_, text) => {
    expect(recogniseConsentTools(text)).toEqual([]);
  });
});
