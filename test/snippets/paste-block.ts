import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export const pasteKinds = ["portal-header", "google-tag-manager", "wordpress-header", "any-page-head"] as const;
export type PasteKind = (typeof pasteKinds)[number];
export type PasteSource = "banner" | "google";

export const pasteFileName = (kind: PasteKind, source: PasteSource): string =>
  `${kind}${(source === "google") === (kind === "google-tag-manager") ? "" : `.${source}`}.html`;

export const fixtureScript = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, "../fixtures/scripts", `${name}.html`), "utf8");

/** What a person does who follows the block: the tracking script goes between its two lines. */
export function pasteScript(block: string, script: string): string {
  const lines = block.split("\n");
  const place = lines.findIndex((line) => line.includes("Paste the tracking script below this line"));
  if (place < 0 || !lines[place + 2]?.includes("and above this line")) throw new Error("the block does not say where the script goes");
  return lines.toSpliced(place + 1, 1, script).join("\n");
}
