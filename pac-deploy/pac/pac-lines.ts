// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const escapeSequence = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_])/g;

/** A line of pac as it was meant: no colours, no cursor movements, no byte order mark (in UTF-16 it is two bytes that UTF-8 does not have), no blanks at its end. */
export const cleanLine = (line: string): string =>
  line
    .replaceAll(escapeSequence, "")
    .replaceAll(/\uFEFF|^\uFFFD\uFFFD/g, "")
    .trimEnd();

/** Lines of an output, by any line end; pac draws progress over itself with a lone carriage return. */
export const splitLines = (output: string): string[] => output.split(/\r\n|\n|\r/).map(cleanLine);

/** `Uploading - [####----] 49.6% …`: observed (third party), with the decimals of the machine's locale. */
const progress = /^(\w+) - \[[#=>. -]*\]\s*(\d{1,3})(?:[.,](\d+))?\s*%/;

export interface PacProgress {
  readonly what: string;
  readonly percent: number;
}

export function parseProgress(line: string): PacProgress | undefined {
  const [, what, whole, decimals = "0"] = progress.exec(line.trim()) ?? [];
  return what === undefined || whole === undefined ? undefined : { what, percent: Number(`${whole}.${decimals}`) };
}

/** What the turning dash leaves where it is not drawn over itself. */
export const isSpinner = (line: string): boolean => /^[-\\|/]$/.test(line.trim());
