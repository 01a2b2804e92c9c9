import { platformTexts } from "./platform-texts.ts";

/** Where every page finds the texts of the platform's scripts (observed, third party; engine source of the 8.x ancestor). */
export const resourceStringsPath = "/_portal/:website/Resources/ResourceManager";

export const resourceStringsAddress = (websiteId: string, language: string): string =>
  `/_portal/${encodeURIComponent(websiteId)}/Resources/ResourceManager?lang=${encodeURIComponent(language)}`;

/** `window.ResourceManager`: by key, in English; the wording is ours. */
export function renderResourceStrings(): string {
  return `window.ResourceManager = ${JSON.stringify(platformTexts).replaceAll("<", "\\u003c")};\n`;
}
