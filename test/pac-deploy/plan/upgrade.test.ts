import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { kitVersion, stateFilePath } from "../../../contract/names.ts";
import { fileHash, parseState, renderState, type KitState } from "../../../pac-deploy/plan/kit-state.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { writeEdits } from "../../../site/write-edits.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { applyKit, copySite, kitFolder, starterFolder, starters, type TemporarySite } from "../../support/kit-site.ts";

const open: TemporarySite[] = [];
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});
const plan = (site: TemporarySite, discard?: readonly string[]): Promise<Plan> =>
  planApply(site.folder, { kitFolder, configPath: site.configPath, discard });
const textOf = (site: TemporarySite, path: string): string => readFileSync(join(site.folder, path), "utf8");
const write = (site: TemporarySite, path: string, text: string): void => writeFileSync(join(site.folder, path), text);
const of = ({ findings }: Plan, code: string): Plan["findings"] => findings.filter((finding) => finding.code === code);

const snippet = (key: string): string => `content-snippets/portal-kit-${key}/Portal-Kit-${key}.en-US.contentsnippet.value.html`;
const submit = snippet("form.submit");
const thanks = snippet("status.done");
const tracking = "web-templates/portal-kit-tracking/Portal-Kit-Tracking.webtemplate.source.html";
const script = "web-templates/portal-kit-capture-script/Portal-Kit-Capture-Script.webtemplate.source.html";
const header = "web-templates/header/Header.webtemplate.source.html";

/** The starter as kit 0.0.9 would have left it: its texts, templates and marks were other ones. */
async function olderSite(
  starter: string,
): Promise<{ site: TemporarySite; before: Record<string, string>; changeState: (make: (state: KitState) => KitState) => void }> {
  const site = copySite(starterFolder(starter));
  open.push(site);
  const before = readFolderBytes(site.folder);
  await applyKit(site);
  const changeState = (make: (state: KitState) => KitState): void =>
    write(site, stateFilePath, renderState(make(parseState(textOf(site, stateFilePath)))));
  const older = new Map([
    [submit, "Submit"],
    [thanks, "Thanks"],
    [tracking, `{% comment %}of 0.0.9{% endcomment %}\n`],
    [script, `{% comment %}of 0.0.9{% endcomment %}\n`],
  ]);
  for (const [path, text] of older) write(site, path, text);
  const old = (text: string): string => text.replaceAll(`Tracking ${kitVersion}`, "Tracking 0.0.9");
  write(site, header, old(textOf(site, header)));
  changeState((state) => ({
    ...state,
    kit: "0.0.9",
    files: state.files.map((file) => ({ ...file, sha256: older.has(file.path) ? fileHash(older.get(file.path) ?? "") : file.sha256 })),
    insertions: state.insertions.map((insertion) => ({ ...insertion, text: old(insertion.text) })),
  }));
  return { site, before, changeState };
}

describe.each(starters)("apply over the kit of 0.0.9 in the %s starter", (starter) => {
  it("brings every file to this version, says so once, and comes out again byte for byte", async () => {
    const { site, before } = await olderSite(starter);
    const upgrade = await plan(site);
    expect(of(upgrade, "kit-upgraded")).toMatchObject([
      { severity: "info", message: expect.stringMatching(/0\.0\.9.*brings it to/) as string },
    ]);
    expect(upgrade.edits.map(({ path }) => path)).toEqual(
      expect.arrayContaining([submit, thanks, tracking, script, header, stateFilePath]),
    );
    await writeEdits(site.folder, upgrade.edits);
    const fresh = copySite(starterFolder(starter));
    open.push(fresh);
    await applyKit(fresh);
    expect(readFolderBytes(site.folder)).toEqual(readFolderBytes(fresh.folder));
    expect(await plan(site)).toMatchObject({
      edits: [],
      findings: expect.not.arrayContaining([expect.objectContaining({ code: "kit-upgraded" })]) as unknown,
    });
    await writeEdits(site.folder, (await planRemove(site.folder)).edits);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("keeps a person's texts, and reports with both texts where the kit's has changed too", async () => {
    const { site } = await olderSite(starter);
    write(site, submit, "Join us");
    write(site, snippet("banner.accept"), "Fine");
    const upgrade = await plan(site);
    expect(of(upgrade, "changed-text-conflict")).toMatchObject([
      { path: submit, severity: "warning", message: expect.stringMatching(/yours stays, "Join us"; the kit's is now "Send"/) as string },
    ]);
    await writeEdits(site.folder, upgrade.edits);
    expect([textOf(site, submit), textOf(site, snippet("banner.accept")), textOf(site, thanks)]).toEqual([
      "Join us",
      "Fine",
      "Thank you. We have received your details.",
    ]);
    const after = await plan(site);
    expect(after.edits).toEqual([]);
    expect(of(after, "changed-text-conflict")).toEqual([]);
  });

  it("finds no conflict where the person has written what the kit says now", async () => {
    const { site } = await olderSite(starter);
    write(site, submit, "Send");
    expect(of(await plan(site), "changed-text-conflict")).toEqual([]);
  });

  it("takes a person's text along where the snippet's files are called otherwise now", async () => {
    const { site, changeState } = await olderSite(starter);
    const oldFolder = "content-snippets/portal-kit-submit-button";
    const oldPath = `${oldFolder}/Portal-Kit-submit-button.en-US.contentsnippet.value.html`;
    const record = submit.replace(".value.html", ".yml");
    const oldRecord = oldPath.replace(".value.html", ".yml");
    renameSync(join(site.folder, dirname(submit)), join(site.folder, oldFolder));
    for (const [from, to] of [
      [submit, oldPath],
      [record, oldRecord],
    ] as const)
      renameSync(join(site.folder, oldFolder, from.slice(dirname(from).length + 1)), join(site.folder, to));
    // An older kit would have laid it out like this, and its record was not quite the same.
    changeState((state) => ({
      ...state,
      files: state.files.map((file) =>
        file.path === submit ? { ...file, path: oldPath } : file.path === record ? { ...file, path: oldRecord } : file,
      ),
    }));
    write(site, oldPath, "Join us");
    const upgrade = await plan(site);
    expect(of(upgrade, "changed-text-removed")).toEqual([]);
    await writeEdits(site.folder, upgrade.edits);
    const kept = [submit, oldPath].filter((path) => existsSync(join(site.folder, path))).map((path) => textOf(site, path));
    expect(kept).toEqual(["Join us"]);
  });
});

describe("a template of the kit that was changed by hand", () => {
  it("stops the upgrade; every such file is named, with what to do", async () => {
    const { site } = await olderSite("enhanced");
    for (const path of [tracking, script]) write(site, path, `${textOf(site, path)}<!-- mine -->`);
    await expect(plan(site)).rejects.toMatchObject({
      code: "kit-file-changed",
      exitCode: 1,
      message: expect.stringContaining("1 more") as string,
      hint: expect.stringMatching(new RegExp(`--discard ".*${tracking.slice(-30)}".*git diff|git diff.*--discard ".*"`, "s")) as string,
    });
    const error: unknown = await plan(site).catch((thrown: unknown) => thrown);
    for (const path of [tracking, script]) expect(`${String(error)} ${(error as { hint: string }).hint}`).toContain(path);
  });

  it("goes back to the kit's with --discard, and only the named ones do", async () => {
    const { site } = await olderSite("enhanced");
    for (const path of [tracking, script]) write(site, path, "<!-- mine -->");
    await expect(plan(site, [tracking])).rejects.toMatchObject({ code: "kit-file-changed", place: { path: script } });
    const upgrade = await plan(site, [tracking, `./${script.replaceAll("/", "\\")}`]);
    expect(of(upgrade, "kit-file-discarded").map(({ path }) => path)).toEqual([script, tracking]);
    await writeEdits(site.folder, upgrade.edits);
    expect(textOf(site, tracking)).not.toContain("mine");
    expect((await plan(site)).edits).toEqual([]);
  });

  it("may be dropped by remove as well, and a changed text given back to the kit", async () => {
    const { site, before } = await olderSite("enhanced");
    write(site, tracking, "<!-- mine -->");
    write(site, submit, "Join us");
    expect(of(await plan(site, [tracking, submit]), "changed-text-conflict")).toEqual([]);
    await writeEdits(site.folder, (await planRemove(site.folder, { discard: [tracking] })).edits);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it.each(["website.yml", "web-templates/nope.html", header])("--discard refuses %s, which is none of the kit's files", async (path) => {
    const { site } = await olderSite("enhanced");
    await expect(plan(site, [path])).rejects.toMatchObject({ code: "discard-unknown", exitCode: 2 });
  });
});

describe("a state of another version", () => {
  it("gives warning where a newer kit wrote it", async () => {
    const { site, changeState } = await olderSite("enhanced");
    changeState((state) => ({ ...state, kit: "99.0.0-beta.1" }));
    expect(of(await plan(site), "kit-is-older")).toMatchObject([{ severity: "warning" }]);
  });

  it("is no obstacle where a file of it has been deleted", async () => {
    const { site } = await olderSite("enhanced");
    rmSync(join(site.folder, dirname(submit)), { recursive: true });
    await writeEdits(site.folder, (await plan(site)).edits);
    expect(textOf(site, submit)).toBe("Send");
  });
});
