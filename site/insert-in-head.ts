import { Parser } from "htmlparser2";
import { UserError } from "../contract/user-error.ts";
import type { TextEdit } from "./edit-text.ts";
import { lineEndAt, withLineEnd } from "./line-ends.ts";

/**
 * Puts a block before the end of a page's head, in the page's own line ends: on lines of its own where `</head>` begins its line.
 * @throws UserError `html-without-head`, exit code 1
 */
export function insertInHead(html: string, block: string): TextEdit {
  let at: number | undefined;
  const parser = new Parser({
    onclosetag(name, isImplied) {
      if (name === "head" && !isImplied) at ??= parser.startIndex;
    },
  });
  parser.end(html);
  if (at === undefined) {
    throw new UserError("html-without-head", "the page has no </head> to put anything before", {
      exitCode: 1,
      hint: "Write the page's head out: <head>…</head>.",
    });
  }
  const lineEnd = lineEndAt(html, at);
  const [indent = ""] = /[ \t]*$/.exec(html.slice(0, at)) ?? [];
  const isOwnLine = /(?:^|[\r\n])$/.test(html.slice(0, at - indent.length));
  const text = withLineEnd(block, lineEnd);
  return isOwnLine ? { offset: at - indent.length, expected: "", insert: text + lineEnd } : { offset: at, expected: "", insert: text };
}
