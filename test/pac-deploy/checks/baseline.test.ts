import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../../contract/finding.ts";
import { makeBaseline, readBaseline, subtractBaseline, writeBaseline } from "../../../pac-deploy/checks/baseline.ts";

const finding = (line: number, more: Partial<Finding> = {}): Finding => ({
  code: "one",
  severity: "warning",
  path: "a.html",
  line,
  column: 1,
  message: "m",
  fix: false,
  ...more,
});
const files = (text: string) => new Map([["a.html", text]]);
const isAsked = () => true;

describe("a baseline", () => {
  const known = makeBaseline([finding(1), finding(2)], files("<a>\n<b>\n"));

  it("knows its findings after their lines have moved and were indented", () => {
    const moved = subtractBaseline([finding(3), finding(5)], known, { files: files("x\n\n  <a>\r\ny\n<b>"), isAsked });
    expect(moved).toEqual({ fresh: [], known: 2, stale: [] });
  });

  it("does not know another code, another file, or a line of another text", () => {
    const others = [finding(1, { code: "two" }), finding(1, { path: "b.html" }), finding(3)];
    const result = subtractBaseline(others, known, { files: new Map([...files("<a>\n<b>\n<c>"), ["b.html", "<a>"]]), isAsked });
    expect(result.fresh).toEqual(others);
  });

  it("knows as many on like lines as there were", () => {
    const two = makeBaseline([finding(1), finding(2)], files("<a>\n<a>"));
    expect(two).toMatchObject([{ count: 2 }]);
    const three = [finding(1), finding(2), finding(3)];
    expect(subtractBaseline(three, two, { files: files("<a>\n<a>\n<a>"), isAsked })).toMatchObject({ fresh: [three[2]], known: 2 });
  });

  it("tells what is not found any more, of the checks that ran", () => {
    const text = files("<a>\n");
    expect(subtractBaseline([finding(1)], known, { files: text, isAsked }).stale).toMatchObject([{ code: "one", count: 1 }]);
    expect(subtractBaseline([], known, { files: text, isAsked: () => false }).stale).toEqual([]);
  });

  it("knows findings of the site as a whole by their words, whatever the numbers", () => {
    const whole = (message: string) => finding(0, { path: "", message });
    const entries = makeBaseline([whole("12 of these")], new Map());
    expect(subtractBaseline([whole("13 of these")], entries, { files: new Map(), isAsked }).fresh).toEqual([]);
    expect(subtractBaseline([whole("13 of those")], entries, { files: new Map(), isAsked }).fresh).toHaveLength(1);
  });

  it("leaves what is accepted alone", () => {
    const accepted = finding(1, { accepted: "agreed" });
    expect(makeBaseline([accepted], files("<a>"))).toEqual([]);
    expect(subtractBaseline([accepted], [], { files: files("<a>"), isAsked })).toEqual({ fresh: [accepted], known: 0, stale: [] });
  });
});

describe("a baseline's file", () => {
  let folder = "";
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "portal-kit-baseline-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("reads back as it was written", async () => {
    const entries = makeBaseline([finding(1), finding(2)], files("<a>\n<b>"));
    await writeBaseline(join(folder, "b.json"), entries);
    expect(await readBaseline(join(folder, "b.json"))).toEqual(entries);
    await writeBaseline(join(folder, "b.json"), []);
    expect(await readBaseline(join(folder, "b.json"))).toEqual([]);
  });

  it.each([
    ["no JSON", "{"],
    ["another version", '{"version": 2, "findings": []}'],
    ["no list", '{"version": 1}'],
    ["a count that is none", '{"version": 1, "findings": [{"code": "a", "path": "b", "line": "c", "count": 0}]}'],
    ["nothing", "null"],
  ])("is refused with %s", async (_, text) => {
    writeFileSync(join(folder, "b.json"), text);
    await expect(readBaseline(join(folder, "b.json"))).rejects.toMatchObject({ code: "baseline-broken", exitCode: 2 });
  });

  it("is asked for where it is missing, and told where it cannot be written", async () => {
    await expect(readBaseline(join(folder, "none.json"))).rejects.toMatchObject({ code: "baseline-missing", exitCode: 2 });
    await expect(writeBaseline(join(folder, "none/b.json"), [])).rejects.toMatchObject({ code: "baseline-not-written", exitCode: 3 });
  });
});
