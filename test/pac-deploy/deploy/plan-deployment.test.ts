import { describe, expect, it } from "vitest";
import { planDeployment, type DeploymentStates } from "../../../pac-deploy/deploy/plan-deployment.ts";
import type { DeployedRecord, DeployedValue } from "../../../pac-deploy/deploy/site-records.ts";
import { deployed, siteOf } from "./record-states.ts";

type Values = Record<string, DeployedValue>;
const setting = (n: number, name: string, value: DeployedValue = "x"): DeployedRecord =>
  deployed("adx_sitesetting", n, { adx_name: name, adx_value: value });
const role = deployed("adx_webrole", 100, { adx_name: "Anonymous Users" });
const permission = (values: Values = {}): DeployedRecord =>
  deployed("adx_entitypermission", 1, {
    adx_entityname: "Contacts",
    adx_entitylogicalname: "contact",
    adx_entitypermission_webrole: [role.id],
    adx_read: "true",
    adx_write: "false",
    ...values,
  });

function plan(
  { base = [], remote = [], local = [] }: Partial<Record<"base" | "remote" | "local", readonly DeployedRecord[]>>,
  options: Omit<DeploymentStates, "base" | "remote" | "local"> = {},
) {
  return planDeployment({ base: siteOf(...base), remote: siteOf(...remote), local: siteOf(...local), ...options });
}

const told = ({ changes, others, conflicts, residue, closings }: ReturnType<typeof plan>) => ({
  changes: changes.map(({ kind, record, values }) => [kind, record.name, ...values.map(({ key, after }) => [key, after])]),
  others: others.map(({ kind, record, values }) => [kind, record.name, ...values.map(({ key, after }) => [key, after])]),
  conflicts: conflicts.map(({ reason, record, key }) => [reason, record.name, key]),
  residue: residue.map(({ kind, record, key }) => [kind, record.name, key]),
  closings: closings.map(({ record, values }) => [record.name, values]),
});
const nothing = { changes: [], others: [], conflicts: [], residue: [], closings: [] };
const [one, two, three] = [setting(1, "S", "one"), setting(1, "S", "two"), setting(1, "S", "three")];

describe("planDeployment", () => {
  it.each([
    ["changed here", { base: [one], remote: [one], local: [two] }, { changes: [["edit", "S", ["adx_value", "two"]]] }],
    ["changed there", { base: [one], remote: [two], local: [one] }, { others: [["edit", "S", ["adx_value", "two"]]] }],
    ["changed on both sides to the same", { base: [one], remote: [two], local: [two] }, {}],
    ["changed on both sides", { base: [one], remote: [two], local: [three] }, { conflicts: [["changed-twice", "S", "adx_value"]] }],
    ["made here", { local: [one] }, { changes: [["create", "S"]] }],
    ["made there", { remote: [one] }, { others: [["create", "S"]] }],
    ["made on both sides under one id", { remote: [one], local: [two] }, { conflicts: [["changed-twice", "S", "adx_value"]] }],
    ["deleted there", { base: [one], local: [one] }, { others: [["delete", "S"]] }],
    ["deleted there and changed here", { base: [one], local: [two] }, { conflicts: [["deleted-there", "S", undefined]] }],
    ["deleted here", { base: [one], remote: [one] }, { residue: [["deletion", "S", undefined]] }],
    ["deleted here and changed there", { base: [one], remote: [two] }, { conflicts: [["deleted-here", "S", undefined]] }],
    ["deleted on both sides", { base: [one] }, {}],
    ["emptied here", { base: [one], remote: [one], local: [setting(1, "S", null)] }, { residue: [["blank", "S", "adx_value"]] }],
    [
      "emptied here and changed there",
      { base: [one], remote: [two], local: [setting(1, "S", "")] },
      { conflicts: [["changed-twice", "S", "adx_value"]] },
    ],
    ["emptied there", { base: [one], remote: [setting(1, "S", null)], local: [one] }, { others: [["edit", "S", ["adx_value", null]]] }],
    [
      "a key that only the environment has, and that was never here",
      { base: [one], remote: [deployed("adx_sitesetting", 1, { ...one.values, adx_source: "0" })], local: [one] },
      { others: [["edit", "S", ["adx_source", "0"]]] },
    ],
    [
      "a key in which the environment writes down what happened",
      { base: [one], remote: [deployed("adx_sitesetting", 1, { ...one.values, adx_createdOn: "1", adx_modifiedon: "2" })], local: [one] },
      {},
    ],
    [
      "another made there under the name of one made here",
      { remote: [setting(2, "s")], local: [setting(1, "S")] },
      { conflicts: [["same-name", "S", undefined]], others: [["create", "s"]] },
    ],
    [
      "a snippet of one name in another language",
      {
        remote: [deployed("adx_contentsnippet", 2, { adx_name: "S", adx_contentsnippetlanguageid: "de" })],
        local: [deployed("adx_contentsnippet", 1, { adx_name: "S", adx_contentsnippetlanguageid: "en" })],
      },
      { changes: [["create", "S"]], others: [["create", "S"]] },
    ],
  ])("%s", (_name, states, expected) => {
    expect(told(plan(states))).toEqual({ ...nothing, ...expected });
  });

  it("merges web roles one by one: adds ours, keeps theirs, and lists what it cannot take off", () => {
    const roles = (...ids: string[]): DeployedRecord[] => [permission({ adx_entitypermission_webrole: ids })];
    const merged = plan({ base: roles("a", "b", "c"), remote: roles("a", "b", "theirs"), local: roles("b", "c", "ours") });
    expect(told(merged)).toEqual({
      ...nothing,
      changes: [["edit", "Contacts", ["adx_entitypermission_webrole", ["a", "b", "ours", "theirs"]]]],
      others: [["edit", "Contacts", ["adx_entitypermission_webrole", ["a", "b", "theirs"]]]],
      residue: [["unlink", "Contacts", "adx_entitypermission_webrole"]],
    });
    expect(merged.residue[0]).toMatchObject({ wanted: ["b", "ours", "theirs"], remote: ["a", "b", "ours", "theirs"] });
    expect(merged.residue[0]?.remedy).toContain("read on contact");
  });

  it("replaces the rights of a column permission, which are one value, and empties them no more than any other", () => {
    const column = (...rights: string[]): DeployedRecord[] => [deployed("adx_columnpermission", 1, { adx_permissions: rights })];
    expect(told(plan({ base: column("1", "2"), remote: column("1", "2"), local: column("1") })).changes).toEqual([
      ["edit", "", ["adx_permissions", ["1"]]],
    ]);
    expect(told(plan({ base: column("1"), remote: column("1"), local: column() }))).toEqual({
      ...nothing,
      residue: [["blank", "", "adx_permissions"]],
    });
  });

  it("closes what is gone from the folder and opens something", () => {
    const found = plan({ base: [permission(), role], remote: [permission(), role], local: [role] });
    expect(told(found)).toMatchObject({ closings: [["Contacts", { adx_read: "false" }]], residue: [["deletion", "Contacts", undefined]] });
    expect(found.closings[0]?.opens).toEqual([{ table: "contact", columns: [], rights: ["read"], role: "Anonymous Users" }]);
  });

  it("without a deployed base leaves every difference to a person, and takes the side they name", () => {
    const states = { base: [one], remote: [two], local: [one] };
    expect(told(plan(states, { baseIsAssumed: true })).conflicts).toEqual([["unknown", "S", "adx_value"]]);
    expect(told(plan(states, { baseIsAssumed: true, take: "local" })).changes).toEqual([["edit", "S", ["adx_value", "one"]]]);
    expect(told(plan(states, { baseIsAssumed: true, take: "remote" })).others).toEqual([["edit", "S", ["adx_value", "two"]]]);
    expect(told(plan({ base: [one], local: [one] }, { baseIsAssumed: true })).conflicts).toEqual([["unknown", "S", undefined]]);
  });

  it.each([[one.path], [`${one.path}:1`], [one.id.toUpperCase()], [`adx_sitesetting/${one.id}`], ["adx_sitesetting/s"]])(
    "takes the folder's side of one record, named %s",
    (place) => {
      const states = { base: [one], remote: [two], local: [three] };
      expect(told(plan(states, { takeLocal: [place] }))).toEqual({ ...nothing, changes: [["edit", "S", ["adx_value", "three"]]] });
      expect(told(plan(states, { takeRemote: [place], take: "local" }))).toMatchObject({
        changes: [],
        others: [["edit", "S", ["adx_value", "two"]]],
      });
    },
  );

  it.each([
    ["deleted-there", { base: [one], local: [two] }, { changes: [["create", "S"]] }, { others: [["delete", "S"]] }],
    [
      "deleted-here",
      { base: [one], remote: [two] },
      { residue: [["deletion", "S", undefined]] },
      { others: [["edit", "S", ["adx_value", "two"]]] },
    ],
    [
      "same-name",
      { remote: [setting(2, "S")], local: [one] },
      { changes: [["create", "S"]], others: [["create", "S"]] },
      { others: [["create", "S"]] },
    ],
  ])("decides a conflict %s either way", (_name, states, local, remote) => {
    expect(told(plan(states, { take: "local" }))).toEqual({ ...nothing, ...local });
    expect(told(plan(states, { take: "remote" }))).toEqual({ ...nothing, ...remote });
  });

  it("refuses a decision about nothing", () => {
    expect(() => plan({ base: [one], remote: [one], local: [two] }, { takeLocal: ["sitesetting.yml"] })).toThrow(
      expect.objectContaining({ code: "take-unknown", exitCode: 2 }),
    );
  });

  it.each([
    ["another website", deployed("adx_website", 2, { adx_name: "B" }), "website-differs"],
    [
      "keys spelled otherwise",
      { ...deployed("adx_website", 1), values: { id: deployed("adx_website", 1).id, name: "A" } },
      "dialect-differs",
    ],
  ])("refuses %s", (_name, remote, code) => {
    expect(() => plan({ remote: [remote], local: [deployed("adx_website", 1, { adx_name: "A" })] })).toThrow(
      expect.objectContaining({ code, exitCode: 1 }),
    );
  });

  it("makes a site where there is none, and only if it is to", () => {
    const local = [deployed("adx_website", 1, { adx_name: "A" })];
    expect(told(plan({ local }, { createSite: true })).changes).toEqual([["create", "A"]]);
    expect(() => plan({ local })).toThrow(/is of the website/);
  });
});
