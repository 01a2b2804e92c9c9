import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SiteEdit } from "../../contract/edit.ts";
import { applyEdits } from "../../site/apply-edits.ts";
import { appendMarked } from "../../site/edit-text.ts";
import { readSite } from "../../site/read-site.ts";
import { writeEdits } from "../../site/write-edits.ts";
import { create, edit, remove } from "./site-edits.ts";
import { smallSite } from "./small-site.ts";

const posix = it.skipIf(process.platform === "win32");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-kit-edits-"));
  put("a/one.yml", "x: 1\r\ny: 2\r\n");
  put("a/two.yml", "z");
  put("top.html", "\uFEFFa\rb");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
const read = (path: string): string => readFileSync(join(folder, path), "utf8");

/** Every file and folder with its content, so that nothing left behind goes unseen. */
function everything(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found[path.slice(folder.length + 1).replaceAll("\\", "/")] = entry.isDirectory()
      ? "(folder)"
      : entry.isSymbolicLink()
        ? "(link)"
        : readFileSync(path, "latin1");
  }
  return found;
}

describe("writeEdits", () => {
  it("writes what applyEdits computes, byte for byte", async () => {
    const files = smallSite();
    for (const [path, text] of files) put(path, text);
    const site = await readSite(folder);
    const header = site.webTemplates.find(({ id }) => id === site.website.headerTemplateId);
    const edits: SiteEdit[] = [
      { kind: "edit", path: header?.sourcePath ?? "", ...appendMarked(header?.source ?? "", "{% include 'X' %}"), why: "test" },
      create("web-templates/x/X.webtemplate.yml", "adx_name: X\n"),
      remove("content-snippets/site-name/Site-name.en-US.contentsnippet.value.html", "Example"),
    ];
    await writeEdits(folder, edits);
    expect(Object.fromEntries((await readSiteTexts()).entries())).toEqual(Object.fromEntries(applyEdits(files, edits)));

    async function readSiteTexts(): Promise<Map<string, string>> {
      return new Map([...applyEdits(files, edits).keys()].map((path) => [path, read(path)]));
    }
  });

  it("creates folders, keeps a byte order mark and every line end, and leaves nothing behind", async () => {
    await writeEdits(folder, [create("new/deep/er.yml", "é\r\n"), edit("a/one.yml", 9, "2", "3"), edit("top.html", 4, "", "c")]);
    expect(everything()).toEqual({
      a: "(folder)",
      "a/one.yml": "x: 1\r\ny: 3\r\n",
      "a/two.yml": "z",
      new: "(folder)",
      "new/deep": "(folder)",
      "new/deep/er.yml": "Ã©\r\n",
      "top.html": "ï»¿a\rbc",
    });
  });

  it("removes folders that its deletions empty, and no others", async () => {
    mkdirSync(join(folder, "empty"));
    put("b/c/d.yml", "d");
    await writeEdits(folder, [remove("b/c/d.yml", "d"), remove("a/two.yml", "z")]);
    expect(Object.keys(everything()).toSorted()).toEqual(["a", "a/one.yml", "empty", "top.html"]);
  });

  it("never removes the site folder itself", async () => {
    const site = join(folder, "site");
    put("site/only.yml", "x");
    await writeEdits(site, [remove("only.yml", "x")]);
    expect(readdirSync(site)).toEqual([]);
  });

  posix("keeps a file's mode", async () => {
    chmodSync(join(folder, "a/one.yml"), 0o640);
    await writeEdits(folder, [edit("a/one.yml", 0, "x", "w")]);
    expect(statSync(join(folder, "a/one.yml")).mode & 0o777).toBe(0o640);
  });

  it("does not touch a file that an edit leaves as it is", async () => {
    const before = statSync(join(folder, "a/one.yml"));
    await writeEdits(folder, [edit("a/one.yml", 0, "x", "x")]);
    const after = statSync(join(folder, "a/one.yml"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it.each<[string, SiteEdit, RegExp]>([
    ["another text", edit("a/two.yml", 0, "y", "x"), /a\/two\.yml line 1: the file is not as it was/],
    ["a file that is gone", edit("a/three.yml", 0, "", "x"), /gone/],
    ["a deletion of other bytes", remove("a/two.yml", "y"), /was changed/],
    ["a new file that is there", create("a/two.yml"), /there already/],
    ["a new file below a file", create("a/two.yml/x.yml"), /a\/two\.yml stands in the way/],
    ["a new file in place of a folder", create("a"), /there already/],
    ["a case twin", create("a/TWO.yml"), /a\/two\.yml stands in the way/],
    ["a case twin of a folder", create("NEW2/x.yml"), /new2 stands in the way/],
    ["a path upwards", create("../escaped.yml"), /inside the site folder/],
  ])("refuses %s, and writes none of the rest", async (_, refused, message) => {
    put("new2/old.yml", "x");
    const before = everything();
    await expect(writeEdits(folder, [create("new/x.yml"), edit("a/one.yml", 0, "x", "w"), refused])).rejects.toMatchObject({
      code: "edit-conflict",
      exitCode: 1,
      message: expect.stringMatching(message),
    });
    expect(everything()).toEqual(before);
    expect(existsSync(join(folder, "../escaped.yml"))).toBe(false);
  });

  it("refuses to edit a file that is not UTF-8", async () => {
    put("latin.html", new Uint8Array([0x63, 0xe9]));
    await expect(writeEdits(folder, [edit("latin.html", 0, "c", "k")])).rejects.toMatchObject({
      code: "edit-conflict",
      message: expect.stringContaining("not UTF-8"),
    });
    expect(readFileSync(join(folder, "latin.html"))).toEqual(Buffer.from([0x63, 0xe9]));
  });

  it("deletes a file that is not UTF-8 when its bytes are the expected ones", async () => {
    const bytes = new Uint8Array([0x63, 0xe9]);
    put("latin.html", bytes);
    await writeEdits(folder, [
      { kind: "delete", path: "latin.html", sha256: createHash("sha256").update(bytes).digest("hex").toUpperCase(), why: "test" },
    ]);
    expect(existsSync(join(folder, "latin.html"))).toBe(false);
  });

  posix("refuses to write through a link that leads out, and follows one that stays inside", async () => {
    const outside = mkdtempSync(join(tmpdir(), "portal-kit-outside-"));
    writeFileSync(join(outside, "x.yml"), "x");
    symlinkSync(outside, join(folder, "out"));
    symlinkSync(join(outside, "x.yml"), join(folder, "x.yml"));
    symlinkSync(join(outside, "nowhere.yml"), join(folder, "nowhere.yml"));
    symlinkSync("a/one.yml", join(folder, "inside.yml"));
    const refusals: SiteEdit[] = [
      edit("out/x.yml", 0, "x", "y"),
      create("out/new.yml"),
      edit("x.yml", 0, "x", "y"),
      remove("x.yml", "x"),
      create("nowhere.yml"),
      remove("inside.yml", "x: 1\r\ny: 2\r\n"),
    ];
    for (const refused of refusals)
      await expect(writeEdits(folder, [refused]), `${refused.kind} ${refused.path}`).rejects.toMatchObject({
        code: "edit-conflict",
        message: expect.stringContaining("link"),
      });
    await writeEdits(folder, [edit("inside.yml", 0, "x", "w")]);
    expect(readdirSync(outside)).toEqual(["x.yml"]);
    expect(readFileSync(join(outside, "x.yml"), "utf8")).toBe("x");
    rmSync(outside, { recursive: true });
    expect(read("a/one.yml")).toBe("w: 1\r\ny: 2\r\n");
    expect(lstatSync(join(folder, "inside.yml")).isSymbolicLink()).toBe(true);
  });

  it("takes everything back when a file changes under it", async () => {
    const many = Array.from({ length: 40 }, (_, n) => create(`many/${n}/x.yml`));
    const writing = writeEdits(folder, [
      edit("a/one.yml", 0, "x", "w"),
      remove("top.html", "\uFEFFa\rb"),
      ...many,
      edit("a/two.yml", 0, "z", "y"),
    ]);
    const settled = expect(writing).rejects.toMatchObject({ code: "edit-conflict", message: expect.stringContaining("a/two.yml") });
    await untilStaged();
    put("a/two.yml", "somebody else's");
    await settled;
    expect(everything()).toEqual({ a: "(folder)", "a/one.yml": "x: 1\r\ny: 2\r\n", "a/two.yml": "somebody else's", "top.html": "ï»¿a\rb" });
  });

  it("takes everything back when the disk refuses a file", async () => {
    const before = everything();
    const many = Array.from({ length: 40 }, (_, n) => create(`many/${n}/x.yml`));
    const writing = writeEdits(folder, [edit("a/one.yml", 0, "x", "w"), create("first/x.yml"), ...many, create("last/x.yml")]);
    const settled = expect(writing).rejects.toMatchObject({
      code: "write-failed",
      exitCode: 3,
      cause: expect.objectContaining({ code: "ENOENT" }),
    });
    await untilStaged();
    rmSync(join(folder, "first"), { recursive: true });
    await settled;
    expect(everything()).toEqual(before);
  });

  it("says that the folder is not there", async () => {
    await expect(writeEdits(join(folder, "nope"), [create("x.yml")])).rejects.toMatchObject({ code: "write-failed", exitCode: 3 });
  });
});

/** Waits until the checks are over and the first new files lie beside their targets. */
async function untilStaged(): Promise<void> {
  while (!readdirSync(folder).some((name) => name === "many")) await nextTurn();
}
