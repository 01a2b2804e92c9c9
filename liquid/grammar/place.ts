/** Line and column, from 1, of an offset; CR LF, LF and a lone CR each end a line. */
export function findPlace(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineBegin = 0;
  for (let at = 0; at < offset && at < text.length; at++) {
    const character = text[at];
    if (character === "\n" || (character === "\r" && text[at + 1] !== "\n")) {
      line++;
      lineBegin = at + 1;
    }
  }
  return { line, column: offset - lineBegin + 1 };
}
