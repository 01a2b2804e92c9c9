import { describe, expect, it } from "vitest";
import { hideSecrets } from "../../pac-deploy/hide-secrets.ts";
import { renderFindings } from "../../pac-deploy/checks/render-findings.ts";
import { renderChanges } from "../../pac-deploy/plan/render-changes.ts";

const secret = "Ab1~Cd2.Ef3-Gh4_Ij5";
const settings = (eol: string): string =>
  [
    "- adx_name: Authentication/OpenIdConnect/OpenId_1/ClientId",
    "  adx_sitesettingid: 11111111-1111-4111-8111-111111111111",
    "  adx_value: public-id",
    "- adx_name: Authentication/OpenIdConnect/OpenId_1/ClientSecret",
    "  adx_sitesettingid: 22222222-2222-4222-8222-222222222222",
    `  adx_value: ${secret}`,
    "- adx_name: Webapi/contact/enabled",
    "  adx_value: true",
    "",
  ].join(eol);

describe("what is secret in a text", () => {
  it.each([
    ["\n", "sitesetting.yml"],
    ["\r\n", "sitesetting.yml"],
    ["\n", "sub/My.sitesetting.yml"],
  ])("is dots in a list of settings (%j, %s), and every place stays where it was", (eol, path) => {
    const text = settings(eol);
    const hidden = hideSecrets(path, text);
    expect(hidden).toBe(text.replace(secret, "•".repeat(secret.length)));
  });

  it.each([
    ["in quotes", `  adx_value: '${secret}'`],
    ["with the key first", `  value: ${secret}`],
    ["in a block", `  adx_value: >-\n    ${secret}\n    ${secret}`],
  ])("is dots %s", (_, value) => {
    const record = `- adx_name: "Authentication/OpenAuth/Google/ClientSecret"\n${value}\n  statecode: 0\n`;
    const hidden = hideSecrets("sitesetting.yml", value.includes("adx_") ? record : record.replace("adx_name", "name"));
    expect(hidden).not.toContain(secret);
    expect(hidden).toHaveLength(value.includes("adx_") ? record.length : record.length - 4);
    expect(hidden).toContain("statecode: 0");
  });

  it.each(["${OS.ClientSecret}", "true", "your-secret"])("is not a placeholder: %s", (value) => {
    const record = `- adx_name: Authentication/OpenAuth/Google/ClientSecret\n  adx_value: ${value}\n`;
    expect(hideSecrets("sitesetting.yml", record)).toBe(record);
  });

  it("is dots by its shape in any file, and nothing else is", () => {
    const key = `AccountKey=${"a1B2".repeat(20)}==`;
    const text = `<script>\nconst a = "${key}";\nconst client_secret = "${"q7".repeat(20)}";\nconst b = 1;</script>`;
    const hidden = hideSecrets("web-templates/a.html", text);
    expect(hidden).not.toContain(key);
    expect(hidden).not.toContain("q7q7");
    expect(hidden.split("\n").map((line) => line.length)).toEqual(text.split("\n").map((line) => line.length));
    expect(hidden).toContain("const b = 1;");
    expect(hideSecrets("web-templates/a.html", settings("\n"))).toBe(settings("\n"));
  });

  it("is in no lines around a finding, and in no diff", () => {
    const text = settings("\n");
    const finding = { code: "c", severity: "warning", path: "sitesetting.yml", line: 7, column: 3, message: "m", fix: false } as const;
    const shown = renderFindings([finding], { files: new Map([["sitesetting.yml", text]]) });
    expect(shown).toContain("adx_value: •••");
    expect(shown).not.toContain(secret);
    const change = { path: "sitesetting.yml", before: text, after: text.replace("adx_value: true", "adx_value: false") };
    const plan = { edits: [], texts: [change] };
    // All that the diff looks at.
    const diff = renderChanges(plan as unknown as Parameters<typeof renderChanges>[0], true).join("\n");
    expect(diff).toContain("adx_value: false");
    expect(diff).not.toContain(secret);
  });
});
