const linesAround = 2;
/** Wider lines (a minified script) show a stretch around the place. */
const maxChars = 120;

/**
 * The lines around a place of a text, numbered, with a caret under the column; undefined where the text has no such line.
 * What would move a terminal's cursor or turn the direction of writing shows as `·`.
 * @param place line and column, from 1
 */
export function renderCodeFrame(text: string, place: { readonly line: number; readonly column: number }): string | undefined {
  const lines = text.split(/\r\n|\n|\r/);
  const column = Math.max(1, place.column);
  const broken = lines[place.line - 1];
  if (place.line < 1 || broken === undefined || column > broken.length + 1) return undefined;
  const first = Math.max(1, place.line - linesAround);
  const shown = lines.slice(first - 1, place.line + linesAround);
  const from = column > maxChars - 20 ? column - 1 - maxChars / 2 : 0;
  const width = String(first + shown.length - 1).length;
  return shown
    .flatMap((line, index) => {
      const number = first + index;
      const row = `${number === place.line ? ">" : " "} ${String(number).padStart(width)} | ${crop(line, from)}`.trimEnd();
      return number === place.line ? [row, `  ${" ".repeat(width)} | ${" ".repeat(column - 1 - from + (from > 0 ? 1 : 0))}^`] : [row];
    })
    .join("\n");
}

function crop(line: string, from: number): string {
  const stretch = line.slice(from, from + maxChars);
  return `${from > 0 ? (line.length > from ? "…" : " ") : ""}${printable(stretch)}${line.length > from + maxChars ? "…" : ""}`;
}

/** One character for one, so that the caret stays in its place. */
const printable = (text: string): string =>
  text.replaceAll("\t", " ").replaceAll(/[\p{Cc}\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, "·");
