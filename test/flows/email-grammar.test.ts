import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { emailRows } from "../form-scripts/contact-capture/email-table.ts";
import { browserKinds } from "../../pac-deploy/verify/browser/find-browser.mjs";
import { launchBrowser } from "../support/browser.ts";

/** What the form's script does to an address, as a function of the page. */
async function buildCleaner(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../form-scripts/contact-capture/parse-email.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    globalName: "address",
    target: "es2020",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

describe.each(browserKinds)("%s", (kind) => {
  it("takes and refuses what the table of addresses says, in its own input and with its own URLs", async () => {
    const script = await buildCleaner();
    const browser = await launchBrowser(kind);
    try {
      const page = await browser.newPage();
      await page.setContent("<!doctype html><title>Addresses</title><input type=email required>");
      await page.addScriptTag({ content: script });
      const seen = await page.evaluate(
        (texts) => {
          // The script tag above has put it there.
          const { address } = window as unknown as {
            address: { cleanEmail(text: string): string; parseEmail(text: string): string | undefined };
          };
          const input = document.querySelector("input");
          return texts.map((typed) => {
            if (input) input.value = address.cleanEmail(typed);
            return { typed, sent: input?.validity.valid ? input.value : undefined, parsed: address.parseEmail(typed) };
          });
        },
        emailRows.map(({ typed }) => typed),
      );
      const differing = seen.filter(({ sent, parsed }, index) => sent !== emailRows[index]?.sent || parsed !== emailRows[index]?.sent);
      expect(seen).toHaveLength(emailRows.length);
      expect(differing).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
