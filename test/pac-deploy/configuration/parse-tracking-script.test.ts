import { describe, expect, it } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import { parseTrackingScript } from "../../../pac-deploy/configuration/parse-tracking-script.ts";

const pasted = (cfg: string, src = "https://download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js"): string =>
  `<script>\n(function (w) { w.loaded = /["'{]/; })(window, {\n src: "${src}",\n name: "MSCI",\n cfg: {${cfg}}\n});\n</script>\n`;

function refusal(text: string): UserError {
  try {
    parseTrackingScript(text, "tracking.html");
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("parseTrackingScript", () => {
  it("reads src, key and endpoint and keeps the text as pasted", () => {
    const text = pasted('ingestionKey: "0123456789abcdef-1", endpointUrl: "https://collect.example.com/OneCollector/1.0/"');
    expect(parseTrackingScript(text, "tracking.html")).toEqual({
      text,
      src: "https://download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js",
      product: "customer-insights-data",
      ingestionKey: "0123456789abcdef-1",
      endpointUrl: "https://collect.example.com/OneCollector/1.0/",
    });
  });

  it.each([
    ["https://x.example.com/webtracking/WebTracking/WebTracking.bundle.js", "customer-insights-journeys"],
    ["https://x.example.com/sdk/CI-SDKs/web/msci-2.0.js", "customer-insights-data"],
    ["https://x.example.com/other.js", "unknown"],
  ])("tells the product of %s", (src, product) => {
    expect(parseTrackingScript(pasted("", src), "tracking.html").product).toBe(product);
  });

  it("reads a script element with an address of its own", () => {
    expect(parseTrackingScript('<script async src="https://cdn.example.com/CI-SDKs/web/msci-1.js"></script>', "t").src).toBe(
      "https://cdn.example.com/CI-SDKs/web/msci-1.js",
    );
  });

  it.each([
    ["plain text", "Please paste the script here", "tracking-script-none", 1],
    ["an empty file", "", "tracking-script-none", 1],
    ["a missing closing tag", pasted('ingestionKey: "k"').replace("</script>", ""), "tracking-script-truncated", 1],
    ["a script cut in the middle", `\n<script>\n(function (w) {\n  w.a = "x\n</script>`, "tracking-script-broken", 4],
    ["a script without an address", "<script>var a = 1;</script>", "tracking-script-unknown", 1],
    ["a template element", `${pasted('ingestionKey: "k"')}</template>`, "tracking-script-template", 8],
    ['the key "null"', pasted('ingestionKey: "null"'), "tracking-script-no-key", 5],
    ["an empty key", pasted('ingestionKey: ""'), "tracking-script-no-key", 5],
  ])("refuses %s", (_, text, code, line) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code, exitCode: 2, place: { path: "tracking.html", line } });
    expect(error.hint).toMatch(/Copy the whole script again/);
  });

  const data = pasted('ingestionKey: "key-of-data"');
  const journeys = pasted('ingestionKey: "key-of-journeys"', "https://x.example.com/webtracking/WebTracking/WebTracking.bundle.js");
  const [dataName, journeysName] = ["Customer Insights - Data", "Customer Insights - Journeys"];

  it.each([
    ["two scripts of Data", data + data, `${dataName} is pasted twice`, 10, 2],
    ["two scripts of Journeys", journeys + journeys, `${journeysName} is pasted twice`, 10, 2],
    ["Data, then Journeys", data + journeys, `two trackers are pasted, ${dataName} and ${journeysName}`, 10, 2],
    ["Journeys, then Data", journeys + data, `two trackers are pasted, ${journeysName} and ${dataName}`, 10, 2],
    [
      "two in one element",
      data.replace("</script>\n", "") + journeys.replace("<script>\n", ""),
      `two trackers are pasted, ${dataName} and ${journeysName}`,
      8,
      2,
    ],
    ["a library beside a loader", `<script src="https://cdn.example.com/other.js"></script>\n${data}`, "two scripts are pasted", 4, 2],
    ["two keys under one address", pasted('ingestionKey: "a", "ingestionKey": "b"'), "two scripts are pasted", 5, 28],
  ])("refuses %s, at the second one", (_, text, message, line, column) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: "tracking-script-two", exitCode: 2, place: { path: "tracking.html", line, column } });
    expect(error.message).toContain(message);
    expect(error.hint).toMatch(/delete the other/);
  });

  it.each([
    ["an HTML comment", `<!-- ${journeys} -->\n${data}`],
    [
      "a comment of the script",
      `<script>\n/* src: "https://x.example.com/old.js", ingestionKey: "null" */\n// src: "https://x.example.com/older.js"\n${data.slice(9)}`,
    ],
  ])("does not count what stands in %s", (_, text) => {
    expect(parseTrackingScript(text, "t")).toMatchObject({ product: "customer-insights-data", ingestionKey: "key-of-data" });
  });

  it.each([
    ["page tracking of outbound marketing", '<script src="https://x.example.com/ws-tracking.js"></script>', "outbound", 1, 1],
    [
      "its configuration element",
      '<p>\n</p> <div class="d365-mkt-config" style="display:none" data-website-id="w" data-hostname="h.svc.dynamics.com"></div>',
      "outbound",
      2,
      6,
    ],
    ["its host", '<script>\nvar host = "https://abc.svc.dynamics.com/t/c/";\n</script>', "outbound", 2, 19],
    ["its object", "<script>\n  MsCrmMkt.init();\n</script>", "outbound", 2, 3],
    ["its other object", "<script>window.msd365mkttr = {};</script>", "outbound", 1, 16],
    ["a form of outbound marketing", '<div data-form-block-id="f"></div>', "outbound", 1, 1],
    ["a form beside the tracker", `${data}<div data-form-id='f' data-form-api-url='https://public.example.com/'></div>`, "form", 8, 1],
    ["the loader of forms", '<script src="https://formui.example.com/usa/FormLoader/FormLoader.bundle.js"></script>', "form", 1, 1],
    ["form capture", '<script src="https://formui.example.com/usa/FormCapture/FormCapture.bundle.js"></script>', "form-capture", 1, 1],
    ["use of form capture", "<script>d365mktformcapture.waitForElement('form');</script>", "form-capture", 1, 9],
    [
      "a custom trigger",
      pasted('ingestionKey: "k"', "https://x.example.com/sdk/web/msei-0.js").replace('"MSCI"', '"msdynmkt"'),
      "trigger",
      3,
      29,
    ],
    [
      "a tag manager's container",
      "<script>(function(w,d,i){d.createElement('script').src='https://www.googletagmanager.com/gtm.js?id='+i})(window,document,'GTM-ABC1234');</script>",
      "tag-manager",
      1,
      69,
    ],
    [
      "the part of a container without scripts",
      '<noscript><iframe src="https://www.googletagmanager.com/ns.html?id=GTM-ABC1234"></iframe></noscript>',
      "tag-manager",
      1,
      11,
    ],
  ])("refuses %s, and says what to do instead", (_, text, kind, line, column) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: `tracking-script-${kind}`, exitCode: 2, place: { path: "tracking.html", line, column } });
    expect(error.message).toContain("expected the script as copied from Customer Insights");
    expect(error.hint).toMatch(/\.$/);
  });

  it("takes an attribute that other tools have as well", () => {
    const other = `<script data-website-id="w" src="https://cdn.example.com/CI-SDKs/web/msci-1.js"></script>`;
    expect(parseTrackingScript(other, "t").product).toBe("customer-insights-data");
  });
});
