import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readSource } from "./render-template.ts";

const folder = resolve(import.meta.dirname, "../../snippets/texts");
const languages = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
// Our own files; the tests below look at every value.
const read = (language: string): Record<string, string> =>
  JSON.parse(readSource(`snippets/texts/${language}.json`)) as Record<string, string>;
const english = read("en-US");

const placeholders = (text: string | undefined): string[] => (text?.match(/\{[a-z]+\}/g) ?? []).sort();

const sources = ["web-templates/tracking/tracking.liquid", "form-scripts/contact-capture/contact-capture.liquid"].map(readSource);
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
    const same = Object.entries(texts).filter(([key, text]) => text === english[key]);
    expect(same.length).toBe(language === "en-US" ? Object.keys(english).length : 0);
  });
});

describe("the texts in the templates", () => {
  it("are all content snippets with the English text behind them", () => {
    expect(used.length).toBeGreaterThan(15);
    for (const { key, text } of used) expect(text, key).toBe(english[key]);
  });
  it("are escaped, the pasted script alone excepted", () => {
    for (const source of sources) {
      const outputs = [...source.matchAll(/\{\{[^}]*\}\}/g)].map(([output]) => output);
      expect(outputs.filter((output) => !output.includes("| escape"))).toEqual(
        source.includes("Tracking Script") ? ["{{ snippets['Portal Kit/Tracking Script'] }}"] : [],
      );
    }
  });
});
