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
});
