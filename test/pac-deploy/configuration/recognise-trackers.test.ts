import { describe, expect, it } from "vitest";
import { recogniseTrackers } from "../../../pac-deploy/configuration/recognise-trackers.ts";
import { libraryOf, sampleTracker } from "../plan/sample-tracker.ts";

const { data, journeys } = libraryOf;
const kinds = (text: string, language: "html" | "script" = "html"): string[] =>
  recogniseTrackers(text, language).map((found) => (found.kind === "tracker" ? found.product : found.kind));

describe("recogniseTrackers", () => {
  it.each([
    ["the pasted script", sampleTracker(), ["customer-insights-data"]],
    ["an element with the library", `<script async src="${journeys}"></script>`, ["customer-insights-journeys"]],
    ["a script that another tool holds back", `<script type="text/plain" src="${data}"></script>`, ["customer-insights-data"]],
    ["an unclosed script", `<script>var s = "${data}";`, ["customer-insights-data"]],
    ["a loader whose address comes from elsewhere", `<script>load({ src: "{{ x }}", "name": "MSCI" })</script>`, ["unknown"]],
    ["the inside of a script in a snippet", `load({src:'${data}',name:'MSCI'})`, ["customer-insights-data"]],
    ["two of them", sampleTracker("journeys") + sampleTracker(), ["customer-insights-journeys", "customer-insights-data"]],
    ["other spellings of the path", `<SCRIPT SRC="${data.toLowerCase()}"></SCRIPT>`, ["customer-insights-data"]],
    ["a tag manager", `<script>gtm('GTM-ABC12')</script>`, ["tag-manager"]],
  ])("finds %s", (_, text, found) => {
    expect(kinds(text)).toEqual(found);
  });

  it.each([
    ["nothing", ""],
    ["an HTML comment", `<!-- ${sampleTracker()} -->`],
    ["a Liquid comment", `{%- comment -%}${sampleTracker()}{% endcomment %}`],
    ["a comment of a script", `<script>\n// load("${data}")\n/* name: "MSCI" */\n</script>`],
    ["an explanation", `<p>Paste <code>&lt;script src="${data}"&gt;</code>, with the name: "MSCI"</p>`],
    ["data", `<script type="application/ld+json">{"name": "MSCI", "url": "${data}"}</script>`],
    ["an early request for the library", `<link rel="preload" as="script" href="${data}">`],
    ["a measuring tag without a container", '<script src="https://www.googletagmanager.com/gtag/js?id=G-ABC1234"></script>'],
    ["attributes of other tools", '<script src="https://stats.example.com/s.js" data-website-id="1"></script>'],
    ["a call of the tracker", `<script>window.MSCI.setUser({authId: "1"})</script>`],
  ])("finds nothing in %s", (_, text) => {
    expect(kinds(text)).toEqual([]);
  });

  it("reads a script file as a script, whatever tags its texts hold", () => {
    expect(kinds(`// <script src="${data}">\nvar a = "<!-- ";\nadd("${journeys}");`, "script")).toEqual(["customer-insights-journeys"]);
    expect(kinds(`var pattern = /"/; // "${data}"`, "script")).toEqual([]);
  });

  it("tells the place behind every kind of line end and comment", () => {
    const before = "{% comment %}\r\n<script>{% endcomment %}\r<!-- \n -->";
    const [found] = recogniseTrackers(`${before}<script>\n  add("${data}")</script>`, "html");
    expect(found?.offset).toBe(`${before}<script>\n  add("https://download.example.com/sdk`.length);
  });

  it("ends in time on hostile text", () => {
    const hostile = `"${data}"${"{% comment %}".repeat(20_000)}${"<!--".repeat(20_000)}${"/*".repeat(20_000)}`;
    const started = performance.now();
    recogniseTrackers(hostile, "html");
    recogniseTrackers(hostile, "script");
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
