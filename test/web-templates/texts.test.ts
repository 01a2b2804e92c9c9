import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { captureFailureCodes } from "../../form-scripts/contact-capture/capture-failure.ts";
import { readSource } from "./render-template.ts";

const folder = resolve(import.meta.dirname, "../../snippets/texts");
const languages = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
// Our own files; the tests below look at every value.
const read = (language: string): Record<string, string> =>
  JSON.parse(readSource(`snippets/texts/${language}.json`)) as Record<string, string>;
const english = read("en-US");

const placeholders = (text: string | undefined): string[] => (text?.match(/\[[a-z]+\]/g) ?? []).sort();

const captureFiles = ["contact-capture", "capture-script", "outbox", "field-consent-yes-no"];
const [tracking = "", form = "", script = "", ...pieces] = [
  "web-templates/tracking/tracking.liquid",
  ...captureFiles.map((name) => `form-scripts/contact-capture/${name}.liquid`),
].map(readSource);
const banner = readSource("web-templates/tracking/banner.liquid");
const sources = [banner, tracking, form, script, ...pieces];
const used = sources.flatMap((source) =>
  [...source.matchAll(/\{\{ snippets\['Portal Kit\/([a-z0-9.-]+)'\] \| default: '([^']*)' \| escape \}\}/g)].map(
    ([, key = "", text = ""]) => ({ key, text }),
  ),
);

describe.each(languages)("the texts in %s", (language) => {
  const texts = read(language);
  it("have the same keys as the English ones", () => {
    expect(Object.keys(texts)).toEqual(Object.keys(english));
  });
  it("are all filled in, and carry the same placeholders", () => {
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe("");
      expect(placeholders(text), key).toEqual(placeholders(english[key]));
    }
  });
  it("hold nothing that Liquid or HTML would read", () => {
    for (const [key, text] of Object.entries(texts)) expect(text, key).not.toMatch(/[<>]|\{\{|\{%/);
  });
  it("are not left in English", () => {
    const same = Object.keys(texts).filter((key) => texts[key] === english[key]);
    expect(same).toEqual(language === "en-US" ? Object.keys(english) : language === "es-ES" ? ["consent.no"] : []);
  });
});

describe("the texts in the templates", () => {
  it("are all content snippets with the English text behind them", () => {
    expect(used.length).toBe(50);
    for (const { key, text } of used) expect(text, key).toBe(english[key]);
  });
  it("are escaped, the pasted script alone excepted", () => {
    for (const source of sources) {
      // The labels' own names are slots; the number of a second copy of the form is no text.
      const outputs = [...source.matchAll(/\{\{[^}]*\}\}/g)]
        .map(([output]) => output)
        .filter((output) => output !== "{{ portal_kit_copy }}");
      expect(outputs.filter((output) => !output.includes("| escape"))).toEqual(
        source.includes("Tracking Script") ? ["{{ snippets['Portal Kit/Tracking Script'] }}"] : [],
      );
    }
  });
  it("are the same on the form and in the script's own template", () => {
    const texts = (source: string): string[] => source.match(/data-text-[^=]+="[^"]*"/g) ?? [];
    expect(texts(form)).toHaveLength(17);
    expect(texts(script)).toEqual(texts(form));
  });
  it("are all used but for the labels and the page's", () => {
    const keys = new Set(used.map(({ key }) => key));
    expect(Object.keys(english).filter((key) => !keys.has(key) && !/^(label|page)\./.test(key))).toEqual([]);
  });
  it("say for every code something a visitor can do, by the code's own name or in general", () => {
    const own = captureFailureCodes.filter((code) => form.includes(`data-text-${code}=`));
    expect(own).toEqual([
      "invalid",
      "spam-suspected",
      "session-expired",
      "busy",
      "answer-lost",
      "offline",
      "too-large",
      "sign-in-required",
    ]);
    expect(form).toContain("data-text-failed=");
  });
});
