import { describe, expect, it } from "vitest";
import { checks } from "../../../pac-deploy/checks/index.ts";
import { findExplanations, listExplanations } from "../../../pac-deploy/explain/explanations.ts";
import { findCauses } from "../../../pac-deploy/explain/find-causes.ts";
import { renderCauses } from "../../../pac-deploy/explain/render-explanation.ts";
import { checkedSite, header } from "../checks/checked-site.ts";
import { readFileSync } from "node:fs";
import { starterFolder } from "../../support/kit-site.ts";

const settingsPath = "sitesetting.yml";
const settings = (entries: Readonly<Record<string, string>>): Record<string, string> => ({
  [settingsPath]: Object.entries(entries)
    .map(
      ([name, value], index) =>
        `- adx_name: ${name}\n  adx_sitesettingid: 00000000-0000-4000-8000-00000000000${index}\n  adx_value: ${value}\n`,
    )
    .join(""),
});
const roles = readFileSync(`${starterFolder("enhanced")}/webrole.yml`, "utf8");
const roleId = (flag: string): string =>
  roles
    .split(/^- /m)
    .find((role) => role.includes(`${flag}: true`))
    ?.match(/adx_webroleid: (\S+)/)?.[1] ?? "";

const permission = (
  table: string,
  lines: Readonly<Record<string, string>>,
  role = roleId("adx_anonymoususersrole"),
): Record<string, string> => ({
  "table-permissions/Probe.tablepermission.yml": `${Object.entries({
    adx_append: "false",
    adx_appendto: "false",
    adx_create: "false",
    adx_delete: "false",
    adx_entitylogicalname: table,
    adx_entityname: "Probe",
    adx_entitypermissionid: "00000000-0000-4000-8000-0000000000aa",
    adx_read: "true",
    adx_scope: "756150000",
    adx_write: "false",
    ...lines,
  })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("")}${role === "" ? "" : `adx_entitypermission_webrole:\n- ${role}\n`}`,
});
const script = (code: string): Record<string, string> => ({ [header]: `<p></p>\n<script>\n${code}\n</script>` });

async function causesOf(code: string, texts: Readonly<Record<string, string>>) {
  const [explanation] = findExplanations(code, listExplanations(checks));
  if (explanation === undefined) throw new Error(`no explanation of ${code}`);
  const checked = await checkedSite(texts);
  return { causes: findCauses(explanation, checked, checks), checked };
}
const listOfLead = settings({ "Webapi/lead/enabled": "true", "Webapi/lead/fields": "firstname,lastname" });

describe("explain --site", () => {
  it.each([
    [
      "a column that the code asks for and the setting does not list",
      "90040101",
      { ...listOfLead, ...script('fetch("/_api/leads?$select=firstname,emailaddress1");') },
      [header, 3],
      /asks lead for emailaddress1, which Webapi\/lead\/fields does not list/,
    ],
    ["rows without $select", "90040101", { ...listOfLead, ...script('fetch("/_api/leads");') }, [header, 3], /without \$select/],
    [
      "a retired wildcard",
      "90040101",
      settings({ "Webapi/lead/enabled": "true", "Webapi/lead/fields": '"*"' }),
      [settingsPath, 4],
      /fields/,
    ],
    ["a missing list", "90040101", settings({ "Webapi/lead/enabled": "true" }), [settingsPath, 1], /fields/],
    [
      "an entry with a blank",
      "90040101",
      settings({ "Webapi/lead/enabled": "true", "Webapi/lead/fields": "firstname, lastname" }),
      [settingsPath, 4],
      /blank/,
    ],
    ["a call of a table that is not enabled", "9004010C", script('fetch("/_api/leads?$select=firstname");'), [header, 3], /lead/],
    ["a table that is switched off", "9004010C", settings({ "Webapi/lead/enabled": "no" }), [settingsPath, 1], /only true enables/],
    ["a list of columns without the switch", "9004010C", settings({ "Webapi/lead/fields": "firstname" }), [settingsPath, 1], /enabled/],
    ["a table without any permission", "90040120", listOfLead, [settingsPath, 1], /no table permission is for it/],
    [
      "a permission with another right",
      "90040103",
      { ...listOfLead, ...permission("lead", {}) },
      ["table-permissions/Probe.tablepermission.yml", 1],
      /gives Create on lead to anybody/,
    ],
    [
      "a permission for others",
      "90040120",
      { ...listOfLead, ...permission("lead", {}, roleId("adx_authenticatedusersrole")) },
      ["table-permissions/Probe.tablepermission.yml", 1],
      /an anonymous visitor has no permission that does/,
    ],
    [
      "a permission that lacks its relationship",
      "9004010A",
      { ...listOfLead, ...permission("lead", { adx_scope: "756150001" }, roleId("adx_authenticatedusersrole")) },
      ["table-permissions/Probe.tablepermission.yml", 1],
      /relationship/,
    ],
  ] as const)("names %s as what brings %s", async (_, code, texts, [path, line], message) => {
    const { causes, checked } = await causesOf(code, texts);
    expect(causes?.slice(0, 2)).toContainEqual(expect.objectContaining({ path, line, message: expect.stringMatching(message) as unknown }));
    expect(renderCauses(causes ?? [], checked.files)).toContain(`${path}:${line}`);
  });

  it.each([
    ["90040101", { ...listOfLead, ...script('fetch("/_api/leads?$select=firstname");') }],
    ["9004010C", { ...listOfLead, ...script('fetch("/_api/leads?$select=firstname");') }],
    ["90040120", { ...listOfLead, ...permission("lead", {}), ...script('fetch("/_api/leads?$select=firstname");') }],
  ] as const)("calls nothing certain for %s where all is in order", async (code, texts) => {
    const { causes } = await causesOf(code, texts);
    expect(causes?.filter(({ weight }) => weight === "certain")).toEqual([]);
  });

  it("says that nothing of a folder brings some codes", async () => {
    expect((await causesOf("site-busy", {})).causes).toBeUndefined();
    expect(renderCauses([], new Map())).toMatch(/^Nothing in this site folder/);
  });

  it("shows what a check finds", async () => {
    const outbound = '<script src="https://example.azureedge.net/global/FormCapture/ws-tracking.js"></script>';
    expect((await causesOf("outbound-script", { [header]: outbound })).causes).toMatchObject([{ path: header, line: 1 }]);
  });
});
