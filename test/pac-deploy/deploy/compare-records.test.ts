import { describe, expect, it } from "vitest";
import { compareRecords } from "../../../pac-deploy/deploy/compare-records.ts";
import { differenceFindings, renderDifferences } from "../../../pac-deploy/deploy/render-differences.ts";
import { recordKey, type DeployedRecord, type DeployedValue } from "../../../pac-deploy/deploy/site-records.ts";
import { deployed, siteOf } from "./record-states.ts";

const setting = (n: number, value: DeployedValue, name = `S${n}`): DeployedRecord =>
  deployed("adx_sitesetting", n, { adx_name: name, adx_value: value });
const sides = { expected: "the plan", actual: "the environment" };

describe("compareRecords", () => {
  it("tells what is missing, what is there unasked, and each value that differs", () => {
    const expected = siteOf(setting(1, "one"), setting(2, "two"), setting(3, "same"));
    const actual = siteOf(setting(2, "lost"), setting(3, "same"), setting(4, "new"));
    expect(renderDifferences(compareRecords({ expected, actual }), sides)).toEqual([
      'differs site setting "S1" (adx_sitesetting-1.yml:1): in the plan and not in the environment',
      'differs site setting "S2" (adx_sitesetting-2.yml:1)',
      "    value: two in the plan, lost in the environment",
      'differs site setting "S4" (adx_sitesetting-4.yml:1): in the environment and not in the plan',
    ]);
  });

  it("finds nothing where the same is written in another way", () => {
    const record = deployed("adx_entitypermission", 1, { adx_read: "True", adx_scope: null, adx_entitypermission_webrole: ["b", "a"] });
    const other = {
      ...record,
      path: "elsewhere.yml",
      line: 7,
      values: { ...record.values, adx_read: "true", adx_scope: "", adx_entitypermission_webrole: ["a", "b"] },
    };
    expect(compareRecords({ expected: siteOf(record), actual: siteOf(other) })).toEqual([]);
  });

  it.each([
    ["a default that the environment added to a record of ours", { adx_displayorder: "1" }, []],
    ["a right that is open and that nobody gave", { adx_delete: "true" }, ["adx_delete"]],
    ["a right that is said to be closed", { adx_delete: "false" }, []],
    ["a web role that nobody gave", { adx_entitypermission_webrole: ["a"] }, ["adx_entitypermission_webrole"]],
    ["a value of ours that did not arrive", { adx_scope: "2" }, ["adx_scope"]],
  ])("of what we made, judges %s", (_name, added, keys) => {
    const ours = deployed("adx_entitypermission", 1, { adx_read: "true", adx_scope: "1" });
    const found = { ...ours, values: { ...ours.values, ...added } };
    const differences = compareRecords({ expected: siteOf(ours), actual: siteOf(found), created: new Set([recordKey(ours)]) });
    expect(differences.flatMap(({ values }) => values.map(({ key }) => key))).toEqual(keys);
    // Of a record that was there before, everything counts.
    expect(compareRecords({ expected: siteOf(ours), actual: siteOf(found) })).toHaveLength(1);
  });

  it("prints no secret", () => {
    const secret = "s3cr3t-V4lue-of-the-application-0123456789";
    const name = "Authentication/OpenIdConnect/AzureAD/ClientSecret";
    const differences = compareRecords({ expected: siteOf(setting(1, secret, name)), actual: siteOf(setting(1, `${secret}x`, name)) });
    const printed = [
      ...renderDifferences(differences, sides),
      ...differenceFindings(differences, sides).map(({ message }) => message),
    ].join("\n");
    expect(printed).toContain("•••");
    expect(printed).not.toContain(secret);
  });
});
