import { describe, expect, it } from "vitest";
import { deploymentFindings, deploymentSteps } from "../../../pac-deploy/deploy/deployment-findings.ts";
import { planDeployment } from "../../../pac-deploy/deploy/plan-deployment.ts";
import { renderDeployment } from "../../../pac-deploy/deploy/render-deployment.ts";
import type { DeployedRecord } from "../../../pac-deploy/deploy/site-records.ts";
import { deployed, siteOf } from "./record-states.ts";

const setting = (n: number, name: string, value: string): DeployedRecord =>
  deployed("adx_sitesetting", n, { adx_name: name, adx_value: value });
const template = (source: string): DeployedRecord => ({
  ...deployed("adx_webtemplate", 5, { adx_name: "Header", adx_source: source }),
  files: { adx_source: "web-templates/header/Header.webtemplate.source.html" },
});
const lines = Array.from({ length: 60 }, (_, n) => `line ${n}`);
const secret = "s3cr3t-V4lue-of-the-application-0123456789";
const secretName = "Authentication/OpenIdConnect/AzureAD/ClientSecret";
const role = deployed("adx_webrole", 100, { adx_name: "Anonymous Users" });
const permission = deployed("adx_entitypermission", 6, {
  adx_entityname: "Contacts",
  adx_entitylogicalname: "contact",
  adx_entitypermission_webrole: [role.id],
  adx_read: "true",
});

const plan = planDeployment({
  base: siteOf(
    setting(1, "A", "one"),
    setting(2, "B", "one"),
    setting(3, "C", "one"),
    setting(4, secretName, secret),
    template(lines.join("\n")),
    permission,
    role,
  ),
  remote: siteOf(
    setting(1, "A", "one"),
    setting(2, "B", "theirs"),
    setting(3, "C", "theirs"),
    setting(4, secretName, secret),
    template(lines.join("\n")),
    permission,
    role,
  ),
  local: siteOf(
    setting(1, "A", "ours"),
    setting(2, "B", "one"),
    setting(3, "C", "ours"),
    setting(4, secretName, `${secret}!`),
    template(lines.map((line) => `${line}!`).join("\n")),
    role,
  ),
});

describe("renderDeployment", () => {
  const text = renderDeployment(plan);

  it("says what each side did, what is to be decided, and what stays open", () => {
    expect(text).toContain('  ~ site setting "A" (adx_sitesetting-1.yml:1)\n    value: one → ours');
    expect(text).toContain('Changed by others in the environment (1 changed): stays as it is there\n  ~ site setting "B"');
    expect(text).toContain(
      'site setting "C" (adx_sitesetting-3.yml:1) changed here and in the environment: value is ours here and theirs there, was one',
    );
    expect(text).toContain(
      'opens read contact for the web role "Anonymous Users"\n    ~ table permission "Contacts" (adx_entitypermission-6.yml:1): read false',
    );
    expect(text).toContain("What an upload cannot do (1 not deleted)");
    expect(text.indexOf("Conflicts")).toBeLessThan(text.indexOf("Changes to upload"));
  });

  it("shows a few lines of a long text, or all of them", () => {
    expect(text).toMatch(/… \d+ more lines/);
    expect(renderDeployment(plan, { full: true })).toContain("+line 59!");
  });

  it("prints no secret, and nothing that steers a terminal", () => {
    expect(text).toContain("•");
    expect(text).not.toContain(secret);
    const odd = planDeployment({ base: siteOf(), remote: siteOf(), local: siteOf(setting(1, "\u001b[2Jx", "y")) });
    expect(renderDeployment(odd)).not.toContain("\u001b[2J");
  });

  it("tells many records of one table by their number and first names, and the same remedy once", () => {
    const many = Array.from({ length: 9 }, (_, n) => setting(n + 10, `Setting ${n}`, "x"));
    const created = planDeployment({ base: siteOf(), remote: siteOf(), local: siteOf(role, ...many) });
    expect(renderDeployment(created).split("\n")).toEqual([
      "Changes to upload (10 new)",
      '  + 9 site settings: "Setting 0", "Setting 1", "Setting 2" and 6 more',
      '  + web role "Anonymous Users" (adx_webrole-100.yml:1)',
    ]);
    expect(renderDeployment(created, { full: true }).match(/site setting "Setting \d" \(/g)).toHaveLength(9);
    const gone = planDeployment({ base: siteOf(...many), remote: siteOf(...many), local: siteOf() });
    expect(renderDeployment(gone).split("\n")).toEqual([
      "What an upload cannot do (9 not deleted)",
      "  not in the folder any more, and an upload deletes nothing: --delete removes it, or delete it in the environment",
      '    - 9 site settings: "Setting 0", "Setting 1", "Setting 2" and 6 more',
    ]);
    expect(renderDeployment(gone, { deletes: true, wanted: "the site of before" }).split("\n")).toEqual([
      "To be deleted once the upload was read back (9): not in the site of before",
      '  - 9 site settings: "Setting 0", "Setting 1", "Setting 2" and 6 more',
    ]);
  });

  it("shows of long values what differs in them", () => {
    const [same, end] = ["a".repeat(200), "z".repeat(200)];
    const longer = planDeployment({
      base: siteOf(setting(1, "Policy", `${same} one ${end}`)),
      remote: siteOf(setting(1, "Policy", `${same} one ${end}`)),
      local: siteOf(setting(1, "Policy", `${same} two ${end}`)),
    });
    const [before, after] = [" one ", " two "].map((changed) => `…${"a".repeat(19)}${changed}${"z".repeat(19)}…`);
    expect(renderDeployment(longer)).toContain(`value: ${before} → ${after}`);
  });

  it("says so where there is nothing to do", () => {
    expect(renderDeployment(planDeployment({ base: siteOf(role), remote: siteOf(role), local: siteOf(role) }))).toBe(
      "Nothing to deploy: the environment has what the folder has.",
    );
  });

  it("begins with what it opens", () => {
    const opens = [{ table: "contact", columns: ["emailaddress1"], rights: ["read" as const], role: "Anonymous Users" }];
    expect(renderDeployment(plan, { consequences: { opens, closes: [], says: ["beware"] } })).toMatch(
      /^What this opens\n {2}whoever has the web role "Anonymous Users": read every contact \(emailaddress1 through the Web API\)\nWhat else changes about rights\n {2}beware\n/,
    );
  });
});

describe("deploymentFindings", () => {
  it("gives each decision and each warning its file and line", () => {
    expect(deploymentFindings(plan).map(({ code, severity, path, line }) => [code, severity, path, line])).toEqual([
      ["conflict-changed-twice", "error", "adx_sitesetting-3.yml", 1],
      ["open-until-deleted", "warning", "adx_entitypermission-6.yml", 1],
      ["residue-deletion", "warning", "adx_entitypermission-6.yml", 1],
    ]);
  });

  it("counts the parts as steps", () => {
    expect(deploymentSteps(plan)).toEqual([
      { name: "changes", ok: true, detail: "3 changed" },
      { name: "others", ok: true, detail: "1 changed" },
      { name: "conflicts", ok: false, detail: "1 to decide" },
      { name: "residue", ok: false, detail: "1 not deleted" },
      { name: "closings", ok: false, detail: "1 to be uploaded closed" },
    ]);
  });
});
