import { findPlace } from "../../contract/place.ts";

/** In a comment, before the line with the finding. */
export const suppressionMarker = "portal-kit-ignore-next-line";

/** A comment in a file that accepts findings of the line below it. */
export interface Suppression {
  readonly path: string;
  /** Where the comment begins, from 1. */
  readonly line: number;
  readonly column: number;
  /** The line whose findings it accepts: the next one that is neither empty nor such a comment itself. */
  readonly target: number;
  readonly codes: readonly string[];
  /** undefined: none is given. */
  readonly reason: string | undefined;
}

/** A comment's kinds, each with its content; which of them a file may have its name tells. */
const liquid = String.raw`\{%-?\s*comment\s*-?%\}((?:(?!\{%-?\s*endcomment\b)[\s\S])*)\{%-?\s*endcomment\s*-?%\}`;
const html = String.raw`<!--((?:(?!-->)[\s\S])*)-->`;
const block = String.raw`\/\*((?:(?!\*\/)[\s\S])*)\*\/`;
const line = String.raw`\/\/([^\r\n]*)`;
const hash = String.raw`(?:^|[\r\n])[^\S\r\n]*#([^\r\n]*)`;

const commentsOf: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.ya?ml$/i, [hash]],
  [/\.[cm]?js$/i, [liquid, block, line]],
  [/\.css$/i, [liquid, block]],
];
const anyComment = [liquid, html, block, line];

/** Every such comment of a file, in its order. */
export function findSuppressions(path: string, text: string): Suppression[] {
  if (!text.includes(suppressionMarker)) return [];
  const kinds = commentsOf.find(([name]) => name.test(path))?.[1] ?? anyComment;
  // Each kind on its own: `//` also stands in addresses, and must not hide a comment that begins behind it.
  const found = kinds.flatMap((kind) =>
    [...text.matchAll(new RegExp(kind, "g"))].flatMap((match) => {
      const content = (match[1] ?? "").trim();
      if (!content.startsWith(suppressionMarker)) return [];
      const start = match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
      return [{ start, end: match.index + match[0].length, content: content.slice(suppressionMarker.length) }];
    }),
  );
  const lines = text.split(/\r\n|\r|\n/);
  const comments = found.toSorted((a, b) => a.start - b.start);
  const placed = comments.map(({ start, end, content }) => ({ ...findPlace(text, start), lastLine: findPlace(text, end).line, content }));
  return placed.map(({ line: first, column, lastLine, content }) => {
    let target = lastLine + 1;
    for (;;) {
      const next = placed.find((other) => other.line === target && /^\s*$/.test((lines[target - 1] ?? "").slice(0, other.column - 1)));
      if (next !== undefined) target = next.lastLine + 1;
      else if (target < lines.length && (lines[target - 1] ?? "").trim() === "") target += 1;
      else return { path, line: first, column, target, ...parseContent(content) };
    }
  });
}

/** ` <code>[, <code>] [-- <reason>]` */
function parseContent(content: string): Pick<Suppression, "codes" | "reason"> {
  const [, codes = "", reason] = /^([\s\S]*?)(?:--([\s\S]*))?$/.exec(content) ?? [];
  const words = reason?.trim().replaceAll(/\s+/g, " ");
  return { codes: codes.split(/[\s,]+/).filter((code) => code !== ""), reason: words === "" ? undefined : words };
}
