import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Lie } from "../support/fake-pac/lies.ts";
import { change, setUpFakeSite, type FakeSetup } from "./fake-site.ts";

const attempts = "adx_sitesetting/12375877-8861-4d0b-99f7-e8553e60edd0";
const permission = "adx_entitypermission/52c85dba-2d50-48aa-b28e-2c0239a0e8b9";
const succeeded = /Power Pages website upload succeeded/;

let site: FakeSetup;
let folder: string;
beforeEach(async () => {
  site = setUpFakeSite();
  folder = await site.download();
  change(folder, "sitesetting.yml", (text) => text.replace("adx_value: 1000", "adx_value: ' 50 '"));
  change(folder, "table-permissions/Feedback.tablepermission.yml", (text) => text.replace("adx_read: false", "adx_read: true"));
});
afterEach(() => site.remove());

const value = (key: string, column: string): unknown => site.environment.records().get(key)?.values[column];
/** What arrived: the setting, the permission. */
const arrived = (): readonly unknown[] => [value(attempts, "adx_value") !== "1000", value(permission, "adx_read") === "true"];

describe("an upload that lies", () => {
  // The permission is sent first: tables go in order of their names.
  const cases: readonly [string, Lie, { exitCode: number | null; says: RegExp; arrived: readonly boolean[] }][] = [
    ["writes only some and says nothing of it", { lie: "partial-upload" }, { exitCode: 0, says: succeeded, arrived: [false, true] }],
    [
      "writes all but a table",
      { lie: "partial-upload", skip: ["adx_entitypermission"] },
      { exitCode: 0, says: succeeded, arrived: [true, false] },
    ],
    ["writes all but a record", { lie: "partial-upload", skip: [attempts] }, { exitCode: 0, says: succeeded, arrived: [false, true] }],
    [
      "says complete after failures",
      { lie: "complete-after-failures", skip: [permission] },
      { exitCode: 0, says: /record ID:52c85dba.* FAILED due to [^]*upload succeeded/, arrived: [true, false] },
    ],
    ["does nothing and says it did", { lie: "does-nothing" }, { exitCode: 0, says: succeeded, arrived: [false, false] }],
    [
      "drops the answer before it began",
      { lie: "dropped-answer", done: "nothing" },
      { exitCode: null, says: /Connected to/, arrived: [false, false] },
    ],
    [
      "drops the answer half-way",
      { lie: "dropped-answer", done: "half" },
      { exitCode: null, says: /Manifest loaded/, arrived: [false, true] },
    ],
    [
      "drops the answer when all is done",
      { lie: "dropped-answer", done: "all" },
      { exitCode: null, says: /Manifest loaded/, arrived: [true, true] },
    ],
    [
      "ends with a code only",
      { lie: "dropped-answer", done: "half", by: "exit" },
      { exitCode: 1, says: /Manifest loaded/, arrived: [false, true] },
    ],
    ["is throttled at once", { lie: "throttled", done: "nothing" }, { exitCode: 1, says: /0x80072322 429/, arrived: [false, false] }],
    ["is throttled half-way", { lie: "throttled", done: "half" }, { exitCode: 1, says: /0x80072322 429/, arrived: [false, true] }],
    [
      "crashes half-way",
      { lie: "crashes", done: "half" },
      { exitCode: 1, says: /non-recoverable error[^]*NullReference/, arrived: [false, true] },
    ],
    ["crashes at the end", { lie: "crashes", done: "all" }, { exitCode: 1, says: /non-recoverable error/, arrived: [true, true] }],
    ["is slow", { lie: "slow", delayMs: 5 }, { exitCode: 0, says: succeeded, arrived: [true, true] }],
    ["finds itself signed out", { lie: "not-signed-in" }, { exitCode: 1, says: /AADSTS700082/, arrived: [false, false] }],
    ["finds no network", { lie: "offline" }, { exitCode: 1, says: /Network is unreachable/, arrived: [false, false] }],
    ["writes into another site", { lie: "wrong-site" }, { exitCode: 0, says: succeeded, arrived: [false, false] }],
  ];
  test.each(cases)("%s", async (_, lie, expected) => {
    site.pac.lie(lie);
    const { exitCode, output } = await site.upload(folder);
    expect(exitCode).toBe(expected.exitCode);
    expect(output).toMatch(expected.says);
    if (expected.exitCode !== 0) expect(output).not.toMatch(succeeded);
    if (lie.lie === "wrong-site") expect(site.environment.websites()).toHaveLength(2);
    const there = site.environment.records(site.websiteId);
    expect([there.get(attempts)?.values["adx_value"] !== "1000", there.get(permission)?.values["adx_read"] === "true"]).toEqual(
      expected.arrived,
    );
  });

  test("loses the web roles of permissions", async () => {
    site.pac.lie({ lie: "lost-roles" });
    await site.upload(folder);
    expect(value(permission, "adx_entitypermission_webrole")).toEqual([]);
    expect(arrived()).toEqual([true, true]);
  });

  test.each([
    ["trim", "50"],
    ["upper", " 50 "],
  ] as const)("is changed by a plug-in (%s) for the table and column it is for", async (how, expected) => {
    site.pac.lie({ lie: "plug-in", change: how, table: "adx_sitesetting", key: "adx_value" });
    await site.upload(folder);
    expect(value(attempts, "adx_value")).toBe(expected);
  });

  test("ignores deletions, blanks and unlinks, whatever the behaviour", async () => {
    site.pac.behave({ blanks: "cleared", unlinks: "done", manifestUnlinks: "done" });
    for (const lie of ["ignored-deletions", "ignored-blanks", "ignored-unlinks"] as const) site.pac.lie({ lie });
    change(folder, "sitesetting.yml", (text) => text.replace("' 50 '", "''"));
    change(folder, "table-permissions/Feedback.tablepermission.yml", (text) => text.replace(/- b7e8112c\S+\n/, ""));
    change(
      folder,
      ".portalconfig/manifest.yml",
      () => `adx_entitypermission:\n- RecordId: ${permission.slice(-36)}\n  DisplayName: x\n  CheckSum: \n  IsDeleted: true\n`,
    );
    const roles = value(permission, "adx_entitypermission_webrole");
    await site.upload(folder);
    expect(value(attempts, "adx_value")).toBe("1000");
    expect(value(permission, "adx_entitypermission_webrole")).toEqual(roles);
  });

  test("is told at the call that it is for, and not after the truth", async () => {
    site.pac.lie({ lie: "does-nothing", call: 2 });
    await site.upload(folder);
    expect(arrived()).toEqual([true, true]);
    site.environment.edit(site.websiteId, [
      { do: "change", table: "adx_entitypermission", id: permission.slice(-36), values: { adx_read: "false" } },
    ]);
    await site.upload(folder);
    expect(arrived()).toEqual([true, false]);
    await site.upload(folder);
    expect(arrived()).toEqual([true, true]);
    site.pac.lie({ lie: "offline" });
    site.pac.truth();
    expect(await site.upload(folder)).toMatchObject({ exitCode: 0 });
  });

  test.each(["before", "after"] as const)("has somebody else edit %s it", async (when) => {
    site.pac.lie({
      lie: "someone-edits",
      command: "upload",
      when,
      edits: [{ do: "change", table: "adx_sitesetting", id: attempts.slice(-36), values: { adx_value: "theirs" } }],
    });
    await site.upload(folder);
    expect(value(attempts, "adx_value")).toBe(when === "after" ? "theirs" : " 50 ");
  });
});

describe("a download that lies", () => {
  const into = (): string => {
    const made = join(site.work, "lied-to");
    mkdirSync(made);
    return made;
  };
  const download = (to: string) => site.run("pages", "download", "--path", to, "--webSiteId", site.websiteId, "-mv", "2");
  const inside = (to: string): string => join(to, "larkfield-garden-centre---larkfield-gardens");

  test("lacks records and says it succeeded", async () => {
    site.pac.lie({ lie: "incomplete-download", skip: ["adx_entitypermission"] });
    const to = into();
    expect(await download(to)).toMatchObject({ exitCode: 0, output: expect.stringContaining("download succeeded") });
    expect(existsSync(join(inside(to), "table-permissions"))).toBe(false);
    expect(existsSync(join(inside(to), "website.yml"))).toBe(true);
  });

  test("is cut off, some tables never finished", async () => {
    site.pac.lie({ lie: "cut-download" });
    const to = into();
    const { exitCode, output } = await download(to);
    expect(exitCode).toBe(0);
    expect(output).not.toMatch(/succeeded/);
    expect(output.match(/^Downloaded - /gm)?.length).toBeLessThan(output.match(/^Downloading - /gm)?.length ?? 0);
  });

  test("shows the state before the last upload", async () => {
    await site.upload(folder);
    site.pac.lie({ lie: "stale-download" });
    const to = into();
    await download(to);
    change(inside(to), "sitesetting.yml", (text) => {
      expect(text).toContain("adx_value: 1000");
      return text;
    });
  });

  test("brings another site", async () => {
    const other = "11111111-2222-4333-8444-555555555555";
    site.environment.seed(folder, { websiteId: other, name: "Other" });
    site.pac.lie({ lie: "wrong-site", command: "download", websiteId: other });
    const to = into();
    await download(to);
    expect(readdirSync(to)).toEqual(["other"]);
  });

  test("lets somebody else edit after it", async () => {
    site.pac.lie({
      lie: "someone-edits",
      command: "download",
      when: "after",
      edits: [{ do: "delete", table: "adx_entitypermission", id: permission.slice(-36) }],
    });
    const to = into();
    await download(to);
    expect(existsSync(join(inside(to), "table-permissions/Feedback.tablepermission.yml"))).toBe(true);
    expect(site.environment.records().has(permission)).toBe(false);
  });
});

describe("as a program of its own", () => {
  test("it is killed, hangs, prints in another encoding, and logs its calls", async () => {
    site.pac.lie({ lie: "dropped-answer", done: "half", command: "upload", call: 1 });
    site.pac.lie({ lie: "hangs", done: "half", command: "upload", call: 2 });
    site.pac.lie({ lie: "wrong-encoding", encoding: "utf16le", command: "list" });
    const args = ["pages", "upload", "--path", folder, "--modelVersion", "2"];
    const first = spawnSync(site.pac.pacPath, args);
    expect(first.signal).toBe("SIGKILL");
    expect(site.environment.records().get(permission)?.values["adx_read"]).toBe("true");
    expect(site.environment.records().get(attempts)?.values["adx_value"]).toBe("1000");
    const second = spawn(site.pac.pacPath, args, { stdio: ["ignore", "pipe", "ignore"] });
    const ended = new Promise((resolve) => second.on("close", (_, signal) => resolve(signal)));
    let said = "";
    for await (const text of second.stdout.setEncoding("utf8")) {
      said += String(text);
      if (said.includes("49.6%")) second.kill("SIGKILL");
    }
    expect(await ended).toBe("SIGKILL");
    const listed = spawnSync(site.pac.pacPath, ["pages", "list"]);
    expect(listed.stdout.toString("utf16le")).toMatch(/Larkfield Garden Centre/);
    expect(site.pac.calls().slice(-3)).toMatchObject([
      { argv: args, exitCode: null },
      { argv: args, exitCode: null },
      { argv: ["pages", "list"], exitCode: 0 },
    ]);
  });
});
