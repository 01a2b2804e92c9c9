import { PassThrough } from "node:stream";
import fc from "fast-check";
import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { describeRecord } from "../../pac-deploy/deploy/describe-value.ts";
import { printable, printableInColour, printableInLine, printableJson } from "../../pac-deploy/printable.ts";
import { renderError } from "../../pac-deploy/render-error.ts";
import { createTerminal } from "../../pac-deploy/terminal.ts";
import { deployed } from "./deploy/record-states.ts";

const colours = pc.createColors(true);
const steering: Readonly<Record<string, string>> = {
  "clear the screen": "\u001B[2J",
  "go up a line": "\u001B[1A",
  "a window's title": "\u001B]0;title\u0007",
  "a link": "\u001B]8;;https://example.com\u001B\\",
  "an eight-bit sequence": "\u009B2J",
  "back to the start of the line": "\r",
  "hidden letters": "\u001B[8m",
  "several codes in one": "\u001B[1;8m",
  "the other direction": "\u202E",
};
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

describe("what is printed", () => {
  it.each(Object.entries(steering))("holds nothing to %s", (_, text) => {
    for (const print of [printable, printableInLine, printableInColour, (value: string) => printableJson({ value })])
      expect(print(`a${text}b`)).not.toMatch(control);
  });

  it("is the text itself where nothing steers", () => {
    const text = "Grüße, 你好, مرحبا 👋\n\tHTML & <b>";
    expect(printable(text)).toBe(text);
    expect(printableInColour(text)).toBe(text);
    expect(printableInLine("one\r\n  two")).toBe("one ⏎ two");
  });

  it("keeps each colour and style of the kit's own", () => {
    for (const style of [colours.bold, colours.dim, colours.underline, colours.red, colours.green, colours.yellow, colours.cyan]) {
      const text = style(`a ${colours.bold("b")} c`);
      expect(text).toContain("\u001B[");
      expect(printableInColour(text)).toBe(text);
    }
  });

  it("means the same as JSON, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const text = printableJson({ value });
        expect(text).not.toMatch(control);
        expect(JSON.parse(text)).toEqual({ value });
      }),
    );
  });

  it("gives a name no line of its own", () => {
    const record = deployed("adx_sitesetting", 1, { adx_name: "A\nok  checks no errors" });
    expect(describeRecord(record)).not.toContain("\n");
  });

  it("is safe in an error that is none of ours", () => {
    expect(renderError(new Error("a\u001B[2Jb")).text).not.toContain("\u001B[2J");
  });
});

describe("createTerminal", () => {
  const open = (json: boolean) => {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    // A stream is all that is written to.
    const streams = { stdin: process.stdin, stdout, stderr } as unknown as Parameters<typeof createTerminal>[1];
    return { terminal: createTerminal({ json }, streams), read: () => `${String(stdout.read() ?? "")}${String(stderr.read() ?? "")}` };
  };

  it.each([true, false])("lets through colours and nothing that steers, with --json %s", (json) => {
    const { terminal, read } = open(json);
    terminal.say(colours.green("Done") + Object.values(steering).join("x"));
    const text = read();
    expect(text).toContain(colours.green("Done"));
    expect(text.replace(colours.green("Done"), "").replace(/\n$/, "")).not.toMatch(control);
  });

  it("answers with JSON that steers nothing", () => {
    const { terminal, read } = open(true);
    const value = { name: Object.values(steering).join("x") };
    terminal.answer(value);
    const text = read();
    expect(text.replace(/\n$/, "")).not.toMatch(control);
    expect(JSON.parse(text)).toEqual(value);
  });
});
