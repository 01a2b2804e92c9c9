/** Addresses as the products' scripts have them, on hosts of nobody. */
export const libraryOf = {
  data: "https://download.example.com/sdk/CI-SDKs/web/msci-1.1.0.js",
  journeys: "https://rdrect.example.com/webtracking/WebTracking/WebTracking.bundle.js",
} as const;

/** A pasted tracking script: a loader's call with what the kit reads of it. */
export const sampleTracker = (product: keyof typeof libraryOf = "data", key = "0123456789abcdef-1"): string =>
  `<script>\n(function (w, d, o) { w[o.name] = w[o.name] || {}; })(window, document, {\n  src: "${libraryOf[product]}",\n  name: "MSCI",\n  cfg: { ingestionKey: "${key}", endpointUrl: "https://collect.example.com/OneCollector/1.0/" }\n});\n</script>\n`;
