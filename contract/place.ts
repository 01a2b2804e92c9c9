/** Line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where an offset of a text is; CR LF, LF and a lone CR each end a line. */
export function findPlace(text: string, offset: number): Place {
  return createPlaceFinder()(text, offset);
}

/** For many places of a text: its lines are counted once, however many there are of both. */
export function createPlaceFinder(): (text: string, offset: number) => Place {
  let countedText = "";
  let begins: readonly number[] = [0];
  return (text, offset) => {
    if (text !== countedText) {
      begins = findLineBegins(text);
      countedText = text;
    }
    const line = countUpTo(begins, offset);
    return { line, column: offset - (begins[line - 1] ?? 0) + 1 };
  };
}

function findLineBegins(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
}

/** How many of the rising numbers are not above the limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
