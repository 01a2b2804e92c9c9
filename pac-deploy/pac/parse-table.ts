/** A column of a table that pac printed: where it begins in the header, in UTF-16 code units. */
interface Column {
  readonly label: string;
  readonly start: number;
}

export interface TableRow {
  /** Without the blanks around it; undefined: the table has no such column, or its columns do not stand where the header says. */
  cell(...labels: readonly string[]): string | undefined;
  /** The row whole. */
  readonly text: string;
}

/**
 * Rows of a table whose columns are as wide as their widest cell, with one blank between: cells are cut where the header's labels begin,
 * for names hold blanks and cells are empty.
 * @param labels every label that pac is known to use for these columns, in any version
 * @param isRow whether a line is a row of it
 */
export function parseTable(lines: readonly string[], labels: readonly string[], isRow: (line: string) => boolean): TableRow[] {
  const joined = joinWrapped(lines, isRow);
  const headerAt = joined.findIndex((line) => !isRow(line) && findColumns(line, labels).length > 0);
  const columns = headerAt === -1 ? [] : findColumns(joined[headerAt] ?? "", labels);
  return joined
    .slice(headerAt + 1)
    .filter(isRow)
    .map((text) => createRow(text, columns));
}

/** A terminal's width can cut a long row in two: what follows a row and is neither row nor blank belongs to it. */
function joinWrapped(lines: readonly string[], isRow: (line: string) => boolean): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && isRow(last) && !isRow(line) && line.trim() !== "" && !/^[\w ]+(?::|\.{3}) /.test(line)) {
      joined[joined.length - 1] = last + line;
    } else joined.push(line);
  }
  return joined;
}

/** A word that is no label we know is a column nobody asks for, which still ends the one before it. */
function findColumns(header: string, labels: readonly string[]): Column[] {
  const columns: Column[] = [];
  // `Environment Url` before `Environment`.
  const longestFirst = labels.toSorted((a, b) => b.length - a.length);
  for (let at = 0; at < header.length;) {
    const rest = header.slice(at);
    const label = longestFirst.find((one) => rest.toLowerCase().startsWith(one.toLowerCase()) && !/^\w/.test(rest.slice(one.length)));
    const [word = " "] = /^\s+|^\S+/.exec(rest) ?? [];
    if (word.trim() !== "") columns.push({ label: label ?? "", start: at });
    at += (label ?? word).length;
  }
  return columns.filter(({ label }) => label !== "").length > 1 ? columns : [];
}

function createRow(text: string, columns: readonly Column[]): TableRow {
  // A console that counts wide characters twice, or bytes decoded wrongly, moves the columns: then no cell of this row is trusted.
  const isAligned = columns.every(({ start }) => start === 0 || start >= text.length || /\s/.test(text[start - 1] ?? " "));
  return {
    text,
    cell(...labels) {
      if (!isAligned) return undefined;
      const at = columns.findIndex(({ label }) => labels.some((one) => one.toLowerCase() === label.toLowerCase()));
      const column = columns[at];
      return column === undefined ? undefined : text.slice(column.start, columns[at + 1]?.start).trim();
    },
  };
}
